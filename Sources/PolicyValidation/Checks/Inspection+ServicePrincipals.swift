import PolicyLanguage

/// Services that are let into a resource: for whom do they act?
extension Inspection {
    mutating func checkServicePrincipals(_ statement: LintedStatement) {
        guard kind == .resource || kind == .bucket, statement.allows, let principals = statement.principals,
            !principals.isNegated
        else { return }
        let services = principals.values(of: .service)
        guard let first = services.first else { return }
        if services.count == principals.values.count { checkAbsentKeys(statement, services) }
        if statement.hasCondition(on: GlobalConditionKeys.sources) { return }
        if let weak = statement.conditions.first(where: { Inspection.claims.contains($0.lowercasedKey) }) {
            return report(
                .recommendedConditionKeyForServicePrincipal, at: weak.key.place, first.place,
                problem: "\(weak.key.value) does not tell for whom \(first.value) acts.",
                remedy: "Compare aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths.")
        }
        report(
            .restrictAccessToServicePrincipal, at: services.map(\.place),
            problem: "\(first.value) may come in for whomever it acts, in every account.",
            remedy: "Compare aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths in a condition.")
    }

    /// Keys that tell something of a request that its sender chose.
    private static let claims: Set<String> = ["aws:referer", "aws:useragent", "aws:sourceowner"]

    /// Keys that only members of an organization have.
    private static let memberKeys: Set<String> = ["aws:principalorgid", "aws:principalorgpaths"]

    private mutating func checkAbsentKeys(_ statement: LintedStatement, _ services: [LintedText]) {
        for condition in statement.conditions
        where Inspection.memberKeys.contains(condition.lowercasedKey) && !condition.holdsWithoutKey {
            report(
                .unsupportedConditionKeyForServicePrincipal, at: [condition.key.place] + services.map(\.place),
                problem: "A service belongs to no organization, so that the condition fails.",
                remedy: "Compare aws:SourceOrgID or aws:SourceOrgPaths.")
        }
    }
}
