import AWSTypes

/// A bucket: what S3 knows of it apart from its objects.
package struct Bucket: Sendable, Equatable, Codable {
    /// What tells it from other buckets that had its name: a random UUID.
    ///
    /// Objects are kept under this.
    package let id: String
    /// Its name.
    package let name: BucketName
    /// The region it was made in.
    package let region: String
    /// When it was made.
    package let created: Timestamp
    /// Whether versions are kept; nil: nobody ever said so.
    package var versioning: Versioning?
    /// Its policy.
    package var policy: BucketPolicy?
    /// What it keeps from the public; nil: nothing is said.
    package var publicAccessBlock: PublicAccessBlock?
    /// Who owns what others put into it; nil: the controls were deleted, and the rules before them count.
    package var ownership: ObjectOwnership?
    /// Its tags, whose keys are told apart by case.
    package var tags: [Tag]?
    /// The rules for browsers; nil: there are none.
    package var cors: [CORSRule]?
    /// How objects are encrypted where requests don't say.
    package var encryption: BucketEncryption?

    /// Makes a bucket as AWS makes one today: without policy, ACLs off.
    package init(id: String, name: BucketName, region: String, created: Timestamp) {
        self.id = id
        self.name = name
        self.region = region
        self.created = created
        ownership = .bucketOwnerEnforced
    }

    /// Its ARN.
    package func arn(_ partition: Partition) -> ARN {
        ARN(partition: partition, service: "s3", account: "", resource: name.text)
    }

    /// Whether versions are kept.
    package enum Versioning: String, Sendable, Codable {
        /// Each write makes a new one.
        case enabled = "Enabled"
        /// Those there are stay; new writes share the version `null`.
        case suspended = "Suspended"
    }

    /// Who owns objects, and whether ACLs count.
    package enum ObjectOwnership: String, Sendable, Codable, CaseIterable {
        /// The bucket's owner; ACLs are off.
        case bucketOwnerEnforced = "BucketOwnerEnforced"
        /// The bucket's owner, where the writer says so.
        case bucketOwnerPreferred = "BucketOwnerPreferred"
        /// The writer.
        case objectWriter = "ObjectWriter"
    }
}

/// How objects of a bucket are encrypted where requests don't say.
package struct BucketEncryption: Sendable, Equatable, Codable {
    /// The algorithm: `AES256`.
    package var algorithm: String
    /// Whether a bucket key is asked for; it means something for KMS only, and is shown as it was put.
    package var hasBucketKey: Bool

    /// Makes a rule.
    package init(algorithm: String = "AES256", hasBucketKey: Bool = false) {
        self.algorithm = algorithm
        self.hasBucketKey = hasBucketKey
    }
}

/// What is kept from the public, whatever policies and ACLs say.
package struct PublicAccessBlock: Sendable, Hashable, Codable {
    /// Public ACLs can't be put.
    package var blocksPublicACLs: Bool
    /// Public ACLs don't count.
    package var ignoresPublicACLs: Bool
    /// Public policies can't be put.
    package var blocksPublicPolicy: Bool
    /// A public policy lets only its account and services of AWS in.
    package var restrictsPublicBuckets: Bool

    /// Makes a block.
    package init(
        blocksPublicACLs: Bool = false, ignoresPublicACLs: Bool = false, blocksPublicPolicy: Bool = false,
        restrictsPublicBuckets: Bool = false
    ) {
        self.blocksPublicACLs = blocksPublicACLs
        self.ignoresPublicACLs = ignoresPublicACLs
        self.blocksPublicPolicy = blocksPublicPolicy
        self.restrictsPublicBuckets = restrictsPublicBuckets
    }

    /// Everything is blocked, as in buckets that AWS makes today.
    package static let all = PublicAccessBlock(
        blocksPublicACLs: true, ignoresPublicACLs: true, blocksPublicPolicy: true, restrictsPublicBuckets: true)

    /// What is blocked by one or the other.
    package func union(_ other: PublicAccessBlock?) -> PublicAccessBlock {
        guard let other else { return self }
        return PublicAccessBlock(
            blocksPublicACLs: blocksPublicACLs || other.blocksPublicACLs,
            ignoresPublicACLs: ignoresPublicACLs || other.ignoresPublicACLs,
            blocksPublicPolicy: blocksPublicPolicy || other.blocksPublicPolicy,
            restrictsPublicBuckets: restrictsPublicBuckets || other.restrictsPublicBuckets)
    }
}

/// What pages of another origin may do with a bucket, from within a browser.
package struct CORSRule: Sendable, Equatable, Codable {
    /// Its name, if it has one.
    package var id: String?
    /// The header fields that a page may send; one `*` may stand in each.
    package var allowedHeaders: [String]
    /// The methods that it may use.
    package var allowedMethods: [String]
    /// The origins that it may come from; one `*` may stand in each.
    package var allowedOrigins: [String]
    /// The header fields of answers that it may read.
    package var exposedHeaders: [String]
    /// How long the browser may remember the permission, in seconds.
    package var maxAge: Int?

    /// Makes a rule.
    package init(
        id: String? = nil, allowedHeaders: [String] = [], allowedMethods: [String], allowedOrigins: [String],
        exposedHeaders: [String] = [], maxAge: Int? = nil
    ) {
        self.id = id
        self.allowedHeaders = allowedHeaders
        self.allowedMethods = allowedMethods
        self.allowedOrigins = allowedOrigins
        self.exposedHeaders = exposedHeaders
        self.maxAge = maxAge
    }
}
