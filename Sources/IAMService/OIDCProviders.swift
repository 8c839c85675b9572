import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Trusts an OpenID Connect identity provider.
struct CreateOpenIDConnectProvider: WriteOperation {
    private let url: OIDCProviderURL
    private let writtenURL: String
    private let clientIDs: [String]
    private let thumbprints: [String]
    private let tags: Tags

    init(from input: WireInput) {
        writtenURL = input.requireText("Url", TextConstraint(1...255))
        url = input.oidcProviderURL(writtenURL)
        clientIDs = (input.texts("ClientIDList", clientIDConstraint) ?? []).withoutRepetitions
        thumbprints = input.thumbprints(input.texts("ThumbprintList", thumbprintConstraint))
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("oidc-provider/\(url)"), tagging: "iam:TagOpenIDConnectProvider", tags: tags, by: caller,
            in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        let account = draft.account(of: caller)
        if account.oidcProvider(url) != nil {
            throw .alreadyExists("Provider with url \(writtenURL) already exists.")
        }
        if account.oidcProviders.count >= IAMQuotas.oidcProviders {
            throw .quotaExceeded("OpenIdConnectProvidersPerAccount", IAMQuotas.oidcProviders)
        }
        if clientIDs.count > IAMQuotas.clientIDsPerOIDCProvider { throw .tooManyClientIDs }
        var provider = OIDCProvider(url: url, created: draft.now, clientIDs: clientIDs, thumbprints: thumbprints)
        provider.tags = tags
        draft.put(.oidcProvider(provider), for: caller)
        return Output(arn: provider.arn(in: account.id, caller.partition), tags: tags)
    }

    struct Output: Sendable {
        let arn: ARN
        let tags: Tags
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("OpenIDConnectProviderArn", output.arn)
        if !output.tags.isEmpty { writer.encode(output.tags.orderedByKey) }
    }
}

/// Shows an OpenID Connect provider.
struct GetOpenIDConnectProvider: ReadOperation {
    let arn: ARN

    init(from input: WireInput) { arn = input.requireOIDCProvider() }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .oidcProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> OIDCProvider {
        try state.oidcProvider(arn, for: caller)
    }

    static func encode(_ provider: OIDCProvider, to writer: inout WireWriter) {
        writer.field("Url", provider.url)
        writer.list("ClientIDList", texts: provider.clientIDs)
        writer.list("ThumbprintList", texts: provider.thumbprints)
        writer.field("CreateDate", provider.created)
        if !provider.tags.isEmpty { writer.encode(provider.tags.orderedByKey) }
    }
}

/// Lists the account's OpenID Connect providers, all at once.
struct ListOpenIDConnectProviders: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> [ARN] {
        state.account(of: caller).oidcProvidersInOrder.map { $0.arn(in: caller.accountID, caller.partition) }
    }

    static func encode(_ arns: [ARN], to writer: inout WireWriter) {
        writer.list("OpenIDConnectProviderList", arns) { $0.field("Arn", $1) }
    }
}

/// Trusts an OpenID Connect provider no more; that it was not there is no error.
struct DeleteOpenIDConnectProvider: WriteOperation {
    typealias Output = Void

    let arn: ARN

    init(from input: WireInput) { arn = input.requireOIDCProvider() }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .oidcProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        guard let provider = try? draft.state.oidcProvider(arn, for: caller) else { return }
        draft.remove(.oidcProvider(provider.url), for: caller)
    }
}

/// Takes tokens for one more audience; for one that is taken already, nothing happens.
struct AddClientIDToOpenIDConnectProvider: WriteOperation {
    typealias Output = Void

    let arn: ARN
    let clientID: String

    init(from input: WireInput) {
        arn = input.requireOIDCProvider()
        clientID = input.requireText("ClientID", clientIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .oidcProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var provider = try draft.state.oidcProvider(arn, for: caller)
        if provider.clientIDs.contains(clientID) { return }
        if provider.clientIDs.count >= IAMQuotas.clientIDsPerOIDCProvider { throw .tooManyClientIDs }
        provider.clientIDs.append(clientID)
        draft.put(.oidcProvider(provider), for: caller)
    }
}

/// Takes tokens for an audience no more; for one that is not taken, nothing happens.
struct RemoveClientIDFromOpenIDConnectProvider: WriteOperation {
    typealias Output = Void

    let arn: ARN
    let clientID: String

    init(from input: WireInput) {
        arn = input.requireOIDCProvider()
        clientID = input.requireText("ClientID", clientIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .oidcProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var provider = try draft.state.oidcProvider(arn, for: caller)
        provider.clientIDs.removeAll { $0 == clientID }
        draft.put(.oidcProvider(provider), for: caller)
    }
}

/// Replaces the thumbprints of a provider's certificates.
struct UpdateOpenIDConnectProviderThumbprint: WriteOperation {
    typealias Output = Void

    let arn: ARN
    let thumbprints: [String]

    init(from input: WireInput) {
        arn = input.requireOIDCProvider()
        thumbprints = input.thumbprints(
            input.requireList("ThumbprintList") { $0.requireText("", thumbprintConstraint) })
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .oidcProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var provider = try draft.state.oidcProvider(arn, for: caller)
        provider.thumbprints = thumbprints
        draft.put(.oidcProvider(provider), for: caller)
    }
}

extension OIDCProvider: TaggedEntity {
    static let kind = "OpenIDConnectProvider"
    static func reference(from input: WireInput) -> ARN { input.requireOIDCProvider() }
    static func resource(_ arn: ARN) -> IAMResource { .oidcProvider(arn) }
    static func tagged(
        _ arn: ARN, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> OIDCProvider {
        try state.oidcProvider(arn, for: caller)
    }
    var entity: Entity { .oidcProvider(self) }
}

private let clientIDConstraint = TextConstraint(1...255)

extension AWSError {
    fileprivate static let tooManyClientIDs = quotaExceeded(
        "ClientIdsPerOpenIdConnectProvider", IAMQuotas.clientIDsPerOIDCProvider)
}

extension [String] {
    fileprivate var withoutRepetitions: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}
