import PolicyEngine
import PolicyLanguage
import Synchronization

/// A managed policy's text, and its compiled form, made at first use and kept.
///
/// AWS has some 1,500 policies of its own, of which a server needs a few: so a policy is compiled when it first
/// counts, which for an account's own policies is when they are written. A text that can't be parsed compiles to
/// a policy that denies everything, so that damage on the way from disk never widens what is allowed.
package final class ManagedPolicyDocument: Sendable {
    /// The document exactly as it was given.
    package let text: String
    private let source: PolicySource
    private let memo = Mutex<CompiledPolicy?>(nil)

    /// Keeps a text.
    package init(_ text: String, source: PolicySource) {
        self.text = text
        self.source = source
    }

    /// The document ready for decisions.
    package var compiled: CompiledPolicy {
        memo.withLock { memo in
            if let memo { return memo }
            let compiled = CompiledPolicy(ManagedPolicyDocument.parse(text), source: source)
            memo = compiled
            return compiled
        }
    }

    private static func parse(_ text: String) -> PolicyDocument {
        (try? PolicyDocument(parsing: text)) ?? .denyingEverything
    }
}

extension PolicyDocument {
    /// What stands in for a document that can't be read: nothing goes.
    package static let denyingEverything: PolicyDocument = {
        do {
            return try PolicyDocument(
                parsing: #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#)
        } catch {
            preconditionFailure("the simplest denial is a policy: \(error)")
        }
    }()
}
