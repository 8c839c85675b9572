import AWSTypes
import IdentityModel
import PolicyEngine
import PolicyLanguage
import S3Protocol

/// What a policy has to be like for a bucket to take it.
///
/// The grammar and each element's form are checked by PolicyLanguage; here is what only S3 and this bucket know: the
/// size, whether resources are the bucket's, whether actions and condition keys go with them, and who is meant.
enum BucketPolicyRules {
    /// The longest policy, in bytes.
    static let longest = 20_480

    /// Reads a policy, and puts unique ids in place of the users and roles that it names.
    ///
    /// - Throws: `MalformedPolicy`.
    static func read(
        _ body: [UInt8], for bucket: Bucket, _ partition: Partition, in state: IdentityState
    ) throws(AWSError) -> PolicyDocument {
        guard !body.isEmpty else {
            throw AWSError("MissingRequestBodyError", status: 400, "Request Body is empty")
        }
        guard body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") else {
            throw .malformedBucketPolicy("Policies must be valid JSON and the first byte must be '{'")
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw .malformedBucketPolicy("This policy contains invalid Json")
        }
        if body.count > longest {
            throw .malformedBucketPolicy(
                "Normalized policy document exceeds the maximum allowed size of \(longest) bytes")
        }
        let document = try PolicyDocument(parsing: text, as: .resource(service: "s3"))
        for statement in document.statements { try check(statement, for: bucket, partition) }
        return try resolvingPrincipals(of: document, partition, in: state)
    }

    // MARK: Principals

    private static func resolvingPrincipals(
        of document: PolicyDocument, _ partition: Partition, in state: IdentityState
    ) throws(AWSError) -> PolicyDocument {
        for principal in document.principals {
            let isKnown =
                switch principal.kind {
                case .aws: state.storedPrincipal(principal.text, partition) != nil
                case .canonicalUser: state.allAccounts.contains { $0.id.canonicalUserID == principal.text }
                case .everyone, .service, .federated: true
                }
            if !isKnown { throw .malformedBucketPolicy("Invalid principal in policy") }
        }
        let text = document.text(rewritingAWSPrincipals: { state.storedPrincipal($0, partition) ?? $0 })
        return try PolicyDocument(parsing: text, as: .resource(service: "s3"))
    }

    // MARK: Statements

    private static func check(
        _ statement: PolicyStatement, for bucket: Bucket, _ partition: Partition
    ) throws(AWSError) {
        guard let actions = statement.actions, let resources = statement.resources else { return }
        let arn = bucket.arn(partition).description
        for pattern in resources.patterns where pattern.value != arn && !pattern.value.hasPrefix(arn + "/") {
            throw .malformedBucketPolicy("Policy has invalid resource")
        }
        let known = try actions.patterns.map { pattern throws(AWSError) in
            let matched = matched(by: pattern.value)
            if matched.isEmpty { throw AWSError.malformedBucketPolicy("Policy has invalid action") }
            return matched
        }
        if actions.isNegated || resources.isNegated { return }
        let hasBucket = resources.patterns.contains { $0.value == arn }
        let hasObjects = resources.patterns.contains { $0.value != arn }
        var applicable: [[S3Action]] = []
        for matched in known {
            let fitting = matched.filter { $0.level == .bucket && hasBucket || $0.level == .object && hasObjects }
            if fitting.isEmpty {
                throw .malformedBucketPolicy("Action does not apply to any resource(s) in statement")
            }
            applicable.append(fitting)
        }
        for condition in statement.conditions { try check(condition.key.value, applicable) }
    }

    private static func check(_ name: String, _ actions: [[S3Action]]) throws(AWSError) {
        let folded = name.lowercased()
        if folded.hasPrefix("aws:") {
            guard ContextKey(name).isKnown else { throw .malformedBucketPolicy("Policy has an invalid condition key") }
        }
        guard folded.hasPrefix("s3:") else { return }
        let key = String(folded.dropFirst(3))
        guard S3Action.isKey(key) else { throw .malformedBucketPolicy("Policy has an invalid condition key") }
        guard actions.allSatisfy({ $0.contains { $0.has(key: key) } }) else {
            throw .malformedBucketPolicy(
                "Conditions do not apply to combination of actions and resources in statement")
        }
    }

    /// The actions of S3 that a pattern such as `s3:Get*` means.
    private static func matched(by pattern: String) -> [S3Action] {
        if pattern == "*" { return S3Action.all }
        guard pattern.lowercased().hasPrefix("s3:") else { return [] }
        let name = pattern.dropFirst(3).lowercased()
        return S3Action.all.filter { Wildcards.covers(name, $0.name.lowercased()) }
    }
}
