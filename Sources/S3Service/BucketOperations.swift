import AWSTypes
import IdentityModel
import Operations
import S3Protocol

/// The operations on buckets and on accounts' settings: what each needs, and what each does.
package enum BucketOperations {
    /// What an operation does.
    package enum Body: Sendable {
        /// It looks at a snapshot.
        case read(@Sendable (BucketCall, IdentityState) throws(AWSError) -> S3Result)
        /// It changes a draft.
        case write(@Sendable (BucketCall, inout Draft) throws(AWSError) -> S3Result)
    }

    /// What an operation does; nil: it is none of these.
    package static func body(of operation: S3Operation) -> Body? { table[operation] }

    /// What the caller has to be allowed.
    ///
    /// - Throws: `NoSuchBucket` and what else comes before permissions.
    package static func facts(
        for call: BucketCall, carriage: S3Carriage, in state: IdentityState
    ) throws(AWSError) -> AuthorizationFacts {
        let authorization = S3Authorization(call.request, by: call.caller, carriage: carriage, in: state)
        switch call.request.operation {
        case .listBuckets, .getAccountPublicAccessBlock, .putAccountPublicAccessBlock,
            .deleteAccountPublicAccessBlock:
            return authorization.facts()
        case .createBucket:
            let creation = try BucketCreation(call)
            return authorization.factsOfCreation(region: creation.region, tags: creation.tags)
        default:
            let (account, bucket) = try call.bucket(in: state)
            return authorization.facts(of: bucket, ownedBy: account)
        }
    }

    private static let table: [S3Operation: Body] = [
        .listBuckets: .read(listBuckets),
        .createBucket: .write(createBucket),
        .headBucket: .read(headBucket),
        .deleteBucket: .write(deleteBucket),
        .getBucketLocation: .read(getLocation),
        .getBucketVersioning: .read(getVersioning),
        .putBucketVersioning: .write(putVersioning),
        .getBucketTagging: .read(getTagging),
        .putBucketTagging: .write(putTagging),
        .deleteBucketTagging: .write(deleteTagging),
        .getBucketCors: .read(getCORS),
        .putBucketCors: .write(putCORS),
        .deleteBucketCors: .write(deleteCORS),
        .getBucketPolicy: .read(getPolicy),
        .putBucketPolicy: .write(putPolicy),
        .deleteBucketPolicy: .write(deletePolicy),
        .getBucketPolicyStatus: .read(getPolicyStatus),
        .getPublicAccessBlock: .read(getPublicAccessBlock),
        .putPublicAccessBlock: .write(putPublicAccessBlock),
        .deletePublicAccessBlock: .write(deletePublicAccessBlock),
        .getAccountPublicAccessBlock: .read(getAccountPublicAccessBlock),
        .putAccountPublicAccessBlock: .write(putAccountPublicAccessBlock),
        .deleteAccountPublicAccessBlock: .write(deleteAccountPublicAccessBlock),
        .getBucketOwnershipControls: .read(getOwnershipControls),
        .putBucketOwnershipControls: .write(putOwnershipControls),
        .deleteBucketOwnershipControls: .write(deleteOwnershipControls),
        .getBucketAcl: .read(getACL),
        .putBucketAcl: .write(putACL),
        .getBucketEncryption: .read(getEncryption),
        .putBucketEncryption: .write(putEncryption),
        .deleteBucketEncryption: .write(deleteEncryption),
        .getBucketLifecycleConfiguration: .read(getLifecycle),
        .deleteBucketLifecycle: .read(deleteNothing),
        .getBucketLogging: .read(getLogging),
        .putBucketLogging: .read(putLogging),
        .getBucketWebsite: .read(getWebsite),
        .deleteBucketWebsite: .read(deleteNothing),
        .getBucketReplication: .read(getReplication),
        .deleteBucketReplication: .read(deleteNothing),
        .getBucketRequestPayment: .read(getRequestPayment),
        .putBucketRequestPayment: .read(putRequestPayment),
        .getBucketAccelerateConfiguration: .read(getAcceleration),
        .putBucketAccelerateConfiguration: .read(putAcceleration),
        .getObjectLockConfiguration: .read(getObjectLock),
        .getBucketNotificationConfiguration: .read(getNotification),
        .putBucketNotificationConfiguration: .read(putNotification),
    ]
}

extension BucketOperations {
    /// Changes the bucket that is meant.
    static func change(
        _ call: BucketCall, in draft: inout Draft, _ body: (inout Bucket) throws(AWSError) -> Void
    ) throws(AWSError) {
        let found = try call.bucket(in: draft.state)
        var bucket = found.bucket
        try body(&bucket)
        draft.put(.bucket(bucket), in: found.account.id)
    }
}
