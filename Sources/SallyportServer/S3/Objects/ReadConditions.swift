import AWSTypes
import ObjectStore
import S3Protocol

/// What a request makes a read depend on.
///
/// Source: RFC 9110, section 13.2.2, which S3 follows.
struct ReadConditions {
    private let ifMatch: [String]?
    private let ifNoneMatch: [String]?
    private let ifModifiedSince: Timestamp?
    private let ifUnmodifiedSince: Timestamp?
    private let prefix: String

    /// What becomes of the read.
    enum Outcome: Equatable {
        /// It goes on.
        case met
        /// The client has it already.
        case notModified
        /// It is refused; the name of the field that asked for it.
        case failed(String)
    }

    /// The conditions of a read, or those on a copy's source, whose fields begin with `x-amz-copy-source-`.
    init(_ request: S3Request, prefix: String = "") {
        self.prefix = prefix
        ifMatch = request.header(prefix + "if-match").map(EntityTags.parse)
        ifNoneMatch = request.header(prefix + "if-none-match").map(EntityTags.parse)
        ifModifiedSince = request.header(prefix + "if-modified-since").flatMap(HTTPDateText.moment)
        ifUnmodifiedSince = request.header(prefix + "if-unmodified-since").flatMap(HTTPDateText.moment)
    }

    /// What they say of a version.
    func outcome(_ version: ObjectVersion) -> Outcome {
        if let ifMatch {
            if !EntityTags.contain(version.etag, in: ifMatch) { return .failed(prefix + "If-Match") }
        } else if let ifUnmodifiedSince, version.modified > ifUnmodifiedSince {
            return .failed(prefix + "If-Unmodified-Since")
        }
        if let ifNoneMatch {
            if EntityTags.contain(version.etag, in: ifNoneMatch) { return .notModified }
        } else if let ifModifiedSince, version.modified <= ifModifiedSince {
            return .notModified
        }
        return .met
    }

    /// Whether there are any.
    var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifModifiedSince == nil && ifUnmodifiedSince == nil
    }
}

/// Lists of entity tags, with or without quotes.
enum EntityTags {
    static func parse(_ text: String) -> [String] { text.split(separator: ",").map { bare(String($0)) } }

    /// The tag without blanks and quotes around it.
    static func bare(_ text: String) -> String {
        var text = text[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        if text.hasPrefix("W/") { text.removeFirst(2) }
        if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        return String(text)
    }

    static func contain(_ etag: String, in tags: [String]) -> Bool { tags.contains { $0 == "*" || $0 == etag } }
}
