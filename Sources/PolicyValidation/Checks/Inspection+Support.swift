import PolicyLanguage

/// Whether the requests for a statement's actions ever have its condition keys.
extension Inspection {
    mutating func checkSupport(of condition: LintedCondition, in statement: LintedStatement) {
        let key = condition.lowercasedKey
        // A condition that holds without the key may well be meant for those actions that have it.
        if condition.operator.comparison == .null || condition.holdsWithoutKey { return }
        let isOfRequestTags = key.hasPrefix("aws:requesttag/") || key == "aws:tagkeys"
        if condition.prefix == "aws", !isOfRequestTags { return }
        let without = exactActions(of: statement).filter { resolved in
            let places = resolved.service.places(ofKey: key)
            if places.isEmpty { return isOfRequestTags }
            return !resolved.service.supports(places, resolved.actions[0])
        }
        if without.isEmpty { return }
        let names = without.map(\.text.value).joined(separator: ", ")
        report(
            isOfRequestTags ? .conditionKeyNotApplicable : .unsupportedActionForConditionKey,
            at: without.map(\.text.place) + [condition.key.place],
            problem: "Requests for \(names) never have \(condition.key.value), so that the condition fails.",
            remedy: "Move these actions to a statement without the condition.")
    }

    /// Conditions on a resource's tag, for actions whose resources have none.
    mutating func checkTagKeys(_ statement: LintedStatement) {
        for condition in statement.conditions
        where condition.lowercasedKey.hasPrefix("aws:resourcetag/") && !condition.holdsWithoutKey {
            guard let actions = statement.actions, let effect = statement.effect else { continue }
            if actions.isNegated {
                report(
                    effect == .allow
                        ? .allowNotActionWithUnsupportedTagConditionKeyForService
                        : .denyNotActionWithUnsupportedTagConditionKeyForService,
                    at: condition.key.place, actions.place,
                    problem: "Many actions are on resources without tags, and NotAction stands for them too.",
                    remedy: "List the actions that you mean.")
                continue
            }
            let without = actionsWithoutTags(actions, key: condition.lowercasedKey)
            guard !without.isEmpty else { continue }
            let services = Set(without.map(\.service.prefix)).sorted().joined(separator: ", ")
            report(
                effect == .allow
                    ? .allowWithUnsupportedTagConditionKeyForService
                    : .denyWithUnsupportedTagConditionKeyForService,
                at: [condition.key.place] + without.map(\.text.place),
                problem: "Some actions of \(services) are on resources whose tags AWS does not look at; the statement "
                    + "never \(effect == .allow ? "allows" : "denies") them.",
                remedy: "Move them to a statement without the condition.")
        }
    }

    /// The actions that never have the key: single ones, and patterns of services that don't know it at all.
    private mutating func actionsWithoutTags(_ actions: LintedPatterns, key: String) -> [ResolvedActions] {
        var found: [ResolvedActions] = []
        for text in actions.patterns {
            guard let resolved = resolve(text), resolved.service.isListed else { continue }
            let places = resolved.service.places(ofKey: key)
            let action = resolved.actions[0]
            let isWithout =
                places.isEmpty
                || resolved.isExact && action.isListed && !resolved.service.supports(places, action)
            if isWithout { found.append(resolved) }
        }
        return found
    }
}
