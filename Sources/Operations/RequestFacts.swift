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
}
