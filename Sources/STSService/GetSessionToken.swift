import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations

/// Gives out credentials of the calling user, or of the root user, to be used in place of a long-term key.
struct GetSessionToken: CredentialOperation {
    let duration: Int?
    let proof: MFAProof?

    init(from input: WireInput) {
        duration = input.integer("DurationSeconds", in: userSessionSeconds)
        proof = MFAProof(from: input)
    }

    // AWS: needs no permission.
    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }

    func run(
        by caller: Caller, in state: IdentityState, mint: inout CredentialMint
    ) throws(AWSError) -> TemporaryCredentials {
        let principal: SessionPrincipal
        switch caller.identity {
        case .user(let user): principal = .user(account: caller.accountID, id: user.id)
        case .root: principal = .root(account: caller.accountID)
        case .role, .federatedUser, .federated, .anonymous:
            throw .accessDenied("Cannot call GetSessionToken with session credentials")
        }
        return mint.credentials(of: principal, for: caller.sessionSeconds(asked: duration)) { session in
            session.mfaAuthenticatedAt = caller.mfaAuthenticatedAt
        }
    }

    static func encode(_ credentials: TemporaryCredentials, to writer: inout WireWriter) {
        writer.encode(credentials)
    }
}

/// How long sessions of GetSessionToken and GetFederationToken may last.
let userSessionSeconds = 900...129_600

extension Caller {
    /// How long a session lasts that a user or root user asked for: 12 hours unless something else is said.
    ///
    /// AWS: longer sessions of root users are cut to an hour without an error.
    func sessionSeconds(asked duration: Int?) -> Int {
        if case .root = identity { return min(duration ?? 3600, 3600) }
        return duration ?? 43_200
    }
}
