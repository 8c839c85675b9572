import AWSProtocols
import AWSTypes
import IdentityModel
import S3Protocol
import SafeXML

extension BucketOperations {
    // MARK: Versioning

    static func getVersioning(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let status = try call.bucket(in: state).bucket.versioning
        return S3Result(
            document: S3XML.document("VersioningConfiguration") { $0.field("Status", status?.rawValue) })
    }

    static func putVersioning(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let document = try S3XML.read(call.body, root: "VersioningConfiguration")
        if let deletion = document["MfaDelete"]?.text, deletion != "Disabled" {
            throw .notImplemented("MFA Delete")
        }
        guard let text = document["Status"]?.text else {
            throw AWSError(
                "IllegalVersioningConfigurationException", status: 400, "The Versioning element must be specified")
        }
        guard let status = Bucket.Versioning(rawValue: text) else { throw .malformedXML }
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.versioning = status }
        return .done
    }

    // MARK: Tags

    static func getTagging(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try call.bucket(in: state).bucket
        guard let tags = bucket.tags, !tags.isEmpty else {
            throw AWSError("NoSuchTagSet", status: 404, "The TagSet does not exist")
                .adding(.init("BucketName", bucket.name.text))
        }
        return S3Result(document: S3Tags.document(tags))
    }

    static func putTagging(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let tags = try S3Tags.parse(document: call.body, of: .bucket)
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.tags = tags.isEmpty ? nil : tags }
        return .noContent
    }

    static func deleteTagging(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.tags = nil }
        return .noContent
    }

    // MARK: Ownership

    static func getOwnershipControls(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try call.bucket(in: state).bucket
        guard let ownership = bucket.ownership else {
            throw AWSError(
                "OwnershipControlsNotFoundError", status: 404, "The bucket ownership controls were not found"
            ).adding(.init("BucketName", bucket.name.text))
        }
        return S3Result(
            document: S3XML.document("OwnershipControls") { writer in
                writer.structure("Rule") { $0.field("ObjectOwnership", ownership.rawValue) }
            })
    }

    static func putOwnershipControls(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let rules = try S3XML.read(call.body, root: "OwnershipControls").all("Rule")
        guard rules.count == 1, let text = rules[0]["ObjectOwnership"]?.text,
            let ownership = Bucket.ObjectOwnership(rawValue: text)
        else { throw .malformedXML }
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.ownership = ownership }
        return .done
    }

    static func deleteOwnershipControls(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.ownership = nil }
        return .noContent
    }

    // MARK: Access control lists

    static func getACL(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        S3Result(document: AccessControlList.document(owner: try call.bucket(in: state).account.id))
    }

    static func putACL(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let (account, bucket) = try call.bucket(in: draft.state)
        try AccessControlList.check(call.request, call.body, of: bucket, in: account)
        return .done
    }

    // MARK: Encryption

    static func getEncryption(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let encryption = try call.bucket(in: state).bucket.encryption ?? BucketEncryption()
        return S3Result(
            document: S3XML.document("ServerSideEncryptionConfiguration") { writer in
                writer.structure("Rule") { writer in
                    writer.structure("ApplyServerSideEncryptionByDefault") {
                        $0.field("SSEAlgorithm", encryption.algorithm)
                    }
                    writer.field("BucketKeyEnabled", encryption.hasBucketKey)
                }
            })
    }

    static func putEncryption(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let rules = try S3XML.read(call.body, root: "ServerSideEncryptionConfiguration").all("Rule")
        guard rules.count == 1 else { throw .malformedXML }
        var encryption = BucketEncryption()
        if let rule = rules[0]["ApplyServerSideEncryptionByDefault"] {
            guard let algorithm = rule["SSEAlgorithm"]?.text else { throw .malformedXML }
            switch algorithm {
            case "AES256": break
            case "aws:kms", "aws:kms:dsse": throw .notImplemented("Encryption with keys of KMS")
            default: throw .malformedXML
            }
            if rule["KMSMasterKeyID"] != nil {
                throw .invalidArgument(
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                    "ApplyServerSideEncryptionByDefault", algorithm)
            }
        }
        encryption.hasBucketKey = rules[0]["BucketKeyEnabled"]?.text == "true"
        let wanted = encryption
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.encryption = wanted }
        return .done
    }

    static func deleteEncryption(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        try change(call, in: &draft) { bucket throws(AWSError) in bucket.encryption = nil }
        return .noContent
    }
}
