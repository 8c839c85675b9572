import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// A delegation request with the account of whoever asks.
struct FoundDelegation: Sendable {
    let request: DelegationRequest
    let requestor: AccountState
}

extension IdentityState {
    /// A request that the caller may get to see.
    ///
    /// AWS: one that is for nobody in particular is for everybody, others are for their account alone.
    func delegation(_ id: String, for caller: Caller) throws(AWSError) -> FoundDelegation {
        guard let (requestor, request) = delegationRequest(id),
            request.ownerAccount.map({ $0 == caller.accountID }) ?? true
        else { throw .noSuchEntity("The delegation request with id \(id) cannot be found.") }
        return FoundDelegation(request: request, requestor: requestor)
    }
}

/// `iam:DelegationRequestOwner`.
let delegationOwnerKey = ContextKey("iam:DelegationRequestOwner")

extension Operation {
    /// The question whether the caller may do something with a request.
    ///
    /// AWS: a request's owner may look at it and pass it on without a policy that says so; that right stands for a
    /// policy on the request.
    func delegationFacts(
        on id: String, by caller: Caller, in state: IdentityState, isOwnersRight: Bool
    ) -> AuthorizationFacts {
        var check = AuthorizationCheck(Self.action, on: caller.iamARN("delegation-request/\(id)"))
        if let owner = (try? state.delegation(id, for: caller))?.request.owner {
            check.context.append((delegationOwnerKey, .string(owner.description)))
            if isOwnersRight, owner == caller.arn, let right = try? ownersRight(owner) {
                check.resourcePolicy = .ordinary(right)
            }
        }
        return AuthorizationFacts(check)
    }

