/// Why the store does not do what it was asked for.
package enum ObjectStoreError: Error, Equatable, Sendable {
    /// There is no such bucket any more.
    case noSuchBucket
    /// The bucket is just being deleted.
    case bucketIsBeingDeleted
    /// There are objects in the bucket.
    case bucketNotEmpty
    /// There is no such object.
    case noSuchKey
    /// The version asked for is a delete marker, or the latest one is.
    case deleteMarker(VersionID, isLatest: Bool)
    /// There is no such version.
    case noSuchVersion
    /// There is no such upload.
    case noSuchUpload
    /// The entity tag is another one, or there is an object where none should be.
    case preconditionFailed
    /// An upload can't be completed: the part is missing, or its entity tag or checksum is another.
    case invalidPart(Int)
    /// An upload can't be completed: the part numbers do not ascend.
    case invalidPartOrder
    /// An upload can't be completed: the part is too small to be followed by another.
    case partTooSmall(number: Int, size: Int64, etag: String)
    /// An upload can't be completed: the object would have more or fewer bytes than was said.
    case otherSize(expected: Int64)
    /// An upload can't be completed: the whole has another checksum than was said.
    case otherChecksum
    /// The bytes were removed while they were read: the version is gone.
    case gone
    /// The disk is full.
    case diskFull
    /// The disk failed; the cause is in the log.
    case failure
    /// The store is closed.
    case closed
}

/// Why an object store can't be opened, in words that a person can act on.
package struct ObjectStoreProblem: Error, Equatable {
    /// What is wrong, in one line.
    package let problem: String
    /// What may be done about it, one suggestion a line.
    package let hints: [String]

    init(_ problem: String, hints: [String] = []) { (self.problem, self.hints) = (problem, hints) }
}
