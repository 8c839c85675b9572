/// The actions of S3: on what they work, and which condition keys they have.
///
/// Source: service authorization reference, "Actions, resources, and condition keys for Amazon S3". A test compares
/// this with the module ServiceAuthorizationData.
struct S3Action: Sendable {
    /// Its name, without the namespace.
    let name: String
    /// What it works on.
    let level: Level
    /// The condition keys that are its own, without namespace and in lower case; families end in a slash.
    let keys: Set<String>

    /// What an action works on.
    enum Level: String, Sendable {
        /// A bucket.
        case bucket
        /// An object.
        case object
        /// Something else, or nothing.
        case other
    }

    /// Whether conditions about it may ask for a key of S3, which is given in lower case and without namespace.
    func has(key: String) -> Bool {
        if S3Action.commonKeys.contains(key) || keys.contains(key) { return true }
        guard let slash = key.firstIndex(of: "/") else { return false }
        let family = String(key[...slash])
        return S3Action.commonKeys.contains(family) || keys.contains(family)
    }

    /// All of them.
    static let all: [S3Action] = parsed

    /// Whether there is a key of S3 by that name, in lower case and without namespace.
    static func isKey(_ key: String) -> Bool { all.contains { $0.has(key: key) } }

    /// The keys that every request may have.
    private static let commonKeys: Set<String> = [
        "accessgrantsinstancearn", "accesspointnetworkorigin", "accesspointtag/", "buckettag/",
        "dataaccesspointaccount", "dataaccesspointarn", "resourceaccount", "tlsversion", "authtype", "signatureage",
        "signatureversion", "x-amz-content-sha256",
    ]

