/// The way in which AWS's ids carry the account they belong to.
///
/// The eight base 32 characters after the prefix are the five bytes, most significant first, of
/// `0x8000000000 + account / 2`; the next character's half of the alphabet is the account's lowest bit.
enum Base32AccountCode {
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// `length` characters (at least 9): the account's code, then random ones.
    static func encode(_ account: AccountID, length: Int, entropy: inout some RandomNumberGenerator) -> String {
        let code = 0x80_0000_0000 + account.number >> 1
        return String(unsafeUninitializedCapacity: length) { buffer in
            for place in 0..<8 { buffer[place] = alphabet[Int(code >> UInt64(35 - 5 * place)) & 31] }
            var pool = entropy.next()
            buffer[8] = alphabet[Int(pool & 15) + (account.number & 1 == 1 ? 16 : 0)]
            for place in 9..<length {
                if (place - 9) % 12 == 11 { pool = entropy.next() } else { pool >>= 5 }
                buffer[place] = alphabet[Int(pool & 31)]
            }
            return length
        }
    }

    /// The account that the characters after a prefix carry, or nil where they carry none.
    static func decode(_ characters: Substring.UTF8View) -> AccountID? {
        guard characters.count >= 9 else { return nil }
        var code: UInt64 = 0
        var last: UInt64 = 0
        for (place, byte) in characters.prefix(9).enumerated() {
            guard let value = value(of: byte) else { return nil }
            if place < 8 { code = code << 5 | value } else { last = value >> 4 }
        }
        guard code >= 0x80_0000_0000 else { return nil }
        return AccountID(number: (code - 0x80_0000_0000) << 1 | last)
    }

    private static func value(of character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(character - UInt8(ascii: "A"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt64(character - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}
