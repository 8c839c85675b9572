import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import S3Protocol
import SafeXML

/// A request to make a bucket, read.
struct BucketCreation {
    let region: String
    let tags: [Tag]
    let ownership: Bucket.ObjectOwnership

    /// Reads a call.
    ///
    /// - Throws: `InvalidBucketName`, `MalformedXML`, and AWS's errors about regions.
    init(_ call: BucketCall) throws(AWSError) {
        let request = call.request
        guard BucketName(request.bucket) != nil else { throw .invalidBucketName(request.bucket) }
        let signed = call.caller.request.region
        var constraint: String?
        var tags: [Tag] = []
        if !call.body.isEmpty {
            let document = try S3XML.read(call.body, root: "CreateBucketConfiguration")
            if document["Bucket"] != nil || document["Location"] != nil { throw .notImplemented("A directory bucket") }
            constraint = document["LocationConstraint"]?.text
            if let set = document["Tags"] { tags = try S3Tags.parse(set, limit: 50, of: .bucket) }
        }
        self.tags = tags
        region = try BucketCreation.region(constraint, signed: signed)
        switch request.header("x-amz-object-ownership") {
        case nil: ownership = .bucketOwnerEnforced
        case let text?:
            guard let known = Bucket.ObjectOwnership(rawValue: text) else {
                throw .invalidArgument("Invalid x-amz-object-ownership header: \(text)", "x-amz-object-ownership", text)
            }
            ownership = known
        }
    }

    /// The region of a new bucket.
    ///
    /// AWS: the endpoint of us-east-1 makes buckets anywhere, the others only in their own region, which has to be
    /// named.
    private static func region(_ constraint: String?, signed: String) throws(AWSError) -> String {
        guard let constraint, !constraint.isEmpty else {
            guard signed == "us-east-1" else {
                throw AWSError(
                    "IllegalLocationConstraintException", status: 400,
                    "The unspecified location constraint is incompatible for the region specific endpoint this request "
                        + "was sent to.")
            }
            return signed
        }
        let region = constraint == "EU" ? "eu-west-1" : constraint
        guard isRegion(region), region != "us-east-1" else {
            throw AWSError(
                "InvalidLocationConstraint", status: 400, "The specified location-constraint is not valid"
            ).adding(.init("LocationConstraint", constraint))
        }
        guard signed == "us-east-1" || signed == region else {
            throw AWSError(
                "IllegalLocationConstraintException", status: 400,
                "The \(constraint) location constraint is incompatible for the region specific endpoint this request "
                    + "was sent to.")
        }
        return region
    }

    private static func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (3...5).contains(parts.count), let number = parts.last, number.utf8.count == 1 else { return false }
        return ASCIISet.digits.containsAll(number.utf8)
            && parts.dropLast().allSatisfy { !$0.isEmpty && ASCIISet.lowercase.containsAll($0.utf8) }
    }
}

extension BucketOperations {
    /// CreateBucket.
    static func createBucket(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let creation = try BucketCreation(call)
        let request = call.request
        guard let name = BucketName(request.bucket) else { throw .invalidBucketName(request.bucket) }
        try checkACL(request, creation, call.defaults)
        if request.header("x-amz-bucket-object-lock-enabled")?.lowercased() == "true" {
            throw .notImplemented("Object Lock")
        }
        let location = S3Result(200, headers: [("location", "/\(name)")])
        if let (owner, bucket) = draft.state.bucket(name) {
            guard owner.id == call.caller.accountID else {
                throw AWSError(
                    "BucketAlreadyExists", status: 409,
                    "The requested bucket name is not available. The bucket namespace is shared by all users of the "
                        + "system. Please select a different name and try again."
                ).adding(.init("BucketName", name.text))
            }
            // AWS: in us-east-1 making it once more succeeds.
            if bucket.region == "us-east-1", call.caller.request.region == "us-east-1" { return location }
            throw AWSError(
                "BucketAlreadyOwnedByYou", status: 409,
                "Your previous request to create the named bucket succeeded and you already own it."
            ).adding(.init("BucketName", name.text))
        }
        let account = call.caller.accountID
        guard (draft.state[account]?.buckets.count ?? 0) < mostBuckets else {
            throw AWSError(
                "TooManyBuckets", status: 400, "You have attempted to create more buckets than allowed")
        }
        var bucket = Bucket(id: draft.newUUID(), name: name, region: creation.region, created: draft.now)
        bucket.ownership = creation.ownership
        if call.defaults.blocksPublicAccess { bucket.publicAccessBlock = .all }
        if !creation.tags.isEmpty { bucket.tags = creation.tags }
        draft.put(.bucket(bucket), in: account)
        return location
    }

