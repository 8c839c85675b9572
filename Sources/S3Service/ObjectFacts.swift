import AWSTypes
import IdentityModel

/// What is known of an object before a request works on it; looked up once.
package struct ObjectFacts: Sendable {
    /// Whether the version that is asked for is there, and no delete marker.
    package var exists: Bool
    /// Its tags.
    package var tags: [Tag]
    /// What the store found, for whoever runs the operation.
    package var record: (any Sendable)?

    /// Gathers facts.
    package init(exists: Bool, tags: [Tag] = [], record: (any Sendable)? = nil) {
        self.exists = exists
        self.tags = tags
        self.record = record
    }

    /// Nothing is there.
    package static let missing = ObjectFacts(exists: false)
}

/// An object that a request names: the one it works on, or the one it copies from.
package struct ObjectPlace: Sendable {
    /// Its bucket.
    package let bucket: Bucket
    /// The bucket's account.
    package let owner: AccountState
    /// Its key.
    package let key: String
    /// The version that is asked for; nil: the current one.
    package let versionID: String?

    /// Names an object.
    package init(bucket: Bucket, owner: AccountState, key: String, versionID: String?) {
        self.bucket = bucket
        self.owner = owner
        self.key = key
        self.versionID = versionID
    }
}
