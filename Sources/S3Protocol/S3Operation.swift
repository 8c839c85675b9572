/// The operations of S3 that this server answers, by the names of AWS's API.
package enum S3Operation: String, Sendable, Hashable, CaseIterable {
    // Of the service.
    case listBuckets = "ListBuckets"

    // Of buckets.
    case createBucket = "CreateBucket"
    case headBucket = "HeadBucket"
    case deleteBucket = "DeleteBucket"
    case getBucketLocation = "GetBucketLocation"
    case getBucketVersioning = "GetBucketVersioning"
    case putBucketVersioning = "PutBucketVersioning"
    case getBucketTagging = "GetBucketTagging"
    case putBucketTagging = "PutBucketTagging"
    case deleteBucketTagging = "DeleteBucketTagging"
    case getBucketCors = "GetBucketCors"
    case putBucketCors = "PutBucketCors"
    case deleteBucketCors = "DeleteBucketCors"
    case getBucketPolicy = "GetBucketPolicy"
    case putBucketPolicy = "PutBucketPolicy"
    case deleteBucketPolicy = "DeleteBucketPolicy"
    case getBucketPolicyStatus = "GetBucketPolicyStatus"
    case getPublicAccessBlock = "GetPublicAccessBlock"
    case putPublicAccessBlock = "PutPublicAccessBlock"
    case deletePublicAccessBlock = "DeletePublicAccessBlock"
    case getBucketOwnershipControls = "GetBucketOwnershipControls"
    case putBucketOwnershipControls = "PutBucketOwnershipControls"
    case deleteBucketOwnershipControls = "DeleteBucketOwnershipControls"
    case getBucketAcl = "GetBucketAcl"
    case putBucketAcl = "PutBucketAcl"
    case getBucketEncryption = "GetBucketEncryption"
    case putBucketEncryption = "PutBucketEncryption"
    case deleteBucketEncryption = "DeleteBucketEncryption"
    case getBucketLifecycleConfiguration = "GetBucketLifecycleConfiguration"
    case deleteBucketLifecycle = "DeleteBucketLifecycle"
    case getBucketLogging = "GetBucketLogging"
    case putBucketLogging = "PutBucketLogging"
    case getBucketWebsite = "GetBucketWebsite"
    case deleteBucketWebsite = "DeleteBucketWebsite"
    case getBucketReplication = "GetBucketReplication"
    case deleteBucketReplication = "DeleteBucketReplication"
    case getBucketRequestPayment = "GetBucketRequestPayment"
    case putBucketRequestPayment = "PutBucketRequestPayment"
    case getBucketAccelerateConfiguration = "GetBucketAccelerateConfiguration"
    case putBucketAccelerateConfiguration = "PutBucketAccelerateConfiguration"
    case getObjectLockConfiguration = "GetObjectLockConfiguration"
    case getBucketNotificationConfiguration = "GetBucketNotificationConfiguration"
    case putBucketNotificationConfiguration = "PutBucketNotificationConfiguration"
    case preflight = "PreflightRequest"

    // Of a bucket's objects.
    case listObjects = "ListObjects"
    case listObjectsV2 = "ListObjectsV2"
    case listObjectVersions = "ListObjectVersions"
    case listMultipartUploads = "ListMultipartUploads"
    case deleteObjects = "DeleteObjects"
    case postObject = "PostObject"

    // Of an object.
    case getObject = "GetObject"
    case headObject = "HeadObject"
    case getObjectAttributes = "GetObjectAttributes"
    case putObject = "PutObject"
    case copyObject = "CopyObject"
    case deleteObject = "DeleteObject"
    case getObjectTagging = "GetObjectTagging"
    case putObjectTagging = "PutObjectTagging"
    case deleteObjectTagging = "DeleteObjectTagging"
    case getObjectAcl = "GetObjectAcl"
    case putObjectAcl = "PutObjectAcl"
    case createMultipartUpload = "CreateMultipartUpload"
    case uploadPart = "UploadPart"
    case uploadPartCopy = "UploadPartCopy"
    case completeMultipartUpload = "CompleteMultipartUpload"
    case abortMultipartUpload = "AbortMultipartUpload"
    case listParts = "ListParts"

    // Of an account, in S3 Control.
    case getAccountPublicAccessBlock = "GetAccountPublicAccessBlock"
    case putAccountPublicAccessBlock = "PutAccountPublicAccessBlock"
    case deleteAccountPublicAccessBlock = "DeleteAccountPublicAccessBlock"
}

extension S3Operation {
    /// Whether it works on objects, or on the list of them, rather than on a bucket's settings.
    package var isOfObjects: Bool {
        switch self {
        case .listObjects, .listObjectsV2, .listObjectVersions, .listMultipartUploads, .deleteObjects, .postObject,
            .getObject, .headObject, .getObjectAttributes, .putObject, .copyObject, .deleteObject, .getObjectTagging,
            .putObjectTagging, .deleteObjectTagging, .getObjectAcl, .putObjectAcl, .createMultipartUpload,
            .uploadPart, .uploadPartCopy, .completeMultipartUpload, .abortMultipartUpload, .listParts:
            true
        default: false
        }
    }

    /// Whether its request has a small document for a body, which can be held in memory.
    package var hasDocument: Bool {
        switch self {
        case .createBucket, .putBucketVersioning, .putBucketTagging, .putBucketCors, .putBucketPolicy,
            .putPublicAccessBlock, .putBucketOwnershipControls, .putBucketAcl, .putBucketEncryption,
            .putBucketLogging, .putBucketRequestPayment, .putBucketAccelerateConfiguration,
            .putBucketNotificationConfiguration, .deleteObjects, .putObjectTagging, .putObjectAcl,
            .completeMultipartUpload, .putAccountPublicAccessBlock:
            true
        default: false
        }
    }

    /// Whether its body is the bytes of an object, of any length.
    package var hasObjectBody: Bool {
        switch self {
        case .putObject, .uploadPart, .postObject: true
        default: false
        }
    }

    /// Whether it changes nothing.
    package var isReadOnly: Bool {
        rawValue.hasPrefix("Get") || rawValue.hasPrefix("List") || rawValue.hasPrefix("Head") || self == .preflight
    }
}