    private static var parsed: [S3Action] {
        var actions = others.split(whereSeparator: \.isWhitespace).map {
            S3Action(name: String($0), level: .other, keys: [])
        }
        var words: [Substring] = []
        func take() {
            guard words.count >= 2, let level = Level(rawValue: String(words[1])) else { return }
            actions.append(
                S3Action(
                    name: String(words[0]), level: level, keys: Set(words.dropFirst(2).map { $0.lowercased() })))
        }
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") {
                take()
                words = []
            }
            words += line.split(separator: " ")
        }
        take()
        return actions
    }

    /// Those that work on neither buckets nor objects.
    private static let others = """
        AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance CreateAccessGrantsLocation
        CreateAccessPoint CreateAccessPointForObjectLambda CreateJob CreateMultiRegionAccessPoint
        CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy
        DeleteAccessGrantsLocation DeleteAccessPoint DeleteAccessPointForObjectLambda DeleteAccessPointPolicy
        DeleteAccessPointPolicyForObjectLambda DeleteJobTagging DeleteMultiRegionAccessPoint
        DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob
        DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter GetAccessGrant
        GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
        GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
        GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda
        GetAccessPointPolicyStatus GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock
        GetDataAccess GetJobTagging GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
        GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes GetStorageLensConfiguration
        GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup ListAccessGrants
        ListAccessGrantsInstances ListAccessGrantsLocations ListAccessPoints ListAccessPointsForObjectLambda
        ListAllMyBuckets ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations
        ListStorageLensGroups PutAccessGrantsInstanceResourcePolicy PutAccessPointConfigurationForObjectLambda
        PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutAccessPointPublicAccessBlock
        PutAccountPublicAccessBlock PutJobTagging PutMultiRegionAccessPointPolicy PutStorageLensConfiguration
        PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes UpdateAccessGrantsLocation
        UpdateJobPriority UpdateJobStatus UpdateStorageLensGroup
        """

    /// Each with its level and its keys; a line that begins with a space goes on with the one before.
    private static let text = """
        AbortMultipartUpload object
        AllowVendedLogDeliveryForResource bucket deliverySourceArn logType resourceArnBeingAuthorized
        BypassGovernanceRetention object RequestObjectTag/ RequestObjectTagKeys x-amz-acl x-amz-copy-source
          x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp
          x-amz-metadata-directive x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id
          x-amz-server-side-encryption-customer-algorithm x-amz-storage-class x-amz-website-redirect-location
        CreateBucket bucket locationconstraint x-amz-acl x-amz-bucket-namespace x-amz-grant-full-control
          x-amz-grant-read x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp x-amz-object-ownership
        CreateBucketMetadataTableConfiguration bucket
        DeleteBucket bucket
        DeleteBucketMetadataTableConfiguration bucket
        DeleteBucketPolicy bucket
        DeleteBucketWebsite bucket
        DeleteObject object if-match
        DeleteObjectAnnotation object ExistingObjectTag/ x-amz-object-if-match
        DeleteObjectTagging object ExistingObjectTag/
        DeleteObjectVersion object versionid
        DeleteObjectVersionAnnotation object ExistingObjectTag/ versionid x-amz-object-if-match
        DeleteObjectVersionTagging object ExistingObjectTag/ versionid
        GetAccelerateConfiguration bucket
        GetAnalyticsConfiguration bucket
        GetBucketAbac bucket
        GetBucketAcl bucket
        GetBucketCORS bucket
        GetBucketLocation bucket
        GetBucketLogging bucket
        GetBucketMetadataTableConfiguration bucket
        GetBucketNotification bucket
        GetBucketObjectLockConfiguration bucket
        GetBucketOwnershipControls bucket
        GetBucketPolicy bucket
        GetBucketPolicyStatus bucket
        GetBucketPublicAccessBlock bucket
        GetBucketRequestPayment bucket
        GetBucketTagging bucket
        GetBucketVersioning bucket
        GetBucketWebsite bucket
        GetEncryptionConfiguration bucket
        GetIntelligentTieringConfiguration bucket
        GetInventoryConfiguration bucket
        GetLifecycleConfiguration bucket
        GetMetricsConfiguration bucket
        GetObject object ExistingObjectTag/
        GetObjectAcl object ExistingObjectTag/
        GetObjectAnnotation object ExistingObjectTag/
        GetObjectAttributes object ExistingObjectTag/
        GetObjectLegalHold object
        GetObjectRetention object
        GetObjectTagging object ExistingObjectTag/
        GetObjectTorrent object
        GetObjectVersion object ExistingObjectTag/ versionid
        GetObjectVersionAcl object ExistingObjectTag/ versionid
        GetObjectVersionAnnotation object ExistingObjectTag/ versionid
        GetObjectVersionAnnotationForReplication object
        GetObjectVersionAttributes object ExistingObjectTag/ versionid
        GetObjectVersionForReplication object
        GetObjectVersionTagging object ExistingObjectTag/ versionid
        GetObjectVersionTorrent object versionid
        GetReplicationConfiguration bucket
        InitiateReplication object
        ListBucket bucket delimiter max-keys prefix
        ListBucketMultipartUploads bucket AccessPointTag/
        ListBucketVersions bucket delimiter max-keys prefix
        ListMultipartUploadParts object
        ListObjectAnnotations object ExistingObjectTag/ annotation-prefix max-annotation-results
        ListObjectVersionAnnotations object ExistingObjectTag/ annotation-prefix max-annotation-results versionid
        ListTagsForResource bucket
        ObjectOwnerOverrideToBucketOwner object
        PauseReplication bucket destinationRegion
        PutAccelerateConfiguration bucket
        PutAnalyticsConfiguration bucket
        PutBucketAbac bucket
        PutBucketAcl bucket x-amz-acl x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp
          x-amz-grant-write x-amz-grant-write-acp
        PutBucketCORS bucket
        PutBucketLogging bucket
        PutBucketNotification bucket
        PutBucketObjectLockConfiguration bucket
        PutBucketOwnershipControls bucket
        PutBucketPolicy bucket
        PutBucketPublicAccessBlock bucket
        PutBucketRequestPayment bucket
        PutBucketTagging bucket
        PutBucketVersioning bucket
        PutBucketWebsite bucket
        PutEncryptionConfiguration bucket
        PutIntelligentTieringConfiguration bucket
        PutInventoryConfiguration bucket InventoryAccessibleOptionalFields
        PutLifecycleConfiguration bucket
        PutMetricsConfiguration bucket
        PutObject object ObjectCreationOperation RequestObjectTag/ RequestObjectTagKeys if-match if-none-match
          object-lock-event-hold object-lock-event-hold-duration-days object-lock-legal-hold object-lock-mode
          object-lock-remaining-retention-days object-lock-retain-until-date x-amz-acl x-amz-copy-source
          x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp
          x-amz-metadata-directive x-amz-object-annotation-directive x-amz-server-side-encryption
          x-amz-server-side-encryption-aws-kms-key-id x-amz-server-side-encryption-customer-algorithm
          x-amz-storage-class x-amz-website-redirect-location
        PutObjectAcl object ExistingObjectTag/ x-amz-acl x-amz-grant-full-control x-amz-grant-read
          x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp x-amz-storage-class
        PutObjectAnnotation object ExistingObjectTag/ x-amz-object-if-match
        PutObjectLegalHold object object-lock-legal-hold
        PutObjectRetention object object-lock-event-hold object-lock-event-hold-duration-days object-lock-mode
          object-lock-remaining-retention-days object-lock-retain-until-date
        PutObjectTagging object ExistingObjectTag/ RequestObjectTag/ RequestObjectTagKeys
        PutObjectVersionAcl object ExistingObjectTag/ versionid x-amz-acl x-amz-grant-full-control x-amz-grant-read
          x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp x-amz-storage-class
        PutObjectVersionAnnotation object ExistingObjectTag/ versionid x-amz-object-if-match
        PutObjectVersionTagging object ExistingObjectTag/ RequestObjectTag/ RequestObjectTagKeys versionid
        PutReplicationConfiguration bucket isReplicationPauseRequest
        ReplicateDelete object
        ReplicateObject object object-lock-event-hold object-lock-event-hold-duration-days
          x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id
          x-amz-server-side-encryption-customer-algorithm
        ReplicateObjectAnnotation object
        ReplicateTags object
        RestoreObject object
        TagResource bucket
        UntagResource bucket
        UpdateBucketMetadataAnnotationTableConfiguration bucket
        UpdateBucketMetadataInventoryTableConfiguration bucket
        UpdateBucketMetadataJournalTableConfiguration bucket
        UpdateObjectEncryption object ExistingObjectTag/ x-amz-server-side-encryption
          x-amz-server-side-encryption-aws-kms-key-id
        """
}
