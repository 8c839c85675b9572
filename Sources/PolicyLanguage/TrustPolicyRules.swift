import AWSTypes

/// What a role's trust policy may say.
enum TrustPolicyRules {
    static func validate(_ statement: PolicyStatement) throws(AWSError) {
        for action in statement.actions?.patterns ?? [] {
            guard actions.contains(where: { matches(action.value, $0) }) else {
                throw .malformedPolicy(
                    "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
                        + "sts:AssumeRoleWithWebIdentity")
            }
        }
        let principals = statement.principals?.values ?? []
        if !principals.isEmpty, principals.allSatisfy({ $0.kind == .federated }),
            statement.actions?.patterns.contains(where: { $0.value.equalsIgnoringASCIICase("sts:AssumeRole") }) == true
        {
            throw .malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.")
        }
        for value in principals {
            guard value.isWellFormed, value.kind != .canonicalUser else { throw value.refusal }
        }
    }

    private static let actions = [
        "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession",
        "sts:setsourceidentity",
        "sts:setcontext",
    ]

    /// Whether a pattern covers an action; only patterns of STS do.
    private static func matches(_ pattern: String, _ action: String) -> Bool {
        let pattern = pattern.lowercased()
        guard pattern.hasPrefix("sts:") else { return false }
        return Wildcards.covers(pattern, action)
    }
}

// MARK: - Forms of principals

extension PrincipalValue {
    /// Whether AWS could take the value: existence aside, the form is that of its kind.
    public var isWellFormed: Bool { kind.accepts(text) }

    /// IAM's answer to a principal that it doesn't know.
    public var refusal: AWSError {
        if kind == .federated, !isWellFormed {
            return .malformedPolicy("Federated principals must be valid domain names or SAML metadata ARNs")
        }
        let kindName = kind == .service ? "SERVICE" : kind.rawValue
        return .malformedPolicy("Invalid principal in policy: \"\(kindName)\":\"\(text)\"")
    }
}

extension PrincipalValue.Kind {
    /// Whether a text has the form of a principal of this kind.
    ///
    /// Wildcards inside a value are never well-formed.
    public func accepts(_ text: String) -> Bool {
        switch self {
        case .everyone: true
        case .aws: text == "*" || AccountID(text) != nil || isUniqueID(text) || isPrincipalARN(text)
        case .federated: text == "*" || isProvider(text)
        case .service: text == "*" || isServiceName(text)
        case .canonicalUser: text.utf8.count == 64 && PrincipalValue.Kind.hexadecimal.containsAll(text.utf8)
        }
    }

    private func isUniqueID(_ text: String) -> Bool { UserID(text) != nil || RoleID(text) != nil }

    private func isPrincipalARN(_ text: String) -> Bool {
        guard let arn = ARN(text), arn.accountID != nil, arn.region.isEmpty, Partition(rawValue: arn.partition) != nil,
            !text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
        else { return false }
        switch arn.service {
        case "iam":
            return arn.resource == "root"
                || ["user/", "role/"].contains {
                    arn.resource.hasPrefix($0) && arn.resource.utf8.count > $0.utf8.count
                        && !arn.resource.hasSuffix("/")
                }
        case "sts":
            let fields = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
            guard !fields.contains("") else { return false }
            return fields.count == 3 && fields[0] == "assumed-role"
                || fields.count == 2 && fields[0] == "federated-user"
        default: return false
        }
    }

    private func isProvider(_ text: String) -> Bool {
        if PrincipalValue.Kind.webIdentityProviders.contains(text) { return true }
        guard let arn = ARN(text), arn.service == "iam", arn.accountID != nil, Partition(rawValue: arn.partition) != nil
        else { return false }
        return ["saml-provider/", "oidc-provider/"].contains {
            arn.resource.hasPrefix($0) && arn.resource.utf8.count > $0.utf8.count
        }
            && !text.utf8.contains(UInt8(ascii: "*"))
    }

    private func isServiceName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && !labels.contains("") && PrincipalValue.Kind.serviceCharacters.containsAll(text.utf8)
            && [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"].contains(where: text.hasSuffix)
    }

    private static let webIdentityProviders: Set<String> = [
        "cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com",
    ]
    private static let hexadecimal = ASCIISet.digits.union("abcdef")
    private static let serviceCharacters = ASCIISet.lowercase.union(ASCIISet.digits).union("-.")
}
