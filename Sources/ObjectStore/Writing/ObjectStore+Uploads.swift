import AWSTypes
import Foundation
import GRDB
import S3Checksums

extension ObjectStore {
    /// Begins an upload in parts.
    package func beginUpload(
        of key: ObjectKey, in bucket: TargetBucket, as description: ObjectDescription, checksum: UploadChecksum?,
        by initiator: String, at now: Timestamp
    ) async throws(ObjectStoreError) -> OpaqueID {
        let path = ObjectPath(bucket.name, key)
        return try await queue.write { [self] transaction, _ in
            _ = try versioning(of: bucket)
            let secret = OpaqueID.makeSecret()
            try transaction.database.cachedStatement(
                sql: """
                    INSERT INTO uploads (path, secret, initiated, initiator, storage_class, checksum, fields, tags)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                Data(path.bytes), Data(secret), now.seconds, initiator, description.storageClass, checksum?.stored,
                description.fields.stored, description.tags.stored,
            ])
            return OpaqueID(number: transaction.database.lastInsertedRowID, secret: secret)
        }
    }

    /// Puts a part, in place of the one with that number; answers its entity tag.
    package func putPart(
        _ number: Int, _ body: ReceivedBody, checksum: Checksum?, of upload: OpaqueID, at key: ObjectKey,
        in bucket: TargetBucket, at now: Timestamp
    ) async throws(ObjectStoreError) -> String {
        let path = ObjectPath(bucket.name, key)
        let etag = Hexadecimal.text(body.hashes.md5.bytes)
        return try await queue.write(body.content) { [self] transaction, segment in
            _ = try versioning(of: bucket)
            try transaction.requireUpload(upload, at: path)
            let part = NewPart(
                number: number, modified: now, size: body.size, etag: etag, checksum: checksum,
                segments: segment.map { [$0] } ?? [])
            try transaction.put(part, of: upload)
            return etag
        }
    }

    /// Makes a part of bytes of an object; they are read for their hashes, and do not move.
    ///
    /// Throws `gone` where the source was removed meanwhile.
    package func copyPart(
        _ number: Int, of upload: OpaqueID, at key: ObjectKey, in bucket: TargetBucket, from source: ObjectVersion,
        _ range: Range<Int64>, in sourceBucket: String, checksum algorithm: ChecksumAlgorithm?, at now: Timestamp
    ) async throws(ObjectStoreError) -> UploadedPart {
        let hashes = try await hash(source, range, algorithm.map { [$0] } ?? [])
        let path = ObjectPath(bucket.name, key)
        let sourcePath = ObjectPath(sourceBucket, source.key)
        let part = NewPart(
            number: number, modified: now, size: range.upperBound - range.lowerBound,
            etag: Hexadecimal.text(hashes.md5.bytes), checksum: algorithm.flatMap(hashes.checksum),
            segments: source.segments.holding(range))
        return try await queue.write { [self] transaction, _ in
            _ = try versioning(of: bucket)
            try transaction.requireUpload(upload, at: path)
            guard try transaction.holds(source, of: sourcePath) else { throw ObjectStoreError.gone }
            try transaction.put(part, of: upload)
            return UploadedPart(part)
        }
    }

    /// The hashes of bytes of a version; throws `gone` where it was removed meanwhile.
    package func hash(
        _ version: ObjectVersion, _ range: Range<Int64>, _ algorithms: Set<ChecksumAlgorithm>
    ) async throws(ObjectStoreError) -> BodyHashes {
        let digests = Digests(algorithms)
        let reader = try await open(version, range).makeReader()
        while let piece = try await reader.next() {
            try await onDisk { digests.update([piece]) }
        }
        return digests.hashes
    }

    /// Ends an upload, and removes its parts.
    package func abortUpload(
        _ upload: OpaqueID, at key: ObjectKey, in bucket: TargetBucket
    ) async throws(ObjectStoreError) {
        let path = ObjectPath(bucket.name, key)
        try await queue.write { transaction, _ in
            try transaction.requireUpload(upload, at: path)
            try transaction.endUpload(upload.number)
        }
    }

    /// An upload under way.
    package func upload(
        _ id: OpaqueID, at key: ObjectKey, in bucket: String
    ) async throws(ObjectStoreError) -> Upload {
        let path = ObjectPath(bucket, key)
        return try await onDisk { [database] in
            try database.unsafeRead { try Upload.find(id, at: path, in: $0) }
        }
    }

    /// An upload's parts after a number, in order, one more than `limit` at most.
    package func parts(
        of upload: OpaqueID, after number: Int = 0, limit: Int = 10_000
    ) async throws(ObjectStoreError) -> [UploadedPart] {
        try await onDisk { [database] in
            try database.unsafeRead { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT number, modified, size, etag, checksum, segments FROM parts
                        WHERE upload = ? AND number > ? ORDER BY number LIMIT ?
                        """, arguments: [upload.number, number, limit + 1]
                ).map(UploadedPart.init)
            }
        }
    }

    /// Lists uploads under way, those of a key from the oldest on.
    package func listUploads(_ query: ListingQuery) async throws(ObjectStoreError) -> Listing<Upload> {
        try await onDisk { [database] in
            try database.read { database in
                var scan = Scan(query, select: Upload.columns, from: "uploads", where: "1", order: "path, id")
                if case .within(let key, let marker) = query.start, let id = OpaqueID(marker) {
                    let path = ObjectPath(query.bucket, key)
                    scan.rest = Scan.Rest(path: path, number: id.number, comparison: ">")
                }
                return try scan.run(database, Upload.init)
            }
        }
    }
}

