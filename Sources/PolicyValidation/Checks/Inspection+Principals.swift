import AWSTypes
import PolicyLanguage

/// Whether the principals are principals, and of kinds that the policy takes.
extension Inspection {
    mutating func checkPrincipals(_ statement: LintedStatement) {
        guard let principals = statement.principals else { return }
        switch kind {
        case .identity:
            report(
                .unsupportedPrincipal, at: principals.place,
                problem: "An identity policy is about those it is attached to, and names no principal.",
                remedy: "Remove the element, or put the policy on a resource.")
        case .serviceControl:
            report(
                .scpSyntaxErrorPrincipal, at: principals.place, problem: "A service control policy names no principal.",
                remedy: "Remove the element; a condition on aws:PrincipalArn can tell principals apart.")
        case .resourceControl: checkControlledPrincipals(principals)
        case .trust, .resource, .bucket:
            if principals.isNegated { checkNegated(principals, of: statement) }
            for value in principals.values { check(value) }
        }
    }

    private mutating func checkControlledPrincipals(_ principals: LintedPrincipals) {
        let isEveryone = principals.values.allSatisfy {
            $0.kind == .everyone || $0.kind == .aws && $0.text.value == "*"
        }
        if !principals.isNegated, isEveryone { return }
        report(
            .rcpSyntaxErrorPrincipal, at: principals.place,
            problem: "A resource control policy is about all principals.",
            remedy: "Write \"Principal\": \"*\"; conditions can tell principals apart.")
    }

    private mutating func checkNegated(_ principals: LintedPrincipals, of statement: LintedStatement) {
        if kind == .trust {
            report(
                .roleTrustPolicySyntaxErrorNotPrincipal, at: principals.place,
                problem: "A trust policy takes no NotPrincipal.", remedy: "Name in Principal whom you trust.")
        } else if statement.allows {
            report(
                .allowWithNotPrincipal, at: principals.place,
                problem: "The statement allows everybody but these, strangers among them.",
                remedy: "Name in Principal whom you mean.")
        }
    }

    private mutating func check(_ value: LintedPrincipals.Value) {
        let text = value.text
        switch value.kind {
        case .everyone: checkEveryone(text)
        case .federated where kind != .trust:
            report(
                .federatedPrincipalNotSupported, at: text.place,
                problem: "Identity providers are principals of trust policies only.",
                remedy: "Name the role that they lead to.")
        case .canonicalUser where kind == .trust:
            report(
                .invalidPrincipalKey, at: text.place, problem: "A trust policy takes no canonical user.",
                remedy: "Name the account under AWS.")
        case .aws, .federated, .service, .canonicalUser:
            if text.value != "*", !Wildcard(text.value).isLiteral {
                report(
                    .unsupportedWildcardInPrincipal, at: text.place,
                    problem: "Principals under \(value.kind.rawValue) have no wildcards but \"*\" alone.",
                    remedy: "Name them in full, or compare aws:PrincipalArn in a condition.")
            } else if !text.value.contains("${") {
                checkForm(value)
            }
        }
    }

    private mutating func checkEveryone(_ text: LintedText) {
        guard kind == .trust else { return }
        report(
            .roleTrustPolicyUnsupportedWildcardInPrincipal, at: text.place,
            problem: "The trust policy lets in everybody, of every account.",
            remedy: "Name whom you trust.")
    }

    private mutating func checkForm(_ value: LintedPrincipals.Value) {
        let text = value.text
        if value.kind == .aws, RoleID(text.value) != nil {
            report(
                .invalidRoleReference, at: text.place, problem: "\(text.value) is the id of a role.",
                remedy: "Write the role's ARN: a role of the same name made later has another id.")
        } else if value.kind == .aws, UserID(text.value) != nil {
            report(
                .invalidUserReference, at: text.place, problem: "\(text.value) is the id of a user.",
                remedy: "Write the user's ARN: a user of the same name made later has another id.")
        } else if !value.kind.accepts(text.value), !Inspection.isOriginAccessIdentity(text.value) {
            reportForm(of: value)
        }
    }

    private mutating func reportForm(of value: LintedPrincipals.Value) {
        let text = value.text
        switch value.kind {
        case .service:
            report(
                .invalidServicePrincipalFormat, at: text.place, problem: "\"\(text.value)\" is no service's name.",
                remedy: "Write it as service.amazonaws.com, such as ec2.amazonaws.com.")
        case .federated:
            report(
                .invalidFederatedPrincipalSyntaxInRoleTrustPolicy, at: text.place,
                problem: "\"\(text.value)\" is no identity provider.",
                remedy: "Write the ARN of a SAML or OIDC provider, or a name such as accounts.google.com.")
        case .everyone, .aws, .canonicalUser:
            report(
                .invalidPrincipalFormat, at: text.place,
                problem: "\"\(text.value)\" is no principal of the kind \(value.kind.rawValue).",
                remedy: "Write an account's 12 digits, or the ARN of a user, a role or a session.")
        }
    }

    /// AWS: a bucket's policy may name an identity of CloudFront, which is no account's.
    private static func isOriginAccessIdentity(_ text: String) -> Bool {
        text.hasPrefix("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ")
    }
}
