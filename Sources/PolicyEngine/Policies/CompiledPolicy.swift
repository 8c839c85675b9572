import PolicyLanguage

/// A document made ready for decisions: compile it when it is written, keep it, share it.
public final class CompiledPolicy: Sendable {
    /// The document.
    public let document: PolicyDocument
    /// Where it comes from.
    public let source: PolicySource
    let image: PolicyImage

    /// Compiles a document.
    public init(_ document: PolicyDocument, source: PolicySource) {
        self.document = document
        self.source = source
        image = PolicyCompiler.compile(document, type: source.type)
    }
}

/// One statement of a compiled policy.
public struct StatementReference: Sendable {
    /// The policy.
    public let policy: CompiledPolicy
    /// The statement's place in the policy, from 0.
    public let index: Int

    /// The statement itself, with its position in the text.
    public var statement: PolicyStatement { policy.document.statements[index] }
    /// The statement's name, if it has one.
    public var sid: String? { statement.sid?.value }
}

extension StatementReference: Hashable {
    /// The same statement of the same policy object.
    public static func == (one: StatementReference, other: StatementReference) -> Bool {
        one.policy === other.policy && one.index == other.index
    }

    /// Hashes the policy's identity and the place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(policy))
        hasher.combine(index)
    }
}
