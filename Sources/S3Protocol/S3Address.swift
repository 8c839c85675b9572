import AWSTypes
import SigV4

/// What a request is addressed to: the service, a bucket, or an object.
package struct S3Address: Sendable, Equatable {
    /// The bucket; nil: the service.
    package var bucket: String?
    /// The key, exactly as it was meant; nil: the bucket itself.
    package var key: String?
    /// Whether the host named the bucket.
    package var isVirtualHost: Bool
    /// Whether it is S3 Control that is asked.
    package var isControl = false
}

extension S3Address {
    /// Finds out what a head is addressed to.
    ///
    /// - Throws: `InvalidURI` where the path is broken, `KeyTooLongError`.
    package init(of head: RequestHead, among hosts: S3Hosts) throws(AWSError) {
        let path = head.target.utf8.prefix { $0 != UInt8(ascii: "?") }
        let host = head["host"] ?? ""
        if hosts.isControl(host) || head["x-amz-account-id"] != nil && path.starts(with: S3Address.control) {
            self.init(bucket: nil, key: nil, isVirtualHost: false, isControl: true)
            return
        }
        guard path.first == UInt8(ascii: "/") else { throw .invalidURI }
        var rest = path.dropFirst()
        if let bucket = hosts.bucket(of: host) {
            self.init(bucket: bucket, key: nil, isVirtualHost: true)
        } else {
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard let bucket = PercentText.decode(rest[..<end], plusIsSpace: false) else { throw .invalidURI }
            self.init(bucket: bucket.isEmpty ? nil : bucket, key: nil, isVirtualHost: false)
            rest = rest[end...].dropFirst()
            if bucket.isEmpty, !rest.isEmpty { throw .invalidURI }
        }
        if rest.isEmpty { return }
        guard let key = PercentText.decode(rest, plusIsSpace: false) else { throw .invalidURI }
        guard key.utf8.count <= S3Address.longestKey else { throw .keyTooLong(key) }
        self.key = key
    }

    /// The longest key, in bytes.
    package static let longestKey = 1024
    /// Where S3 Control's paths begin.
    package static let control = Array("/v20180820/".utf8)
}

/// The names under which a server can be reached, for telling a bucket's name in a host from the rest.
package struct S3Hosts: Sendable {
    private let domains: [String]

    /// A server with these names; a host below one of them is a bucket.
    package init(_ domains: [String]) { self.domains = domains.map { $0.lowercased() } }

    /// The bucket that a `Host` field names; nil: it names none.
    ///
    /// Besides those of the server's own names, hosts that look like AWS's are read: a label `s3`, or one that
    /// begins with `s3-`, with the bucket before it.
    package func bucket(of host: String) -> String? {
        let name = S3Hosts.name(of: host)
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1 else { return nil }
        if let place = labels.firstIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }) {
            labels.removeSubrange(place...)
            return labels.isEmpty ? nil : labels.joined(separator: ".")
        }
        for domain in domains where name.hasSuffix("." + domain) {
            return String(name.dropLast(domain.count + 1))
        }
        return nil
    }

    /// Whether a `Host` field names S3's end point, with or without a bucket.
    package func isOfS3(_ host: String) -> Bool {
        S3Hosts.name(of: host).split(separator: ".").contains { $0 == "s3" || $0.hasPrefix("s3-") }
            || bucket(of: host) != nil
    }

    /// Whether a `Host` field names S3 Control's end point.
    func isControl(_ host: String) -> Bool {
        S3Hosts.name(of: host).split(separator: ".").contains { $0 == "s3-control" }
    }

    /// The name without the port, in lower case; an address stays as it is.
    private static func name(of host: String) -> String {
        guard !host.hasPrefix("[") else { return "" }
        let name = host.prefix { $0 != ":" }
        let last = name.split(separator: ".").last ?? ""
        return ASCIISet.digits.containsAll(last.utf8) ? "" : name.lowercased()
    }
}
