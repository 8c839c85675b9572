import Crypto

/// A checksum of bytes that come piece by piece.
///
/// ```swift
/// var running = RunningChecksum(.crc32)
/// Array("123456789".utf8).withUnsafeBytes { running.update($0) }
/// running.checksum.base64  // "y/Q5Jg=="
/// ```
package struct RunningChecksum: Sendable {
    private enum State: Sendable {
        case crc32(UInt32)
        case crc32c(UInt32)
        case crc64nvme(UInt64)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case sha512(SHA512)
        case md5(Insecure.MD5)
    }
    private var state: State

    /// The checksum of no bytes.
    package init(_ algorithm: ChecksumAlgorithm) {
        switch algorithm {
        case .crc32: state = .crc32(0)
        case .crc32c: state = .crc32c(0)
        case .crc64nvme: state = .crc64nvme(0)
        case .sha1: state = .sha1(Insecure.SHA1())
        case .sha256: state = .sha256(SHA256())
        case .sha512: state = .sha512(SHA512())
        case .md5: state = .md5(Insecure.MD5())
        }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .crc32(let check): state = .crc32(CyclicRedundancyChecks.crc32.check(check, followedBy: bytes))
        case .crc32c(let check): state = .crc32c(CyclicRedundancyChecks.crc32c.check(check, followedBy: bytes))
        case .crc64nvme(let check):
            state = .crc64nvme(CyclicRedundancyChecks.crc64nvme.check(check, followedBy: bytes))
        case .sha1(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha1(hash)
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        case .md5(var hash):
            hash.update(bufferPointer: bytes)
            state = .md5(hash)
        }
    }

    /// The checksum of all bytes so far.
    package var checksum: Checksum {
        switch state {
        case .crc32(let check): return Checksum(.crc32, word: check)
        case .crc32c(let check): return Checksum(.crc32c, word: check)
        case .crc64nvme(let check): return Checksum(.crc64nvme, word: check)
        case .sha1(let hash): return Checksum(.sha1, hash.finalize())
        case .sha256(let hash): return Checksum(.sha256, hash.finalize())
        case .sha512(let hash): return Checksum(.sha512, hash.finalize())
        case .md5(let hash): return Checksum(.md5, hash.finalize())
        }
    }
}
