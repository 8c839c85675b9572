import AWSTypes
import Crypto

/// Keys that seal records, newest first: the newest seals, each opens.
///
/// A sealed record is `version (1) ‖ key id (4) ‖ salt (12) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. The salt picks, by
/// HMAC-SHA256, an AES-256-GCM key for this one record: with 24 random bytes together, a ring need not rotate for the
/// number of records it sealed (AES-GCM alone stops at 2^32 random nonces, five days of a busy server).
package struct KeyRing: Sendable {
    private var keys: [SealingKey]

    /// What a record has more than its content, in bytes.
    package static let overhead = 1 + 4 + 12 + 12 + 16

    private static let version: UInt8 = 1
    private static let saltStart = 5
    private static let boxStart = 17

    /// A ring with one fresh key.
    package init(created: Timestamp, entropy: inout some RandomNumberGenerator) {
        let id = UInt32(truncatingIfNeeded: entropy.next())
        keys = [SealingKey(id: id, created: created, entropy: &entropy)]
    }

    /// Adds a fresh key, which seals from now on.
    package mutating func rotate(at now: Timestamp, entropy: inout some RandomNumberGenerator) {
        var id = UInt32(truncatingIfNeeded: entropy.next())
        while keys.contains(where: { $0.id == id }) { id &+= 1 }
        keys.insert(SealingKey(id: id, created: now, entropy: &entropy), at: 0)
    }

    /// Forgets the keys that sealed nothing since that moment, because a newer one had taken their place; what they
    /// sealed before opens no more.
    package mutating func forgetKeys(replacedBefore moment: Timestamp) {
        let replaced = zip(keys.dropFirst(), keys).filter { $0.1.created < moment }.map(\.0.id)
        keys.removeAll { replaced.contains($0.id) }
    }

    /// Forgets all keys but the newest.
    package mutating func forgetReplacedKeys() { keys = Array(keys.prefix(1)) }

    /// How long the longest-lived thing that clients hold sealed can be used, in seconds.
    package static let longestLife = max(Session.longestLife, SealedAuthorizationMessage.lifetime)

    /// When each key was made, newest first.
    package var creationDates: [Timestamp] { keys.map(\.created) }

    // MARK: - Records

    /// Seals a record for one purpose; whoever opens it has to name the same `context`.
    package func seal(
        _ content: [UInt8], for purpose: SealingPurpose, context: [UInt8] = [],
        entropy: inout some RandomNumberGenerator
    ) -> [UInt8] {
        guard let key = keys.first else { preconditionFailure("a key ring has at least one key") }
        var record: [UInt8] = []
        record.reserveCapacity(content.count + KeyRing.overhead)
        record.append(KeyRing.version)
        record.append(bigEndian: key.id)
        record.append(bigEndian: entropy.next() as UInt64)
        record.append(bigEndian: UInt32(truncatingIfNeeded: entropy.next()))
        let recordKey = key.recordKey(for: purpose, salt: record[KeyRing.saltStart...])
        var nonce: [UInt8] = []
        nonce.append(bigEndian: entropy.next() as UInt64)
        nonce.append(bigEndian: UInt32(truncatingIfNeeded: entropy.next()))
        guard let box = try? AES.GCM.Nonce(data: nonce),
            let sealed = try? AES.GCM.seal(content, using: recordKey, nonce: box, authenticating: context).combined
        else { preconditionFailure("AES-GCM takes a nonce of 12 bytes and a key of 32") }
        record.append(contentsOf: Array(sealed))
        return record
    }

    /// Opens a record that was sealed for that purpose and context.
    package func open(
        _ record: [UInt8], for purpose: SealingPurpose, context: [UInt8] = []
    ) throws(SealedRecordFailure) -> [UInt8] {
        guard record.count >= KeyRing.overhead, record[0] == KeyRing.version else { throw .malformed }
        let id = record[1..<5].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let key = keys.first(where: { $0.id == id }) else { throw .unknownKey }
        let recordKey = key.recordKey(for: purpose, salt: record[KeyRing.saltStart..<KeyRing.boxStart])
        guard let box = try? AES.GCM.SealedBox(combined: Array(record[KeyRing.boxStart...])),
            let content = try? AES.GCM.open(box, using: recordKey, authenticating: context)
        else { throw .tampered }
        return Array(content)
    }
}

/// Why a sealed record did not open.
package enum SealedRecordFailure: Error, Equatable, Sendable {
    /// It is too short, or of a version that is not known.
    case malformed
    /// The ring has not the key that sealed it, or has forgotten it.
    case unknownKey
    /// It was changed, or sealed for another purpose or context.
    case tampered
}

// MARK: - The key file

extension KeyRing {
    private static let firstLine = "sallyport key ring 1"

    /// The ring as the text of a key file, secrets included.
    package var exposedText: String {
        let lines = keys.map { key in
            "\(String(UInt64(key.id) | 1 << 32, radix: 16).dropFirst()) \(key.created) \(Base64.encode(key.material))"
        }
        return ([KeyRing.firstLine] + lines).map { "\($0)\n" }.joined()
    }

    /// Reads the text of a key file.
    package init(exposedText text: String) throws(KeyFileFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == KeyRing.firstLine[...] else { throw .unknownVersion }
        keys = []
        for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let parts = line.split(separator: " ")
            guard parts.count == 3, parts[0].utf8.count == 8, let id = UInt32(parts[0], radix: 16),
                let created = Timestamp(iso8601: parts[1]), let material = Base64.decode(String(parts[2])),
                let key = SealingKey(id: id, created: created, material: material)
            else { throw .malformedLine(number + 1) }
            guard !keys.contains(where: { $0.id == id }) else { throw .repeatedKey(line: number + 1) }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw .noKeys }
    }
}

/// Why a key file can't be used.
package enum KeyFileFault: Error, Equatable, Sendable {
    /// The first line is not that of a file this version knows.
    case unknownVersion
    /// A line is no key.
    case malformedLine(Int)
    /// A line's key id came before.
    case repeatedKey(line: Int)
    /// There is no key.
    case noKeys
}

extension KeyRing: CustomStringConvertible, CustomReflectable {
    /// How many keys there are, but none of them.
    package var description: String { "<key ring of \(keys.count)>" }
    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
