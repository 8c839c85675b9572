import S3Protocol

/// The actions that an operation needs on what it is addressed to.
///
/// Source: S3 User Guide, "Required permissions for Amazon S3 API operations". What further actions headers and
/// sources bring in stands in `S3Authorization`.
extension S3Operation {
    /// The actions, each without its namespace; none where nothing is asked.
    func actions(ofVersion isVersion: Bool) -> [String] {
        switch self {
        case .listBuckets: ["ListAllMyBuckets"]
        case .createBucket, .deleteBucket, .getBucketLocation, .getBucketVersioning, .putBucketVersioning,
            .getBucketTagging, .putBucketTagging, .getBucketPolicy, .putBucketPolicy, .deleteBucketPolicy,
            .getBucketPolicyStatus, .getBucketOwnershipControls, .putBucketOwnershipControls, .getBucketAcl,
            .putBucketAcl, .getBucketLogging, .putBucketLogging, .getBucketWebsite, .deleteBucketWebsite,
            .getBucketRequestPayment, .putBucketRequestPayment:
            [rawValue]
        case .headBucket, .listObjects, .listObjectsV2: ["ListBucket"]
        case .deleteBucketTagging: ["PutBucketTagging"]
        case .getBucketCors: ["GetBucketCORS"]
        case .putBucketCors, .deleteBucketCors: ["PutBucketCORS"]
        case .getPublicAccessBlock: ["GetBucketPublicAccessBlock"]
        case .putPublicAccessBlock, .deletePublicAccessBlock: ["PutBucketPublicAccessBlock"]
        case .deleteBucketOwnershipControls: ["PutBucketOwnershipControls"]
        case .getBucketEncryption: ["GetEncryptionConfiguration"]
        case .putBucketEncryption, .deleteBucketEncryption: ["PutEncryptionConfiguration"]
        case .getBucketLifecycleConfiguration: ["GetLifecycleConfiguration"]
        case .deleteBucketLifecycle: ["PutLifecycleConfiguration"]
        case .getBucketReplication: ["GetReplicationConfiguration"]
        case .deleteBucketReplication: ["PutReplicationConfiguration"]
        case .getBucketAccelerateConfiguration: ["GetAccelerateConfiguration"]
        case .putBucketAccelerateConfiguration: ["PutAccelerateConfiguration"]
        case .getObjectLockConfiguration: ["GetBucketObjectLockConfiguration"]
        case .getBucketNotificationConfiguration: ["GetBucketNotification"]
        case .putBucketNotificationConfiguration: ["PutBucketNotification"]
        case .listObjectVersions: ["ListBucketVersions"]
        case .listMultipartUploads: ["ListBucketMultipartUploads"]
        case .getObject, .headObject: isVersion ? ["GetObjectVersion"] : ["GetObject"]
        case .getObjectAttributes:
            isVersion ? ["GetObjectVersion", "GetObjectVersionAttributes"] : ["GetObject", "GetObjectAttributes"]
        case .putObject, .copyObject, .createMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload, .postObject:
            ["PutObject"]
        case .deleteObject: isVersion ? ["DeleteObjectVersion"] : ["DeleteObject"]
        case .getObjectTagging: isVersion ? ["GetObjectVersionTagging"] : ["GetObjectTagging"]
        case .putObjectTagging: isVersion ? ["PutObjectVersionTagging"] : ["PutObjectTagging"]
        case .deleteObjectTagging: isVersion ? ["DeleteObjectVersionTagging"] : ["DeleteObjectTagging"]
        case .getObjectAcl: isVersion ? ["GetObjectVersionAcl"] : ["GetObjectAcl"]
        case .putObjectAcl: isVersion ? ["PutObjectVersionAcl"] : ["PutObjectAcl"]
        case .abortMultipartUpload: ["AbortMultipartUpload"]
        case .listParts: ["ListMultipartUploadParts"]
        case .getAccountPublicAccessBlock: ["GetAccountPublicAccessBlock"]
        case .putAccountPublicAccessBlock, .deleteAccountPublicAccessBlock: ["PutAccountPublicAccessBlock"]
        // Each key of DeleteObjects is asked for by itself; browsers ask by preflight without a signature.
        case .deleteObjects, .preflight: []
        }
    }

    /// Whether decisions about it may ask for the tags of the object that is there.
    ///
    /// Source: service authorization reference, the actions with `s3:ExistingObjectTag/<key>`.
    package var asksForExistingTags: Bool {
        switch self {
        case .getObject, .headObject, .getObjectAttributes, .getObjectTagging, .putObjectTagging,
            .deleteObjectTagging, .getObjectAcl, .putObjectAcl:
            true
        default: false
        }
    }
}
