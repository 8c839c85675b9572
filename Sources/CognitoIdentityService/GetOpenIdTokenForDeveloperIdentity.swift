import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Vouches for a developer's user: registers it, and gives out a token for it.
///
/// The developer signs the request; logins of other providers may come along, and are linked to the same identity.
struct GetOpenIdTokenForDeveloperIdentity: LoginOperation {
    static let authentication = OperationAuthentication.signed
    static let signsTokens = true

    let pool: IdentityPoolID
    let id: PoolIdentityID?
    let logins: [String: String]
    let tags: Tags
    let lifetime: Int

    init(from input: WireInput) {
        pool = input.require("IdentityPoolId")
        id = input.optional("IdentityId")
        let logins = input.logins()
        if logins.isEmpty { input.miss("Logins") }
        self.logins = logins
        let tags = input.map(
            "PrincipalTags", count: 0...50, keys: TextConstraint(1...128), values: TextConstraint(1...256))
        self.tags = Tags((tags ?? [:]).sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) })
        lifetime = input.integer("TokenDuration", in: 1...86_400) ?? 900
    }

    var region: String { pool.region }

    static func refusal(of failure: AWSError) -> AWSError { .refusedLogin(failure) }

    /// The developer's user, and the tokens of other providers.
    private func parted(by provider: String?) throws(AWSError) -> (user: PoolLogin, others: [String: String]) {
        guard let provider, let user = logins[provider] else { throw .unsupportedProvider }
        guard developerUserConstraint.violations(of: user).isEmpty else {
            throw .invalidParameter("The developer user identifier has more than 1024 characters.")
        }
        return (PoolLogin(provider: provider, subject: user), logins.filter { $0.key != provider })
    }

    private func settlement(for request: RequestFacts, in state: IdentityState) throws(AWSError) -> LoginSettlement {
        guard pool.region == request.region else { throw .noSuch(pool: pool) }
        return try LoginSettlement(of: pool, in: state)
    }

    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof] {
        // Whoever may not do this is not to learn what there is: a pool that is missing is told of once that is known.
        guard let settlement = try? settlement(for: request, in: state) else { return [] }
        guard let others = try? parted(by: settlement.pool.settings.developerProvider).others else { return [] }
        return try settlement.presented(others).proofs()
    }

    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        try settlement(for: request, in: state).caller(nil)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: pool, in: state))
    }

    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) -> IssuedToken {
        let pool = try caller.pool(pool, in: draft.state)
        let settlement = try settlement(for: caller.request, in: draft.state)
        let (user, others) = try parted(by: pool.settings.developerProvider)
        let verified = try settlement.presented(others).verified(claims, at: draft.now)
        let identity = try registered(user, verified, settlement, in: &draft)
        let methods = [
            IdentityToken.authenticated, user.provider, "\(user.provider):\(pool.id):\(user.subject)",
        ]
        let token = IdentityToken(
            identity: identity.id, pool: pool.id, methods: methods + verified.flatMap(\.methods), tags: tags,
            issued: draft.now, expires: draft.now + Int64(lifetime))
        return IssuedToken(identity: identity.id, token: try token.signed(by: draft.state[caller.accountID]))
    }

    /// The identity of the user, which is made where there is none.
    private func registered(
        _ user: PoolLogin, _ others: [VerifiedLogin], _ settlement: LoginSettlement, in draft: inout Draft
    ) throws(AWSError) -> PoolIdentity {
        let pools = settlement.account.identityPools
        var holder = pools.identity(of: user, in: pool)
        if let id {
            guard let named = pools[id], named.pool == pool else { throw .noSuch(identity: id) }
            if named.isDisabled { throw .forbidden(id) }
            if let holder, holder.id != id { throw .alreadyRegistered }
            holder = named
        }
        if let other = try settlement.holder(of: others) {
            if let holder, holder.id != other.id { throw .linkedElsewhere }
            holder = other
        }
        var identity =
            holder
            ?? PoolIdentity(
                id: draft.newRegionalID(in: pool.region), pool: pool, created: draft.now, logins: [])
        if !identity.logins.contains(user) {
            identity.logins.append(user)
            identity.modified = draft.now
        }
        identity = try settlement.link(others, to: identity, at: draft.now)
        if identity != holder { draft.put(.identity(identity), in: settlement.account.id) }
        return identity
    }

    static func encode(_ issued: IssuedToken, to writer: inout WireWriter) { issued.encode(to: &writer) }
}