    /// How many buckets an account may have.
    private static let mostBuckets = 10_000

    private static func checkACL(
        _ request: S3Request, _ creation: BucketCreation, _ defaults: S3Defaults
    ) throws(AWSError) {
        guard request.hasACL else { return }
        if request.header("x-amz-acl") == "private" { return }
        if creation.ownership == .bucketOwnerEnforced { throw .invalidACLWithOwnership }
        if defaults.blocksPublicAccess, request.header("x-amz-acl")?.hasPrefix("public-") == true {
            throw AWSError(
                "InvalidBucketAclWithBlockPublicAccessError", status: 400,
                "Bucket cannot have public ACLs set with BlockPublicAccess enabled")
        }
        throw .notImplemented("An ACL other than private")
    }

    /// DeleteBucket; that there is nothing in it has been looked after.
    static func deleteBucket(_ call: BucketCall, _ draft: inout Draft) throws(AWSError) -> S3Result {
        let (account, bucket) = try call.bucket(in: draft.state)
        draft.remove(.bucket(bucket.name), from: account.id)
        return .noContent
    }

    /// HeadBucket.
    static func headBucket(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let bucket = try call.bucket(in: state).bucket
        return S3Result(
            200,
            headers: [
                ("x-amz-bucket-region", bucket.region), ("x-amz-access-point-alias", "false"),
                ("x-amz-bucket-arn", bucket.arn(call.caller.partition).description),
            ])
    }

    /// GetBucketLocation; AWS writes us-east-1 as nothing.
    static func getLocation(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let region = try call.bucket(in: state).bucket.region
        return S3Result(
            document: S3XML.document("LocationConstraint") { $0.text(region == "us-east-1" ? "" : region) })
    }

    /// ListBuckets.
    ///
    /// - Throws: `InvalidArgument`.
    static func listBuckets(_ call: BucketCall, _ state: IdentityState) throws(AWSError) -> S3Result {
        let query = call.request.query
        let limit = try listLimit(query["max-buckets"])
        var buckets = state[call.caller.accountID]?.bucketsInOrder ?? []
        if let prefix = query["prefix"] { buckets.removeAll { !$0.name.text.hasPrefix(prefix) } }
        if let region = query["bucket-region"] { buckets.removeAll { $0.region != region } }
        if let token = query["continuation-token"] {
            guard let last = Base64.decode(token).flatMap({ String(validating: $0, as: UTF8.self) }) else {
                throw .invalidArgument("The continuation token provided is incorrect", "continuation-token", token)
            }
            buckets.removeAll { $0.name.text <= last }
        }
        let page = buckets.prefix(limit)
        let isPaged = ["max-buckets", "prefix", "bucket-region", "continuation-token"].contains { query[$0] != nil }
        let document = S3XML.document("ListAllMyBucketsResult", capacity: 128 + page.count * 128) { writer in
            writer.structure("Owner") { $0.field("ID", call.caller.accountID.canonicalUserID) }
            writer.structure("Buckets") { writer in
                for bucket in page {
                    writer.structure("Bucket") { writer in
                        writer.field("Name", bucket.name.text)
                        writer.field("CreationDate", bucket.created.s3Text)
                        if isPaged { writer.field("BucketRegion", bucket.region) }
                    }
                }
            }
            if let prefix = query["prefix"] { writer.field("Prefix", prefix) }
            if page.count < buckets.count, let last = page.last {
                writer.field("ContinuationToken", Base64.encode(Array(last.name.text.utf8)))
            }
        }
        return S3Result(document: document)
    }

    private static func listLimit(_ text: String?) throws(AWSError) -> Int {
        guard let text else { return mostBuckets }
        guard let limit = Int(text), (1...mostBuckets).contains(limit) else {
            throw .invalidArgument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets", text)
        }
        return limit
    }
}

extension AWSError {
    /// No bucket can have that name.
    package static func invalidBucketName(_ name: String) -> AWSError {
        AWSError("InvalidBucketName", status: 400, "The specified bucket is not valid.")
            .adding(.init("BucketName", name))
    }

    /// ACLs are off, and the request wants one.
    static let invalidACLWithOwnership = AWSError(
        "InvalidBucketAclWithObjectOwnership", status: 400,
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
}
