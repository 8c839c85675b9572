import AWSTypes

/// An action, or a pattern of actions, taken apart.
struct ActionPattern {
    /// The service's prefix, in lower case.
    let prefix: String
    /// What follows the colon, as written.
    let name: String

    /// Takes a text apart, or gives nil where it is neither `*` nor `service:Action`.
    init?(_ text: String) {
        if text == "*" {
            (prefix, name) = ("*", "*")
            return
        }
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else { return nil }
        (prefix, name) = (fields[0].lowercased(), String(fields[1]))
    }

    /// Whether one action is meant, not a pattern.
    var isExact: Bool { !(prefix + name).utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// Whether an action, given in lower case, is meant.
    func covers(_ action: String) -> Bool {
        prefix == "*" && name == "*" || Wildcard(prefix + ":" + name, ignoringCase: true).matches(action)
    }
}

/// A pattern of actions with the actions that it means.
struct ResolvedActions {
    let text: LintedText
    let isExact: Bool
    let service: ServiceFacts
    let actions: [ServiceFacts.Action]
}

extension Inspection {
    /// The actions that a pattern means, or nil where it is about all services or about something unknown.
    mutating func resolve(_ text: LintedText) -> ResolvedActions? {
        guard let pattern = ActionPattern(text.value), let service = library.service(pattern.prefix) else { return nil }
        let actions = service.actions(matching: pattern)
        return actions.isEmpty
            ? nil : ResolvedActions(text: text, isExact: pattern.isExact, service: service, actions: actions)
    }

    /// The actions that a statement's `Action` names one by one, those that AWS's reference lists.
    mutating func exactActions(of statement: LintedStatement) -> [ResolvedActions] {
        guard let actions = statement.actions, !actions.isNegated else { return [] }
        var found: [ResolvedActions] = []
        for text in actions.patterns {
            if let resolved = resolve(text), resolved.isExact, resolved.actions[0].isListed { found.append(resolved) }
        }
        return found
    }
}

extension LintedStatement {
    /// Whether the statement applies to an action, given in lower case; false where its patterns can't be read.
    func concerns(_ action: String) -> Bool {
        guard let actions else { return false }
        return actions.patterns.contains { ActionPattern($0.value)?.covers(action) ?? false } != actions.isNegated
    }

    /// The prefixes of the services that the statement's actions belong to, in lower case.
    var actionPrefixes: [String] {
        Set((actions?.patterns ?? []).compactMap { ActionPattern($0.value)?.prefix }).sorted()
    }
}
