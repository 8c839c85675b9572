import GRDB
import NIOCore

extension ObjectStore {
    /// A version of an object, or its latest one.
    ///
    /// Throws `noSuchKey` or `noSuchVersion` where there is none, and `deleteMarker` where it is one. With
    /// `withBytes`, a small object's bytes are read in the same go.
    package func find(
        _ key: ObjectKey, in bucket: String, version: VersionID? = nil, withBytes: Bool = false
    ) async throws(ObjectStoreError) -> FoundObject {
        let path = ObjectPath(bucket, key)
        if version == nil, let known = cache.find(path), !withBytes || known.bytes != nil || known.version.isLong {
            return known
        }
        return try await onDisk { [database, files, cache] in
            while true {
                let stamp = cache.stamp(path)
                let found = try database.unsafeRead { try VersionRow.find(version, of: path, in: $0) }
                guard withBytes, !found.isLong else {
                    let object = FoundObject(version: found, bytes: nil)
                    if found.isLatest { cache.keep(object, at: path, since: stamp) }
                    return object
                }
                // A version that is removed between two reads is looked for again.
                guard let opened = try OpenedObject(found.segments, 0..<found.size, in: files) else { continue }
                let object = FoundObject(version: found, bytes: opened.first ?? ByteBuffer())
                if found.isLatest { cache.keep(object, at: path, since: stamp) }
                return object
            }
        }
    }

    /// Opens bytes of a version; throws `gone` where the version was removed meanwhile.
    package func open(
        _ version: ObjectVersion, _ range: Range<Int64>
    ) async throws(ObjectStoreError) -> ObjectContent {
        let opened = try await onDisk { [files] in
            guard let opened = try OpenedObject(version.segments, range, in: files) else {
                throw ObjectStoreError.gone
            }
            return opened
        }
        return ObjectContent(opened: opened, files: files, workers: workers, logger: logger)
    }

    /// All versions and delete markers of an object, the newest first.
    package func versions(_ key: ObjectKey, in bucket: String) async throws(ObjectStoreError) -> [ObjectVersion] {
        let path = ObjectPath(bucket, key)
        return try await onDisk { [database] in
            try database.unsafeRead { try VersionRow.all(path, in: $0) }
        }
    }

    func onDisk<Output: Sendable>(
        _ work: @escaping @Sendable () throws -> Output
    ) async throws(ObjectStoreError) -> Output {
        do {
            return try await workers.run(work)
        } catch {
            throw ObjectStoreError(error, logger: logger)
        }
    }
}

extension ObjectVersion {
    /// Whether its bytes are too many to be kept in memory, or lie in several places.
    var isLong: Bool { size > Int64(IncomingBody.smallLimit) || segments.count > 1 }
}

extension VersionRow {
    /// The version asked for, which has to be there and no delete marker.
    static func find(_ id: VersionID?, of path: ObjectPath, in database: Database) throws -> ObjectVersion {
        if let id {
            guard let version = try version(id, of: path, in: database) else { throw ObjectStoreError.noSuchVersion }
            if version.isDeleteMarker { throw ObjectStoreError.deleteMarker(id, isLatest: version.isLatest) }
            return version
        }
        guard let version = try latest(path, in: database) else { throw ObjectStoreError.noSuchKey }
        if version.isDeleteMarker { throw ObjectStoreError.deleteMarker(version.id, isLatest: true) }
        return version
    }
}
