import AWSTypes
import PolicyLanguage

/// What is special about a role's trust policy.
extension Inspection {
    mutating func checkTrust(_ statement: LintedStatement) {
        checkRoads(statement)
        checkRolesAnywhere(statement)
        checkProviders(statement)
        checkRedundantSessions(statement)
    }

    /// `AssumeRole`, `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity` each take principals of one kind.
    private mutating func checkRoads(_ statement: LintedStatement) {
        guard let actions = statement.actions, !actions.isNegated, let principals = statement.principals,
            !principals.isNegated
        else { return }
        for action in actions.patterns {
            let strangers = principals.values.filter { value in
                switch action.value.lowercased() {
                case "sts:assumerole": value.kind == .federated
                case "sts:assumerolewithsaml": !(value.kind == .federated && value.isSAMLProvider)
                case "sts:assumerolewithwebidentity": !(value.kind == .federated && !value.isSAMLProvider)
                default: false
                }
            }
            if strangers.isEmpty { continue }
            let names = strangers.map(\.text.value).joined(separator: ", ")
            report(
                .mismatchedActionForPrincipal, at: [action.place] + strangers.map(\.text.place),
                problem: "\(action.value) is not open to \(names).",
                remedy: "Use sts:AssumeRoleWithSAML for SAML providers, sts:AssumeRoleWithWebIdentity for OIDC "
                    + "providers, and sts:AssumeRole for all others.")
        }
    }

    private mutating func checkRolesAnywhere(_ statement: LintedStatement) {
        guard statement.allows,
            let principal = statement.principals?.values(of: .service)
                .first(where: { $0.value == "rolesanywhere.amazonaws.com" })
        else { return }
        let missing = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
            .filter { !statement.concerns($0.lowercased()) }
        if missing.isEmpty { return }
        report(
            .missingActionForRolesAnywhereTrustPolicy, at: statement.actions?.place ?? statement.place, principal.place,
            problem: "IAM Roles Anywhere can't assume the role without \(missing.joined(separator: " and ")).",
            remedy: "Add \(missing.joined(separator: ", ")).")
    }

    /// Whoever an OIDC provider knows may come in, unless a condition looks at the token.
    private mutating func checkProviders(_ statement: LintedStatement) {
        guard statement.allows, statement.concerns("sts:assumerolewithwebidentity") else { return }
        for value in statement.principals?.values ?? []
        where value.kind == .federated && !value.isSAMLProvider && value.text.value != "*" {
            let provider = value.providerName
            let claims = statement.conditions.filter { $0.lowercasedKey.hasPrefix(provider + ":") }
            if provider == Inspection.gitHub {
                if claims.contains(where: { $0.lowercasedKey == provider + ":sub" }) { continue }
                report(
                    .missingGitHubRepoConditionKey, at: value.text.place,
                    problem: "Every repository of GitHub may assume the role.",
                    remedy: "Compare \(provider):sub with the repository and branch.")
            } else if claims.isEmpty {
                report(
                    .missingConditionKeyForOIDCPrincipal, at: value.text.place,
                    problem: "Everybody whom \(provider) knows may assume the role.",
                    remedy: "Compare \(provider):aud and \(provider):sub.")
            }
        }
    }

    static let gitHub = "token.actions.githubusercontent.com"

    private mutating func checkRedundantSessions(_ statement: LintedStatement) {
        guard let principals = statement.principals, !principals.isNegated else { return }
        var roles: [String: LintedText] = [:]
        for text in principals.values(of: .aws) {
            guard let arn = ARN(text.value), arn.service == "iam", arn.resource.hasPrefix("role/"),
                let name = arn.resource.split(separator: "/").last
            else { continue }
            roles["\(arn.account) \(name)"] = text
        }
        for text in principals.values(of: .aws) {
            guard let arn = ARN(text.value), arn.service == "sts" else { continue }
            let fields = arn.resource.split(separator: "/")
            guard fields.count == 3, fields[0] == "assumed-role", let role = roles["\(arn.account) \(fields[1])"] else {
                continue
            }
            report(
                .redundantPrincipalInRoleTrustPolicy, at: text.place, role.place,
                problem: "The role of this session is let in too: \(role.value).", remedy: "Remove the session.")
        }
    }

    /// Restrictions on what a caller passes need the action that lets one pass it.
    mutating func checkTrustedActions(_ policy: LintedPolicy) {
        guard kind == .trust else { return }
        for statement in policy.statements where statement.allows {
            for condition in statement.conditions where condition.operator.comparison != .null {
                let key = condition.lowercasedKey
                let action =
                    if key.hasPrefix("aws:requesttag/") || key == "aws:tagkeys" || key == "sts:transitivetagkeys" {
                        "sts:TagSession"
                    } else if key == "sts:sourceidentity" {
                        "sts:SetSourceIdentity"
                    } else {
                        ""
                    }
                let isAllowed = policy.statements.contains { $0.allows && $0.concerns(action.lowercased()) }
                if action.isEmpty || isAllowed { continue }
                report(
                    .missingActionForConditionKey, at: condition.key.place,
                    problem: "Nobody can pass what \(condition.key.value) asks for without \(action).",
                    remedy: "Add \(action) to the actions.")
            }
        }
    }
}

extension LintedPrincipals.Value {
    fileprivate var isSAMLProvider: Bool { text.value.contains(":saml-provider/") }

    /// The name of an OIDC provider, the prefix of its condition keys, in lower case.
    fileprivate var providerName: String {
        guard let range = text.value.range(ofProviderPrefix: ":oidc-provider/") else { return text.value.lowercased() }
        return String(text.value[range...]).lowercased()
    }
}

extension String {
    /// The place after a text that stands somewhere within.
    fileprivate func range(ofProviderPrefix prefix: String) -> String.Index? {
        indices.first { self[$0...].hasPrefix(prefix) }.map { index($0, offsetBy: prefix.count) }
    }
}
