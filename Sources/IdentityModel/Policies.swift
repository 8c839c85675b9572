import AWSTypes
import PolicyEngine
import PolicyLanguage

/// Which managed policy is meant, whatever partition its ARN is written in.
package enum PolicyReference: Hashable, Sendable, Codable {
    /// A policy of the account.
    case customer(ManagedPolicyID)
    /// A policy of AWS, by its path and name: `/job-function/ViewOnlyAccess`.
    case aws(String)
}

/// Whose inline policies they are.
package enum InlinePolicyOwner: String, Sendable, Codable {
    /// A user's.
    case user
    /// A group's.
    case group
    /// A role's.
    case role

    fileprivate var source: PolicySource.Owner {
        switch self {
        case .user: .user
        case .group: .group
        case .role: .role
        }
    }
}

/// An inline policy: part of the entity that it stands in.
package struct InlinePolicy: Sendable, Equatable {
    /// Its name, unique within its owner.
    package let name: PolicyName
    /// The document ready for decisions.
    package let compiled: CompiledPolicy

    /// The document exactly as it was put.
    package var text: String { compiled.document.text }

    /// Equality of name and text.
    package static func == (one: Self, other: Self) -> Bool { one.name == other.name && one.text == other.text }
}

/// An entity's inline policies, ordered by name.
package struct InlinePolicies: Sendable, Equatable {
    /// Whose they are.
    package let owner: InlinePolicyOwner
    private var elements: [InlinePolicy] = []

    /// No policies.
    package init(owner: InlinePolicyOwner) { self.owner = owner }

    /// The policy of a name, whatever its case.
    package subscript(name: PolicyName) -> InlinePolicy? { elements.first { $0.name.folded == name.folded } }

    /// Adds the policy, or replaces the one of that name.
    package mutating func put(_ document: PolicyDocument, named name: PolicyName) {
        let source = PolicySource(.identity, id: name.text, owner: owner.source)
        let policy = InlinePolicy(name: name, compiled: CompiledPolicy(document, source: source))
        remove(name)
        let place = elements.firstIndex { name < $0.name } ?? elements.endIndex
        elements.insert(policy, at: place)
    }

    /// Removes the policy of that name, if there is one.
    package mutating func remove(_ name: PolicyName) { elements.removeAll { $0.name.folded == name.folded } }

    /// The characters of all documents, white space not counted: what the quota is about.
    package var size: Int { elements.reduce(0) { $0 + $1.compiled.document.nonWhitespaceCount } }
}

extension InlinePolicies: RandomAccessCollection {
    /// The first policy's place.
    package var startIndex: Int { elements.startIndex }
    /// The place after the last policy.
    package var endIndex: Int { elements.endIndex }
    /// The policy at a place.
    package subscript(place: Int) -> InlinePolicy { elements[place] }
}

extension InlinePolicies: Codable {
    private struct Row: Codable {
        let name: PolicyName
        let text: String
    }
    private enum Field: CodingKey { case owner, policies }

    /// Reads and compiles the policies.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Field.self)
        self.init(owner: try container.decode(InlinePolicyOwner.self, forKey: .owner))
        for row in try container.decode([Row].self, forKey: .policies) {
            put(try PolicyDocument(parsing: row.text), named: row.name)
        }
    }

    /// Writes names and texts.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Field.self)
        try container.encode(owner, forKey: .owner)
        try container.encode(elements.map { Row(name: $0.name, text: $0.text) }, forKey: .policies)
    }
}

/// Who may assume a role.
package struct TrustPolicy: Sendable, Equatable, Codable {
    /// The document; where it named users and roles, it has their unique ids.
    package let document: PolicyDocument
    /// The document ready for decisions.
    package let policies: PolicySet

    /// Compiles a document.
    package init(_ document: PolicyDocument) {
        self.document = document
        let source = PolicySource(.roleTrust, id: "AssumeRolePolicyDocument", owner: .role)
        policies = PolicySet([CompiledPolicy(document, source: source)])
    }

    /// The document's text.
    package var text: String { document.text }

    /// Equality of text.
    package static func == (one: Self, other: Self) -> Bool { one.text == other.text }

    /// Reads and compiles the text.
    package init(from decoder: any Decoder) throws {
        self.init(try PolicyDocument(parsing: try decoder.singleValueContainer().decode(String.self)))
    }

    /// Writes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
