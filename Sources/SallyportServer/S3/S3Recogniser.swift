import AWSTypes
import S3Protocol
import SigV4

/// Tells requests to S3 from those to the other services, which share its port.
///
/// Signed ones say so. Of the others, S3's are those to a host of S3 and those whose path begins with what can be the
/// name of a bucket, unless they speak the protocol of another service.
struct S3Recogniser: Sendable {
    let hosts: S3Hosts

    func accepts(_ head: RequestHead) -> Bool {
        if head.target.hasPrefix(Doors.prefix) || S3Recogniser.isQuery(head) { return false }
        if let authorization = head["authorization"] {
            if S3Recogniser.isScoped(authorization) { return true }
            // S3's old way to sign, which is refused, in S3's words where S3 is meant.
            return authorization.hasPrefix("AWS ") && acceptsUnsigned(head)
        }
        if let question = head.target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            let query = head.target[question...]
            if query.contains("X-Amz-Credential=") {
                return query.contains("%2Fs3%2Faws4_request") || query.contains("/s3/aws4_request")
            }
            if query.contains("AWSAccessKeyId="), query.contains("Signature=") { return true }
            if query.contains("Action=") { return false }
        }
        return acceptsUnsigned(head)
    }

    /// Whether this is a request in the `query` protocol, whatever it is signed for: S3's forms are of another type.
    private static func isQuery(_ head: RequestHead) -> Bool {
        head.method == "POST" && head.target == "/"
            && (head["content-type"] ?? "").hasPrefix("application/x-www-form-urlencoded")
    }

    /// Whether the credential in an `Authorization` field is one for S3: `KEY/DATE/REGION/s3/aws4_request`.
    ///
    /// Every request is asked, so the text is passed over once.
    private static func isScoped(_ authorization: String) -> Bool {
        var rest = authorization.utf8[...]
        for _ in 0..<3 {
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return false }
            rest = rest[slash...].dropFirst()
        }
        return rest.starts(with: "s3/".utf8)
    }

    private func acceptsUnsigned(_ head: RequestHead) -> Bool {
        if head["x-amz-target"] != nil { return false }
        if let host = head["host"], hosts.isOfS3(host) { return true }
        let path = head.target.prefix { $0 != "?" }
        if path == "/" || path == SigninEndpoint.path { return false }
        if head.method == "POST", (head["content-type"] ?? "").hasPrefix("application/x-www-form-urlencoded") {
            return false
        }
        let name = path.dropFirst().prefix { $0 != "/" }
        return BucketPath.mayBeName(name)
    }
}

/// The first part of a path.
private enum BucketPath {
    static let edges = ASCIISet.lowercase.union(ASCIISet.digits)
    static let characters = ASCIISet.alphanumerics.union("-._")

    /// Whether it looks like a bucket's name.
    static func mayBeName(_ text: Substring) -> Bool {
        guard (3...255).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return edges.contains(first) && characters.containsAll(text.utf8)
    }
}
