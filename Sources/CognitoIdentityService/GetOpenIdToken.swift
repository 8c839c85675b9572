import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Gives an identity a token that it can take to STS itself: the classic flow.
struct GetOpenIdToken: LoginOperation {
    static let signsTokens = true

    let id: PoolIdentityID
    let logins: [String: String]

    init(from input: WireInput) {
        id = input.require("IdentityId")
        logins = input.logins()
    }

    var region: String { id.region }

    static func refusal(of failure: AWSError) -> AWSError { .refusedLogin(failure) }

    /// How long such a token is good for, in seconds.
    private static let lifetime: Int64 = 600

    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof] {
        let settlement = try LoginSettlement.finding(id, in: state).0
        guard settlement.pool.settings.allowsClassicFlow == true else { throw .classicFlowDisabled }
        return try settlement.presented(logins).proofs()
    }

    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        let (settlement, identity) = try LoginSettlement.finding(id, in: state)
        return settlement.caller(identity)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        PoolAccess.facts(
            of: Self.name, on: try LoginSettlement.finding(id, in: state).0, isGuest: logins.isEmpty)
    }

    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) -> IssuedToken {
        let (settlement, identity) = try LoginSettlement.finding(id, in: draft.state)
        let verified = try settlement.presented(logins).verified(claims, at: draft.now)
        draft.replace(
            identity, by: try settlement.logIn(to: identity, with: verified, at: draft.now), in: settlement)
        let token = IdentityToken(
            identity: id, pool: settlement.pool.id, methods: IdentityToken.methods(of: verified),
            tags: RoleChoice(pool: settlement.pool, logins: verified, custom: nil).tags(), issued: draft.now,
            expires: draft.now + Self.lifetime)
        return IssuedToken(identity: id, token: try token.signed(by: draft.state[settlement.account.id]))
    }

    static func encode(_ issued: IssuedToken, to writer: inout WireWriter) { issued.encode(to: &writer) }
}

/// A token that was signed.
struct IssuedToken: Sendable {
    let identity: PoolIdentityID
    let token: String

    func encode(to writer: inout WireWriter) {
        writer.field("IdentityId", identity)
        writer.field("Token", token)
    }
}
