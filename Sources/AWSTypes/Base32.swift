/// Base 32 in RFC 4648's alphabet: what authenticator apps take seeds in.
public enum Base32 {
    /// The bytes of a text, whatever its case, with or without padding; nil for any other character.
    public static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (pool, bits) = (UInt32(0), 0)
        let characters = text.utf8
        let end = characters.firstIndex(of: UInt8(ascii: "=")) ?? characters.endIndex
        guard characters[end...].allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        for character in characters[..<end] {
            guard let value = value(of: character) else { return nil }
            pool = pool << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pool >> UInt32(bits)))
                pool &= (1 << UInt32(bits)) - 1
            }
        }
        // What is left over is less than a character's five bits, and nothing but zeros.
        return bits < 5 && pool == 0 ? bytes : nil
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt32(character - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}
