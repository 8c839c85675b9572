import PolicyLanguage

/// What another pattern of the same list covers.
enum Redundancy {
    /// The patterns that others cover, each with one that does; of equal ones the later are covered.
    static func covered(
        _ texts: [LintedText], _ wildcard: (LintedText) -> Wildcard
    ) -> [(text: LintedText, by: LintedText)] {
        let patterns = texts.map { (text: $0, wildcard: wildcard($0)) }
        var firsts: [Wildcard: Int] = [:]
        var wide: [Int] = []
        for (place, pattern) in patterns.enumerated() where firsts[pattern.wildcard] == nil {
            firsts[pattern.wildcard] = place
            if !pattern.wildcard.isLiteral { wide.append(place) }
        }
        var result: [(text: LintedText, by: LintedText)] = []
        for (place, pattern) in patterns.enumerated() {
            let equal = firsts[pattern.wildcard].flatMap { $0 < place ? $0 : nil }
            let wider = wide.first {
                patterns[$0].wildcard != pattern.wildcard && patterns[$0].wildcard.covers(pattern.wildcard)
            }
            if let by = wider ?? equal { result.append((pattern.text, patterns[by].text)) }
        }
        return result
    }
}

extension Inspection {
    /// Statements that say the same, whatever their names and the order of what they list.
    mutating func checkRedundantStatements(_ policy: LintedPolicy) {
        var first: [String: LintedStatement] = [:]
        for statement in policy.statements {
            let meaning = statement.meaning
            if let other = first[meaning] {
                report(
                    .redundantStatement, at: statement.place, other.place,
                    problem: "The statement says what one before it says.", remedy: "Remove one of them.")
            } else {
                first[meaning] = statement
            }
        }
    }
}

extension LintedStatement {
    /// All but the name, in one form: equal texts mean the same.
    fileprivate var meaning: String {
        func list(_ patterns: LintedPatterns?) -> String {
            guard let patterns else { return "-" }
            return (patterns.isNegated ? "not " : "") + Set(patterns.patterns.map(\.value)).sorted().debugDescription
        }
        let principals = self.principals.map { element in
            (element.isNegated ? "not " : "")
                + Set(element.values.map { "\($0.kind.rawValue) \($0.text.value)" }).sorted().debugDescription
        }
        let conditions = self.conditions.map { condition in
            let values = Set(condition.values.map(\.text.value)).sorted().debugDescription
            return "\(condition.operator.text.lowercased()) \(condition.lowercasedKey) \(values)"
        }
        return [
            effect?.rawValue ?? "-", principals ?? "-", list(actions), list(resources),
            conditions.sorted().debugDescription,
        ].joined(separator: "\n")
    }
}
