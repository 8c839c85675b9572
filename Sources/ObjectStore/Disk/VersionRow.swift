import AWSTypes
import Foundation
import GRDB
import S3Checksums

/// A row of `versions` as a value, and back.
enum VersionRow {
    static let columns = """
        id, path, secret, latest, marker, modified, size, etag, storage_class, checksum, fields, tags, parts, segments
        """

    /// The newest version of an object, or delete marker.
    static func latest(_ path: ObjectPath, in database: Database) throws -> ObjectVersion? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM versions WHERE path = ? ORDER BY id DESC LIMIT 1")
        return try Row.fetchOne(statement, arguments: [Data(path.bytes)]).map(VersionRow.version)
    }

    /// A version of an object.
    static func version(_ id: VersionID, of path: ObjectPath, in database: Database) throws -> ObjectVersion? {
        switch id {
        case .null:
            let statement = try database.cachedStatement(
                sql: "SELECT \(columns) FROM versions WHERE path = ? AND secret IS NULL ORDER BY id DESC LIMIT 1")
            return try Row.fetchOne(statement, arguments: [Data(path.bytes)]).map(VersionRow.version)
        case .numbered(let id):
            let statement = try database.cachedStatement(
                sql: "SELECT \(columns) FROM versions WHERE id = ? AND path = ? AND secret = ?")
            let arguments: StatementArguments = [id.number, Data(path.bytes), Data(id.secret)]
            return try Row.fetchOne(statement, arguments: arguments).map(VersionRow.version)
        }
    }

    /// Whether a version is there still.
    static func exists(_ version: ObjectVersion, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM versions WHERE id = ?")
        return try Int64.fetchOne(statement, arguments: [version.row]) != nil
    }

    /// All versions of an object, the newest first.
    static func all(_ path: ObjectPath, in database: Database) throws -> [ObjectVersion] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM versions WHERE path = ? ORDER BY id DESC")
        return try Row.fetchAll(statement, arguments: [Data(path.bytes)]).map(VersionRow.version)
    }

    static func version(_ row: Row) throws -> ObjectVersion {
        let id: Int64 = row[0]
        let secret: Data? = row[2]
        let stored: Data = row[13]
        guard let segments = [Segment](stored: [UInt8](stored)) else { throw DamagedRow(table: "versions", id: id) }
        let checksum: String? = row[9]
        let parts: String? = row[12]
        return ObjectVersion(
            key: ObjectPath(bytes: [UInt8](row[1] as Data)).key,
            id: secret.map { .numbered(OpaqueID(number: id, secret: [UInt8]($0))) } ?? .null,
            isLatest: row[3] == 1, isDeleteMarker: row[4] == 1, modified: Timestamp(seconds: row[5]), size: row[6],
            etag: row[7], storageClass: row[8], fields: FieldList(stored: row[10]), tags: FieldList(stored: row[11]),
            checksum: checksum.flatMap(ObjectChecksum.init(stored:)), parts: parts.map(VersionRow.parts) ?? [],
            segments: segments, row: id)
    }

    /// `number:size:checksum` for each part, with blanks between; nil: there are none.
    static func stored(_ parts: [ObjectPart]) -> String? {
        if parts.isEmpty { return nil }
        return parts.map { "\($0.number):\($0.size):\($0.checksum?.stored ?? "")" }.joined(separator: " ")
    }

    private static func parts(_ text: String) -> [ObjectPart] {
        text.split(separator: " ").compactMap { part in
            let members = part.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard members.count == 3, let number = Int(members[0]), let size = Int64(members[1]) else { return nil }
            return ObjectPart(number: number, size: size, checksum: Checksum(stored: String(members[2])))
        }
    }
}

/// A row that this store has not written, or whose bytes are gone.
struct DamagedRow: Error, CustomStringConvertible {
    let table: String
    let id: Int64

    var description: String { "row \(id) of \(table) can't be read" }
}

extension Checksum {
    /// `CRC32=base64`.
    var stored: String { "\(algorithm.rawValue)=\(base64)" }

    init?(stored text: String) {
        let members = text.split(separator: "=", maxSplits: 1)
        guard members.count == 2, let algorithm = ChecksumAlgorithm(rawValue: String(members[0])) else { return nil }
        self.init(algorithm, base64: String(members[1]))
    }
}

extension ObjectChecksum {
    /// `CRC32=base64`, and for a composite one ` 3` after it.
    var stored: String { type == .composite ? "\(checksum.stored) \(partCount)" : checksum.stored }

    init?(stored text: String) {
        let members = text.split(separator: " ")
        guard let first = members.first, let checksum = Checksum(stored: String(first)) else { return nil }
        if members.count == 2, let count = Int(members[1]) {
            self.init(composite: checksum, of: count)
        } else {
            self.init(checksum)
        }
    }
}
