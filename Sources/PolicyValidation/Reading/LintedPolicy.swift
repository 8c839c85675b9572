import PolicyLanguage

/// What could be read of a policy; what could not has been reported.
struct LintedPolicy {
    let place: Place
    let version: PolicyDocument.Version
    let statements: [LintedStatement]
}

/// What could be read of a statement.
struct LintedStatement {
    let place: Place
    var sid: LintedText?
    var effect: PolicyStatement.Effect?
    var principals: LintedPrincipals?
    var actions: LintedPatterns?
    var resources: LintedPatterns?
    var conditions: [LintedCondition] = []

    /// Whether it allows.
    var allows: Bool { effect == .allow }

    /// The conditions on a key, whose name is given in lower case.
    func conditions(on key: String) -> [LintedCondition] { conditions.filter { $0.lowercasedKey == key } }

    /// Whether some condition is on one of the keys, whose names are given in lower case.
    func hasCondition(on keys: Set<String>) -> Bool { conditions.contains { keys.contains($0.lowercasedKey) } }
}

/// A string and where it stands.
struct LintedText: Hashable {
    let value: String
    let place: Place
}

/// `Action`, `NotAction`, `Resource` or `NotResource`.
struct LintedPatterns {
    let isNegated: Bool
    let patterns: [LintedText]
    let place: Place

    /// Whether `*` is among the patterns.
    var hasEverything: Bool { patterns.contains { $0.value == "*" } }
}

/// `Principal` or `NotPrincipal`.
struct LintedPrincipals {
    let isNegated: Bool
    let values: [Value]
    let place: Place

    struct Value {
        let kind: PrincipalValue.Kind
        let text: LintedText
    }

    /// The values of a kind.
    func values(of kind: PrincipalValue.Kind) -> [LintedText] { values.filter { $0.kind == kind }.map(\.text) }
}

/// One key under one operator.
struct LintedCondition {
    let `operator`: ConditionOperator
    let operatorPlace: Place
    let key: LintedText
    let lowercasedKey: String
    let values: [Value]
    let place: Place

    struct Value {
        let text: LintedText
        /// What people call its JSON type.
        let jsonType: String
        var place: Place { text.place }
    }

    /// The key's prefix in lower case, without its colon.
    var prefix: String { String(lowercasedKey.prefix { $0 != ":" }) }

    /// Whether the operator asks that values differ.
    var isNegated: Bool {
        switch `operator`.comparison {
        case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals, .dateNotEquals,
            .notIPAddress, .arnNotEquals, .arnNotLike:
            true
        default: false
        }
    }

    /// Whether it holds for requests that do not have the key.
    var holdsWithoutKey: Bool {
        if `operator`.comparison == .null { return values.contains { $0.text.value.lowercased() == "true" } }
        switch `operator`.quantifier {
        case .forAllValues: return true
        case .forAnyValue: return false
        case .none: return `operator`.ifExists || isNegated
        }
    }

    /// Whether it asks that the key be there, and nothing else.
    var asksForKey: Bool {
        `operator`.comparison == .null && values.contains { $0.text.value.lowercased() == "false" }
    }
}
