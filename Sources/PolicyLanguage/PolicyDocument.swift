import AWSTypes

/// A policy: a version and statements, each element with its place in the text.
///
/// ```swift
/// let document = try PolicyDocument(parsing: """
///     {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
///     """)
/// document.statements[0].actions?.patterns[0].value  // "s3:Get*"
/// ```
/// Parsing checks the grammar only; `validate(as:)` knows what each kind of policy may say.
public struct PolicyDocument: Sendable {
    /// The text it was read from, byte for byte.
    public let text: String
    /// The version, or nil where the document states none; it is then read as 2008-10-17.
    public let statedVersion: Version?
    /// The document's id, if it has one.
    public let id: String?
    /// The statements in the order written.
    public let statements: [PolicyStatement]

    init(text: String, statedVersion: Version?, id: String?, statements: [PolicyStatement]) {
        self.text = text
        self.statedVersion = statedVersion
        self.id = id
        self.statements = statements
    }

    /// Reads a document.
    public init(parsing text: String) throws(PolicySyntaxError) {
        var reader = PolicyReader(text: text)
        self = try reader.readDocument()
        if let fault = reader.deferredFault { throw fault }
    }

    /// Reads a document and checks it as AWS does before it saves one, with AWS's messages.
    public init(parsing text: String, as kind: PolicyKind) throws(AWSError) {
        var reader = PolicyReader(text: text)
        do {
            self = try reader.readDocument()
        } catch {
            throw kind.refusal(of: error)
        }
        try validateVersion(as: kind)
        if let fault = reader.deferredFault { throw kind.refusal(of: fault) }
        try validate(as: kind)
    }

    /// The versions of the language.
    public enum Version: String, Hashable, Sendable, Comparable {
        /// The first version, without variables.
        case v2008 = "2008-10-17"
        /// The version with variables.
        case v2012 = "2012-10-17"

        /// Older is less.
        public static func < (one: Version, other: Version) -> Bool { one.rawValue < other.rawValue }
    }

    /// The version by which the document is read.
    public var version: Version { statedVersion ?? .v2008 }

    /// The characters that count toward IAM's quotas: all but space, tab, carriage return and line feed.
    public var nonWhitespaceCount: Int {
        text.unicodeScalars.lazy.filter { $0 != " " && $0 != "\t" && $0 != "\r" && $0 != "\n" }.count
    }

    /// Whether a text has only characters that AWS's policy parameters take: tab, line feed, carriage return, and
    /// U+0020 to U+00FF.
    public static func hasPermittedCharactersOnly(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) || $0 == "\t" || $0 == "\n" || $0 == "\r" }
    }
}
