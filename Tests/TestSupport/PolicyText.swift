import IdentityModel
import PolicyLanguage

/// Policies as text, for tests that need no more than an effect and some actions.
package enum PolicyText {
    /// A document of one statement about all resources.
    package static func statement(_ effect: String, _ actions: [String], on resource: String = "*") -> String {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            {"Version": "2012-10-17",
            "Statement": {"Effect": "\(effect)", "Action": [\(list)], "Resource": "\(resource)"}}
            """
    }
}

extension InlinePolicies {
    /// Adds a policy that allows some actions.
    package mutating func allow(_ actions: String..., on resource: String = "*") throws {
        try put(PolicyText.statement("Allow", actions, on: resource), named: "Allow\(count)")
    }

    /// Adds a policy that denies some actions.
    package mutating func deny(_ actions: String..., on resource: String = "*") throws {
        try put(PolicyText.statement("Deny", actions, on: resource), named: "Deny\(count)")
    }

    /// Adds a policy.
    package mutating func put(_ text: String, named name: String) throws {
        put(try PolicyDocument(parsing: text), named: PolicyName(unchecked: name))
    }
}
