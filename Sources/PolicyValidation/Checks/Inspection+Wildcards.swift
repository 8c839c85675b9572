import PolicyLanguage

/// What wildcards in the values of conditions do, and where they do too much.
extension Inspection {
    mutating func checkWildcards(_ condition: LintedCondition) {
        guard let comparison = condition.operator.comparison, comparison.comparesStrings else { return }
        guard comparison.takesWildcards else { return checkLiterals(condition) }
        if condition.values.contains(where: { $0.text.value == "*" }) { reportEverything(condition) }
        let isOfARNs = comparison != .stringLike && comparison != .stringNotLike
        for value in condition.values where !isOfARNs { checkBreadth(of: value, condition) }
    }

    private mutating func checkLiterals(_ condition: LintedCondition) {
        for value in condition.values where !Wildcard(value.text.value, variables: false).isLiteral {
            // An escape such as ${*} says that the character itself is meant.
            if value.text.value.contains("${") { continue }
            report(
                .wildcardWithoutLikeOperator, at: value.place,
                problem: "\(condition.operator.text) takes the wildcard in \"\(value.text.value)\" literally.",
                remedy: "Use an operator with Like, if a wildcard is meant.")
        }
    }

    /// `*` alone: nothing but the key's presence counts, or not even that.
    private mutating func reportEverything(_ condition: LintedCondition) {
        let key = condition.key.value
        switch (condition.isNegated, condition.operator.quantifier, condition.operator.ifExists) {
        case (false, .none, false), (false, .forAnyValue, _):
            report(
                .equivalentToNullFalse, at: condition.place, problem: "The condition asks only that \(key) be there.",
                remedy: "Write \"Null\": {\"\(key)\": \"false\"}.")
        case (false, .none, true), (false, .forAllValues, _):
            report(
                .redundantKeyDueToWildcardInCondition, at: condition.place,
                problem: "The condition on \(key) always holds.", remedy: "Remove it.")
        case (true, .none, _), (true, .forAllValues, _):
            report(
                .equivalentToNullTrue, at: condition.place, problem: "The condition asks only that \(key) be absent.",
                remedy: "Write \"Null\": {\"\(key)\": \"true\"}.")
        case (true, .forAnyValue, _):
            report(
                .redundantStatementDueToWildcardInCondition, at: condition.place,
                problem: "The condition on \(key) never holds, so that the statement does nothing.",
                remedy: "Remove the key, or write other values.")
        }
    }

    private mutating func checkBreadth(of value: LintedCondition.Value, _ condition: LintedCondition) {
        let (key, text) = (condition.lowercasedKey, value.text.value)
        if GlobalConditionKeys.sensitive.contains(key) {
            if Inspection.hasFreeVariable(text) {
                report(
                    .variableUsageTooPermissive, at: value.place,
                    problem: "Whoever sets the tag decides what \(condition.key.value) may be.",
                    remedy: "Write out the value.")
            } else if !Wildcard(text, variables: true).isLiteral, !text.contains("${") {
                reportWildcard(value, "\(condition.key.value) wants its values in full.")
            }
        } else if key == "aws:userid" {
            checkUserID(value)
        } else if key == Inspection.gitHub + ":sub" {
            checkSubject(value)
        }
    }

    /// Whether a text has a variable that a tag fills.
    private static func hasFreeVariable(_ text: String) -> Bool {
        PolicyTemplate(text, wildcards: true, variables: true).variableKeys.contains { key in
            let name = key.lowercased()
            return ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"].contains(where: name.hasPrefix)
        }
    }

    private mutating func checkUserID(_ value: LintedCondition.Value) {
        let fields = value.text.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let left = Wildcard(fields[0], variables: true)
        if left.isLiteral || fields.count == 2 && left.isEverything { return }
        reportWildcard(value, "A wildcard in the first part of a user's id lets in others.")
    }

    private mutating func checkSubject(_ value: LintedCondition.Value) {
        let counts = Wildcard(value.text.value, variables: true).literalsBeforeWildcards
        if counts.allSatisfy({ $0 >= 6 }) { return }
        reportWildcard(value, "A wildcard after less than six characters lets in repositories of others.")
    }

    private mutating func reportWildcard(_ value: LintedCondition.Value, _ problem: String) {
        report(
            .wildcardUsageTooPermissive, at: value.place, problem: problem,
            remedy: "Write out what stands in the wildcard's place.")
    }
}
