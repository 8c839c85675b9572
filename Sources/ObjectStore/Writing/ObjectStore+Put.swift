import AWSTypes
import S3Checksums
import Synchronization

/// What has to be true of an object before it is written.
package struct WriteConditions: Sendable, Equatable {
    /// Entity tags of which the object has to have one, without quotes, or `*`; empty: nothing is asked.
    package var ifMatch: [String] = []
    /// Whether there must be no object.
    package var ifNoneMatch = false

    /// No conditions.
    package init() {}

    /// Throws unless they hold for the newest version, if there is one.
    func check(_ latest: ObjectVersion?) throws(ObjectStoreError) {
        let present = latest.flatMap { $0.isDeleteMarker ? nil : $0 }
        if ifNoneMatch, present != nil { throw .preconditionFailed }
        if ifMatch.isEmpty { return }
        guard let present else { throw .noSuchKey }
        guard ifMatch.contains(where: { $0 == "*" || $0 == present.etag }) else { throw .preconditionFailed }
    }
}

/// What a write left.
package struct WrittenVersion: Sendable, Equatable {
    /// The version's id; nil: the bucket never had versions.
    package let id: VersionID?
    /// Its entity tag, without quotes.
    package let etag: String
    /// How many bytes it has.
    package let size: Int64
    /// Its checksum.
    package let checksum: ObjectChecksum?
    /// When it was put.
    package let modified: Timestamp
}

extension ObjectStore {
    /// Puts an object, in place of the one there is or as a new version.
    ///
    /// The conditions are checked in the same transaction.
    package func put(
        _ body: ReceivedBody, at key: ObjectKey, in bucket: TargetBucket, as description: ObjectDescription,
        checksum: ObjectChecksum?, if conditions: WriteConditions = WriteConditions(), at now: Timestamp
    ) async throws(ObjectStoreError) -> WrittenVersion {
        let path = ObjectPath(bucket.name, key)
        let etag = Hexadecimal.text(body.hashes.md5.bytes)
        return try await queue.write(body.content) { [self] transaction, segment in
            let versioning = try versioning(of: bucket)
            let new = NewVersion(
                modified: now, size: body.size, etag: etag, description: description, checksum: checksum,
                segments: segment.map { [$0] } ?? [])
            return try transaction.put(new, at: path, versioning, if: conditions)
        }
    }

    /// What is copied of an object, and what is new about it.
    package struct Copy: Sendable {
        /// The version that is copied.
        package var source: ObjectVersion
        /// The description of the copy.
        package var description: ObjectDescription
        /// The checksum of the copy.
        package var checksum: ObjectChecksum?

        /// A copy with a description of its own.
        package init(of source: ObjectVersion, description: ObjectDescription, checksum: ObjectChecksum?) {
            (self.source, self.description, self.checksum) = (source, description, checksum)
        }
    }

    /// Puts an object that has the bytes of another; no byte moves.
    ///
    /// Throws `gone` where the source was removed meanwhile.
    package func copy(
        _ copy: Copy, from sourceBucket: String, to key: ObjectKey, in bucket: TargetBucket,
        if conditions: WriteConditions = WriteConditions(), at now: Timestamp
    ) async throws(ObjectStoreError) -> WrittenVersion {
        let source = ObjectPath(sourceBucket, copy.source.key)
        let path = ObjectPath(bucket.name, key)
        return try await queue.write { [self] transaction, _ in
            let versioning = try versioning(of: bucket)
            guard try transaction.holds(copy.source, of: source) else { throw ObjectStoreError.gone }
            let new = NewVersion(
                modified: now, size: copy.source.size, etag: copy.source.etag, description: copy.description,
                checksum: copy.checksum, parts: copy.source.parts, segments: copy.source.segments)
            return try transaction.put(new, at: path, versioning, if: conditions)
        }
    }

    /// Gives a version other tags, and answers it.
    package func setTags(
        _ tags: FieldList, of key: ObjectKey, in bucket: TargetBucket, version: VersionID?
    ) async throws(ObjectStoreError) -> ObjectVersion {
        let path = ObjectPath(bucket.name, key)
        return try await queue.write { [self] transaction, _ in
            _ = try versioning(of: bucket)
            let found = try VersionRow.find(version, of: path, in: transaction.database)
            try transaction.setTags(tags, of: found, at: path)
            return found
        }
    }

    /// What the bucket says of versions now; throws where it takes no writes.
    func versioning(of bucket: TargetBucket) throws(ObjectStoreError) -> BucketVersioning {
        if closing.withLock({ $0.contains(bucket.name) }) { throw .bucketIsBeingDeleted }
        guard let versioning = bucket.versioning() else { throw .noSuchBucket }
        return versioning
    }
}

extension Transaction {
    mutating func put(
        _ new: NewVersion, at path: ObjectPath, _ versioning: BucketVersioning, if conditions: WriteConditions
    ) throws -> WrittenVersion {
        if conditions != WriteConditions() { try conditions.check(try latest(path)) }
        // What the new version refers to is counted first, so that the old one may be its own source.
        let id = try insert(new, at: path, isNull: versioning != .enabled)
        if versioning != .enabled { try removeNulls(of: path) }
        return WrittenVersion(
            id: versioning == .off ? nil : id, etag: new.etag, size: new.size, checksum: new.checksum,
            modified: new.modified)
    }

    /// Whether a version is there still.
    func holds(_ version: ObjectVersion, of path: ObjectPath) throws -> Bool {
        try self.version(version.id, of: path)?.row == version.row
    }
}

/// Hexadecimal digits in lower case.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (place, byte) in bytes.enumerated() {
                text[place * 2] = digits[Int(byte >> 4)]
                text[place * 2 + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { Hexadecimal.digits.firstIndex(of: $0) }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
