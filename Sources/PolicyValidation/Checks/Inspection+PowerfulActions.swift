/// Passing roles to services, and making service-linked roles: who may do that for all roles may do nearly anything.
extension Inspection {
    /// An action that needs care.
    private struct Danger {
        let action: String
        /// A condition on this key confines it enough.
        let confiningKey: String
        /// Roles that nobody has: a pattern that covers both covers all.
        let probes: [String]
        let sentence: String
        let codes: Codes
    }

    /// A code for each way of allowing too much.
    private struct Codes {
        let notActionNotResource: IssueCode
        let notActionStar: IssueCode
        let starNotResource: IssueCode
        let starStar: IssueCode
        let notResource: IssueCode
        let star: IssueCode
    }

    private static let dangers = [
        Danger(
            action: "iam:passrole", confiningKey: "iam:PassedToService",
            probes: ["role/3q8k", "role/w1/zv"], sentence: "iam:PassRole is allowed for",
            codes: Codes(
                notActionNotResource: .passRoleWithNotActionAndNotResource,
                notActionStar: .passRoleWithStarInResourceAndNotAction,
                starNotResource: .passRoleWithStarInActionAndNotResource,
                starStar: .passRoleWithStarInActionAndResource, notResource: .passRoleWithNotResource,
                star: .passRoleWithStarInResource)),
        Danger(
            action: "iam:createservicelinkedrole", confiningKey: "iam:AWSServiceName",
            probes: [
                "role/aws-service-role/3q8k.amazonaws.com/AWSServiceRoleFor3Q8K",
                "role/aws-service-role/zv.amazonaws.com/AWSServiceRoleForZV",
            ],
            sentence: "iam:CreateServiceLinkedRole is allowed for",
            codes: Codes(
                notActionNotResource: .createSLRWithNotActionAndNotResource,
                notActionStar: .createSLRWithStarInResourceAndNotAction,
                starNotResource: .createSLRWithStarInActionAndNotResource,
                starStar: .createSLRWithStarInActionAndResource, notResource: .createSLRWithNotResource,
                star: .createSLRWithStarInResource)),
    ]

    mutating func checkPowerfulActions(_ statement: LintedStatement) {
        guard kind == .identity, statement.allows, let actions = statement.actions,
            let resources = statement.resources
        else { return }
        for danger in Inspection.dangers where statement.concerns(danger.action) {
            let exact = actions.isNegated ? nil : actions.patterns.first { $0.value.lowercased() == danger.action }
            let wide = actions.isNegated ? nil : actions.patterns.first { covers($0, danger) }
            let codes = danger.codes
            if resources.isNegated {
                let code =
                    actions.isNegated
                    ? codes.notActionNotResource : exact != nil ? codes.notResource : codes.starNotResource
                report(
                    code, at: exact?.place ?? wide?.place ?? actions.place, resources.place,
                    problem: danger.sentence + " all roles but a few.",
                    remedy: "Name in Resource the roles that you mean.")
                continue
            }
            guard !statement.hasCondition(on: [danger.confiningKey.lowercased()]),
                let broad = resources.patterns.first(where: { isBroad($0, danger) })
            else { continue }
            let code = actions.isNegated ? codes.notActionStar : exact != nil ? codes.star : codes.starStar
            report(
                code, at: broad.place, exact?.place ?? wide?.place ?? actions.place,
                problem: danger.sentence + " all roles.",
                remedy: "Name the roles, or compare \(danger.confiningKey) in a condition.")
        }
    }

    private func covers(_ text: LintedText, _ danger: Danger) -> Bool {
        ActionPattern(text.value)?.covers(danger.action) ?? false
    }

    /// Whether a resource stands for roles of any name.
    private func isBroad(_ text: LintedText, _ danger: Danger) -> Bool {
        if text.value == "*" { return true }
        let fields = text.value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count > 2, Wildcard(fields[2]).matches("iam") else { return false }
        let roles = Wildcard(fields.count == 6 ? fields[5] : "*", variables: true)
        return danger.probes.allSatisfy { roles.matches($0) }
    }
}
