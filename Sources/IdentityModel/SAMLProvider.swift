import AWSTypes

/// What a SAML identity provider says of itself, as far as trusting its assertions needs it.
///
/// The module `Federation` reads it from the XML that the provider publishes.
package struct SAMLMetadata: Sendable, Equatable, Codable {
    /// The name it signs as: the `Issuer` of its assertions.
    package let entityID: String
    /// The certificates whose keys sign its assertions, in DER; at least one.
    package let signingCertificates: [Octets]
    /// Where people sign in; at least one.
    package let singleSignOnServices: [Endpoint]
    /// When all this ends; nil: it says nothing of that.
    package let validUntil: Timestamp?
    /// Whether it takes signed requests only.
    package let wantsSignedRequests: Bool

    /// Gathers what was read.
    package init(
        entityID: String, signingCertificates: [Octets], singleSignOnServices: [Endpoint], validUntil: Timestamp?,
        wantsSignedRequests: Bool
    ) {
        self.entityID = entityID
        self.signingCertificates = signingCertificates
        self.singleSignOnServices = singleSignOnServices
        self.validUntil = validUntil
        self.wantsSignedRequests = wantsSignedRequests
    }

    /// An address, and the way in which messages travel to it.
    package struct Endpoint: Sendable, Hashable, Codable {
        /// The SAML binding, a URN.
        package let binding: String
        /// The address.
        package let location: String

        /// Makes an endpoint.
        package init(binding: String, location: String) {
            self.binding = binding
            self.location = location
        }
    }
}

/// A SAML identity provider that an account trusts.
package struct SAMLProvider: Sendable, Equatable {
    /// Its unique id: `SAMLProviderUUID`.
    package let id: SAMLProviderID
    /// Its name.
    package let name: SAMLProviderName
    /// When it was made.
    package let created: Timestamp
    /// The metadata as it was uploaded.
    package var document: String
    /// What the document says.
    package var metadata: SAMLMetadata
    /// Whether assertions have to be encrypted; nil: nobody said.
    package var encryptionMode: EncryptionMode?
    /// What opens encrypted assertions, oldest first; AWS allows two.
    package var privateKeys: [SAMLPrivateKey] = []
    /// Its tags.
    package var tags: Tags = []

    /// Makes a provider without keys.
    package init(
        id: SAMLProviderID, name: SAMLProviderName, created: Timestamp, document: String, metadata: SAMLMetadata
    ) {
        self.id = id
        self.name = name
        self.created = created
        self.document = document
        self.metadata = metadata
    }

    /// Whether assertions have to be encrypted.
    package enum EncryptionMode: String, Sendable, Codable, CaseIterable {
        /// Plain ones are refused.
        case required = "Required"
        /// Both are taken.
        case allowed = "Allowed"
    }

    /// Providers have no paths.
    package var path: IAMPath { .root }

    /// When it ends: what its metadata says, or a hundred years after it was made.
    package var validUntil: Timestamp { metadata.validUntil ?? created + 3_155_760_000 }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "saml-provider/\(name)", in: partition)
    }
}

/// A private key that opens encrypted assertions.
package struct SAMLPrivateKey: Sendable, Equatable {
    /// Its id.
    package let id: SAMLPrivateKeyID
    /// When it was uploaded.
    package let uploaded: Timestamp
    /// The key as PEM.
    package let pem: SecretKey

    /// Makes a key.
    package init(id: SAMLPrivateKeyID, uploaded: Timestamp, pem: SecretKey) {
        self.id = id
        self.uploaded = uploaded
        self.pem = pem
    }
}
