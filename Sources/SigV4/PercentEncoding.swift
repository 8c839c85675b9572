import AWSTypes

/// URI encoding as signatures need it: everything but letters, digits and `-._~` becomes `%XX`, in upper case.
///
/// Source: IAM User Guide, "Create a signed AWS API request", on `UriEncode`.
enum PercentEncoding {
    /// What passes unencoded.
    static let unreserved = ASCIISet.alphanumerics.union("-._~")
    /// What passes unencoded in a path.
    static let unreservedAndSlash = unreserved.union("/")

    /// What a plus sign stands for when text is decoded.
    enum Plus {
        /// Itself, as in paths.
        case isPlus
        /// A space, as in queries and forms: the meaning that the query's readers give it, so that what was signed
        /// is what is read.
        case isSpace
    }

    /// Writes a byte, encoded unless it is in `passing`.
    @inline(__always)
    static func write(_ byte: UInt8, passing: ASCIISet, to output: inout [UInt8]) {
        if passing.contains(byte) {
            output.append(byte)
        } else {
            output.append(UInt8(ascii: "%"))
            output.append(Hexadecimal.uppercaseDigit(byte >> 4))
            output.append(Hexadecimal.uppercaseDigit(byte & 15))
        }
    }

    /// Writes each byte, encoded unless it is in `passing`.
    static func encode(_ bytes: some Collection<UInt8>, passing: ASCIISet, to output: inout [UInt8]) {
        for byte in bytes { write(byte, passing: passing, to: &output) }
    }

    /// Decodes the text and encodes it anew, so that each text has one form whatever the client left bare.
    static func canonicalise(_ bytes: some Collection<UInt8>, plus: Plus, passing: ASCIISet, to output: inout [UInt8]) {
        forEachDecoded(bytes, plus: plus) { write($0, passing: passing, to: &output) }
    }

    /// The decoded text; bytes that are no UTF-8 become replacement characters.
    static func decode(_ bytes: some Collection<UInt8>, plus: Plus) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        forEachDecoded(bytes, plus: plus) { decoded.append($0) }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Gives each decoded byte; a percent sign without two digits after it stands for itself.
    @inline(__always)
    private static func forEachDecoded(_ bytes: some Collection<UInt8>, plus: Plus, _ body: (UInt8) -> Void) {
        var place = bytes.startIndex
        while place != bytes.endIndex {
            let byte = bytes[place]
            bytes.formIndex(after: &place)
            if byte == UInt8(ascii: "%"), place != bytes.endIndex, let high = Hexadecimal.value(bytes[place]) {
                let second = bytes.index(after: place)
                if second != bytes.endIndex, let low = Hexadecimal.value(bytes[second]) {
                    body(high << 4 | low)
                    place = bytes.index(after: second)
                    continue
                }
            }
            body(byte == UInt8(ascii: "+") && plus == .isSpace ? 0x20 : byte)
        }
    }
}
