import AWSTypes
import PolicyEngine
import PolicyLanguage

/// What member accounts may do with the organization, by the leave of its management account.
package struct OrganizationResourcePolicy: Sendable, Equatable {
    /// Its id; it stays when the text changes.
    package let id: OrganizationResourcePolicyID
    /// The document.
    package let document: PolicyDocument
    /// The document ready for decisions.
    package let policies: PolicySet
    /// Its tags.
    package var tags: Tags

    /// Compiles a document.
    package init(id: OrganizationResourcePolicyID, document: PolicyDocument, tags: Tags) {
        self.id = id
        self.document = document
        self.tags = tags
        let source = PolicySource(.resource, id: "ResourcePolicy", owner: .resource)
        policies = PolicySet([CompiledPolicy(document, source: source)])
    }

    /// Equality of all that a row holds.
    package static func == (one: Self, other: Self) -> Bool {
        one.id == other.id && one.document.text == other.document.text && one.tags == other.tags
    }
}

extension OrganizationResourcePolicy: Codable {
    private enum Field: CodingKey { case id, text, tags }

    /// Reads and compiles the text.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Field.self)
        self.init(
            id: try row.decode(OrganizationResourcePolicyID.self, forKey: .id),
            document: try PolicyDocument(parsing: try row.decode(String.self, forKey: .text)),
            tags: try row.decode(Tags.self, forKey: .tags))
    }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: Field.self)
        try row.encode(id, forKey: .id)
        try row.encode(document.text, forKey: .text)
        try row.encode(tags, forKey: .tags)
    }
}
