import AWSTypes
import Foundation
import GRDB
import S3Checksums

/// What one write does to the tables, and what has to follow once it is durable.
struct Transaction {
    let database: Database
    /// Objects whose latest version, or whose versions, are others now.
    var touched: [ObjectPath] = []
    /// Files that nothing refers to any more.
    var doomed: [FileName] = []

    init(_ database: Database) { self.database = database }
}

// MARK: - Versions

extension Transaction {
    /// The newest version of an object, or delete marker.
    func latest(_ path: ObjectPath) throws -> ObjectVersion? {
        try VersionRow.latest(path, in: database)
    }

    /// A version of an object.
    func version(_ id: VersionID, of path: ObjectPath) throws -> ObjectVersion? {
        try VersionRow.version(id, of: path, in: database)
    }

    /// Puts a version on top of those there are, and answers its id.
    mutating func insert(_ version: NewVersion, at path: ObjectPath, isNull: Bool) throws -> VersionID {
        try database.cachedStatement(sql: "UPDATE versions SET latest = 0 WHERE path = ? AND latest = 1")
            .execute(arguments: [Data(path.bytes)])
        let secret = isNull ? nil : OpaqueID.makeSecret()
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO versions (path, secret, latest, marker, modified, size, etag, storage_class, checksum,
                    fields, tags, parts, segments)
                VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            Data(path.bytes), secret.map { Data($0) }, version.isDeleteMarker ? 1 : 0, version.modified.seconds,
            version.size, version.etag, version.description.storageClass, version.checksum?.stored,
            version.description.fields.stored, version.description.tags.stored,
            VersionRow.stored(version.parts), Data(version.segments.stored),
        ])
        try retain(version.segments)
        touched.append(path)
        return secret.map { .numbered(OpaqueID(number: database.lastInsertedRowID, secret: $0)) } ?? .null
    }

    /// Removes a version for good; what is left of the object has a latest one.
    mutating func remove(_ version: ObjectVersion, of path: ObjectPath) throws {
        try database.cachedStatement(sql: "DELETE FROM versions WHERE id = ?").execute(arguments: [version.row])
        if version.isLatest {
            try database.cachedStatement(
                sql: """
                    UPDATE versions SET latest = 1
                    WHERE id = (SELECT id FROM versions WHERE path = ? ORDER BY id DESC LIMIT 1)
                    """
            ).execute(arguments: [Data(path.bytes)])
        }
        try release(version.segments)
        touched.append(path)
    }

    /// Removes the null versions below the newest version, which took their place.
    mutating func removeNulls(of path: ObjectPath) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT \(VersionRow.columns) FROM versions WHERE path = ? AND secret IS NULL AND latest = 0")
        for row in try Row.fetchAll(statement, arguments: [Data(path.bytes)]) {
            try remove(VersionRow.version(row), of: path)
        }
    }

    /// Gives a version other tags.
    mutating func setTags(_ tags: FieldList, of version: ObjectVersion, at path: ObjectPath) throws {
        try database.cachedStatement(sql: "UPDATE versions SET tags = ? WHERE id = ?")
            .execute(arguments: [tags.stored, version.row])
        touched.append(path)
    }
}

// MARK: - Files

extension Transaction {
    /// Counts references to the files of these segments.
    func retain(_ segments: [Segment]) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO files (name, segments) VALUES (?, 1)
                ON CONFLICT (name) DO UPDATE SET segments = segments + 1
                """)
        for segment in segments { try statement.execute(arguments: [Data(segment.file.bytes)]) }
    }

    /// Gives up references; files without any are to be removed.
    mutating func release(_ segments: [Segment]) throws {
        for segment in segments {
            let name = Data(segment.file.bytes)
            let left = try Int64.fetchOne(
                try database.cachedStatement(
                    sql: "UPDATE files SET segments = segments - 1 WHERE name = ? RETURNING segments"),
                arguments: [name])
            guard left == 0 else { continue }
            try database.cachedStatement(sql: "DELETE FROM files WHERE name = ?").execute(arguments: [name])
            try database.cachedStatement(sql: "INSERT INTO doomed (name) VALUES (?)").execute(arguments: [name])
            doomed.append(segment.file)
        }
    }
}

/// What an object is to be, beside its bytes.
package struct ObjectDescription: Sendable {
    /// The storage class; nil: STANDARD.
    package var storageClass: String?
    /// Header fields that it is answered with.
    package var fields: FieldList
    /// Its tags.
    package var tags: FieldList

    /// A description.
    package init(storageClass: String? = nil, fields: FieldList = FieldList(), tags: FieldList = FieldList()) {
        (self.storageClass, self.fields, self.tags) = (storageClass, fields, tags)
    }
}

/// A version that is about to be.
struct NewVersion {
    var isDeleteMarker = false
    var modified: Timestamp
    var size: Int64 = 0
    var etag = ""
    var description = ObjectDescription()
    var checksum: ObjectChecksum?
    var parts: [ObjectPart] = []
    var segments: [Segment] = []
}
