import AWSTypes
import PolicyLanguage

/// Whether the values of conditions can be compared with what requests have.
extension Inspection {
    mutating func checkValues(_ condition: LintedCondition) {
        guard let comparison = condition.operator.comparison else { return }
        if condition.values.isEmpty { return reportNoValues(condition) }
        checkJSONTypes(condition)
        for value in condition.values where !value.text.value.contains("${") {
            check(value, under: comparison, named: condition.operator.text)
        }
        if comparison == .bool || comparison == .null, condition.values.count > 1 {
            report(
                .invalidConditionMultipleBoolean, at: condition.place,
                problem: "\(condition.operator.text) takes one value, not \(condition.values.count).",
                remedy: "Write true or false.")
        }
        checkBounds(condition, comparison)
    }

    private mutating func reportNoValues(_ condition: LintedCondition) {
        let key = condition.key.value
        let remedy = "Ask \"Null\": {\"\(key)\": \"true\"} if you mean that, or write values."
        switch (condition.operator.quantifier, condition.operator.ifExists) {
        case (.forAllValues, _):
            report(
                .emptyArrayConditionForAllValues, at: condition.place,
                problem: "ForAllValues with no values holds only where \(key) is absent.", remedy: remedy)
        case (.forAnyValue, _):
            report(
                .emptyArrayConditionForAnyValue, at: condition.place,
                problem: "ForAnyValue with no values never holds.", remedy: "Write values.")
        case (.none, true):
            report(
                .emptyArrayConditionIfExists, at: condition.place,
                problem: "IfExists with no values holds only where \(key) is absent.", remedy: remedy)
        case (.none, false):
            report(
                .emptyArrayCondition, at: condition.place, problem: "There is no value to compare \(key) with.",
                remedy: "Write values, or remove the condition.")
        }
    }

    private mutating func checkJSONTypes(_ condition: LintedCondition) {
        let types = Set(condition.values.map(\.jsonType))
        guard types.count > 1 else { return }
        report(
            .invalidConditionDataType, at: condition.place,
            problem: "The values are of different JSON types: \(types.sorted().joined(separator: " and ")).",
            remedy: "Write all of them as strings.")
    }

    private mutating func check(
        _ value: LintedCondition.Value, under comparison: ConditionOperator.Comparison, named name: String
    ) {
        let text = value.text.value
        switch comparison {
        case .bool, .null:
            if ["true", "false"].contains(text.lowercased()) { return }
            report(
                .typeMismatchBoolean, at: value.place, problem: "\(name) can't compare with \"\(text)\".",
                remedy: "Write true or false.")
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            if Inspection.number(text) != nil { return }
            report(
                .typeMismatchNumber, at: value.place, problem: "\"\(text)\" is no number.", remedy: "Write a number.")
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            checkDate(value)
        case .binaryEquals:
            if Base64.decode(text) != nil { return }
            report(
                .typeMismatchString, at: value.place, problem: "\"\(text)\" is not written in base 64.",
                remedy: "Write the bytes in base 64, with padding.")
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
            .stringNotLike, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike, .ipAddress, .notIPAddress:
            break
        }
    }

    private mutating func checkDate(_ value: LintedCondition.Value) {
        let text = value.text.value
        if PolicyDate(text) == nil {
            report(
                .typeMismatchDate, at: value.place, problem: "\"\(text)\" is no date.",
                remedy: "Write it as 2026-01-31 or 2026-01-31T12:00:00Z.")
        } else if text.utf8.count > 4, Int64(text) != nil {
            report(
                .invalidDateValue, at: value.place, problem: "\"\(text)\" is taken for seconds since 1970.",
                remedy: "Write it as 2026-01-31 or 2026-01-31T12:00:00Z.")
        }
    }

    private static let numberCharacters = ASCIISet.digits.union("+-.eE")

    private static func number(_ text: String) -> Double? {
        numberCharacters.containsAll(text.utf8) ? Double(text) : nil
    }

    /// Of several bounds the widest decides.
    private mutating func checkBounds(_ condition: LintedCondition, _ comparison: ConditionOperator.Comparison) {
        let extreme: String
        switch comparison {
        case .numericLessThan, .numericLessThanEquals: extreme = "greatest"
        case .numericGreaterThan, .numericGreaterThanEquals: extreme = "least"
        default: return
        }
        guard condition.values.count > 1 else { return }
        report(
            .redundantConditionValueNumber, at: condition.place,
            problem: "Of several values under \(condition.operator.text) only the \(extreme) counts.",
            remedy: "Keep the \(extreme).")
    }
}
