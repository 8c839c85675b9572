import PolicyLanguage

/// Whether condition keys exist, and are compared as what they are.
extension Inspection {
    mutating func checkKey(_ condition: LintedCondition, of statement: LintedStatement) {
        guard let facts = facts(of: condition, in: statement) else { return }
        checkType(condition, facts)
        checkQualifier(condition, facts, of: statement)
        checkSupport(of: condition, in: statement)
    }

    /// What is known of a key; what does not exist is reported.
    private mutating func facts(of condition: LintedCondition, in statement: LintedStatement) -> ConditionKeyFacts? {
        let (key, prefix) = (condition.lowercasedKey, condition.prefix)
        guard !prefix.isEmpty, key.utf8.count > prefix.utf8.count + 1 else {
            report(
                .invalidConditionKeyFormat, at: condition.key.place,
                problem: "\"\(condition.key.value)\" is no condition key.",
                remedy: "Write it as service:key, such as aws:SourceIp.")
            return nil
        }
        if prefix == "aws" { return globalFacts(of: condition) }
        if let known = library.key(key, of: prefix, near: statement.actionPrefixes) { return known }
        // The claims of identity providers are their own affair.
        if prefix.contains(".") || prefix.contains("/") { return library.key(key, of: "sts", near: []) }
        guard let service = library.service(prefix) else {
            let near = NearestName.of(prefix, among: library.catalog.prefixes + ["aws"])
            report(
                .invalidService, at: condition.key.place, problem: "There is no service \"\(prefix)\".",
                remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write a service's prefix, or aws.")
            return nil
        }
        if reportMissingTagKey(condition, among: service.keys) || !service.isListed { return nil }
        let near = NearestName.of(key, among: service.keys.map(\.name))
        report(
            .invalidServiceConditionKey, at: condition.key.place,
            problem: "The service \(prefix) has no condition key \"\(condition.key.value)\".",
            remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Remove the condition, or use a key with the prefix aws.")
        return nil
    }

    private mutating func globalFacts(of condition: LintedCondition) -> ConditionKeyFacts? {
        if let known = GlobalConditionKeys.key(condition.lowercasedKey) {
            if condition.lowercasedKey == "aws:arn" {
                report(
                    .deprecatedGlobalConditionKey, at: condition.key.place,
                    problem: "aws:ARN is an old name.", remedy: "Write aws:PrincipalArn.")
            }
            return known
        }
        if reportMissingTagKey(condition, among: GlobalConditionKeys.forms) { return nil }
        let near = NearestName.of(condition.key.value, among: GlobalConditionKeys.names)
        report(
            .invalidGlobalConditionKey, at: condition.key.place,
            problem: "There is no condition key \"\(condition.key.value)\".",
            remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write one of AWS's global condition keys.")
        return nil
    }

    private mutating func reportMissingTagKey(
        _ condition: LintedCondition, among keys: [ConditionKeyFacts]
    ) -> Bool {
        let key = condition.lowercasedKey
        guard keys.contains(where: { $0.tagPrefix == key || $0.tagPrefix.map { $0 + "/" } == key }) else {
            return false
        }
        let base = condition.key.value.hasSuffix("/") ? condition.key.value : condition.key.value + "/"
        report(
            .missingTagKeyInCondition, at: condition.key.place,
            problem: "\"\(condition.key.value)\" does not say which tag.", remedy: "Write \(base)tag-key.")
        return true
    }

    // MARK: Type and number of values

    private mutating func checkType(_ condition: LintedCondition, _ facts: ConditionKeyFacts) {
        guard let type = facts.type, let comparison = condition.operator.comparison else { return }
        let fits: Bool
        switch comparison {
        case .stringLike, .stringNotLike:
            if type == .arn {
                return report(
                    .stringLikeOperatorWithARNConditionKeys, at: condition.operatorPlace, condition.key.place,
                    problem:
                        "\(condition.key.value) is an ARN, and \(condition.operator.text) takes it for any string.",
                    remedy: "Write \(comparison == .stringLike ? "ArnLike" : "ArnNotLike").")
            }
            fits = type == .string
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
            fits = type == .string
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            fits = type == .number || type == .date
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            fits = type == .date
        case .bool: fits = type == .boolean
        case .ipAddress, .notIPAddress: fits = type == .address
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike: fits = type == .arn
        case .binaryEquals, .null: fits = true
        }
        if fits { return }
        report(
            .typeMismatch, at: condition.operatorPlace, condition.key.place,
            problem: "\(condition.operator.text) is not for values such as \(condition.key.value) has.",
            remedy: "Use an operator of the kind \(type.operatorName).")
    }

    private mutating func checkQualifier(
        _ condition: LintedCondition, _ facts: ConditionKeyFacts, of statement: LintedStatement
    ) {
        guard condition.operator.comparison != .null, facts.type != nil else { return }
        switch (condition.operator.quantifier, facts.isMultivalued) {
        case (.none, true):
            report(
                .missingQualifier, at: condition.operatorPlace, condition.key.place,
                problem: "\(condition.key.value) has several values, and \(condition.operator.text) is for one.",
                remedy: "Write ForAnyValue:\(condition.operator.text) or ForAllValues:\(condition.operator.text).")
        case (.forAllValues, false):
            report(
                .forAllValuesWithSingleValuedKey, at: condition.operatorPlace, condition.key.place,
                problem: "\(condition.key.value) has one value, and ForAllValues also holds where it has none.",
                remedy: "Remove \"ForAllValues:\".")
        case (.forAllValues, true) where statement.allows:
            let isThere = statement.conditions(on: condition.lowercasedKey).contains {
                $0.asksForKey || $0.operator.quantifier == .forAnyValue
            }
            if isThere { return }
            report(
                .forAllValuesWithoutNullCheck, at: condition.operatorPlace, condition.key.place,
                problem: "ForAllValues also holds for requests without \(condition.key.value).",
                remedy: "Add \"Null\": {\"\(condition.key.value)\": \"false\"}, if they are not to be allowed.")
        default: break
        }
    }
}
