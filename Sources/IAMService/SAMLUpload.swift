import AWSProtocols
import AWSTypes
import Federation
import IdentityModel
import KeyMaterial
import Operations

/// What people upload of a SAML provider: its metadata, and what concerns encrypted assertions.
struct SAMLUpload: Sendable {
    let document: String?
    let metadata: SAMLMetadata?
    private let encryptionMode: SAMLProvider.EncryptionMode?
    private let addedKey: SecretKey?

    /// Reads what is not the document; the document is parsed here.
    init(document: String?, from input: WireInput) {
        self.document = document
        encryptionMode = input.choice("AssertionEncryptionMode")
        addedKey = input.secret("AddPrivateKey", pemConstraint).map(SecretKey.init)
        // A document of the wrong length is refused for that.
        guard let document, document.utf8.count >= 1000 else {
            metadata = nil
            return
        }
        metadata = try? SAMLMetadata(parsing: document)
        if metadata == nil { input.reject(.unparsableMetadata) }
        if let addedKey, (try? ParsedPrivateKey(pem: addedKey.exposed)) == nil { input.reject(.unparsablePrivateKey) }
    }

    /// Adds the key and sets the mode.
    ///
    /// Without a key nobody could read the assertions that `Required` asks for, so that is refused.
    func changeEncryption(
        of provider: inout SAMLProvider, in account: AccountID, _ draft: inout Draft
    ) throws(AWSError) {
        if let addedKey {
            if provider.privateKeys.count >= IAMQuotas.privateKeysPerSAMLProvider {
                throw .quotaExceeded("PrivateKeysPerSAMLProvider", IAMQuotas.privateKeysPerSAMLProvider)
            }
            provider.privateKeys.append(
                SAMLPrivateKey(id: draft.newID(in: account), uploaded: draft.now, pem: addedKey))
        }
        provider.encryptionMode =
            encryptionMode ?? provider.encryptionMode ?? (provider.privateKeys.isEmpty ? nil : .allowed)
        if provider.encryptionMode == .required, provider.privateKeys.isEmpty {
            throw .invalidInput("A SAML provider that requires encrypted assertions must have a private key.")
        }
    }
}

extension AWSError {
    static let unparsableMetadata = invalidInput("Could not parse metadata.")
    static let unparsablePrivateKey = invalidInput("Could not parse private key.")
}

extension WireInput {
    /// An ARN of a provider that must be there; another kind of ARN is rejected.
    func requireProviderARN(_ member: String, of type: String) -> ARN {
        let arn = requireARN(member)
        if !arn.isProvider(of: type) { reject(.invalidARN(arn.description)) }
        return arn
    }
}

extension ARN {
    /// Whether it names a provider: `saml-provider/…`, `oidc-provider/…`.
    func isProvider(of type: String) -> Bool {
        service == "iam" && region.isEmpty && accountID != nil && resource.hasPrefix(type)
            && resource.utf8.count > type.utf8.count
    }
}

extension IdentityState {
    /// A SAML provider of the caller's account.
    func samlProvider(_ arn: ARN, for caller: Caller) throws(AWSError) -> SAMLProvider {
        let name = SAMLProviderName(unchecked: String(arn.resource.dropFirst("saml-provider/".count)))
        guard let provider = account(of: caller).samlProviders[name],
            provider.arn(in: caller.accountID, caller.partition) == arn
        else { throw .noSuchEntity("Manifest not found for arn \(arn)") }
        return provider
    }

    /// An OpenID Connect provider of the caller's account.
    func oidcProvider(_ arn: ARN, for caller: Caller) throws(AWSError) -> OIDCProvider {
        let url = OIDCProviderURL(unchecked: String(arn.resource.dropFirst("oidc-provider/".count)))
        guard let provider = account(of: caller).oidcProvider(url),
            provider.arn(in: caller.accountID, caller.partition) == arn
        else { throw .noSuchEntity("OpenIDConnect Provider not found for arn \(arn)") }
        return provider
    }
}

extension Tags {
    /// The tags in the order in which IAM shows those of what it just made.
    var orderedByKey: [Tag] { sorted { $0.foldedKey < $1.foldedKey } }
}
