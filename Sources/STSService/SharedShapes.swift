import AWSProtocols
import AWSTypes
import Operations

extension WireWriter {
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

/// `RoleSessionName` and `SourceIdentity`.
let sessionNameConstraint = TextConstraint(2...64, .nameOrEmpty)
