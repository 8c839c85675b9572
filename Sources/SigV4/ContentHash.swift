import AWSTypes
import Crypto

/// A SHA-256 digest, as signatures carry it: of a body, a chunk, a canonical request, or a signature itself.
public struct ContentHash: Sendable, Hashable {
    // Four words instead of an array: no allocation, and hexadecimal text is made only where it goes.
    fileprivate let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of these bytes.
    public init(of bytes: some Collection<UInt8>) {
        var hash = SHA256()
        if bytes.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        self.init(hash.finalize())
    }

    /// The digest of that text: 64 hexadecimal digits in lower case, or nil.
    public init?(hexadecimal text: String) {
        let words: (UInt64, UInt64, UInt64, UInt64)? = withBytes(of: text) { digits in
            guard digits.count == 64 else { return nil }
            var isValid = true
            func word(_ start: Int) -> UInt64 {
                var word: UInt64 = 0
                for place in start..<(start + 16) {
                    let digit = digits[place]
                    if let value = Hexadecimal.value(digit), !(0x41...0x46).contains(digit) {
                        word = word << 4 | UInt64(value)
                    } else {
                        isValid = false
                    }
                }
                return word
            }
            let words = (word(0), word(16), word(32), word(48))
            return isValid ? words : nil
        }
        guard let words else { return nil }
        self.words = words
    }

    /// The digest of those 32 bytes; nil where there are more or fewer.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        words = bytes.withUnsafeBytes { bytes in
            func word(_ place: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// The digest that a hash function or a message authentication code gave: 32 bytes.
    init(_ digest: some ContiguousBytes32) {
        words = digest.withUnsafeBytes { bytes in
            precondition(bytes.count == 32, "SHA-256 gives 32 bytes")
            func word(_ place: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// The digest of no bytes at all.
    public static let ofNothing = ContentHash(of: [])

    /// Whether both are the same, in a time that does not depend on where they differ.
    public static func == (one: ContentHash, other: ContentHash) -> Bool {
        let (ours, theirs) = (one.words, other.words)
        return (ours.0 ^ theirs.0) | (ours.1 ^ theirs.1) | (ours.2 ^ theirs.2) | (ours.3 ^ theirs.3) == 0
    }

    /// Hashes the digest.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    /// Writes the 64 digits.
    func write(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digits in
            ContentHash.write(words.0, to: digits, at: 0)
            ContentHash.write(words.1, to: digits, at: 16)
            ContentHash.write(words.2, to: digits, at: 32)
            ContentHash.write(words.3, to: digits, at: 48)
            bytes.append(contentsOf: UnsafeBufferPointer(digits))
        }
    }

    @inline(__always)
    private static func write(_ word: UInt64, to digits: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        var rest = word
        for place in stride(from: start + 15, through: start, by: -1) {
            digits[place] = Hexadecimal.lowercaseDigit(UInt8(truncatingIfNeeded: rest) & 15)
            rest >>= 4
        }
    }

    /// The 64 hexadecimal digits.
    public var hexadecimal: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ContentHash: CustomStringConvertible {
    /// The 64 hexadecimal digits.
    public var description: String { hexadecimal }
}

/// What Crypto's digests and codes have in common.
protocol ContiguousBytes32 {
    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
}
extension SHA256.Digest: ContiguousBytes32 {}
extension HMAC<SHA256>.MAC: ContiguousBytes32 {}

extension ContentHash {
    /// The digest's 32 bytes in base 64.
    var base64: String {
        let bytes = [words.0, words.1, words.2, words.3].flatMap { word in
            stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return Base64.encode(bytes)
    }
}
