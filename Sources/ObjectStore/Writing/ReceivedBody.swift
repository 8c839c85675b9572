import NIOCore
import S3Checksums

/// The bytes of an object or a part, all received, and not yet any object's.
///
/// If nothing is made of them, they go.
package struct ReceivedBody: Sendable {
    /// How many bytes.
    package let size: Int64
    /// Their hashes.
    package let hashes: BodyHashes
    let content: Content

    enum Content: Sendable {
        /// Few bytes, which share a file with those of others.
        case memory(ByteBuffer)
        /// A file of its own, on the disk already.
        case file(StagedFile)
    }
}

/// The hashes of bytes.
package struct BodyHashes: Sendable {
    /// The MD5, of which entity tags are made.
    package let md5: Checksum
    /// The checksums that were asked for.
    package let checksums: [Checksum]

    /// The checksum of that kind, if it was asked for.
    package func checksum(_ algorithm: ChecksumAlgorithm) -> Checksum? {
        algorithm == .md5 ? md5 : checksums.first { $0.algorithm == algorithm }
    }
}
