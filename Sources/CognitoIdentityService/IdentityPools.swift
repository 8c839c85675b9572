import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Makes an identity pool.
struct CreateIdentityPool: WriteOperation {
    let settings: IdentityPool.Settings
    let tags: Tags

    init(from input: WireInput) {
        settings = input.poolSettings()
        tags = input.poolTags("IdentityPoolTags") ?? []
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(
            AuthorizationCheck("cognito-identity:CreateIdentityPool", on: "*").with(requestContext(of: tags)))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> IdentityPool {
        if draft.state[caller.accountID]?.identityPools.count ?? 0 >= IdentityPoolQuotas.pools { throw .tooManyPools }
        var pool = IdentityPool(id: draft.newRegionalID(in: caller.request.region), settings: settings)
        pool.tags = tags
        draft.put(.pool(pool), in: caller.accountID)
        return pool
    }

    static func encode(_ pool: IdentityPool, to writer: inout WireWriter) { writer.encode(pool) }
}

/// Describes an identity pool.
struct DescribeIdentityPool: ReadOperation {
    let id: IdentityPoolID

    init(from input: WireInput) { id = input.require("IdentityPoolId") }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> IdentityPool {
        try caller.pool(id, in: state)
    }

    static func encode(_ pool: IdentityPool, to writer: inout WireWriter) { writer.encode(pool) }
}

/// Replaces the settings of an identity pool; its roles stay.
struct UpdateIdentityPool: WriteOperation {
    let id: IdentityPoolID
    let settings: IdentityPool.Settings
    let tags: Tags?

    init(from input: WireInput) {
        id = input.require("IdentityPoolId")
        settings = input.poolSettings()
        tags = input.poolTags("IdentityPoolTags")
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state).with(requestContext(of: tags ?? [])))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> IdentityPool {
        var pool = try caller.pool(id, in: draft.state)
        var settings = settings
        // What else is left out goes back to its default; this name, once set, can't change.
        if let name = pool.settings.developerProvider {
            guard settings.developerProvider ?? name == name else {
                throw .invalidParameter("The developer provider name can't be changed once it is set.")
            }
            settings.developerProvider = name
        }
        pool.settings = settings
        if let tags { pool.tags = tags }
        draft.put(.pool(pool), in: caller.accountID)
        return pool
    }

    static func encode(_ pool: IdentityPool, to writer: inout WireWriter) { writer.encode(pool) }
}

/// Deletes an identity pool with all its identities.
struct DeleteIdentityPool: WriteOperation {
    typealias Output = Void

    let id: IdentityPoolID

    init(from input: WireInput) { id = input.require("IdentityPoolId") }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(caller.check(Self.name, on: id, in: state))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let pool = try caller.pool(id, in: draft.state)
        for identity in draft.state[caller.accountID]?.identityPools.identities(of: pool.id) ?? [] {
            draft.remove(.identity(identity.id), from: caller.accountID)
        }
        draft.remove(.pool(pool.id), from: caller.accountID)
    }
}

/// Lists the identity pools of a region.
struct ListIdentityPools: ReadOperation {
    let page: PageRequest

    init(from input: WireInput) { page = input.cognitoPage(of: Self.self) }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        AuthorizationFacts(AuthorizationCheck("cognito-identity:ListIdentityPools", on: "*"))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<IdentityPool> {
        let pools = state[caller.accountID]?.identityPools.all.filter { $0.id.region == caller.request.region } ?? []
        return Page(sorting: Array(pools), by: \.id.text, page)
    }

    static func encode(_ page: Page<IdentityPool>, to writer: inout WireWriter) {
        writer.list("IdentityPools", page.elements) { writer, pool in
            writer.field("IdentityPoolId", pool.id)
            writer.field("IdentityPoolName", pool.settings.name)
        }
        page.encodeToken(to: &writer)
    }
}

extension WireInput {
    /// The members that CreateIdentityPool and UpdateIdentityPool share.
    fileprivate func poolSettings() -> IdentityPool.Settings {
        let nameCharacters = ASCIISet.word.union(" \t\n\r\u{B}\u{C}+=,.@-")
        let name = requireText(
            "IdentityPoolName", TextConstraint(1...128, TextPattern("[\\w\\s+=,.@-]+", of: nameCharacters)))
        let allowsGuests = boolean("AllowUnauthenticatedIdentities")
        if allowsGuests == nil { miss("AllowUnauthenticatedIdentities") }
        var settings = IdentityPool.Settings(name: name, allowsGuests: allowsGuests ?? false)
        settings.allowsClassicFlow = boolean("AllowClassicFlow")
        settings.publicProviders =
            map(
                "SupportedLoginProviders", count: 0...10, keys: providerNameConstraint,
                values: TextConstraint(1...128, TextPattern("[\\w.;_/-]+", of: .word.union(".;/-")))) ?? [:]
        settings.developerProvider = text("DeveloperProviderName", developerProviderConstraint)
        settings.openIDProviders = arns("OpenIdConnectProviderARNs")
        settings.userPools = list("CognitoIdentityProviders") { input in
            IdentityPool.UserPoolClient(
                provider: input.text(
                    "ProviderName", TextConstraint(1...128, TextPattern("[\\w._:/-]+", of: .word.union(".:/-")))),
                clientID: input.text("ClientId", TextConstraint(1...128, TextPattern("[\\w_]+", of: .word))),
                checksToken: input.boolean("ServerSideTokenCheck"))
        }
        settings.samlProviders = arns("SamlProviderARNs")
        rejectForeign(settings.openIDProviders, "oidc-provider/", "OpenIdConnectProviderARNs")
        rejectForeign(settings.samlProviders, "saml-provider/", "SamlProviderARNs")
        return settings
    }

    private func rejectForeign(_ arns: [ARN]?, _ prefix: String, _ member: String) {
        for arn in arns ?? [] where arn.service != "iam" || !arn.resource.hasPrefix(prefix) {
            reject(.invalidParameter("\(arn) is not a valid ARN for \(member)."))
        }
    }
}

extension WireWriter {
    fileprivate mutating func encode(_ pool: IdentityPool) {
        let settings = pool.settings
        field("IdentityPoolId", pool.id)
        field("IdentityPoolName", settings.name)
        field("AllowUnauthenticatedIdentities", settings.allowsGuests)
        field("AllowClassicFlow", settings.allowsClassicFlow)
        if !settings.publicProviders.isEmpty {
            map("SupportedLoginProviders", texts: settings.publicProviders.sorted { $0.key < $1.key })
        }
        field("DeveloperProviderName", settings.developerProvider)
        if let arns = settings.openIDProviders { list("OpenIdConnectProviderARNs", texts: arns.map(\.description)) }
        if let clients = settings.userPools {
            list("CognitoIdentityProviders", clients) { writer, client in
                writer.field("ProviderName", client.provider)
                writer.field("ClientId", client.clientID)
                writer.field("ServerSideTokenCheck", client.checksToken)
            }
        }
        if let arns = settings.samlProviders { list("SamlProviderARNs", texts: arns.map(\.description)) }
        map("IdentityPoolTags", texts: pool.tags.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}
