import PolicyLanguage

/// A pattern over bytes.
///
/// Wildcards are bytes that UTF-8 never has, so that every character can stand for itself.
struct Glob: BitwiseCopyable {
    /// The pattern in its table of bytes.
    var pattern: Slice
    /// How many bytes come before the first wildcard.
    var literalCount: UInt32
    var kind: Kind

    enum Kind: UInt8, BitwiseCopyable {
        /// No wildcard.
        case literal
        /// Text, then `*`, and nothing after.
        case prefix
        /// Anything else.
        case general
    }

    /// `*` in a pattern.
    static let anyRun: UInt8 = 0xFF
    /// `?` in a pattern.
    static let anyCharacter: UInt8 = 0xFE

    init(pattern: Slice, bytes: [UInt8]) {
        self.pattern = pattern
        let wildcard = bytes.firstIndex { $0 >= Glob.anyCharacter }
        literalCount = UInt32(wildcard ?? bytes.count)
        kind =
            wildcard == nil
            ? .literal : wildcard == bytes.count - 1 && bytes[bytes.count - 1] == Glob.anyRun ? .prefix : .general
    }

    /// The bytes of a pattern: text as it is, wildcards as their marks.
    ///
    /// Nil where a variable stands in it.
    static func encode(_ template: PolicyTemplate) -> [UInt8]? {
        var bytes: [UInt8] = []
        for part in template.parts {
            switch part {
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .anyRun: if bytes.last != anyRun { bytes.append(anyRun) }
            case .anyCharacter: bytes.append(anyCharacter)
            case .variable: return nil
            }
        }
        return bytes
    }

    /// The bytes of a pattern without variables.
    static func encode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "*"): if bytes.last != anyRun { bytes.append(anyRun) }
            case UInt8(ascii: "?"): bytes.append(anyCharacter)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether the pattern covers a text.
    @inline(__always)
    func matches(_ text: Bytes, in bytes: Table<UInt8>) -> Bool {
        let pattern = bytes[self.pattern]
        switch kind {
        case .literal: return pattern.equals(text)
        case .prefix: return text.starts(withBytes: pattern.upTo(pattern.count - 1))
        case .general: return Glob.matches(pattern, text)
        }
    }

    // MARK: Matching

    /// Whether a pattern covers a text.
    ///
    /// The pattern is cut at its stars. The first piece has to stand at the start, the last at the end, and each
    /// of the others is taken where it is first found: a later place never helps what follows. So no choice is
    /// ever taken back, and the time is at most the product of the lengths.
    static func matches(_ pattern: Bytes, _ text: Bytes) -> Bool {
        guard let firstStar = pattern.firstIndex(of: anyRun) else {
            return matchHere(pattern, 0, pattern.count, text, 0) == text.count
        }
        var place = matchHere(pattern, 0, firstStar, text, 0)
        if place < 0 { return false }
        var lastStar = pattern.count - 1
        while pattern[lastStar] != anyRun { lastStar -= 1 }
        let end = matchEnd(pattern, lastStar + 1, text)
        if end < place { return false }
        var start = firstStar + 1
        while start <= lastStar {
            var pieceEnd = start
            while pattern[pieceEnd] != anyRun { pieceEnd += 1 }
            if pieceEnd > start {
                place = find(pattern, start, pieceEnd, text, place, end)
                if place < 0 { return false }
            }
            start = pieceEnd + 1
        }
        return true
    }

    /// Matches a piece at a place, and gives the place after it, or -1.
    ///
    /// From within a character, `?` covers the rest of it: that ends where `?` from its start ends, which has been
    /// tried before.
    @inline(__always)
    private static func matchHere(_ pattern: Bytes, _ start: Int, _ end: Int, _ text: Bytes, _ place: Int) -> Int {
        var place = place
        var next = start
        while next < end {
            guard place < text.count else { return -1 }
            if pattern[next] == anyCharacter {
                place += 1
                while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
            } else {
                if pattern[next] != text[place] { return -1 }
                place += 1
            }
            next += 1
        }
        return place
    }

    /// Matches the piece from `start` to the pattern's end at the text's end, and gives where it begins, or -1.
    @inline(__always)
    private static func matchEnd(_ pattern: Bytes, _ start: Int, _ text: Bytes) -> Int {
        var place = text.count
        var next = pattern.count
        while next > start {
            next -= 1
            guard place > 0 else { return -1 }
            place -= 1
            if pattern[next] == anyCharacter {
                while place > 0, text[place] & 0xC0 == 0x80 { place -= 1 }
            } else if pattern[next] != text[place] {
                return -1
            }
        }
        return place
    }

    /// Finds a piece between two places, and gives the place after it, or -1.
    private static func find(
        _ pattern: Bytes, _ start: Int, _ pieceEnd: Int, _ text: Bytes, _ from: Int, _ end: Int
    ) -> Int {
        let first = pattern[start]
        // Each byte of a piece takes at least one byte of text.
        let last = end - (pieceEnd - start)
        var place = from
        while place <= last {
            if first == text[place] || first == anyCharacter {
                let after = matchHere(pattern, start, pieceEnd, text, place)
                if after >= 0 { return after <= end ? after : -1 }
            }
            place += 1
        }
        return -1
    }
}
