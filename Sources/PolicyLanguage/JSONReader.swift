/// Reads JSON (RFC 8259) and keeps the place of each value.
///
/// Stricter than the RFC in what leads to two readings of one text: no member may stand twice in an object.
/// Nesting is limited, so that no text can exhaust the stack.
public struct JSONReader {
    /// The levels of arrays and objects a text may have.
    public static let maximumDepth = 64

    var bytes: [UInt8]
    var place = 0
    private var line = 1
    private var lineStart = 0
    private var continuationBytes = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a whole text.
    public static func read(_ text: some Sequence<UInt8>) throws(PolicySyntaxError) -> JSONValue {
        var reader = JSONReader(Array(text))
        reader.skipWhitespace()
        let value = try reader.readValue()
        reader.skipWhitespace()
        if reader.place < reader.bytes.count {
            throw reader.failure("There is text after the end of the document.", remedy: "Remove what follows.")
        }
        return value
    }

    /// The place reached.
    ///
    /// Counts bytes that continue a character, so that columns are characters.
    var position: SourcePosition {
        SourcePosition(offset: place, line: line, column: place - lineStart - continuationBytes + 1)
    }

    func failure(_ problem: String, remedy: String) -> PolicySyntaxError {
        PolicySyntaxError(.invalidJSON, at: position, problem, remedy: remedy)
    }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// Steps over one byte that is no line feed.
    mutating func advance() {
        if bytes[place] & 0xC0 == 0x80 { continuationBytes += 1 }
        place += 1
    }

    mutating func skipWhitespace() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\n"):
                place += 1
                line += 1
                lineStart = place
                continuationBytes = 0
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): place += 1
            default: return
            }
        }
    }

    private mutating func readValue() throws(PolicySyntaxError) -> JSONValue {
        let start = position
        let content: JSONValue.Content
        guard let first = next else {
            throw failure("The text ends where a value should stand.", remedy: "Write a value.")
        }
        switch first {
        case UInt8(ascii: "{"):
            content = .object(try nested { reader throws(PolicySyntaxError) in try reader.readMembers() })
        case UInt8(ascii: "["):
            content = .array(try nested { reader throws(PolicySyntaxError) in try reader.readElements() })
        case UInt8(ascii: "\""): content = .string(try readString())
        case UInt8(ascii: "t"): content = try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): content = try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): content = try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try readNumber())
        default:
            throw failure(
                "A value can't begin here.",
                remedy: "Write a string in double quotes, a number, true, false, an object or an array.")
        }
        return JSONValue(content, at: SourceRange(start: start, end: position))
    }

    private mutating func nested<Result>(
        _ read: (inout JSONReader) throws(PolicySyntaxError) -> Result
    ) throws(PolicySyntaxError) -> Result {
        guard depth < JSONReader.maximumDepth else {
            throw PolicySyntaxError(
                .nestingTooDeep, at: position, "Arrays and objects nest deeper than \(JSONReader.maximumDepth) levels.",
                remedy: "Write the policy flatter.")
        }
        depth += 1
        place += 1
        let result = try read(&self)
        depth -= 1
        return result
    }

    /// What follows an opening brace, the closing one included.
    private mutating func readMembers() throws(PolicySyntaxError) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipWhitespace()
        if take("}") { return members }
        while true {
            let start = position
            guard next == UInt8(ascii: "\"") else {
                throw failure(
                    "A member's name should stand here.",
                    remedy: "Write a name in double quotes, or remove the comma before.")
            }
            let name = try readString()
            let nameRange = SourceRange(start: start, end: position)
            guard names.insert(name).inserted else {
                throw PolicySyntaxError(
                    .duplicateMember(name), at: start, "The member \"\(name)\" stands twice in one object.",
                    remedy: "Keep one, and join their values in an array.")
            }
            skipWhitespace()
            guard take(":") else {
                throw failure("A member's name is not followed by a colon.", remedy: "Write a colon and a value.")
            }
            skipWhitespace()
            members.append(JSONValue.Member(name: name, nameRange: nameRange, value: try readValue()))
            skipWhitespace()
            if take("}") { return members }
            guard take(",") else {
                throw failure("An object is not closed.", remedy: "Write a comma and a member, or a closing brace.")
            }
            skipWhitespace()
        }
    }

    /// What follows an opening bracket, the closing one included.
    private mutating func readElements() throws(PolicySyntaxError) -> [JSONValue] {
        var elements: [JSONValue] = []
        skipWhitespace()
        if take("]") { return elements }
        while true {
            elements.append(try readValue())
            skipWhitespace()
            if take("]") { return elements }
            guard take(",") else {
                throw failure("An array is not closed.", remedy: "Write a comma and a value, or a closing bracket.")
            }
            skipWhitespace()
        }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }
}
