import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations

/// One request, and what became of it.
///
/// Making one copies references; what they say is put into words when the line is written.
package struct AuditEvent: Sendable {
    /// The request's id, which the answer has too.
    package let id: String
    /// When the request came in.
    package let time: Timestamp
    /// The service that was called, such as `iam`; for our own doors, `sallyport`.
    package var service = "sallyport"
    /// The operation; nil: the request asked for none that there is.
    package var operation: String?
    /// Whether the operation changes nothing.
    package var isReadOnly = true
    /// Whether it is about data rather than about what manages it: objects of S3.
    package var isDataEvent = false
    /// Who asked; nil: nobody who is known.
    package var caller: Caller?
    /// The access key that the request says it is signed with.
    package var accessKeyID: AccessKeyID?
    /// The region that it was signed for.
    package var region: String?
    /// The address that it came from.
    package let sourceIP: String
    /// The client, in its own words.
    package let userAgent: String?
    /// How many bytes the request's body has.
    package var size = 0
    /// What was asked for.
    package var parameters = QueryParameters()
    /// What was asked for, where the service speaks JSON.
    package var json: [UInt8] = []
    /// What it was refused with; nil: it was done.
    package var error: AWSError?
    /// Whether it was denied, and done all the same because denials are only logged.
    package var isDenialSuppressed = false
    /// What was decided for a service of one's own that asked.
    package var decisions: [Decision] = []

    /// A decision that was asked for.
    package struct Decision: Sendable {
        let words: String

        /// Puts a decision, such as `allowed`, into words with what it is about.
        package init(_ decision: String, action: String, resource: String) {
            words = "\(decision) \(action) \(resource)"
        }
    }

    /// Starts an event with what is known of every request.
    package init(id: String, time: Timestamp, sourceIP: String, userAgent: String?) {
        self.id = id
        self.time = time
        self.sourceIP = sourceIP
        self.userAgent = userAgent
    }

    /// Whether its line is written before the request is answered: something was changed.
    var isChange: Bool { !isReadOnly && error == nil }
}

// MARK: - Its line

extension AuditEvent {
    /// Writes the line.
    ///
    /// Source: CloudTrail User Guide, "CloudTrail record contents".
    func write(to line: inout JSONLine) {
        line.field("eventVersion", "1.11")
        line.object("userIdentity", writeIdentity)
        line.field("eventTime", time.iso8601)
        line.field("eventSource", service == "sallyport" ? service : "\(service).amazonaws.com")
        line.field("eventName", operation ?? "Unknown")
        line.field("awsRegion", region)
        line.field("sourceIPAddress", sourceIP)
        line.field("userAgent", userAgent.map { String($0.prefix(1024)) })
        let asked = AuditedParameters(parameters, json, of: service)
        line.field("errorCode", error?.code)
        line.field("errorMessage", error.map { asked.withoutSecrets($0.message) })
        line.object("requestParameters", asked.write)
        if isDenialSuppressed || !decisions.isEmpty { line.object("additionalEventData", writeDecisions) }
        line.field("requestID", id)
        line.field("eventID", id)
        line.field("readOnly", isReadOnly)
        line.field("eventType", service == "sallyport" ? "AwsServiceEvent" : "AwsApiCall")
        line.field("managementEvent", !isDataEvent)
        line.field("recipientAccountId", caller?.accountID.description)
        line.field("eventCategory", isDataEvent ? "Data" : "Management")
    }

    private func writeDecisions(to line: inout JSONLine) {
        if isDenialSuppressed { line.field("suppressedDenial", true) }
        if decisions.isEmpty { return }
        line.list("decisions", decisions.prefix(AuditEvent.decisionsShown).map { String($0.words.prefix(1024)) })
        if decisions.count > AuditEvent.decisionsShown {
            line.field("omittedDecisions", decisions.count - AuditEvent.decisionsShown)
        }
    }

    private static let decisionsShown = 50

    private func writeIdentity(to line: inout JSONLine) {
        guard let caller else {
            line.field("type", "Unknown")
            line.field("accessKeyId", accessKeyID?.text)
            return
        }
        line.field("type", caller.auditedType)
        if case .anonymous = caller.identity { return line.field("accountId", "ANONYMOUS_PRINCIPAL") }
        line.field("principalId", caller.userID)
        line.field("arn", caller.arn.description)
        line.field("accountId", caller.accountID.description)
        line.field("accessKeyId", caller.accessKeyID?.text)
        if case .user(let user) = caller.identity { line.field("userName", user.name.text) }
        guard let session = caller.session else { return }
        line.object("sessionContext") { line in
            line.object("sessionIssuer") { caller.writeIssuer(to: &$0) }
            line.object("attributes") { line in
                line.field("creationDate", session.issued.iso8601)
                line.field("mfaAuthenticated", session.mfaAuthenticatedAt == nil ? "false" : "true")
            }
            line.field("sourceIdentity", session.sourceIdentity)
        }
    }
}

extension Caller {
    /// CloudTrail's word for the kind of caller.
    fileprivate var auditedType: String {
        switch identity {
        case .root: "Root"
        case .user: "IAMUser"
        case .role: "AssumedRole"
        case .federatedUser: "FederatedUser"
        case .federated(let identity): identity.subjectType == nil ? "WebIdentityUser" : "SAMLUser"
        case .anonymous: "AWSAccount"
        }
    }

    /// Who gave the session: the role, or the user who asked for it.
    fileprivate func writeIssuer(to line: inout JSONLine) {
        switch identity {
        case .root, .federatedUser(_, nil):
            line.field("type", "Root")
            line.field("principalId", accountID.description)
            line.field("arn", ARN.iam(accountID, "root", in: partition).description)
        case .user(let user), .federatedUser(_, let user?):
            line.field("type", "IAMUser")
            line.field("principalId", user.id.text)
            line.field("arn", user.arn(in: accountID, partition).description)
            line.field("userName", user.name.text)
        case .role(let role, _):
            line.field("type", "Role")
            line.field("principalId", role.id.text)
            line.field("arn", role.arn(in: accountID, partition).description)
            line.field("userName", role.name.text)
        case .federated(let identity):
            line.field("type", "IdentityProvider")
            line.field("principalId", identity.provider)
        case .anonymous: return
        }
        line.field("accountId", accountID.description)
    }
}
