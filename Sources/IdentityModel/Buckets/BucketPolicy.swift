import AWSTypes
import PolicyEngine
import PolicyLanguage

/// The policy on a bucket.
package struct BucketPolicy: Sendable, Equatable {
    /// The document; users and roles stand in it by their unique ids.
    package let document: PolicyDocument
    /// The document ready for decisions.
    package let policies: PolicySet
    /// Whether it lets the public in, as Block Public Access sees it.
    package let isPublic: Bool
    /// Whether it names accounts by their canonical ids.
    package let namesCanonicalUsers: Bool

    /// Compiles a document.
    package init(_ document: PolicyDocument) {
        self.document = document
        let source = PolicySource(.resource, id: "BucketPolicy", owner: .resource)
        policies = PolicySet([CompiledPolicy(document, source: source)])
        isPublic = document.grantsPublicAccess
        namesCanonicalUsers = document.principals.contains { $0.kind == .canonicalUser }
    }

    /// Equality of the text.
    package static func == (one: Self, other: Self) -> Bool { one.document.text == other.document.text }
}

extension BucketPolicy: Codable {
    /// Reads and compiles the text.
    package init(from decoder: any Decoder) throws {
        self.init(try PolicyDocument(parsing: try decoder.singleValueContainer().decode(String.self)))
    }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(document.text)
    }
}
