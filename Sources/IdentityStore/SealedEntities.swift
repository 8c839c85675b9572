import AWSTypes
import Authentication
import IdentityModel

// What has a secret, as it is kept: the same members, with the secret sealed.

struct SealedSAMLProvider: Codable {
    private let id: SAMLProviderID
    private let name: SAMLProviderName
    private let created: Timestamp
    private let document: String
    private let metadata: SAMLMetadata
    private let encryptionMode: SAMLProvider.EncryptionMode?
    private let privateKeys: [Key]
    private let tags: Tags

    private struct Key: Codable {
        let id: SAMLPrivateKeyID
        let uploaded: Timestamp
        let pem: SealedSecret
    }

    init(_ provider: SAMLProvider, of account: AccountID, under keyRing: KeyRing) {
        id = provider.id
        name = provider.name
        created = provider.created
        document = provider.document
        metadata = provider.metadata
        encryptionMode = provider.encryptionMode
        privateKeys = provider.privateKeys.map { key in
            Key(
                id: key.id, uploaded: key.uploaded,
                pem: SealedSecret(key.pem, of: key.id.text, in: account, under: keyRing))
        }
        tags = provider.tags
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> SAMLProvider {
        var provider = SAMLProvider(id: id, name: name, created: created, document: document, metadata: metadata)
        provider.encryptionMode = encryptionMode
        for key in privateKeys {
            let pem = try key.pem.opened(of: key.id.text, in: account, under: keyRing)
            provider.privateKeys.append(SAMLPrivateKey(id: key.id, uploaded: key.uploaded, pem: pem))
        }
        provider.tags = tags
        return provider
    }
}

struct SealedServerCertificate: Codable {
    private let id: ServerCertificateID
    private let name: ServerCertificateName
    private let path: IAMPath
    private let uploaded: Timestamp
    private let expires: Timestamp
    private let body: String
    private let chain: String?
    private let privateKey: SealedSecret
    private let tags: Tags

    init(_ certificate: ServerCertificate, of account: AccountID, under keyRing: KeyRing) {
        id = certificate.id
        name = certificate.name
        path = certificate.path
        uploaded = certificate.uploaded
        expires = certificate.expires
        body = certificate.body
        chain = certificate.chain
        privateKey = SealedSecret(certificate.privateKey, of: certificate.id.text, in: account, under: keyRing)
        tags = certificate.tags
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> ServerCertificate {
        var certificate = ServerCertificate(
            id: id, name: name, path: path, uploaded: uploaded, expires: expires, body: body, chain: chain,
            privateKey: try privateKey.opened(of: id.text, in: account, under: keyRing))
        certificate.tags = tags
        return certificate
    }
}

struct SealedServiceCredential: Codable {
    private let id: ServiceCredentialID
    private let owner: KeyOwner
    private let service: String
    private let alias: String
    private let created: Timestamp
    private let expires: Timestamp?
    private let secret: SealedSecret
    private let status: KeyStatus

    init(_ credential: ServiceCredential, of account: AccountID, under keyRing: KeyRing) {
        id = credential.id
        owner = credential.owner
        service = credential.service
        alias = credential.alias
        created = credential.created
        expires = credential.expires
        secret = SealedSecret(credential.secret, of: credential.id.text, in: account, under: keyRing)
        status = credential.status
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> ServiceCredential {
        var credential = ServiceCredential(
            id: id, owner: owner, service: service, alias: alias, created: created, expires: expires,
            secret: try secret.opened(of: id.text, in: account, under: keyRing))
        credential.status = status
        return credential
    }
}

struct SealedPoolSigningKey: Codable {
    private let id: String
    private let created: Timestamp
    private let privateKey: SealedSecret
    private let publicKey: String

    init(_ key: PoolSigningKey, of account: AccountID, under keyRing: KeyRing) {
        id = key.id
        created = key.created
        privateKey = SealedSecret(key.privateKey, of: key.id, in: account, under: keyRing)
        publicKey = key.publicKey
    }

    func opened(of account: AccountID, under keyRing: KeyRing) throws(SealedRecordFailure) -> PoolSigningKey {
        PoolSigningKey(
            id: id, created: created, privateKey: try privateKey.opened(of: id, in: account, under: keyRing),
            publicKey: publicKey)
    }
}
