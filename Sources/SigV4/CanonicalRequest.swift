import AWSTypes

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
        for name in signedHeaders.names { writeField(name, of: head, to: &output) }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: signedHeaders.joined.utf8)
        output.append(UInt8(ascii: "\n"))
        content(&output)
        return output
    }

    /// The text that is signed.
    static func stringToSign(date: Timestamp, scope: CredentialScope, canonicalRequest: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(192)
        output.append(contentsOf: signatureAlgorithm.utf8)
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: date.basicISO8601.utf8)
        output.append(UInt8(ascii: "\n"))
        scope.write(to: &output)
        output.append(UInt8(ascii: "\n"))
        ContentHash(of: canonicalRequest).write(to: &output)
        return output
    }

    /// `name:value`, where the values of fields with the same name are joined by commas.
    private static func writeField(_ name: Substring, of head: RequestHead, to output: inout [UInt8]) {
        output.append(contentsOf: name.utf8)
        output.append(UInt8(ascii: ":"))
        var isFirst = true
        for field in head.fields
        where field.name.utf8.count == name.utf8.count && SignedHeaderNames.equal(field.name, name) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            writeFolded(field.value, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// The value without white space at its ends, and with each run of white space inside made one space.
    private static func writeFolded(_ value: String, to output: inout [UInt8]) {
        let written: Void? = value.utf8.withContiguousStorageIfAvailable { writeFolded(bytes: $0[...], to: &output) }
        if written == nil { Array(value.utf8).withUnsafeBufferPointer { writeFolded(bytes: $0[...], to: &output) } }
    }

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
            output.append(contentsOf: rest)
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

/// The names of signed header fields: in lower case, in order, each once.
struct SignedHeaderNames {
    /// The names.
    let names: [Substring]
    /// The names, joined by `;`.
    let joined: String

    /// The names that a client sent, brought into canonical form if it did not.
    init(_ text: String) {
        let names = text.split(separator: ";")
        var isCanonical = !text.utf8.contains { (0x41...0x5A).contains($0) } && !text.hasSuffix(";")
        for (one, next) in zip(names, names.dropFirst()) where !(one < next) { isCanonical = false }
        guard isCanonical else {
            self.init(names: names.map { $0.lowercased() })
            return
        }
        self.init(names: names, joined: text)
    }

    private init(names: [Substring], joined: String) {
        self.names = names
        self.joined = joined
    }

    /// Names in any order, in lower case.
    init(names: [String]) {
        let sorted = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.init(names: sorted.map { $0[...] }, joined: sorted.joined(separator: ";"))
    }

    /// Whether the name, in any case, is one of them.
    func contains(_ name: String) -> Bool {
        names.contains { $0.utf8.count == name.utf8.count && SignedHeaderNames.equal(name, $0) }
    }

    /// Whether the name of a field, in any case, is that name in lower case.
    static func equal(_ name: String, _ lowercase: Substring) -> Bool {
        name.utf8.elementsEqual(lowercase.utf8) { $0.asciiLowercased == $1 }
    }
}
