import AWSTypes

extension JSONReader {
    mutating func readWord(
        _ word: StaticString, _ content: JSONValue.Content
    ) throws(PolicySyntaxError) -> JSONValue.Content {
        for offset in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[offset] else {
                throw failure("This is no JSON value.", remedy: "Write true, false, null, or text in double quotes.")
            }
            place += 1
        }
        return content
    }

    mutating func readNumber() throws(PolicySyntaxError) -> String {
        let start = place
        _ = take("-")
        if !take("0") { try readDigits() }
        if take(".") { try readDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func readDigits() throws(PolicySyntaxError) {
        let start = place
        while let byte = next, ASCIISet.digits.contains(byte) { place += 1 }
        if place == start {
            throw failure("A digit is missing in a number.", remedy: "Write the number in full, such as 0.5 or 12.")
        }
    }

    /// A string with its quotes.
    mutating func readString() throws(PolicySyntaxError) -> String {
        place += 1
        var decoded: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                guard let text = String(validating: decoded, as: UTF8.self) else {
                    throw failure("The string before this place is not UTF-8.", remedy: "Save the policy as UTF-8.")
                }
                return text
            case UInt8(ascii: "\\"): try readEscape(into: &decoded)
            case 0..<0x20:
                throw failure(
                    "A control character stands in a string.",
                    remedy: "Close the string before it, or write an escape such as \\n.")
            default:
                decoded.append(byte)
                advance()
            }
        }
        throw failure("A string is not closed.", remedy: "Write a closing double quote.")
    }

    private mutating func readEscape(into decoded: inout [UInt8]) throws(PolicySyntaxError) {
        place += 1
        guard let byte = next else { return }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            place += 1
            decoded.append(contentsOf: Array(String(try readEscapedScalar()).utf8))
            return
        default: throw failure("JSON has no such escape.", remedy: "Write a backslash as \\\\.")
        }
        place += 1
    }

    /// What follows `\u`, with the second half of a surrogate pair.
    private mutating func readEscapedScalar() throws(PolicySyntaxError) -> Unicode.Scalar {
        let first = try readHexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, take("\\"), take("u") {
            let second = try readHexadecimal()
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw failure("Half of a surrogate pair stands alone.", remedy: "Write the character itself.")
    }

    private mutating func readHexadecimal() throws(PolicySyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("An escape \\u needs four hexadecimal digits.", remedy: "Write them, such as \\u00e9.")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
