import AWSTypes
import Foundation
import GRDB
import S3Checksums

/// What is listed of a bucket.
package struct ListingQuery: Sendable {
    /// The bucket.
    package var bucket: String
    /// What keys begin with.
    package var prefix: [UInt8] = []
    /// What ends the names of folders, which are then listed in place of what is in them; empty: there are none.
    package var delimiter: [UInt8] = []
    /// Where to begin.
    package var start = Start.beginning
    /// Most entries.
    package var limit = 1000

    /// Where a listing begins.
    package enum Start: Sendable, Equatable {
        /// With the first key.
        case beginning
        /// After this key, or after all in this folder.
        case after([UInt8])
        /// After this version or upload of a key.
        case within([UInt8], String)
        /// With this key, or the first after it.
        case at([UInt8])
    }

    /// A query for the first of a bucket's objects.
    package init(bucket: String) { self.bucket = bucket }
}

/// Part of a listing.
package struct Listing<Item: Sendable>: Sendable {
    /// What was found, in order.
    package var entries: [Entry] = []
    /// The key that the rest begins with; nil: there is no rest.
    package var next: [UInt8]?
    /// How many rows were looked at.
    var visited = 0

    /// One line of a listing.
    package enum Entry: Sendable {
        /// A thing by itself.
        case item(Item)
        /// A folder, with its delimiter.
        case folder([UInt8])
    }

    /// The things by themselves.
    package var items: [Item] { entries.compactMap { if case .item(let item) = $0 { item } else { nil } } }

    /// The folders.
    package var folders: [[UInt8]] { entries.compactMap { if case .folder(let name) = $0 { name } else { nil } } }
}

/// What listings tell of a version.
package struct ListedVersion: Sendable, Equatable {
    /// The object's key.
    package let key: ObjectKey
    /// Which version it is.
    package let id: VersionID
    /// Whether it is the newest.
    package let isLatest: Bool
    /// Whether it is a delete marker.
    package let isDeleteMarker: Bool
    /// When it was put.
    package let modified: Timestamp
    /// How many bytes it has.
    package let size: Int64
    /// The entity tag, without quotes.
    package let etag: String
    /// The storage class; nil: STANDARD.
    package let storageClass: String?
    /// Its checksum.
    package let checksum: ObjectChecksum?

    static let columns = "path, id, secret, latest, marker, modified, size, etag, storage_class, checksum"

    init(_ key: ObjectKey, _ row: Row) {
        let secret: Data? = row[2]
        let checksum: String? = row[9]
        self.key = key
        id = secret.map { .numbered(OpaqueID(number: row[1], secret: [UInt8]($0))) } ?? .null
        (isLatest, isDeleteMarker) = (row[3] == 1, row[4] == 1)
        (modified, size, etag) = (Timestamp(seconds: row[5]), row[6], row[7])
        storageClass = row[8]
        self.checksum = checksum.flatMap(ObjectChecksum.init(stored:))
    }
}

extension ObjectStore {
    /// Lists the objects that there are, as of now.
    package func list(_ query: ListingQuery) async throws(ObjectStoreError) -> Listing<ListedVersion> {
        try await onDisk { [database] in
            try database.read { database in
                try Scan(
                    query, select: ListedVersion.columns, from: "versions",
                    where: "latest = 1 AND marker = 0", order: "path"
                ).run(database, ListedVersion.init)
            }
        }
    }

    /// Lists versions and delete markers, those of a key from the newest on.
    package func listVersions(_ query: ListingQuery) async throws(ObjectStoreError) -> Listing<ListedVersion> {
        try await onDisk { [database] in
            try database.read { database in
                var scan = Scan(
                    query, select: ListedVersion.columns, from: "versions", where: "1", order: "path, id DESC")
                if case .within(let key, let marker) = query.start {
                    let path = ObjectPath(query.bucket, key)
                    let number: Int64? =
                        switch VersionID(marker) {
                        case .numbered(let id)?: id.number
                        case .null?: try VersionRow.version(.null, of: path, in: database)?.row
                        case nil: nil
                        }
                    if let number { scan.rest = Scan.Rest(path: path, number: number, comparison: "<") }
                }
                return try scan.run(database, ListedVersion.init)
            }
        }
    }
}

extension Listing where Item == ListedVersion {
    /// The key or folder of the last entry, and the version where it is one.
    package var last: (name: [UInt8], version: VersionID?)? {
        switch entries.last {
        case .item(let item)?: (item.key.bytes, item.id)
        case .folder(let name)?: (name, nil)
        case nil: nil
        }
    }
}
