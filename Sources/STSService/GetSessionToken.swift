import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations

/// Gives out credentials of the calling user, or of the root user, to be used in place of a long-term key.
struct GetSessionToken: CredentialOperation {
    let duration: Int?
    let mfa: MFAInput

    init(from input: WireInput) {
        duration = input.integer("DurationSeconds", in: 900...129_600)
        mfa = MFAInput(from: input)
    }

    // AWS: needs no permission.
    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }

    func run(
        by caller: Caller, in state: IdentityState, mint: inout CredentialMint
    ) throws(AWSError) -> TemporaryCredentials {
        try mfa.verify()
        switch caller.identity {
        case .user(let user):
            return mint.credentials(of: .user(account: caller.accountID, id: user.id), for: duration ?? 43_200)
        case .root:
            // AWS: longer sessions of root users are cut to an hour without an error.
            return mint.credentials(of: .root(account: caller.accountID), for: min(duration ?? 3600, 3600))
        case .role, .federatedUser:
            throw .accessDenied("Cannot call GetSessionToken with session credentials")
        }
    }

    static func encode(_ credentials: TemporaryCredentials, to writer: inout WireWriter) {
        writer.encode(credentials)
    }
}
