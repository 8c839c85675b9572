import AWSTypes

/// A certificate with its private key, for servers that speak TLS.
package struct ServerCertificate: Sendable, Equatable {
    /// Its unique id.
    package let id: ServerCertificateID
    /// Its name.
    package var name: ServerCertificateName
    /// Its path.
    package var path: IAMPath
    /// When it was uploaded.
    package let uploaded: Timestamp
    /// When it ends.
    package let expires: Timestamp
    /// The certificate as PEM.
    package let body: String
    /// The certificates that lead from it to its root, as PEM.
    package let chain: String?
    /// The private key as PEM; no answer shows it.
    package let privateKey: SecretKey
    /// Its tags.
    package var tags: Tags = []

    /// Makes a certificate without tags.
    package init(
        id: ServerCertificateID, name: ServerCertificateName, path: IAMPath, uploaded: Timestamp, expires: Timestamp,
        body: String, chain: String?, privateKey: SecretKey
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.uploaded = uploaded
        self.expires = expires
        self.body = body
        self.chain = chain
        self.privateKey = privateKey
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "server-certificate\(path.text)\(name)", in: partition)
    }
}
