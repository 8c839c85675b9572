import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage
import S3Protocol
import SigV4

extension BucketOperations {
    /// GetBucketPolicy.
    static func getPolicy(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try ownBucket(call, in: state).1
        let policy = try policy(of: bucket)
        let partition = call.caller.partition
        let text = policy.document.text(rewritingAWSPrincipals: { principal in
            if AccountID(principal) != nil { return "arn:\(partition):iam::\(principal):root" }
            return state.shownPrincipal(principal, partition)
        })
        return S3Result(document: Array(text.utf8), contentType: "application/json")
    }

    /// GetBucketPolicyStatus.
    static func getPolicyStatus(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let policy = try policy(of: try call.bucket(in: state).bucket)
        return S3Result(
            document: S3XML.document("PolicyStatus") { $0.field("IsPublic", policy.isPublic ? "true" : "false") })
    }

    /// PutBucketPolicy.
    static func putPolicy(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let (owner, bucket) = try ownBucket(call, in: draft.state)
        let document = try BucketPolicyRules.read(
            call.body, for: bucket, call.caller.partition, in: draft.state)
        let policy = BucketPolicy(document)
        if policy.isPublic, bucket.effectivePublicAccessBlock(in: owner).blocksPublicPolicy {
            throw .accessDenied(
                "User: \(call.caller.arn) is not authorized to perform: s3:PutBucketPolicy on resource: "
                    + "\"\(bucket.arn(call.caller.partition))\" because public policies are prevented by the "
                    + "BlockPublicPolicy setting in S3 Block Public Access.")
        }
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.policy = policy }
        return .noContent
    }

    /// DeleteBucketPolicy.
    static func deletePolicy(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        _ = try ownBucket(call, in: draft.state)
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.policy = nil }
        return .noContent
    }

    /// The bucket, where the caller is of its account: nobody else may touch its policy, whoever allows it.
    private static func ownBucket(
        _ call: BucketCall, in state: IdentityState
    ) throws(AWSError) -> (AccountState, Bucket) {
        let (owner, bucket) = try call.bucket(in: state)
        guard owner.id == call.caller.accountID else {
            throw .methodNotAllowed(call.request.head.method, on: "BUCKETPOLICY")
        }
        return (owner, bucket)
    }

    private static func policy(of bucket: Bucket) throws(AWSError) -> BucketPolicy {
        guard let policy = bucket.policy else {
            throw AWSError("NoSuchBucketPolicy", status: 404, "The bucket policy does not exist")
                .adding(.init("BucketName", bucket.name.text))
        }
        return policy
    }
}
