/// Base 64 with padding, in RFC 4648's first alphabet.
public enum Base64 {
    /// The text of these bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: length) { text in
            let whole = bytes.count / 3
            for group in 0..<whole {
                let pool =
                    UInt32(bytes[group * 3]) << 16 | UInt32(bytes[group * 3 + 1]) << 8 | UInt32(bytes[group * 3 + 2])
                text[group * 4] = character(pool >> 18)
                text[group * 4 + 1] = character(pool >> 12)
                text[group * 4 + 2] = character(pool >> 6)
                text[group * 4 + 3] = character(pool)
            }
            let rest = bytes.count - whole * 3
            guard rest > 0 else { return length }
            let pool = UInt32(bytes[whole * 3]) << 16 | (rest == 2 ? UInt32(bytes[whole * 3 + 1]) << 8 : 0)
            text[whole * 4] = character(pool >> 18)
            text[whole * 4 + 1] = character(pool >> 12)
            text[whole * 4 + 2] = rest == 2 ? character(pool >> 6) : UInt8(ascii: "=")
            text[whole * 4 + 3] = UInt8(ascii: "=")
            return length
        }
    }

    /// The bytes of that text, or nil unless it is exactly what `encode` gives for them.
    ///
    /// White space, missing padding and stray bits in the last character are refused, so that no two texts mean the
    /// same bytes.
    public static func decode(_ text: String) -> [UInt8]? {
        let found: [UInt8]?? = text.utf8.withContiguousStorageIfAvailable { decode(bytes: $0) }
        if let found { return found }
        return Array(text.utf8).withUnsafeBufferPointer { decode(bytes: $0) }
    }

    private static func decode(bytes text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard let last = text.last else { return [] }
        let padding = last != UInt8(ascii: "=") ? 0 : text[text.count - 2] != UInt8(ascii: "=") ? 1 : 2
        return decode(unpadded: UnsafeBufferPointer(rebasing: text.dropLast(padding)), by: values)
    }

    /// The bytes of a text without its padding, where each character means what a table of 256 says.
    static func decode(unpadded text: UnsafeBufferPointer<UInt8>, by values: [UInt8]) -> [UInt8]? {
        let rest = text.count % 4
        if rest == 1 { return nil }
        let (whole, length) = (text.count - rest, text.count / 4 * 3 + max(rest - 1, 0))
        var faulty: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { output, count in
            var target = 0
            for place in stride(from: 0, to: whole, by: 4) {
                let (a, b) = (values[Int(text[place])], values[Int(text[place + 1])])
                let (c, d) = (values[Int(text[place + 2])], values[Int(text[place + 3])])
                faulty |= a | b | c | d
                output[target] = a << 2 | b >> 4
                output[target + 1] = b << 4 | c >> 2
                output[target + 2] = c << 6 | d
                target += 3
            }
            count = length
            guard rest > 0 else { return }
            let (a, b) = (values[Int(text[whole])], values[Int(text[whole + 1])])
            let c = rest == 3 ? values[Int(text[whole + 2])] : 0
            faulty |= a | b | c | (rest == 3 ? c & 3 : b & 15) << 6
            output[target] = a << 2 | b >> 4
            if rest == 3 { output[target + 1] = b << 4 | c >> 2 }
        }
        return faulty < 64 ? bytes : nil
    }

    private static func character(_ value: UInt32) -> UInt8 { alphabet[Int(value & 63)] }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// What each byte means; 255 where it means nothing.
    private static let values = values(of: alphabet)

    /// What each byte means in an alphabet of 64; 255 where it means nothing.
    static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }
}
