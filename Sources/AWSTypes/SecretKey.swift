/// The secret half of a key: of an access key most often, of a certificate, or a password that a machine uses.
///
/// It never prints itself, compares in constant time, and is no `Codable`: whoever stores it must seal it first.
public struct SecretKey: Sendable, Equatable {
    private let characters: String

    /// The secret of that text.
    public init(_ text: String) { characters = text }

    /// A fresh secret: 40 characters of base 64's alphabet, 240 random bits.
    public init(entropy: inout some RandomNumberGenerator) {
        self.init(length: 40, entropy: &entropy)
    }

    /// A fresh secret of so many characters of base 64's alphabet, with six random bits each.
    public init(length: Int, entropy: inout some RandomNumberGenerator) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        characters = String(unsafeUninitializedCapacity: length) { buffer in
            var pool: UInt64 = 0
            for place in 0..<length {
                if place % 10 == 0 { pool = entropy.next() } else { pool >>= 6 }
                buffer[place] = alphabet[Int(pool & 63)]
            }
            return length
        }
    }

    /// The text, for signing and for the one answer that shows it.
    public var exposed: String { characters }

    /// Compares every byte, however early the first difference.
    public static func == (one: SecretKey, other: SecretKey) -> Bool {
        constantTimeEquals(Array(one.characters.utf8), Array(other.characters.utf8))
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mark in the secret's place.
    public var description: String { "<secret>" }
    /// A mark in the secret's place.
    public var debugDescription: String { "<secret>" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Whether both are the same, in a time that depends on their lengths only.
public func constantTimeEquals(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for (left, right) in zip(one, other) { difference |= left ^ right }
    return difference == 0
}
