import GRDB
import NIOCore

extension ObjectStore {
    /// A version of an object, or its latest one.
    ///
    /// Throws `noSuchKey` or `noSuchVersion` where there is none, and `deleteMarker` where it is one. With
    /// `withBytes`, a small object's bytes are read in the same go, and the files of a long one stay as long as what was
    /// found is held, whatever becomes of the object.
    package func find(
        _ key: ObjectKey, in bucket: String, version: VersionID? = nil, withBytes: Bool = false
    ) async throws(ObjectStoreError) -> FoundObject {
        let path = ObjectPath(bucket, key)
        if version == nil, let known = known(path, withBytes: withBytes) { return known }
        return try await onDisk { [database, files, cache] in
            while true {
                let stamp = cache.stamp(path)
                let found = try database.unsafeRead { try VersionRow.find(version, of: path, in: $0) }
                var object = FoundObject(version: found, bytes: nil)
                if withBytes, found.isLong {
                    object.lease = files.lease(found.segments.files)
                    // INVARIANT: files are removed after their rows, so a row that is there now has its files for good.
                    guard try database.unsafeRead({ try VersionRow.exists(found, in: $0) }) else { continue }
                } else if withBytes {
                    guard let opened = try OpenedObject(found.segments, 0..<found.size, in: files) else {
                        // A version that was removed just now is looked for again; one that has lost its file is not.
                        guard try database.unsafeRead({ try VersionRow.exists(found, in: $0) }) else { continue }
                        throw DamagedRow(table: "versions", id: found.row)
                    }
                    object.bytes = opened.first ?? ByteBuffer()
                }
                if found.isLatest { cache.keep(object, at: path, since: stamp) }
                return object
            }
        }
    }

    /// The latest version of an object, if it was read not long ago.
    private func known(_ path: ObjectPath, withBytes: Bool) -> FoundObject? {
        guard var known = cache.find(path) else { return nil }
        if !withBytes || known.bytes != nil { return known }
        guard known.version.isLong else { return nil }
        known.lease = files.lease(known.version.segments.files)
        // INVARIANT: what was changed is forgotten before its files are removed.
        return cache.find(path)?.version.row == known.version.row ? known : nil
    }

    /// Opens bytes of what was found with its bytes.
    package func open(
        _ found: FoundObject, _ range: Range<Int64>
    ) async throws(ObjectStoreError) -> ObjectContent {
        let content = try await open(found.version, range)
        withExtendedLifetime(found.lease) {}
        return content
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
