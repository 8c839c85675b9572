import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Finds the identity of a developer's user, or the users of an identity.
struct LookupDeveloperIdentity: ReadOperation {
    let pool: IdentityPoolID
    let id: PoolIdentityID?
    let user: String?
    let page: PageRequest

    init(from input: WireInput) {
        pool = input.require("IdentityPoolId")
        id = input.optional("IdentityId")
        user = input.text("DeveloperUserIdentifier", developerUserConstraint)
        page = input.cognitoPage(of: Self.self, isRequired: false)
        if id == nil, user == nil {
            input.reject(.invalidParameter("Either IdentityId or DeveloperUserIdentifier has to be given."))
        }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: pool, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let pool = try caller.pool(pool, in: state)
        let provider = pool.settings.developerProvider ?? ""
        let pools = caller.account.identityPools
        let holder = user.flatMap { pools.identity(of: PoolLogin(provider: provider, subject: $0), in: pool.id) }
        if user != nil, holder == nil { throw .noSuchDeveloperIdentity }
        var named: PoolIdentity?
        if let id {
            let identity = try caller.identity(id, in: state)
            guard identity.pool == pool.id else { throw .noSuch(identity: id) }
            named = identity
        }
        if let holder, let named, holder.id != named.id { throw .developerIdentityMismatch }
        guard let identity = named ?? holder else { throw .noSuchDeveloperIdentity }
        let users = identity.logins.filter { $0.provider == provider }.map(\.subject)
        return Output(id: identity.id, users: Page(sorting: users, by: { $0 }, page))
    }

    struct Output: Sendable {
        let id: PoolIdentityID
        let users: Page<String>
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("IdentityId", output.id)
        writer.list("DeveloperUserIdentifierList", texts: output.users.elements)
        output.users.encodeToken(to: &writer)
    }
}

/// Makes one identity of those of two of a developer's users; the first one is used no more.
struct MergeDeveloperIdentities: WriteOperation {
    let source: String
    let destination: String
    let provider: String
    let pool: IdentityPoolID

    init(from input: WireInput) {
        source = input.requireText("SourceUserIdentifier", developerUserConstraint)
        destination = input.requireText("DestinationUserIdentifier", developerUserConstraint)
        provider = input.requireText("DeveloperProviderName", developerProviderConstraint)
        pool = input.require("IdentityPoolId")
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: pool, in: state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> PoolIdentityID {
        let pool = try caller.developerPool(pool, of: provider, in: draft.state)
        let pools = draft.state[caller.accountID]?.identityPools
        let found = [source, destination].map { user in
            pools?.identity(of: PoolLogin(provider: provider, subject: user), in: pool.id)
        }
        guard var old = found[0], var new = found[1] else { throw .noSuchDeveloperIdentity }
        if old.id == new.id { return new.id }
        let collides = old.logins.contains { login in
            login.provider != provider && new.logins.contains { $0.provider == login.provider }
        }
        if collides || old.logins.count + new.logins.count > IdentityPoolQuotas.logins { throw .linkedElsewhere }
        new.logins += old.logins
        new.modified = draft.now
        old.unlink(at: draft.now) { _ in true }
        draft.put(.identity(old), in: caller.accountID)
        draft.put(.identity(new), in: caller.accountID)
        return new.id
    }

    static func encode(_ id: PoolIdentityID, to writer: inout WireWriter) { writer.field("IdentityId", id) }
}

/// Takes a developer's user away from an identity.
struct UnlinkDeveloperIdentity: WriteOperation {
    typealias Output = Void

    let id: PoolIdentityID
    let pool: IdentityPoolID
    let provider: String
    let user: String

    init(from input: WireInput) {
        id = input.require("IdentityId")
        pool = input.require("IdentityPoolId")
        provider = input.requireText("DeveloperProviderName", developerProviderConstraint)
        user = input.requireText("DeveloperUserIdentifier", developerUserConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: pool, in: state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let pool = try caller.developerPool(pool, of: provider, in: draft.state)
        var identity = try caller.identity(id, in: draft.state)
        guard identity.pool == pool.id else { throw .noSuch(identity: id) }
        let login = PoolLogin(provider: provider, subject: user)
        guard identity.logins.contains(login) else { throw .noSuchDeveloperIdentity }
        identity.unlink(at: draft.now) { $0 == login }
        draft.put(.identity(identity), in: caller.accountID)
    }
}

extension Caller {
    /// A pool of the caller's whose developer provider has that name.
    func developerPool(
        _ id: IdentityPoolID, of provider: String, in state: IdentityState
    ) throws(AWSError) -> IdentityPool {
        let pool = try pool(id, in: state)
        guard pool.settings.developerProvider == provider else { throw .poolsCollide }
        return pool
    }
}
