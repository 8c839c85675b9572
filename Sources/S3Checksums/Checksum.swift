// S3Checksums: the checksums that S3 knows, of bytes that come piece by piece, and of objects made of parts.
//
// Start with `RunningChecksum`. `Checksum.fullObject` and `Checksum.composite` make an object's checksum of those of
// its parts, without a look at the bytes. Where checksums stand in requests is not this module's business.
import AWSTypes
import Crypto

/// A checksum, and how it was made.
package struct Checksum: Sendable, Hashable {
    /// How it was made.
    package let algorithm: ChecksumAlgorithm
    /// Its bytes, the most significant first.
    package let bytes: [UInt8]

    /// A checksum of those bytes; nil where an algorithm gives more or fewer.
    package init?(_ algorithm: ChecksumAlgorithm, bytes: [UInt8]) {
        guard bytes.count == algorithm.length else { return nil }
        (self.algorithm, self.bytes) = (algorithm, bytes)
    }

    /// The checksum that a text in base 64 means, or nil.
    package init?(_ algorithm: ChecksumAlgorithm, base64 text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        self.init(algorithm, bytes: bytes)
    }

    init(_ algorithm: ChecksumAlgorithm, word: some FixedWidthInteger) {
        self.algorithm = algorithm
        bytes = withUnsafeBytes(of: word.bigEndian) { Array($0) }
    }

    init(_ algorithm: ChecksumAlgorithm, _ digest: some Digest) {
        (self.algorithm, bytes) = (algorithm, Array(digest))
    }

    /// The form it has in requests and answers.
    package var base64: String { Base64.encode(bytes) }
}

// MARK: - Of parts

extension Checksum {
    /// The checksum of parts in a row, as that of all their bytes; nil where there are none, where they were made
    /// differently, or where an algorithm can't do that.
    package static func fullObject(of parts: [(checksum: Checksum, length: Int64)]) -> Checksum? {
        guard let first = parts.first, parts.allSatisfy({ $0.checksum.algorithm == first.checksum.algorithm }) else {
            return nil
        }
        func combined<Word>(_ check: CyclicRedundancyCheck<Word>) -> Checksum {
            var word: Word = 0
            for part in parts { word = check.check(word, followedBy: part.checksum.word(), ofLength: part.length) }
            return Checksum(first.checksum.algorithm, word: word)
        }
        switch first.checksum.algorithm {
        case .crc32: return combined(CyclicRedundancyChecks.crc32)
        case .crc32c: return combined(CyclicRedundancyChecks.crc32c)
        case .crc64nvme: return combined(CyclicRedundancyChecks.crc64nvme)
        case .sha1, .sha256, .sha512, .md5: return nil
        }
    }

    /// The checksum of the parts' checksums; nil where there are none, or where they were made differently.
    package static func composite(of parts: [Checksum]) -> Checksum? {
        guard let first = parts.first, parts.allSatisfy({ $0.algorithm == first.algorithm }) else { return nil }
        var running = RunningChecksum(first.algorithm)
        for part in parts { part.bytes.withUnsafeBytes { running.update($0) } }
        return running.checksum
    }

    private func word<Word: FixedWidthInteger>() -> Word { bytes.reduce(0) { $0 << 8 | Word($1) } }
}
