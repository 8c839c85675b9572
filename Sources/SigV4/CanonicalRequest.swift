/// The text that a signature is made of, and the text that is signed at last.
///
/// Source: IAM User Guide, "Create a signed AWS API request", steps 1 to 3.
enum CanonicalRequest {
    /// The canonical request of a head; `content` writes the last line, that of the body.
    static func bytes(
        of head: RequestHead, signedHeaders: SignedHeaderNames, dialect: ServiceRules.Dialect,
        content: (inout [UInt8]) -> Void
    ) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        output.append(contentsOf: head.method.utf8)
        output.append(UInt8(ascii: "\n"))
        CanonicalTarget.write(head.target, dialect: dialect, to: &output)
        output.append(UInt8(ascii: "\n"))
        signedHeaders.forEach { writeField($0, of: head, to: &output) }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: signedHeaders.joined.utf8)
        output.append(UInt8(ascii: "\n"))
        content(&output)
        return output
    }

    /// The text that is signed.
    static func stringToSign(date: String, scope: CredentialScope, canonicalRequest: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(192)
        output.append(contentsOf: signatureAlgorithm.utf8)
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: date.utf8)
        output.append(UInt8(ascii: "\n"))
        scope.write(to: &output)
        output.append(UInt8(ascii: "\n"))
        ContentHash(of: canonicalRequest).write(to: &output)
        return output
    }

    /// `name:value`, where the values of fields with the same name are joined by commas.
    private static func writeField(_ name: UnsafeBufferPointer<UInt8>, of head: RequestHead, to output: inout [UInt8]) {
        output.append(contentsOf: name)
        output.append(UInt8(ascii: ":"))
        var isFirst = true
        for field in head.fields where field.name.utf8.count == name.count {
            guard withBytes(of: field.name, { SignedHeaderNames.equal($0, name) }) else { continue }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            withBytes(of: field.value) { writeFolded(bytes: $0[...], to: &output) }
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// The value without white space at its ends, and with each run of white space inside made one space.
    private static func writeFolded(bytes: Slice<UnsafeBufferPointer<UInt8>>, to output: inout [UInt8]) {
        var rest = bytes
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        var needsFolding = false
        var previous: UInt8 = 0
        for byte in rest {
            if isSpace(byte), byte != 0x20 || previous == 0x20 { needsFolding = true }
            previous = byte
        }
        guard needsFolding else {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: rest))
            return
        }
        var follows = false
        for byte in rest {
            if !isSpace(byte) { output.append(byte) } else if !follows { output.append(0x20) }
            follows = isSpace(byte)
        }
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
