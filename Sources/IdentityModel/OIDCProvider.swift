import AWSTypes

/// An OpenID Connect identity provider that an account trusts.
package struct OIDCProvider: Sendable, Equatable, Codable {
    /// Its address: what names it.
    package let url: OIDCProviderURL
    /// When it was made.
    package let created: Timestamp
    /// The audiences whose tokens count.
    package var clientIDs: [String]
    /// The SHA-1 hashes of certificates that its server may have, in lower case.
    package var thumbprints: [String]
    /// Its tags.
    package var tags: Tags = []

    /// Makes a provider without tags.
    package init(url: OIDCProviderURL, created: Timestamp, clientIDs: [String], thumbprints: [String]) {
        self.url = url
        self.created = created
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "oidc-provider/\(url)", in: partition)
    }
}

/// The address of an OpenID Connect provider without its `https://`, as IAM keeps it.
///
/// Two addresses are the same only if each character is: a slash at the end tells two providers apart.
package struct OIDCProviderURL: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Host and path.
    package let text: String

    /// Wraps a host and a path that were checked.
    package init(unchecked text: String) { self.text = text }

    /// Host and path.
    package var description: String { text }

    /// Ordered as text.
    package static func < (one: Self, other: Self) -> Bool { one.text < other.text }

    /// Reads the text.
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
