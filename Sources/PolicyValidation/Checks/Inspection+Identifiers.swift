import AWSTypes
import PolicyLanguage

/// Values whose form their key prescribes: regions, networks, services, keys.
extension Inspection {
    mutating func checkIdentifiers(_ condition: LintedCondition) {
        guard let comparison = condition.operator.comparison, comparison.comparesStrings else { return }
        let key = condition.lowercasedKey
        for value in condition.values {
            let text = value.text.value
            if text.contains("${") || comparison.takesWildcards && !Wildcard(text).isLiteral { continue }
            switch key {
            case "aws:requestedregion": checkRegion(value)
            case "aws:sourcevpc", "aws:ec2instancesourcevpc": checkNetwork(value, "vpc-", .invalidVPCFormat)
            case "aws:sourcevpce": checkNetwork(value, "vpce-", .invalidVPCEFormat)
            case "s3:x-amz-server-side-encryption-aws-kms-key-id": checkEncryptionKey(value)
            case _ where GlobalConditionKeys.servicePrincipals.contains(key): checkServiceName(value)
            default: break
            }
        }
    }

    private mutating func checkRegion(_ value: LintedCondition.Value) {
        let text = value.text.value
        if isRegion(text, in: "*") { return }
        let near = NearestName.of(text, among: library.catalog.regions.values.joined())
        report(
            .invalidRegion, at: value.place, problem: "There is no region \"\(text)\".",
            remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write a region's name, such as us-east-1.")
    }

    private mutating func checkNetwork(_ value: LintedCondition.Value, _ prefix: String, _ code: IssueCode) {
        let rest = value.text.value.utf8.dropFirst(prefix.utf8.count)
        let isID = rest.count == 8 || rest.count == 17
        if value.text.value.hasPrefix(prefix), isID, ASCIISet.alphanumerics.containsAll(rest) { return }
        report(
            code, at: value.place, problem: "\"\(value.text.value)\" is no id of that kind.",
            remedy: "Write \(prefix) and 8 or 17 letters and digits.")
    }

    private mutating func checkEncryptionKey(_ value: LintedCondition.Value) {
        let text = value.text.value
        if let arn = ARN(text), arn.service == "kms", arn.accountID != nil, !arn.region.isEmpty,
            arn.resource.hasPrefix("key/")
        {
            return
        }
        report(
            .invalidKMSKeyValue, at: value.place, problem: "\"\(text)\" is no ARN of a KMS key.",
            remedy: "Write arn:aws:kms:region:account:key/key-id.")
    }

    private mutating func checkServiceName(_ value: LintedCondition.Value) {
        if PrincipalValue.Kind.service.accepts(value.text.value) { return }
        report(
            .invalidServicePrincipalFormat, at: value.place, problem: "\"\(value.text.value)\" is no service's name.",
            remedy: "Write it as service.amazonaws.com, in small letters.")
    }
}

extension ConditionOperator.Comparison {
    /// Whether values are compared as strings.
    var comparesStrings: Bool {
        switch self {
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
            .stringNotLike, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike:
            true
        default: false
        }
    }
}
