import AWSTypes

/// What a request copies from: the header field `x-amz-copy-source`.
package struct S3CopySource: Sendable, Equatable {
    /// The bucket.
    package let bucket: String
    /// The key.
    package let key: String
    /// The version; nil: the current one.
    package let versionID: String?

    /// Reads the field: `bucket/key`, percent-encoded, with or without a slash before it, and perhaps a version.
    ///
    /// - Throws: `InvalidArgument`, `NotImplemented` for access points.
    package init(_ request: S3Request) throws(AWSError) {
        let text = request.header("x-amz-copy-source") ?? ""
        let invalid = AWSError.invalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", text)
        var path = text[...]
        var version: String?
        if let mark = text.ranges(of: "?versionId=").first {
            version = PercentText.decode(text[mark.upperBound...].utf8, plusIsSpace: false)
            path = text[..<mark.lowerBound]
        }
        guard let decoded = PercentText.decode(path.utf8, plusIsSpace: false) else { throw invalid }
        if decoded.hasPrefix("arn:") { throw .notImplemented("A copy from an access point") }
        let plain = decoded.hasPrefix("/") ? decoded.dropFirst() : decoded[...]
        guard let slash = plain.utf8.firstIndex(of: UInt8(ascii: "/")) else { throw invalid }
        bucket = String(plain[..<slash])
        key = String(plain[plain.index(after: slash)...])
        versionID = version?.isEmpty == true ? nil : version
        if bucket.isEmpty || key.isEmpty { throw invalid }
        if key.utf8.count > S3Address.longestKey { throw .keyTooLong(key) }
    }
}
