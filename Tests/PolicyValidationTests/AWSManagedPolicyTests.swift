import ManagedPolicyData
import PolicyLanguage
import PolicyValidation
import Testing

@Suite("AWS's managed policies")
struct AWSManagedPolicyTests {
    /// Each policy's name and text, byte for byte.
    private static let policies: [(name: String, text: String)] = {
        var length = 0
        let start = sallyport_managed_policies(&length)
        let bytes = UnsafeBufferPointer(start: start, count: length)
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let json = try? JSONReader.read(line), let name = json["name"]?.string,
                let range = json["document"]?.range
            else { return nil }
            let text = line[(line.startIndex + range.start.offset)..<(line.startIndex + range.end.offset)]
            return (name, String(decoding: text, as: UTF8.self))
        }
    }()

    /// Errors that are found in what AWS itself has saved, because its reference says otherwise than its policies.
    ///
    /// It lists neither all ARNs (collections such as `/tags` of API Gateway, stacks without their ids), nor all keys
    /// that an action's requests have. Whether those policies work, only AWS knows.
    private static let contradictions: [IssueCode: Int] = [
        .invalidARNResource: 12, .unsupportedActionForConditionKey: 28,
    ]

    @Test("What AWS itself has saved is no error, but for what its reference contradicts")
    func errors() {
        var errors: [IssueCode: Int] = [:]
        var found: [IssueCode: Set<String>] = [:]
        for policy in AWSManagedPolicyTests.policies {
            for finding in Shipped.linter.findings(in: policy.text, as: .identity) {
                found[finding.code, default: []].insert(policy.name)
                if finding.type == .error { errors[finding.code, default: 0] += 1 }
            }
        }
        #expect(AWSManagedPolicyTests.policies.count == 1485)
        #expect(errors == AWSManagedPolicyTests.contradictions)
        for (code, names) in AWSManagedPolicyTests.known {
            #expect(found[code, default: []].isSuperset(of: names), "\(code.rawValue)")
        }
    }

    /// Policies in which AWS's page of policy checks says that its own checks find something.
    private static let known: [IssueCode: Set<String>] = [
        .createSLRWithStarInResource: ["PowerUserAccess", "AWSOrganizationsServiceTrustPolicy"],
        .createSLRWithStarInActionAndResource: ["AdministratorAccess", "IAMFullAccess"],
        .passRoleWithStarInActionAndResource: ["AdministratorAccess", "IAMFullAccess"],
        .passRoleWithStarInResource: [
            "AdministratorAccess-Amplify", "AWSElasticBeanstalkService",
            "AmazonDynamoDBFullAccesswithDataPipeline", "AmazonElasticMapReduceFullAccess",
        ],
        .policySizeExceedsIdentityPolicyQuota: ["ReadOnlyAccess", "AWSSupportServiceRolePolicy"],
        .stringLikeOperatorWithARNConditionKeys: [
            "AmazonSecurityLakeAdministrator", "AWSCodePipeline_FullAccess", "AWSCodePipeline_ReadOnlyAccess",
            "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy",
        ],
    ]
}
