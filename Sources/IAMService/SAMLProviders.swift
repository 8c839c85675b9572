import AWSProtocols
import AWSTypes
import Federation
import IdentityModel
import Operations
import PolicyEngine

/// Trusts a SAML identity provider.
struct CreateSAMLProvider: WriteOperation {
    let providerName: SAMLProviderName
    let upload: SAMLUpload
    let tags: Tags

    init(from input: WireInput) {
        providerName = input.require("Name")
        upload = SAMLUpload(
            document: input.requireText("SAMLMetadataDocument", samlDocumentConstraint), from: input)
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("saml-provider/\(providerName)"), tagging: "iam:TagSAMLProvider", tags: tags, by: caller,
            in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        let account = draft.account(of: caller)
        if let other = account.samlProviders[providerName] {
            throw .alreadyExists("SAMLProvider \(other.arn(in: account.id, caller.partition)) already exists.")
        }
        if account.samlProviders.count >= IAMQuotas.samlProviders {
            throw .quotaExceeded("SAMLProvidersPerAccount", IAMQuotas.samlProviders)
        }
        guard let document = upload.document, let metadata = upload.metadata else { throw .unparsableMetadata }
        var provider = SAMLProvider(
            id: draft.newID(in: account.id), name: providerName, created: draft.now, document: document,
            metadata: metadata)
        provider.tags = tags
        try upload.changeEncryption(of: &provider, in: account.id, &draft)
        draft.put(.samlProvider(provider), for: caller)
        return Output(arn: provider.arn(in: account.id, caller.partition), tags: tags)
    }

    struct Output: Sendable {
        let arn: ARN
        let tags: Tags
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("SAMLProviderArn", output.arn)
        if !output.tags.isEmpty { writer.encode(output.tags.orderedByKey) }
    }
}

/// Changes a SAML provider's metadata, its rule on encryption or its private keys.
struct UpdateSAMLProvider: WriteOperation {
    let arn: ARN
    let upload: SAMLUpload
    let removedKey: String?

    init(from input: WireInput) {
        arn = input.requireProviderARN("SAMLProviderArn", of: "saml-provider/")
        upload = SAMLUpload(document: input.text("SAMLMetadataDocument", samlDocumentConstraint), from: input)
        removedKey = input.text(
            "RemovePrivateKey",
            TextConstraint(22...64, TextPattern("[A-Z0-9]+", of: .uppercase.union(.digits))))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .samlProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> ARN {
        var provider = try draft.state.samlProvider(arn, for: caller)
        if let document = upload.document, let metadata = upload.metadata {
            provider.document = document
            provider.metadata = metadata
        }
        if let removedKey {
            guard let place = provider.privateKeys.firstIndex(where: { $0.id.text == removedKey }) else {
                throw .noSuchEntity("The private key with id \(removedKey) cannot be found.")
            }
            provider.privateKeys.remove(at: place)
        }
        try upload.changeEncryption(of: &provider, in: caller.accountID, &draft)
        draft.put(.samlProvider(provider), for: caller)
        return arn
    }

    static func encode(_ arn: ARN, to writer: inout WireWriter) { writer.field("SAMLProviderArn", arn) }
}

/// Shows a SAML provider with its metadata.
struct GetSAMLProvider: ReadOperation {
    let arn: ARN

    init(from input: WireInput) { arn = input.requireProviderARN("SAMLProviderArn", of: "saml-provider/") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .samlProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> SAMLProvider {
        try state.samlProvider(arn, for: caller)
    }

    static func encode(_ provider: SAMLProvider, to writer: inout WireWriter) {
        writer.field("SAMLProviderUUID", provider.id)
        writer.field("SAMLMetadataDocument", provider.document)
        writer.field("CreateDate", provider.created)
        writer.field("ValidUntil", provider.validUntil)
        if !provider.tags.isEmpty { writer.encode(provider.tags.orderedByKey) }
        writer.field("AssertionEncryptionMode", provider.encryptionMode?.rawValue)
        if provider.privateKeys.isEmpty { return }
        writer.list("PrivateKeyList", provider.privateKeys) { writer, key in
            writer.field("KeyId", key.id)
            writer.field("Timestamp", key.uploaded)
        }
    }
}

/// Lists the account's SAML providers, all at once.
struct ListSAMLProviders: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> [(arn: ARN, provider: SAMLProvider)] {
        state.account(of: caller).samlProviders.ordered().map { provider in
            (provider.arn(in: caller.accountID, caller.partition), provider)
        }
    }

    static func encode(_ providers: [(arn: ARN, provider: SAMLProvider)], to writer: inout WireWriter) {
        writer.list("SAMLProviderList", providers) { writer, entry in
            writer.field("Arn", entry.arn)
            writer.field("ValidUntil", entry.provider.validUntil)
            writer.field("CreateDate", entry.provider.created)
        }
    }
}

/// Trusts a SAML provider no more; roles that name it stay, and nobody assumes them through it.
struct DeleteSAMLProvider: WriteOperation {
    typealias Output = Void

    let arn: ARN

    init(from input: WireInput) { arn = input.requireProviderARN("SAMLProviderArn", of: "saml-provider/") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .samlProvider(arn), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let provider = try draft.state.samlProvider(arn, for: caller)
        draft.remove(.samlProvider(provider.id), for: caller)
    }
}

extension SAMLProvider: TaggedEntity {
    static let kind = "SAMLProvider"
    static func reference(from input: WireInput) -> ARN {
        input.requireProviderARN("SAMLProviderArn", of: "saml-provider/")
    }
    static func resource(_ arn: ARN) -> IAMResource { .samlProvider(arn) }
    static func tagged(
        _ arn: ARN, for caller: Caller, in state: IdentityState, _ action: String
    ) throws(AWSError) -> SAMLProvider {
        try state.samlProvider(arn, for: caller)
    }
    var entity: Entity { .samlProvider(self) }
}

private let samlDocumentConstraint = TextConstraint(1000...SAMLMetadata.maximumLength)