    private func ownersRight(_ owner: ARN) throws(AWSError) -> PolicySet {
        let document = try PolicyDocument(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\(owner)"},\
                "Action":"\(Self.action)","Resource":"*"}]}
                """, as: .resource(service: "iam"))
        return PolicySet([CompiledPolicy(document, source: PolicySource(.resource, id: "DelegationRequestOwner"))])
    }
}

/// A request with what its wire form needs.
struct DelegationView: Sendable {
    private let request: DelegationRequest
    private let requestor: AccountID
    private let requestorName: String?
    private let state: DelegationRequest.State

    init(_ found: FoundDelegation, at now: Timestamp, in state: IdentityState) {
        request = found.request
        requestor = found.requestor.id
        requestorName = found.requestor.account.alias.flatMap { $0.utf8.count <= 30 ? $0 : nil }
        self.state = found.request.state(at: now)
    }

    /// What listings are ordered by.
    var key: String { request.id }

    func encode(to writer: inout WireWriter) {
        writer.field("DelegationRequestId", request.id)
        writer.field("OwnerAccountId", request.ownerAccount)
        writer.field("Description", request.description)
        writer.field("RequestMessage", request.message)
        writer.structure("Permissions") { writer in
            writer.field("PolicyTemplateArn", request.permissions.template)
            writer.list("Parameters", request.permissions.parameters) { writer, parameter in
                writer.field("Name", parameter.name)
                writer.list("Values", texts: parameter.values)
                writer.field("Type", parameter.isList ? "stringList" : "string")
            }
        }
        writer.field("PermissionPolicy", request.policy)
        writer.list("RolePermissionRestrictionArns", texts: boundaries)
        writer.field("OwnerId", request.owner)
        writer.field("ApproverId", request.approver?.arn)
        writer.field("State", state.rawValue)
        writer.field("ExpirationTime", request.expires)
        writer.field("RequestorId", requestor)
        writer.field("RequestorName", requestorName)
        writer.field("CreateDate", request.created)
        writer.field("SessionDuration", request.sessionDuration)
        writer.field("RedirectUrl", request.redirectURL)
        writer.field("Notes", request.notes)
        writer.field("RejectionReason", request.rejectionReason)
        writer.field("OnlySendByOwner", request.isSentByOwnerOnly)
        writer.field("UpdatedTime", request.updated)
    }

    /// The boundaries that roles must have which the policy lets the requestor make.
    private var boundaries: [String] {
        guard let document = try? PolicyDocument(parsing: request.policy) else { return [] }
        let conditions = document.statements.flatMap(\.conditions).filter { condition in
            ContextKey(condition.key.value) == .permissionsBoundary
        }
        return Set(conditions.flatMap { $0.values.map(\.value) }).sorted()
    }
}

/// Whether somebody could do all that a request asks for.
enum DelegationCheck {
    /// AWS's words for it.
    enum Result: String, Sendable {
        case allowed = "ALLOWED"
        case denied = "DENIED"
        case unsure = "UNSURE"
    }

    /// Asks the engine about each action and resource that the policy names in full.
    static func result(of request: DelegationRequest, for caller: Caller, in state: IdentityState) -> Result {
        guard let document = try? PolicyDocument(parsing: request.policy) else { return .unsure }
        let authorizer = Authorizer()
        var isSure = true
        for statement in document.statements where statement.effect == .allow {
            guard let actions = statement.actions, let resources = statement.resources, !actions.isNegated,
                !resources.isNegated, statement.conditions.isEmpty
            else {
                isSure = false
                continue
            }
            for action in actions.patterns.map(\.value) {
                for resource in resources.patterns.map(\.value) {
                    if (action + (resource == "*" ? "" : resource)).contains(where: { "*?$".contains($0) }) {
                        isSure = false
                        continue
                    }
                    let check = AuthorizationCheck(action, on: resource)
                    if !authorizer.decide(check, for: caller, in: state).isAllowed { return .denied }
                }
            }
        }
        if case .root = caller.identity { return .allowed }
        return isSure ? .allowed : .unsure
    }
}

// MARK: - Input

extension WireInput {
    /// `DelegationRequestId`, which must be there.
    func delegationRequestID() -> String {
        requireText(
            "DelegationRequestId",
            TextConstraint(
                16...128,
                TextPattern("[\\w-]+") { !$0.isEmpty && ASCIISet.word.union("-").containsAll($0.utf8) }))
    }

    /// `Permissions`, which must be there with a template.
    func delegatedPermissions() -> DelegatedPermissions {
        let permissions = requireStructure("Permissions")
        let template = permissions.text("PolicyTemplateArn", TextConstraint(20...2048))
        let parameters =
            permissions.list("Parameters", count: 0...50) { input -> DelegatedPermissions.Parameter in
                let type: PolicyParameterType? = input.choice("Type")
                return DelegatedPermissions.Parameter(
                    name: input.text("Name", TextConstraint(5...256, .printable)) ?? "",
                    values: input.texts("Values", TextConstraint(0...Int.max, .printable)) ?? [],
                    isList: type == .stringList)
            } ?? []
        guard let arn = template.flatMap({ ARN($0) }) else {
            reject(.invalidInput("The permissions must name a policy template by its ARN."))
            return DelegatedPermissions(
                template: ARN(partition: .aws, service: "iam", account: "", resource: "-"), parameters: [])
        }
        return DelegatedPermissions(template: arn, parameters: parameters)
    }
}

private enum PolicyParameterType: String, CaseIterable {
    case string
    case stringList
}

/// An account's number.
let accountConstraint = TextConstraint(0...Int.max, TextPattern("\\d{12}") { AccountID($0) != nil })

extension TextPattern {
    @Sendable private static func isDelegationText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA1...0xFF: true
            default: false
            }
        }
    }

    /// Texts that people read.
    static let delegationText = TextPattern(
        "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*", accepts: isDelegationText)
    /// The same, and not empty.
    static let delegationWord = TextPattern("[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]+") { text in
        !text.isEmpty && isDelegationText(text)
    }
    /// Visible ASCII and spaces.
    static let printable = TextPattern("[ -~]+") { text in
        !text.isEmpty && text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }
    }
    /// Addresses that people are sent back to.
    static let redirectURL = TextPattern(
        "^http(s?)://[a-zA-Z0-9._/-]*(\\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._/-]*)?$"
    ) { text in
        (try? /https?:\/\/[a-zA-Z0-9._\/-]*(\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._\/-]*)?/.wholeMatch(in: text)) != nil
    }
}
