import PolicyLanguage

/// Reads CBOR (RFC 8949) as far as AWS's protocol uses it, into the same tree as JSON.
///
/// Stricter than the RFC in what leads to two readings of one text: keys are texts, and none stands twice in a map.
struct CBORReader {
    /// It is no CBOR, or not of this kind.
    struct Fault: Error {}

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a whole text.
    static func read(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = CBORReader(bytes)
        let value = try reader.value(depth: 0)
        if reader.place != bytes.count { throw Fault() }
        return value
    }

    private mutating func byte() throws(Fault) -> UInt8 {
        guard place < bytes.count else { throw Fault() }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func integer(_ length: Int) throws(Fault) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<length { value = value << 8 | UInt64(try byte()) }
        return value
    }

    /// The argument of an item's head; nil: the item has no length, and a break ends it.
    private mutating func argument(_ detail: UInt8) throws(Fault) -> UInt64? {
        switch detail {
        case 0...23: UInt64(detail)
        case 24: try integer(1)
        case 25: try integer(2)
        case 26: try integer(4)
        case 27: try integer(8)
        case 31: nil
        default: throw Fault()
        }
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth < JSONReader.maximumDepth else { throw Fault() }
        let head = try byte()
        let (major, detail) = (head >> 5, head & 31)
        switch major {
        case 0: return JSONValue(.number("\(try required(detail))"))
        case 1:
            let magnitude = try required(detail)
            return JSONValue(.number(magnitude == .max ? "-18446744073709551616" : "-\(magnitude + 1)"))
        case 2:
            _ = try content(major, detail)
            return JSONValue(.null)
        case 3:
            let bytes = try content(major, detail)
            guard let text = try? UTF8Span(validating: bytes.span) else { throw Fault() }
            return JSONValue(.string(String(copying: text)))
        case 4: return try list(detail, depth)
        case 5: return try map(detail, depth)
        case 6:
            _ = try required(detail)
            return try value(depth: depth + 1)
        default: return try simple(detail)
        }
    }

    private mutating func required(_ detail: UInt8) throws(Fault) -> UInt64 {
        guard let argument = try argument(detail) else { throw Fault() }
        return argument
    }

    /// The bytes of a string, which may come in pieces.
    private mutating func content(_ major: UInt8, _ detail: UInt8) throws(Fault) -> [UInt8] {
        guard let length = try argument(detail) else {
            var joined: [UInt8] = []
            while true {
                let head = try byte()
                if head == 0xFF { return joined }
                guard head >> 5 == major, head & 31 != 31 else { throw Fault() }
                joined += try content(major, head & 31)
            }
        }
        guard length <= UInt64(bytes.count - place) else { throw Fault() }
        defer { place += Int(length) }
        return Array(bytes[place..<(place + Int(length))])
    }

    private mutating func isAtBreak() throws(Fault) -> Bool {
        guard place < bytes.count else { throw Fault() }
        if bytes[place] != 0xFF { return false }
        place += 1
        return true
    }

    private mutating func hasMore(than read: Int, of count: UInt64?) throws(Fault) -> Bool {
        if let count { return UInt64(read) < count }
        return try !isAtBreak()
    }

    private mutating func list(_ detail: UInt8, _ depth: Int) throws(Fault) -> JSONValue {
        var elements: [JSONValue] = []
        let count = try argument(detail)
        while try hasMore(than: elements.count, of: count) { elements.append(try value(depth: depth + 1)) }
        return JSONValue(.array(elements))
    }

    private mutating func map(_ detail: UInt8, _ depth: Int) throws(Fault) -> JSONValue {
        var members: [(String, JSONValue)] = []
        var names: Set<String> = []
        let count = try argument(detail)
        while try hasMore(than: members.count, of: count) {
            guard let name = try value(depth: depth + 1).string, names.insert(name).inserted else { throw Fault() }
            members.append((name, try value(depth: depth + 1)))
        }
        return JSONValue(members: members)
    }

    private mutating func simple(_ detail: UInt8) throws(Fault) -> JSONValue {
        switch detail {
        case 20, 21: return JSONValue(.boolean(detail == 21))
        case 22, 23: return JSONValue(.null)
        case 25:
            // Half-precision numbers name nothing that policies ask for.
            _ = try integer(2)
            return JSONValue(.null)
        case 26: return JSONValue(.number("\(Float(bitPattern: UInt32(truncatingIfNeeded: try integer(4))))"))
        case 27: return JSONValue(.number("\(Double(bitPattern: try integer(8)))"))
        default: throw Fault()
        }
    }
}