extension Upload {
    static func find(_ id: OpaqueID, at path: ObjectPath, in database: Database) throws -> Upload {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM uploads WHERE id = ? AND path = ? AND secret = ?")
        let arguments: StatementArguments = [id.number, Data(path.bytes), Data(id.secret)]
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { throw ObjectStoreError.noSuchUpload }
        return Upload(path.key, row)
    }
}

/// A part that is about to be.
struct NewPart: Sendable {
    var number: Int
    var modified: Timestamp
    var size: Int64
    var etag: String
    var checksum: Checksum?
    var segments: [Segment]
}

extension UploadedPart {
    init(_ part: NewPart) {
        (number, modified, size, etag) = (part.number, part.modified, part.size, part.etag)
        (checksum, segments) = (part.checksum, part.segments)
    }
}

extension Transaction {
    func requireUpload(_ id: OpaqueID, at path: ObjectPath) throws {
        _ = try Upload.find(id, at: path, in: database)
    }

    mutating func put(_ part: NewPart, of upload: OpaqueID) throws {
        try retain(part.segments)
        let old = try Data.fetchOne(
            try database.cachedStatement(sql: "SELECT segments FROM parts WHERE upload = ? AND number = ?"),
            arguments: [upload.number, part.number])
        if let old { try release([Segment](stored: [UInt8](old)) ?? []) }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO parts (upload, number, modified, size, etag, checksum, segments)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            upload.number, part.number, part.modified.seconds, part.size, part.etag, part.checksum?.stored,
            Data(part.segments.stored),
        ])
    }

    func parts(of upload: Int64) throws -> [UploadedPart] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT number, modified, size, etag, checksum, segments FROM parts WHERE upload = ? ORDER BY number
                """)
        return try Row.fetchAll(statement, arguments: [upload]).map(UploadedPart.init)
    }

    /// Removes an upload and its parts; bytes that an object refers to stay.
    mutating func endUpload(_ upload: Int64) throws {
        for part in try parts(of: upload) { try release(part.segments) }
        try database.cachedStatement(sql: "DELETE FROM parts WHERE upload = ?").execute(arguments: [upload])
        try database.cachedStatement(sql: "DELETE FROM uploads WHERE id = ?").execute(arguments: [upload])
    }

    mutating func abortUploads(in bucket: String) throws {
        let path = ObjectPath(bucket).bytes
        let uploads = try Int64.fetchAll(
            database, sql: "SELECT id FROM uploads WHERE path >= ? AND path < ?",
            arguments: [Data(path), Data(path.afterAllWithPrefix ?? path)])
        for upload in uploads { try endUpload(upload) }
    }
}
