import AWSTypes
import PolicyLanguage

extension PolicyDocument {
    /// Whether a statement allows something to people who are not named, as Block Public Access sees it.
    ///
    /// Source: S3 User Guide, "The meaning of 'public'": a policy counts as public unless every `Allow` is for fixed
    /// principals, or has a condition that narrows it to fixed values.
    package var grantsPublicAccess: Bool { statements.contains { $0.effect == .allow && $0.grantsPublicAccess } }
}

extension PolicyStatement {
    fileprivate var grantsPublicAccess: Bool {
        guard let principals else { return true }
        let isFixed = !principals.isNegated && principals.values.allSatisfy(\.isFixed)
        return !isFixed && !conditions.contains(where: \.narrowsToFixedValues)
    }
}

extension PrincipalValue {
    /// Whether it is one account, user, role, session or service; people of identity providers are not.
    fileprivate var isFixed: Bool {
        switch kind {
        case .everyone, .federated: false
        case .aws, .service, .canonicalUser: !text.utf8.contains(UInt8(ascii: "*"))
        }
    }
}

extension PolicyCondition {
    fileprivate var narrowsToFixedValues: Bool {
        guard let comparison = `operator`.comparison, !`operator`.ifExists, `operator`.quantifier != .forAllValues
        else { return false }
        let values = values.map(\.value)
        guard !values.isEmpty else { return false }
        let name = key.value.lowercased()
        switch comparison {
        case .ipAddress: return name == "aws:sourceip" && values.allSatisfy(PolicyCondition.isNarrowNetwork)
        case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike:
            guard PolicyCondition.fixedKeys.contains(name) else { return false }
            return values.allSatisfy { PolicyCondition.isFixed($0, of: name) }
        default: return false
        }
    }

    private static let fixedKeys: Set<String> = [
        "aws:principalorgid", "aws:principalarn", "aws:principalaccount", "aws:sourcearn", "aws:sourcevpc",
        "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:userid",
        "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
    ]

    private static func isFixed(_ value: String, of key: String) -> Bool {
        if value.contains("${") { return false }
        // AWS: of an access point's ARN, the name may be a wildcard as long as the account is fixed.
        if key == "s3:dataaccesspointarn", let arn = ARN(value), arn.accountID != nil { return true }
        return !value.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Not broader than /8, or /32 of IPv6.
    private static func isNarrowNetwork(_ text: String) -> Bool {
        guard let network = IPNetwork(text) else { return false }
        return network.prefixLength >= (network.base.version == .v4 ? 8 : 32)
    }
}
