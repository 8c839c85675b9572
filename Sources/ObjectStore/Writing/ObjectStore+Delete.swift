import AWSTypes

/// What is to be deleted.
package struct Deletion: Sendable {
    /// The object's key.
    package var key: ObjectKey
    /// The version that goes for good; nil: the object goes, or gets a delete marker.
    package var version: VersionID?
    /// What has to be true of the version, or of the newest one.
    package var conditions = DeleteConditions()

    /// A deletion without conditions.
    package init(_ key: ObjectKey, version: VersionID? = nil) { (self.key, self.version) = (key, version) }
}

/// What has to be true of an object before it is deleted.
package struct DeleteConditions: Sendable, Equatable {
    /// Its entity tag, without quotes, or `*`.
    package var ifMatch: String?
    /// How many bytes it has.
    package var size: Int64?
    /// When it was put.
    package var modified: Timestamp?

    /// No conditions.
    package init() {}

    func check(_ version: ObjectVersion?) throws(ObjectStoreError) {
        if self == DeleteConditions() { return }
        guard let version, !version.isDeleteMarker else { throw .noSuchKey }
        guard ifMatch.map({ $0 == "*" || $0 == version.etag }) ?? true, size.map({ $0 == version.size }) ?? true,
            modified.map({ $0 == version.modified }) ?? true
        else { throw .preconditionFailed }
    }
}

/// What became of a deletion.
package struct DeletionOutcome: Sendable, Equatable {
    /// The version that went, or that was asked for; nil where none was named.
    package var version: VersionID?
    /// The delete marker that was made.
    package var marker: VersionID?
    /// Whether the version that went was a delete marker.
    package var wasMarker = false
}

extension ObjectStore {
    /// Deletes objects or versions, all in one transaction, each for itself: one that is refused keeps no other.
    package func delete(
        _ deletions: [Deletion], in bucket: TargetBucket, at now: Timestamp
    ) async throws(ObjectStoreError) -> [Result<DeletionOutcome, ObjectStoreError>] {
        try await queue.write { [self] transaction, _ in
            let versioning = try versioning(of: bucket)
            var outcomes: [Result<DeletionOutcome, ObjectStoreError>] = []
            for deletion in deletions {
                let path = ObjectPath(bucket.name, deletion.key)
                do {
                    outcomes.append(.success(try transaction.delete(deletion, at: path, versioning, now)))
                } catch let refusal as ObjectStoreError {
                    // INVARIANT: a deletion refuses before it changes anything.
                    outcomes.append(.failure(refusal))
                }
            }
            return outcomes
        }
    }
}

extension Transaction {
    fileprivate mutating func delete(
        _ deletion: Deletion, at path: ObjectPath, _ versioning: BucketVersioning, _ now: Timestamp
    ) throws -> DeletionOutcome {
        var outcome = DeletionOutcome(version: deletion.version)
        if let id = deletion.version {
            let version = try version(id, of: path)
            try deletion.conditions.check(version)
            guard let version else { return outcome }
            outcome.wasMarker = version.isDeleteMarker
            try remove(version, of: path)
            return outcome
        }
        let latest = try latest(path)
        try deletion.conditions.check(latest)
        if versioning == .off {
            if let latest { try remove(latest, of: path) }
            return outcome
        }
        let marker = NewVersion(isDeleteMarker: true, modified: now)
        outcome.marker = try insert(marker, at: path, isNull: versioning == .suspended)
        if versioning == .suspended { try removeNulls(of: path) }
        return outcome
    }
}
