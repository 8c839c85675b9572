import AWSTypes
import HashTreeCollections

/// The identity pools of an account.
package struct IdentityPoolState: Sendable {
    private var pools = TreeDictionary<IdentityPoolID, IdentityPool>()
    private var identities = TreeDictionary<PoolIdentityID, PoolIdentity>()
    private var identitiesByPool = TreeDictionary<IdentityPoolID, TreeSet<PoolIdentityID>>()
    private var identitiesByLogin = TreeDictionary<PlacedLogin, PoolIdentityID>()
    /// What its tokens are signed with; nil: it has not signed any.
    package private(set) var signingKey: PoolSigningKey?

    private struct PlacedLogin: Hashable {
        let pool: IdentityPoolID
        let login: PoolLogin
    }

    /// No pools.
    init() {}

    /// How many pools there are.
    package var count: Int { pools.count }

    /// All pools, in no order.
    package var all: some Collection<IdentityPool> { pools.values }

    /// A pool.
    package subscript(id: IdentityPoolID) -> IdentityPool? { pools[id] }

    /// An identity.
    package subscript(id: PoolIdentityID) -> PoolIdentity? { identities[id] }

    /// The identity that a login leads to.
    package func identity(of login: PoolLogin, in pool: IdentityPoolID) -> PoolIdentity? {
        identitiesByLogin[PlacedLogin(pool: pool, login: login)].flatMap { identities[$0] }
    }

    /// A pool's identities, ordered by id.
    package func identities(of pool: IdentityPoolID) -> [PoolIdentity] {
        (identitiesByPool[pool] ?? []).sorted().compactMap { identities[$0] }
    }

    /// All that there is, pools before their identities.
    package var entities: [IdentityPoolEntity] {
        pools.values.map(IdentityPoolEntity.pool) + identities.values.map(IdentityPoolEntity.identity)
            + (signingKey.map { [.signingKey($0)] } ?? [])
    }

    mutating func put(_ entity: IdentityPoolEntity) {
        switch entity {
        case .pool(let pool): pools[pool.id] = pool
        case .identity(let identity):
            if let old = identities[identity.id] { forget(old) }
            identities[identity.id] = identity
            identitiesByPool[identity.pool, default: []].insert(identity.id)
            for login in identity.logins {
                identitiesByLogin[PlacedLogin(pool: identity.pool, login: login)] = identity.id
            }
        case .signingKey(let key): signingKey = key
        }
    }

    mutating func remove(_ key: IdentityPoolEntityKey) {
        switch key {
        case .pool(let id): pools[id] = nil
        case .identity(let id):
            if let old = identities.removeValue(forKey: id) { forget(old) }
        case .signingKey(let id):
            if signingKey?.id == id { signingKey = nil }
        }
    }

    private mutating func forget(_ identity: PoolIdentity) {
        identitiesByPool[identity.pool]?.remove(identity.id)
        if identitiesByPool[identity.pool]?.isEmpty == true { identitiesByPool[identity.pool] = nil }
        for login in identity.logins {
            let place = PlacedLogin(pool: identity.pool, login: login)
            if identitiesByLogin[place] == identity.id { identitiesByLogin[place] = nil }
        }
    }

    /// What is broken; empty unless something that changes state is at fault.
    var violations: [String] {
        var found: [String] = []
        for (id, pool) in pools where pool.id != id { found.append("identity pool \(pool.id) stands under \(id)") }
        for (id, identity) in identities {
            if identity.id != id { found.append("identity \(identity.id) stands under \(id)") }
            if pools[identity.pool] == nil { found.append("identity \(id) is of pool \(identity.pool), which is gone") }
            if identitiesByPool[identity.pool]?.contains(id) != true { found.append("identity \(id) is not listed") }
            for login in identity.logins where self.identity(of: login, in: identity.pool)?.id != id {
                found.append("login \(login) leads to another identity than \(id)")
            }
        }
        let logins = identities.values.reduce(0) { $0 + $1.logins.count }
        let listed = identitiesByPool.values.reduce(0) { $0 + $1.count }
        if logins != identitiesByLogin.count || listed != identities.count {
            found.append("what leads to identities differs from what they state")
        }
        return found
    }
}

/// Something of identity pools, as the store keeps it: one row.
package enum IdentityPoolEntity: Sendable {
    /// A pool.
    case pool(IdentityPool)
    /// An identity.
    case identity(PoolIdentity)
    /// What tokens are signed with.
    case signingKey(PoolSigningKey)

    /// What names it within its account.
    package var key: IdentityPoolEntityKey {
        switch self {
        case .pool(let pool): .pool(pool.id)
        case .identity(let identity): .identity(identity.id)
        case .signingKey(let key): .signingKey(key.id)
        }
    }
}

/// What names something of identity pools within its account.
package enum IdentityPoolEntityKey: Hashable, Sendable {
    /// A pool.
    case pool(IdentityPoolID)
    /// An identity.
    case identity(PoolIdentityID)
    /// What tokens are signed with.
    case signingKey(String)
}
