import PolicyLanguage

/// Conditions that mean little alone, or less than they seem to.
extension Inspection {
    mutating func checkConditionsTogether(_ statement: LintedStatement) {
        for condition in statement.conditions {
            checkPair(condition, in: statement)
            checkTrustworthiness(condition)
            checkPrefix(condition, in: statement)
            checkAudience(condition)
            checkSubject(condition, in: statement)
            checkReach(condition, in: statement)
            if kind == .bucket, condition.lowercasedKey == "s3:resourceaccount" {
                report(
                    .irrelevantConditionKeyInPolicy, at: condition.key.place,
                    problem: "In a bucket's policy \(condition.key.value) is always the bucket's own account.",
                    remedy: "Use it in identity policies.")
            }
        }
        checkAttributes(statement)
    }

    private static let pairs: [String: (needed: Set<String>, names: String)] = [
        "aws:vpcsourceip": (
            ["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"], "aws:SourceVpc or aws:SourceVpce"
        ),
        "aws:ec2instancesourceprivateipv4": (["aws:ec2instancesourcevpc"], "aws:Ec2InstanceSourceVpc"),
    ]

    private mutating func checkPair(_ condition: LintedCondition, in statement: LintedStatement) {
        guard let pair = Inspection.pairs[condition.lowercasedKey], !statement.hasCondition(on: pair.needed) else {
            return
        }
        report(
            .missingPairedConditionKeys, at: condition.key.place,
            problem: "Every VPC may have the addresses that \(condition.key.value) is compared with.",
            remedy: "Compare \(pair.names) too.")
    }

    private mutating func checkTrustworthiness(_ condition: LintedCondition) {
        guard ["aws:referer", "aws:useragent"].contains(condition.lowercasedKey) else { return }
        report(
            .untrustworthyConditionKey, at: condition.key.place,
            problem: "\(condition.key.value) is whatever the caller says.",
            remedy: "Do not let access depend on it.")
    }

    private mutating func checkPrefix(_ condition: LintedCondition, in statement: LintedStatement) {
        guard condition.lowercasedKey == "s3:prefix", condition.operator.comparison?.comparesStrings == true,
            statement.effect == (condition.isNegated ? .allow : .deny)
        else { return }
        report(
            .s3PrefixInNegativeContext, at: condition.key.place,
            problem: "A request with a shorter prefix lists what the condition was to keep out.",
            remedy: "Allow with StringLike, or deny with StringNotLike, and name the prefixes that may be listed.")
    }

    private mutating func checkAudience(_ condition: LintedCondition) {
        guard condition.prefix.contains("."), condition.lowercasedKey.hasSuffix(":aud") else { return }
        switch condition.operator.quantifier {
        case .none: return
        case .forAnyValue:
            report(
                .forAnyValueWithAudienceClaimType, at: condition.operatorPlace, condition.key.place,
                problem: "A token's audience has one value.", remedy: "Remove \"ForAnyValue:\".")
        case .forAllValues:
            report(
                .confirmAudienceClaimType, at: condition.operatorPlace, condition.key.place,
                problem: "A token's audience has one value at most providers.", remedy: "Remove \"ForAllValues:\".")
        }
    }

    /// Which repositories and branches of GitHub a condition lets in.
    private mutating func checkSubject(_ condition: LintedCondition, in statement: LintedStatement) {
        guard condition.lowercasedKey == Inspection.gitHub + ":sub", statement.allows, !condition.isNegated,
            condition.operator.comparison?.takesWildcards == true
        else { return }
        let hasBranch = statement.hasCondition(on: [Inspection.gitHub + ":ref"])
        for value in condition.values {
            let fields = value.text.value.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            let repository = fields.count > 1 ? Wildcard(fields[1], variables: true) : Wildcard("*")
            let isWhole = Wildcard(value.text.value, variables: true).isLiteral
            if isWhole || repository.isLiteral && fields.count == 3 && hasBranch { continue }
            report(
                .specificGitHubRepoAndBranchRecommended, at: value.place,
                problem: "\"\(value.text.value)\" lets in more than one repository or branch.",
                remedy: "Write it as repo:owner/name:ref:refs/heads/branch.")
        }
    }

    /// Keys that only some services have, in statements about all services.
    private mutating func checkReach(_ condition: LintedCondition, in statement: LintedStatement) {
        guard ["aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"].contains(condition.lowercasedKey),
            let actions = statement.actions, actions.isNegated || actions.hasEverything
        else { return }
        report(
            .useConditionKeyOnlyWithSupportedServices, at: condition.key.place, actions.place,
            problem: "Few services have \(condition.key.value), and the statement is about all.",
            remedy: "Name the actions of those services.")
    }

    private mutating func checkAttributes(_ statement: LintedStatement) {
        guard statement.allows, let condition = statement.conditions(on: "dynamodb:attributes").first,
            !statement.hasCondition(on: ["dynamodb:select"]),
            ["getitem", "batchgetitem", "query", "scan"].contains(where: { statement.concerns("dynamodb:\($0)") })
        else { return }
        report(
            .dynamodbAttributesWithoutSelect, at: condition.key.place,
            problem: "A read that names no attributes gets all of them.",
            remedy: "Add \"StringEquals\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"}.")
    }
}
