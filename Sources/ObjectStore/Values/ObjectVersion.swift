import AWSTypes
import S3Checksums

/// A version of an object, or a delete marker: all that is known of it but its bytes.
package struct ObjectVersion: Sendable, Equatable {
    /// The object's key.
    package let key: ObjectKey
    /// Which version it is.
    package let id: VersionID
    /// Whether it is what the key means when no version is named.
    package let isLatest: Bool
    /// Whether it says that the object was deleted.
    package let isDeleteMarker: Bool
    /// When it was put.
    package let modified: Timestamp
    /// How many bytes it has.
    package let size: Int64
    /// The entity tag, without quotes; empty for a delete marker.
    package let etag: String
    /// The storage class; nil: STANDARD.
    package let storageClass: String?
    /// Header fields that it is answered with, system's and user's.
    package let fields: FieldList
    /// Its tags.
    package let tags: FieldList
    /// Its checksum.
    package let checksum: ObjectChecksum?
    /// The parts it was uploaded in; empty: it came in one piece.
    package let parts: [ObjectPart]
    /// Where its bytes lie.
    let segments: [Segment]
    /// The row's number.
    let row: Int64
}

/// A part of an object that was uploaded in parts.
package struct ObjectPart: Sendable, Equatable {
    /// The part's number.
    package let number: Int
    /// How many bytes it has.
    package let size: Int64
    /// Its checksum.
    package let checksum: Checksum?

    /// A part.
    package init(number: Int, size: Int64, checksum: Checksum?) {
        (self.number, self.size, self.checksum) = (number, size, checksum)
    }
}

/// The checksum of an object.
package struct ObjectChecksum: Sendable, Equatable {
    /// The checksum.
    package let checksum: Checksum
    /// What it is made of.
    package let type: ChecksumType
    /// Of how many parts, where it is made of theirs.
    package let partCount: Int

    /// A checksum of all bytes.
    package init(_ checksum: Checksum) {
        (self.checksum, type, partCount) = (checksum, .fullObject, 0)
    }

    /// A checksum of the checksums of parts.
    package init(composite checksum: Checksum, of partCount: Int) {
        (self.checksum, type, self.partCount) = (checksum, .composite, partCount)
    }

    /// The form it has in requests and answers: `base64`, or `base64-3`.
    package var text: String {
        type == .composite ? "\(checksum.base64)-\(partCount)" : checksum.base64
    }
}

/// What a bucket says of versions.
package enum BucketVersioning: Sendable, Equatable {
    /// It never had any.
    case off
    /// Each put makes one.
    case enabled
    /// Those that there are stay; a put replaces the null version.
    case suspended
}

/// A bucket that is written to.
package struct TargetBucket: Sendable {
    /// Its name.
    package let name: String
    /// What it says of versions at the moment of the write; nil: it is there no more.
    package let versioning: @Sendable () -> BucketVersioning?

    /// A bucket; `versioning` is asked when the write takes place, and has to be quick.
    package init(_ name: String, versioning: @escaping @Sendable () -> BucketVersioning?) {
        (self.name, self.versioning) = (name, versioning)
    }
}
