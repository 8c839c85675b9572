import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Says how a provider's claims become tags of sessions.
struct SetPrincipalTagAttributeMap: WriteOperation {
    let id: IdentityPoolID
    let provider: String
    let tagMap: PrincipalTagMap

    init(from input: WireInput) {
        id = input.require("IdentityPoolId")
        provider = input.requireText("IdentityProviderName", providerNameConstraint)
        let tags = input.map(
            "PrincipalTags", count: 0...50, keys: TextConstraint(1...128), values: TextConstraint(1...256))
        let usesDefaults = input.boolean("UseDefaults") ?? false
        tagMap = PrincipalTagMap(usesDefaults: usesDefaults, tags: tags ?? [:])
        if usesDefaults, tags?.isEmpty == false {
            input.reject(.invalidParameter("PrincipalTags can't be given together with UseDefaults."))
        }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(AuthorizationCheck("cognito-identity:SetPrincipalTagAttributeMap", on: "*"))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> ProviderTagMap {
        var pool = try caller.pool(id, in: draft.state)
        pool.tagMaps[provider] = tagMap
        draft.put(.pool(pool), in: caller.accountID)
        return ProviderTagMap(pool: id, provider: provider, tagMap: tagMap)
    }

    static func encode(_ map: ProviderTagMap, to writer: inout WireWriter) { map.encode(to: &writer) }
}

/// Shows how a provider's claims become tags of sessions.
struct GetPrincipalTagAttributeMap: ReadOperation {
    let id: IdentityPoolID
    let provider: String

    init(from input: WireInput) {
        id = input.require("IdentityPoolId")
        provider = input.requireText("IdentityProviderName", providerNameConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> ProviderTagMap {
        guard let tagMap = try caller.pool(id, in: state).tagMaps[provider] else { throw .noSuchTagMap(provider) }
        return ProviderTagMap(pool: id, provider: provider, tagMap: tagMap)
    }

    static func encode(_ map: ProviderTagMap, to writer: inout WireWriter) { map.encode(to: &writer) }
}

/// A provider's map with what its wire form needs.
struct ProviderTagMap: Sendable {
    let pool: IdentityPoolID
    let provider: String
    let tagMap: PrincipalTagMap

    func encode(to writer: inout WireWriter) {
        writer.field("IdentityPoolId", pool)
        writer.field("IdentityProviderName", provider)
        writer.field("UseDefaults", tagMap.usesDefaults)
        writer.map("PrincipalTags", texts: tagMap.effectiveTags.sorted { $0.key < $1.key })
    }
}
