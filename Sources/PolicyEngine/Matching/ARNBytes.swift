/// ARNs as bytes: six fields, the first five ended by colons.
enum ARNBytes {
    /// How many bytes the first five fields take with their colons; 0 where the text is no ARN.
    @inline(__always)
    static func headCount(_ text: Bytes) -> Int {
        guard text.count >= 4, text[3] == UInt8(ascii: ":"), text[0] | 0x20 == UInt8(ascii: "a"),
            text[1] | 0x20 == UInt8(ascii: "r"), text[2] | 0x20 == UInt8(ascii: "n")
        else { return 0 }
        return fieldsEnd(text)
    }

    /// The place after the fifth colon; 0 where there are fewer.
    @inline(__always)
    private static func fieldsEnd(_ text: Bytes) -> Int {
        var colons = 0
        var place = 0
        while place < text.count {
            if text[place] == UInt8(ascii: ":") {
                colons += 1
                if colons == 5 { return place + 1 }
            }
            place += 1
        }
        return 0
    }

    /// Whether a pattern covers an ARN, field by field; `*` alone covers every ARN.
    static func matches(_ pattern: Bytes, _ text: Bytes) -> Bool {
        guard text.count >= 4, text[0] == UInt8(ascii: "a") else { return false }
        let head = headCount(text)
        if head == 0 { return false }
        if pattern.count == 1, pattern[0] == Glob.anyRun { return true }
        let patternHead = fieldsEnd(pattern)
        guard headsMatch(pattern.upTo(patternHead), text.upTo(head)) else { return false }
        return Glob.matches(pattern.from(patternHead), text.from(head))
    }

    /// Whether each of the first five fields is covered by its pattern.
    static func headsMatch(_ pattern: Bytes, _ text: Bytes) -> Bool {
        var (pattern, text) = (pattern, text)
        while !pattern.isEmpty, !text.isEmpty {
            guard let patternEnd = pattern.firstIndex(of: UInt8(ascii: ":")),
                let textEnd = text.firstIndex(of: UInt8(ascii: ":")),
                Glob.matches(pattern.upTo(patternEnd), text.upTo(textEnd))
            else { return false }
            pattern = pattern.from(patternEnd + 1)
            text = text.from(textEnd + 1)
        }
        return pattern.isEmpty && text.isEmpty
    }
}
