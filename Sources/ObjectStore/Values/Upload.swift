import AWSTypes
import Foundation
import GRDB
import S3Checksums

/// An object that is uploaded in parts.
package struct Upload: Sendable {
    /// Its id.
    package let id: OpaqueID
    /// The key of the object to be.
    package let key: ObjectKey
    /// When it was begun.
    package let initiated: Timestamp
    /// Who began it.
    package let initiator: String
    /// What the object is to be.
    package let description: ObjectDescription
    /// What checksum the parts have, and the object is to have.
    package let checksum: UploadChecksum?

    static let columns = "path, id, secret, initiated, initiator, storage_class, checksum, fields, tags"

    init(_ key: ObjectKey, _ row: Row) {
        let checksum: String? = row[6]
        self.key = key
        id = OpaqueID(number: row[1], secret: [UInt8](row[2] as Data))
        (initiated, initiator) = (Timestamp(seconds: row[3]), row[4])
        description = ObjectDescription(
            storageClass: row[5], fields: FieldList(stored: row[7]), tags: FieldList(stored: row[8]))
        self.checksum = checksum.flatMap(UploadChecksum.init(stored:))
    }
}

/// The checksum that an upload was begun with.
package struct UploadChecksum: Sendable, Equatable {
    /// How the checksums are made.
    package let algorithm: ChecksumAlgorithm
    /// What that of the object is made of.
    package let type: ChecksumType
    /// Whether the client said so, rather than that it is what S3 does by itself.
    package let isChosen: Bool

    /// A checksum.
    package init(_ algorithm: ChecksumAlgorithm, _ type: ChecksumType, isChosen: Bool = true) {
        (self.algorithm, self.type, self.isChosen) = (algorithm, type, isChosen)
    }

    var stored: String { "\(algorithm.rawValue) \(type.rawValue)\(isChosen ? "" : " default")" }

    init?(stored text: String) {
        let members = text.split(separator: " ").map(String.init)
        guard members.count >= 2, let algorithm = ChecksumAlgorithm(rawValue: members[0]),
            let type = ChecksumType(rawValue: members[1])
        else { return nil }
        self.init(algorithm, type, isChosen: members.count == 2)
    }
}

/// A part that was uploaded.
package struct UploadedPart: Sendable, Equatable {
    /// Its number.
    package let number: Int
    /// When it was put.
    package let modified: Timestamp
    /// How many bytes it has.
    package let size: Int64
    /// The entity tag, without quotes.
    package let etag: String
    /// Its checksum.
    package let checksum: Checksum?
    let segments: [Segment]

    init(_ row: Row) throws {
        let checksum: String? = row[4]
        guard let segments = [Segment](stored: [UInt8](row[5] as Data)) else {
            throw DamagedRow(table: "parts", id: row[0])
        }
        number = row[0]
        (modified, size, etag) = (Timestamp(seconds: row[1]), row[2], row[3])
        self.checksum = checksum.flatMap(Checksum.init(stored:))
        self.segments = segments
    }
}
