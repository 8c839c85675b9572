import AWSTypes
import IdentityModel
import Operations

/// A pool, and what a request's logins make of its identities.
struct LoginSettlement: Sendable {
    let account: AccountState
    let pool: IdentityPool

    /// The pool of an id, which has to be there.
    init(of id: IdentityPoolID, in state: IdentityState) throws(AWSError) {
        guard let account = state.account(of: id).flatMap({ state[$0] }), account.account.closed == nil,
            let pool = account.identityPools[id]
        else { throw .noSuch(pool: id) }
        self.account = account
        self.pool = pool
    }

    /// The pool of an identity, and the identity, which has to be there.
    static func finding(
        _ id: PoolIdentityID, in state: IdentityState
    ) throws(AWSError) -> (LoginSettlement, PoolIdentity) {
        guard let identity = state.account(of: id).flatMap({ state[$0] })?.identityPools[id] else {
            throw .noSuch(identity: id)
        }
        return (try LoginSettlement(of: identity.pool, in: state), identity)
    }

    /// The logins of a request.
    func presented(_ tokens: [String: String]) throws(AWSError) -> PresentedLogins {
        try PresentedLogins(tokens, to: pool, of: account)
    }

    /// The identity as it is once somebody logged in to it with all of these; none: as a guest.
    func logIn(
        to identity: PoolIdentity, with logins: [VerifiedLogin], at now: Timestamp
    ) throws(AWSError) -> PoolIdentity {
        if identity.isDisabled { throw .forbidden(identity.id) }
        if logins.isEmpty {
            guard identity.isGuest else { throw .forbidden(identity.id) }
            guard pool.settings.allowsGuests else { throw .noGuests }
            return identity
        }
        for case let named? in logins.map(\.identity) where named != identity.id { throw .forbidden(identity.id) }
        let isKnown = logins.contains { login in
            login.identity == identity.id || login.login.map(identity.logins.contains) ?? false
        }
        guard isKnown || identity.isGuest else { throw .loginsDoNotMatch }
        return try link(logins, to: identity, at: now)
    }

    /// The identity with further logins.
    func link(
        _ logins: [VerifiedLogin], to identity: PoolIdentity, at now: Timestamp
    ) throws(AWSError) -> PoolIdentity {
        var linked = identity
        for case let login? in logins.map(\.login) where !linked.logins.contains(login) {
            if let holder = account.identityPools.identity(of: login, in: pool.id), holder.id != identity.id {
                throw .linkedElsewhere
            }
            // One user of each public provider; another one is somebody else.
            if linked.logins.contains(where: { $0.provider == login.provider }) { throw .linkedElsewhere }
            linked.logins.append(login)
            linked.modified = now
        }
        guard linked.logins.count <= IdentityPoolQuotas.logins else {
            throw .invalidParameter("An identity has at most \(IdentityPoolQuotas.logins) logins.")
        }
        return linked
    }

    /// The identity that some of these logins lead to; nil: they are new.
    func holder(of logins: [VerifiedLogin]) throws(AWSError) -> PoolIdentity? {
        var found: PoolIdentity?
        for login in logins {
            var holder = login.login.flatMap { account.identityPools.identity(of: $0, in: pool.id) }
            if let id = login.identity {
                holder = account.identityPools[id]
                if holder == nil { throw .noSuch(identity: id) }
            }
            guard let holder else { continue }
            if let found, found.id != holder.id { throw .linkedElsewhere }
            found = holder
        }
        if let found, found.isDisabled { throw .forbidden(found.id) }
        return found
    }

    /// Who asks, as far as policies know them.
    func caller(_ identity: PoolIdentity?, asking role: ARN? = nil) -> FederatedIdentity {
        FederatedIdentity(
            account: account.id, role: role, provider: CognitoIdentityService.provider,
            issuer: CognitoIdentityService.provider, subject: identity?.id.text ?? "", audience: pool.id.text)
    }
}
