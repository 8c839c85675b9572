/// A set of ASCII characters, for checking names byte by byte.
///
/// ```swift
/// let name = ASCIISet.alphanumerics.union("+=,.@-_")
/// name.containsAll("dev/bob".utf8)  // false
/// ```
public struct ASCIISet: Sendable, Hashable {
    @usableFromInline var low: UInt64 = 0
    @usableFromInline var high: UInt64 = 0

    /// The characters of `text`; bytes above 127 are left out.
    public init(_ text: String) {
        for byte in text.utf8 { insert(byte) }
    }

    /// The characters from `range`'s first to its last.
    public init(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    /// Whether the byte is in the set.
    @inlinable
    public func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low & (1 << UInt64(byte)) != 0 : byte < 128 && high & (1 << UInt64(byte - 64)) != 0
    }

    /// Whether each byte is in the set.
    public func containsAll(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy(contains)
    }

    /// The characters of both.
    public func union(_ other: ASCIISet) -> ASCIISet {
        var result = self
        result.low |= other.low
        result.high |= other.high
        return result
    }

    /// The characters of this set that are not in `text`.
    public func subtracting(_ text: String) -> ASCIISet {
        let other = ASCIISet(text)
        var result = self
        result.low &= ~other.low
        result.high &= ~other.high
        return result
    }

    /// The characters of both.
    public func union(_ text: String) -> ASCIISet { union(ASCIISet(text)) }

    /// `0-9`.
    public static let digits = ASCIISet(0x30...0x39)
    /// `a-z`.
    public static let lowercase = ASCIISet(0x61...0x7A)
    /// `A-Z`.
    public static let uppercase = ASCIISet(0x41...0x5A)
    /// `A-Za-z0-9`.
    public static let alphanumerics = digits.union(lowercase).union(uppercase)
    /// A regular expression's `\w`: letters, digits and the underscore.
    public static let word = alphanumerics.union("_")
}

extension UInt8 {
    /// The byte with `A-Z` made `a-z`.
    @inlinable public var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension String {
    /// Whether both texts are the same but for the case of `A-Z`.
    public func equalsIgnoringASCIICase(_ other: String) -> Bool {
        var ours = utf8.makeIterator()
        var theirs = other.utf8.makeIterator()
        while true {
            let (left, right) = (ours.next(), theirs.next())
            guard let left, let right else { return left == nil && right == nil }
            if left.asciiLowercased != right.asciiLowercased { return false }
        }
    }
}
