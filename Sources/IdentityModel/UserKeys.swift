import AWSTypes

/// Whether something that proves who somebody is may be used for it.
package typealias KeyStatus = AccessKey.Status

/// An SSH public key of a user, for CodeCommit.
package struct SSHPublicKey: Sendable, Equatable, Codable, OwnedEntity {
    /// Its unique id.
    package let id: SSHPublicKeyID
    /// Whose it is.
    package let owner: KeyOwner
    /// When it was uploaded.
    package let uploaded: Timestamp
    /// The text that was uploaded.
    package let body: String
    /// The key in SSH's wire format, which tells whether two are the same.
    package let blob: Octets
    /// Whether it may be used.
    package var status: KeyStatus = .active

    /// Makes a key that may be used.
    package init(id: SSHPublicKeyID, owner: KeyOwner, uploaded: Timestamp, body: String, blob: Octets) {
        self.id = id
        self.owner = owner
        self.uploaded = uploaded
        self.body = body
        self.blob = blob
    }
}

/// An X.509 certificate with which a user, or the root user, signs requests of old services.
package struct SigningCertificate: Sendable, Equatable, Codable, OwnedEntity {
    /// Its unique id.
    package let id: SigningCertificateID
    /// Whose it is.
    package let owner: KeyOwner
    /// When it was uploaded.
    package let uploaded: Timestamp
    /// The text that was uploaded.
    package let body: String
    /// The certificate in DER, which tells whether two are the same.
    package let der: Octets
    /// Whether it may be used.
    package var status: KeyStatus = .active

    /// Makes a certificate that may be used.
    package init(id: SigningCertificateID, owner: KeyOwner, uploaded: Timestamp, body: String, der: Octets) {
        self.id = id
        self.owner = owner
        self.uploaded = uploaded
        self.body = body
        self.der = der
    }
}

/// A name and a password, or a key, with which a user signs in to one service only.
package struct ServiceCredential: Sendable, Equatable, OwnedEntity {
    /// Its unique id.
    package let id: ServiceCredentialID
    /// Whose it is.
    package let owner: KeyOwner
    /// The service, by its principal's name.
    package let service: String
    /// Its public half: a user name, or a key's alias.
    package let alias: String
    /// When it was made.
    package let created: Timestamp
    /// When it ends; nil: never.
    package let expires: Timestamp?
    /// Its secret half.
    package var secret: SecretKey
    /// Whether it may be used, time aside.
    package var status: KeyStatus = .active

    /// Makes a credential that may be used.
    package init(
        id: ServiceCredentialID, owner: KeyOwner, service: String, alias: String, created: Timestamp,
        expires: Timestamp?, secret: SecretKey
    ) {
        self.id = id
        self.owner = owner
        self.service = service
        self.alias = alias
        self.created = created
        self.expires = expires
        self.secret = secret
    }
}
