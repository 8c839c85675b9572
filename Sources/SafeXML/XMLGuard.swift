/// Looks over XML before libxml2 reads it, for what would cost too much to read.
///
/// libxml2 reads an internal subset before it tells that there is one, and compares each attribute of a tag with each
/// other. So declarations are refused here, wherever they stand but in comments and CDATA sections, and tags with too
/// many attributes too. What is not well-formed may pass: libxml2 stops there.
struct XMLGuard {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// The most attributes that a tag may have, declarations of namespaces among them.
    static let maximumAttributes = 32

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Goes once through a document.
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLFault) {
        var scanner = XMLGuard(bytes)
        while scanner.place < bytes.count {
            defer { scanner.place += 1 }
            guard bytes[scanner.place] == UInt8(ascii: "<") else { continue }
            if scanner.isAt("<!--") {
                scanner.skip(4, past: "-->")
            } else if scanner.isAt("<![CDATA[") {
                scanner.skip(9, past: "]]>")
            } else if scanner.isAt("<?") {
                scanner.skip(2, past: "?>")
            } else if scanner.isAt("<!") {
                throw .documentType
            } else {
                try scanner.skipTag()
            }
        }
    }

    private func isAt(_ mark: StaticString) -> Bool {
        let length = mark.utf8CodeUnitCount
        guard bytes.count - place >= length else { return false }
        for index in 0..<length where bytes[place + index] != mark.utf8Start[index] { return false }
        return true
    }

    /// Goes on to the last byte of the next `mark`, or to the end.
    private mutating func skip(_ length: Int, past mark: StaticString) {
        place += length
        while place < bytes.count, !isAt(mark) { place += 1 }
        place += mark.utf8CodeUnitCount - 1
    }

    /// Goes on to the end of a tag, and counts the quoted values in it.
    private mutating func skipTag() throws(XMLFault) {
        var attributes = 0
        var quote: UInt8?
        while place < bytes.count {
            let byte = bytes[place]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                attributes += 1
                if attributes > XMLGuard.maximumAttributes { throw .tooManyAttributes }
            } else if byte == UInt8(ascii: ">") {
                return
            }
            place += 1
        }
    }
}
