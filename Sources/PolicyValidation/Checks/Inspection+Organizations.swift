import PolicyLanguage

/// What is special about resource control policies.
extension Inspection {
    mutating func checkResourceControl(_ statement: LintedStatement) {
        checkControlledActions(statement)
        if statement.allows {
            let isEverything = statement.resources.map { !$0.isNegated && $0.hasEverything } ?? true
            if !isEverything || !statement.conditions.isEmpty {
                report(
                    .rcpSyntaxErrorAllow, at: statement.place,
                    problem: "A resource control policy allows everything, or denies.",
                    remedy: "Write \"Effect\": \"Deny\", or remove the condition and write \"Resource\": \"*\".")
            }
        } else {
            checkServices(statement)
        }
    }

    private mutating func checkControlledActions(_ statement: LintedStatement) {
        guard let actions = statement.actions else { return }
        if actions.isNegated {
            return report(
                .rcpSyntaxErrorNotAction, at: actions.place, problem: "A resource control policy takes no NotAction.",
                remedy: "List the actions in Action.")
        }
        for text in actions.patterns {
            guard let pattern = ActionPattern(text.value) else { continue }
            if pattern.prefix == "*" {
                if statement.allows { continue }
                report(
                    .rcpSyntaxErrorAction, at: text.place,
                    problem: "A resource control policy names the services that it is about.",
                    remedy: "Write actions such as s3:*.")
            } else if let service = library.service(pattern.prefix), !service.takesResourceControlPolicies {
                report(
                    .rcpSyntaxErrorAction, at: text.place,
                    problem: "Resource control policies do not govern \(service.prefix).",
                    remedy: "Remove the action; service control policies govern its callers.")
            }
        }
    }

    private static let principalKeys: Set<String> = [
        "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
    ]

    /// Services of AWS are principals too, with other properties.
    private mutating func checkServices(_ statement: LintedStatement) {
        let asksForServices = statement.hasCondition(on: ["aws:principalisawsservice"])
        let asksForSource = ["aws:sourceaccount", "aws:sourcearn"].contains { key in
            statement.conditions(on: key).contains(where: \.asksForKey)
        }
        for condition in statement.conditions where condition.operator.comparison != .null {
            let key = condition.lowercasedKey
            if Inspection.principalKeys.contains(key) || key.hasPrefix("aws:principaltag/") {
                if asksForServices { continue }
                report(
                    .rcpMissingRelatedPrincipalConditionKey, at: condition.key.place,
                    problem: "Services of AWS that act for you do not have \(condition.key.value).",
                    remedy: "Add \"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}.")
            } else if GlobalConditionKeys.sources.contains(key) {
                if !asksForServices {
                    report(
                        .rcpMissingRelatedServicePrincipalConditionKey, at: condition.key.place,
                        problem: "Only services of AWS have \(condition.key.value); the statement is about all.",
                        remedy: "Add \"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"true\"}.")
                }
                if condition.holdsWithoutKey, !asksForSource {
                    report(
                        .rcpMissingServiceConditionKeyNullCheck, at: condition.key.place,
                        problem: "Some services do not say for whom they act, and would be denied.",
                        remedy: "Add \"Null\": {\"aws:SourceAccount\": \"false\"}.")
                }
            }
        }
    }
}
