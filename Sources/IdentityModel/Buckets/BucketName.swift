import AWSTypes

/// The name of a bucket: unique among all accounts.
package struct BucketName: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// Reads a name by the rules for new buckets.
    ///
    /// Source: S3 User Guide, "General purpose bucket naming rules".
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (3...63).contains(bytes.count), bytes.allSatisfy(BucketName.characters.contains),
            let first = bytes.first, let last = bytes.last,
            BucketName.edges.contains(first), BucketName.edges.contains(last),
            !text.contains(".."), !BucketName.looksLikeAddress(text),
            !BucketName.reservedPrefixes.contains(where: text.hasPrefix),
            !BucketName.reservedSuffixes.contains(where: text.hasSuffix)
        else { return nil }
        self.text = text
    }

    /// Wraps a name that is looked up, and need not be one that a new bucket may have.
    package init(unchecked text: String) { self.text = text }

    private static let edges = ASCIISet.lowercase.union(ASCIISet.digits)
    private static let characters = edges.union("-.")
    private static let reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"]
    private static let reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    private static func looksLikeAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { !$0.isEmpty && ASCIISet.digits.containsAll($0.utf8) }
    }

    /// The name.
    package var description: String { text }

    /// Ordered by bytes, as listings are.
    package static func < (one: Self, other: Self) -> Bool { one.text < other.text }

    /// Reads the text.
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
