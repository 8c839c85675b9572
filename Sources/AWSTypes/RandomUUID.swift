/// Random UUIDs of version 4 (RFC 9562), as text.
public enum RandomUUID {
    /// A UUID that nobody has had.
    public static func make(entropy: inout some RandomNumberGenerator) -> String {
        let high = entropy.next() & ~0xF000 | 0x4000
        let low = entropy.next() & ~(0xC0 << 56) | 0x80 << 56
        let digits = [high, low].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
