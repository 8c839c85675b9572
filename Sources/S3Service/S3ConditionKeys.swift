import AWSTypes
import PolicyEngine
import S3Protocol
import SigV4

/// How a request came, as far as conditions of S3 ask for it.
package struct S3Carriage: Sendable {
    /// `REST-HEADER`, `REST-QUERY-STRING` or `POST`; nil: it is not signed.
    package var authType: String?
    /// How long ago it was signed, in milliseconds.
    package var signatureAge: Int64?
    /// What the header field `x-amz-content-sha256` says.
    package var contentHash: String?

    /// Describes a request that is not signed, or one that was signed at a moment.
    package init(_ claim: SignatureClaim?, now: Timestamp, contentHash: String?) {
        self.contentHash = contentHash
        guard let claim else { return }
        authType = if case .query = claim.carriage { "REST-QUERY-STRING" } else { "REST-HEADER" }
        signatureAge = max(0, now - claim.timestamp) * 1000
    }

    /// Describes a form that a browser sent.
    package init(formSignedAt signed: Timestamp?, now: Timestamp) {
        guard let signed else { return }
        authType = "POST"
        signatureAge = max(0, now - signed) * 1000
    }

    var context: [(key: ContextKey, value: ContextValue)] {
        var context: [(key: ContextKey, value: ContextValue)] = []
        if let authType {
            context.append((.s3AuthType, .string(authType)))
            context.append((.s3SignatureVersion, .string("AWS4-HMAC-SHA256")))
        }
        if let signatureAge { context.append((.s3SignatureAge, .number(PolicyNumber(signatureAge)))) }
        if let contentHash { context.append((.s3ContentSHA256, .string(contentHash))) }
        return context
    }
}

extension S3Request {
    /// The condition keys that header fields and parameters of the request stand for.
    ///
    /// Source: service authorization reference, "Actions, resources, and condition keys for Amazon S3". A key is
    /// there exactly when the field or parameter is.
    var conditionContext: [(key: ContextKey, value: ContextValue)] {
        var context: [(key: ContextKey, value: ContextValue)] = []
        for name in fields {
            if let value = header(name) { context.append((ContextKey("s3:" + name), .string(value))) }
        }
        if let version = versionID { context.append((.s3VersionID, .string(version))) }
        if let source = header("x-amz-copy-source") {
            let decoded = PercentText.decode(source.utf8, plusIsSpace: false) ?? source
            let path = decoded.hasPrefix("/") ? decoded : "/" + decoded
            context.append((ContextKey("s3:x-amz-copy-source"), .string(path)))
        }
        switch operation {
        case .listObjects, .listObjectsV2, .listObjectVersions:
            if let prefix = query["prefix"] { context.append((.s3Prefix, .string(prefix))) }
            if let delimiter = query["delimiter"] { context.append((.s3Delimiter, .string(delimiter))) }
            let count = query["max-keys"].flatMap { Int64($0) } ?? 1000
            context.append((.s3MaxKeys, .number(PolicyNumber(count))))
        case .putObject, .copyObject, .completeMultipartUpload, .postObject:
            context.append((ContextKey("s3:ObjectCreationOperation"), .boolean(true)))
        case .createMultipartUpload, .uploadPart, .uploadPartCopy:
            context.append((ContextKey("s3:ObjectCreationOperation"), .boolean(false)))
        default: break
        }
        return context
    }

    /// The header fields that are condition keys for what is asked for.
    private var fields: [String] {
        switch operation {
        case .createBucket: S3Request.accessFields + ["x-amz-object-ownership", "x-amz-bucket-namespace"]
        case .putBucketAcl, .putObjectAcl: S3Request.accessFields
        case .getObject, .headObject: ["if-match"]
        case .deleteObject: ["if-match"]
        case .putObject, .copyObject, .createMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload, .postObject:
            S3Request.accessFields + S3Request.writeFields
        default: []
        }
    }

    private static let accessFields = [
        "x-amz-acl", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write",
        "x-amz-grant-write-acp",
    ]

    private static let writeFields = [
        "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class", "x-amz-website-redirect-location",
        "x-amz-metadata-directive", "if-match", "if-none-match",
    ]

    /// Whether the request carries an ACL.
    package var hasACL: Bool { S3Request.accessFields.contains { header($0) != nil } }
}

/// The condition keys of tags that a request puts on an object.
func requestObjectTags(_ tags: [Tag]) -> [(key: ContextKey, value: ContextValue)] {
    tags.map { (ContextKey("s3:RequestObjectTag/\($0.key)"), .string($0.value)) }
        + [(ContextKey("s3:RequestObjectTagKeys"), .strings(tags.map(\.key)))]
}
