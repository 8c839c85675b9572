import PolicyLanguage

/// Whether variables stand where they are replaced, and are written as they have to be.
extension Inspection {
    mutating func checkVariables(_ statement: LintedStatement, version: PolicyDocument.Version) {
        let names = (statement.actions?.patterns ?? []) + (statement.principals?.values.map(\.text) ?? [])
        for text in names where text.value.contains("${") {
            report(
                .variableUnsupportedInElement, at: text.place,
                problem: "Variables are replaced in resources and conditions only.",
                remedy: "Write out what you mean.")
        }
        for text in statement.resources?.patterns ?? [] { checkVariables(in: text, version) }
        for condition in statement.conditions {
            guard let comparison = condition.operator.comparison else { continue }
            for value in condition.values where value.text.value.contains("${") {
                switch comparison {
                case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
                    .numericGreaterThanEquals, .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals,
                    .dateGreaterThan, .dateGreaterThanEquals, .bool, .binaryEquals, .ipAddress, .notIPAddress, .null:
                    report(
                        .invalidVariableForOperator, at: value.place,
                        problem: "\(condition.operator.text) does not replace variables.",
                        remedy: "Write out the value, or use an operator for strings or ARNs.")
                case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
                    .stringNotLike, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
                    checkVariables(in: value.text, version)
                }
            }
        }
    }

    private mutating func checkVariables(in text: LintedText, _ version: PolicyDocument.Version) {
        guard text.value.contains("${") else { return }
        guard version == .v2012 else {
            return report(
                .variableUnsupportedInVersion, at: text.place,
                problem: "Policies of version \(version.rawValue) have no variables; this one is taken literally.",
                remedy: "Write \"Version\": \"2012-10-17\".")
        }
        for variable in VariableText.all(in: text.value) {
            switch variable {
            case .wellFormed: continue
            case .unclosed:
                report(
                    .missingBraceInVariable, at: text.place, problem: "A variable is not closed.",
                    remedy: "Write } after its key.")
            case .empty:
                report(
                    .emptyVariable, at: text.place, problem: "The variable ${} names no key.",
                    remedy: "Write a key, such as ${aws:username}.")
            case .unquotedDefault(let key):
                report(
                    .missingQuoteInVariable, at: text.place,
                    problem: "The default of the variable \(key) is not in single quotes.",
                    remedy: "Write ${\(key), 'default'}.")
            case .spaced(let key):
                report(
                    .unsupportedSpaceInVariable, at: text.place,
                    problem: "The key \"\(key)\" of a variable has a space.",
                    remedy: "Remove the space.")
            }
        }
    }
}

/// How a variable is written.
enum VariableText: Hashable {
    case wellFormed
    case unclosed
    case empty
    case unquotedDefault(String)
    case spaced(String)

    /// The variables of a text, in their order.
    static func all(in text: String) -> [VariableText] {
        var found: [VariableText] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: open)...]
            guard rest.first == "{" else { continue }
            rest = rest.dropFirst()
            guard let end = end(of: rest) else { return found + [.unclosed] }
            found.append(form(of: String(rest[..<end])))
            rest = rest[rest.index(after: end)...]
        }
        return found
    }

    /// Where the closing brace stands: a default in quotes may hold braces.
    private static func end(of text: Substring) -> Substring.Index? {
        var isQuoted = false
        for place in text.indices {
            if text[place] == "'" { isQuoted.toggle() }
            if text[place] == "}", !isQuoted { return place }
        }
        return text.firstIndex(of: "}")
    }

    private static func form(of content: String) -> VariableText {
        if content.isEmpty { return .empty }
        let parts = content.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts[0].contains(" ") { return .spaced(parts[0]) }
        guard parts.count == 2 else { return .wellFormed }
        let value = parts[1].drop { $0 == " " }
        return value.count >= 2 && value.hasPrefix("'") && value.hasSuffix("'")
            ? .wellFormed : .unquotedDefault(parts[0])
    }
}
