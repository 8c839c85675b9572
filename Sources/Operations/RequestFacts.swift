import AWSTypes

/// What the shell knows of a request before anybody decided on it.
package struct RequestFacts: Sendable {
    /// The id that the answer, the log and explanations carry.
    package let id: String
    /// When the request came in.
    package let now: Timestamp
    /// The region the client signed for.
    package let region: String
    /// The partition of the region.
    package let partition: Partition
    /// The address it came from, as text; nil: nobody knows.
    package let sourceIP: String?
    /// Whether it came through TLS; nil: nobody knows.
    package let isSecure: Bool?
    /// The `User-Agent` header.
    package let userAgent: String?
    /// The `Referer` header.
    package let referer: String?

    /// Where others reach this server, a URL without a slash at its end; nil: nobody knows.
    package var publicURL: String?

    /// Gathers the facts.
    package init(
        id: String, now: Timestamp, region: String, sourceIP: String?, isSecure: Bool?, userAgent: String?,
        referer: String?
    ) {
        self.id = id
        self.now = now
        self.region = region
        partition = Partition(region: region)
        self.sourceIP = sourceIP
        self.isSecure = isSecure
        self.userAgent = userAgent
        self.referer = referer
    }

    /// The URL of the issuer of web identity tokens that has an id.
    package func tokenIssuer(_ id: String) -> String? { publicURL.map { "\($0)\(tokenIssuerPath)\(id)" } }

    /// Whether a URL is that of an issuer of web identity tokens of this server.
    package func isOwnTokenIssuer(_ url: String) -> Bool { tokenIssuer("").map(url.hasPrefix) ?? false }
}

/// The path of issuers of web identity tokens.
package let tokenIssuerPath = "/_sallyport/issuer/"
