import AWSTypes
import SigV4

/// Which operation a request asks for: by its method, by what it is addressed to, and by its subresource.
///
/// Source: botocore's model of S3, the request URIs.
enum S3Recognition {
    static func operation(
        _ head: RequestHead, _ address: S3Address, _ query: S3Query
    ) throws(AWSError) -> S3Operation {
        if address.isControl { return try controlOperation(head) }
        if head.method == "OPTIONS" { return .preflight }
        guard address.bucket != nil else {
            guard head.method == "GET" else { throw .methodNotAllowed(head.method, on: "SERVICE") }
            return .listBuckets
        }
        return address.key == nil ? try bucketOperation(head, query) : try objectOperation(head, query)
    }

    private static func controlOperation(_ head: RequestHead) throws(AWSError) -> S3Operation {
        let path = head.target.prefix { $0 != "?" }
        guard path == "/v20180820/configuration/publicAccessBlock" else { throw .notImplemented }
        switch head.method {
        case "GET": return .getAccountPublicAccessBlock
        case "PUT": return .putAccountPublicAccessBlock
        case "DELETE": return .deleteAccountPublicAccessBlock
        default: throw .methodNotAllowed(head.method, on: "PUBLICACCESSBLOCK")
        }
    }

    // MARK: Buckets

    private static func bucketOperation(_ head: RequestHead, _ query: S3Query) throws(AWSError) -> S3Operation {
        for (name, operations) in bucketSubresources where query[name] != nil {
            if let operation = operations[head.method] { return operation }
            if unmet.contains("\(head.method) \(name)") { throw .notImplemented }
            throw .methodNotAllowed(head.method, on: name.uppercased())
        }
        for name in unmetBucketSubresources where query[name] != nil { throw .notImplemented }
        switch head.method {
        case "GET": return query["list-type"] == "2" ? .listObjectsV2 : .listObjects
        case "HEAD": return .headBucket
        case "PUT": return .createBucket
        case "DELETE": return .deleteBucket
        case "POST":
            if query["delete"] != nil { return .deleteObjects }
            guard (head["content-type"] ?? "").lowercased().hasPrefix("multipart/form-data") else {
                throw AWSError(
                    "PreconditionFailed", status: 412,
                    "At least one of the pre-conditions you specified did not hold"
                ).adding(.init("Condition", "Bucket POST must be of the enclosure-type multipart/form-data"))
            }
            return .postObject
        default: throw .methodNotAllowed(head.method, on: "BUCKET")
        }
    }

    private static let bucketSubresources: [(name: String, operations: [String: S3Operation])] = [
        ("location", ["GET": .getBucketLocation]),
        ("versioning", ["GET": .getBucketVersioning, "PUT": .putBucketVersioning]),
        ("tagging", ["GET": .getBucketTagging, "PUT": .putBucketTagging, "DELETE": .deleteBucketTagging]),
        ("cors", ["GET": .getBucketCors, "PUT": .putBucketCors, "DELETE": .deleteBucketCors]),
        ("policy", ["GET": .getBucketPolicy, "PUT": .putBucketPolicy, "DELETE": .deleteBucketPolicy]),
        ("policyStatus", ["GET": .getBucketPolicyStatus]),
        (
            "publicAccessBlock",
            ["GET": .getPublicAccessBlock, "PUT": .putPublicAccessBlock, "DELETE": .deletePublicAccessBlock]
        ),
        (
            "ownershipControls",
            [
                "GET": .getBucketOwnershipControls, "PUT": .putBucketOwnershipControls,
                "DELETE": .deleteBucketOwnershipControls,
            ]
        ),
        ("acl", ["GET": .getBucketAcl, "PUT": .putBucketAcl]),
        ("encryption", ["GET": .getBucketEncryption, "PUT": .putBucketEncryption, "DELETE": .deleteBucketEncryption]),
        ("lifecycle", ["GET": .getBucketLifecycleConfiguration, "DELETE": .deleteBucketLifecycle]),
        ("logging", ["GET": .getBucketLogging, "PUT": .putBucketLogging]),
        ("website", ["GET": .getBucketWebsite, "DELETE": .deleteBucketWebsite]),
        ("replication", ["GET": .getBucketReplication, "DELETE": .deleteBucketReplication]),
        ("requestPayment", ["GET": .getBucketRequestPayment, "PUT": .putBucketRequestPayment]),
        ("accelerate", ["GET": .getBucketAccelerateConfiguration, "PUT": .putBucketAccelerateConfiguration]),
        ("object-lock", ["GET": .getObjectLockConfiguration]),
        ("notification", ["GET": .getBucketNotificationConfiguration, "PUT": .putBucketNotificationConfiguration]),
        ("versions", ["GET": .listObjectVersions]),
        ("uploads", ["GET": .listMultipartUploads]),
    ]

    /// What AWS has and this server does not.
    private static let unmet: Set<String> = [
        "PUT lifecycle", "PUT website", "PUT replication", "PUT object-lock",
    ]

    private static let unmetBucketSubresources = [
        "abac", "analytics", "intelligent-tiering", "inventory", "metadataConfiguration", "metadataInventoryTable",
        "metadataJournalTable", "metadataTable", "metrics", "session",
    ]

    // MARK: Objects

    private static func objectOperation(_ head: RequestHead, _ query: S3Query) throws(AWSError) -> S3Operation {
        for name in unmetObjectSubresources where query[name] != nil { throw .notImplemented }
        let isCopy = head["x-amz-copy-source"] != nil
        switch head.method {
        case "HEAD": return .headObject
        case "GET":
            if query["tagging"] != nil { return .getObjectTagging }
            if query["acl"] != nil { return .getObjectAcl }
            if query["attributes"] != nil { return .getObjectAttributes }
            return query["uploadId"] == nil ? .getObject : .listParts
        case "PUT":
            if query["tagging"] != nil { return .putObjectTagging }
            if query["acl"] != nil { return .putObjectAcl }
            if query["uploadId"] != nil || query["partNumber"] != nil { return isCopy ? .uploadPartCopy : .uploadPart }
            return isCopy ? .copyObject : .putObject
        case "DELETE":
            if query["tagging"] != nil { return .deleteObjectTagging }
            return query["uploadId"] == nil ? .deleteObject : .abortMultipartUpload
        case "POST":
            if query["uploads"] != nil { return .createMultipartUpload }
            if query["uploadId"] != nil { return .completeMultipartUpload }
            throw .methodNotAllowed("POST", on: "OBJECT")
        default: throw .methodNotAllowed(head.method, on: "OBJECT")
        }
    }

    private static let unmetObjectSubresources = [
        "encryption", "legal-hold", "renameObject", "restore", "retention", "select", "torrent",
        "updateObjectEncryption",
    ]
}
