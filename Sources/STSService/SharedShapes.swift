import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// What the operations that give out a role's credentials answer.
struct AssumedRole: Sendable {
    let credentials: TemporaryCredentials
    let roleID: String
    let arn: ARN
    let packedSize: Int?
    let sourceIdentity: String?

    init(
        _ credentials: TemporaryCredentials, of role: Role, in account: AccountID, _ partition: Partition,
        sessionName: String, packedSize: Int?, sourceIdentity: String?
    ) {
        self.credentials = credentials
        self.packedSize = packedSize
        self.sourceIdentity = sourceIdentity
        roleID = "\(role.id):\(sessionName)"
        arn = .sts(account, "assumed-role/\(role.name)/\(sessionName)", in: partition)
    }
}

extension AWSError {
    static let durationExceedsRole = validation(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
}

extension WireWriter {
    mutating func encode(_ assumed: AssumedRole) {
        encode(assumed.credentials)
        structure("AssumedRoleUser") { writer in
            writer.field("AssumedRoleId", assumed.roleID)
            writer.field("Arn", assumed.arn)
        }
        field("PackedPolicySize", assumed.packedSize)
        field("SourceIdentity", assumed.sourceIdentity)
    }

    mutating func encode(_ credentials: TemporaryCredentials) {
        structure("Credentials") { writer in
            writer.field("AccessKeyId", credentials.accessKeyID)
            writer.field("SecretAccessKey", credentials.secret.exposed)
            writer.field("SessionToken", credentials.sessionToken)
            writer.field("Expiration", credentials.expiration)
        }
    }
}

extension WireInput {
    /// `SourceIdentity`: who is behind a session, whatever it is called.
    func sourceIdentity() -> String? {
        let identity = text("SourceIdentity", sessionNameConstraint)
        if let identity, identity.lowercased().hasPrefix("aws:") {
            reject(.validation("The source identity must not begin with aws:."))
        }
        return identity
    }
}

/// ARNs in requests.
let arnConstraint = TextConstraint(
    20...2048,
    TextPattern(
        "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+"
    ) { text in
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD: true
                default: false
                }
            }
    })

/// `RoleSessionName` and `SourceIdentity`.
let sessionNameConstraint = TextConstraint(2...64, .nameOrEmpty)
