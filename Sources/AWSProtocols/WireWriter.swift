import AWSTypes

/// The members of a response, written by name; the protocol decides how they look.
///
/// Writing appends bytes; nothing is kept but the bytes. Members that are nil are left out.
package struct WireWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private let format: Format
    /// Whether a member of the JSON object that is being written stands already.
    private var hasMembers = false

    /// How members look.
    package enum Format: Sendable {
        /// Elements.
        case xml
        /// Members of an object, whose braces are somebody else's to write.
        case json
    }

    /// Starts an answer.
    package init(_ format: Format = .xml, capacity: Int = 1024) {
        self.format = format
        bytes.reserveCapacity(capacity)
    }

    /// Writes a text.
    package mutating func field(_ name: String, _ value: String?) {
        guard let value else { return }
        scalar(name) { writer in
            switch writer.format {
            case .xml: writer.append(escaping: value)
            case .json: writer.append(quoting: value)
            }
        }
    }

    /// Writes a number.
    package mutating func field(_ name: String, _ value: Int?) {
        guard let value else { return }
        scalar(name) { $0.bytes.append(contentsOf: String(value).utf8) }
    }

    /// Writes `true` or `false`.
    package mutating func field(_ name: String, _ value: Bool?) {
        guard let value else { return }
        scalar(name) { $0.bytes.append(contentsOf: (value ? "true" : "false").utf8) }
    }

    /// Writes a moment: as ISO 8601 in XML, as seconds since 1970 in JSON.
    package mutating func field(_ name: String, _ value: Timestamp?) {
        guard let value else { return }
        scalar(name) { writer in
            switch writer.format {
            case .xml: writer.bytes.append(contentsOf: value.iso8601.utf8)
            case .json: writer.bytes.append(contentsOf: String(value.seconds).utf8)
            }
        }
    }

    /// Writes whatever describes itself as its wire form: ARNs, ids, names.
    package mutating func field(_ name: String, _ value: (some CustomStringConvertible)?) {
        field(name, value?.description)
    }

    /// Writes a structure.
    package mutating func structure(_ name: String, _ write: (inout WireWriter) -> Void) {
        scalar(name) { $0.object(write) }
    }

    /// Writes a list of structures; an empty list is written too.
    package mutating func list<Elements: Sequence>(
        _ name: String, _ elements: Elements, each write: (inout WireWriter, Elements.Element) -> Void
    ) {
        array(name, elements) { writer, element in writer.object { write(&$0, element) } }
    }

    /// Writes a list of texts; an empty list is written too.
    package mutating func list(_ name: String, texts: some Sequence<String>) {
        array(name, texts) { writer, text in
            switch writer.format {
            case .xml: writer.append(escaping: text)
            case .json: writer.append(quoting: text)
            }
        }
    }

    /// Writes a map of names to numbers.
    package mutating func map(_ name: String, _ entries: some Sequence<(key: String, value: Int)>) {
        map(name, entries) { writer, name, number in writer.field(name, number) }
    }

    /// Writes a map of names to texts; an empty map is written too.
    package mutating func map(_ name: String, texts entries: some Sequence<(key: String, value: String)>) {
        map(name, entries) { writer, name, text in writer.field(name, text) }
    }

    // MARK: Shapes

    /// A name, and a value that `write` writes.
    private mutating func scalar(_ name: String, _ write: (inout WireWriter) -> Void) {
        switch format {
        case .xml:
            open(name)
            write(&self)
            close(name)
        case .json:
            if hasMembers { bytes.append(UInt8(ascii: ",")) }
            append(quoting: name)
            bytes.append(UInt8(ascii: ":"))
            write(&self)
            hasMembers = true
        }
    }

    /// A structure's members, with what encloses them.
    private mutating func object(_ write: (inout WireWriter) -> Void) {
        guard format == .json else { return write(&self) }
        bytes.append(UInt8(ascii: "{"))
        hasMembers = false
        write(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func map<Value>(
        _ name: String, _ entries: some Sequence<(key: String, value: Value)>,
        _ write: (inout WireWriter, String, Value) -> Void
    ) {
        scalar(name) { writer in
            writer.object { writer in
                for (key, value) in entries {
                    switch writer.format {
                    case .json: write(&writer, key, value)
                    case .xml:
                        writer.structure("entry") { writer in
                            writer.field("key", key)
                            write(&writer, "value", value)
                        }
                    }
                }
            }
        }
    }

    private mutating func array<Elements: Sequence>(
        _ name: String, _ elements: Elements, each write: (inout WireWriter, Elements.Element) -> Void
    ) {
        scalar(name) { writer in
            guard writer.format == .json else {
                for element in elements { writer.scalar("member") { write(&$0, element) } }
                return
            }
            writer.bytes.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { writer.bytes.append(UInt8(ascii: ",")) }
                write(&writer, element)
            }
            writer.bytes.append(UInt8(ascii: "]"))
        }
    }

    // MARK: XML

    /// Writes a start tag, with a namespace if one is given.
    package mutating func open(_ name: String, namespace: String? = nil) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        if let namespace {
            bytes.append(contentsOf: " xmlns=\"".utf8)
            bytes.append(contentsOf: namespace.utf8)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    /// Writes an end tag.
    package mutating func close(_ name: String) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    /// Writes text into the element that is open.
    package mutating func text(_ text: String) { append(escaping: text) }

    /// Appends what was written elsewhere in the same format.
    package mutating func append(_ other: WireWriter) { bytes.append(contentsOf: other.bytes) }

    private mutating func append(escaping text: String) {
        var text = text
        let plain = WireWriter.plain
        text.withUTF8 { utf8 in
            var start = 0
            for place in 0..<utf8.count where !plain.contains(utf8[place]) {
                let isNoncharacter =
                    utf8[place] >= 0xBE && place >= 2 && utf8[place - 1] == 0xBF && utf8[place - 2] == 0xEF
                guard let escape = isNoncharacter ? "\u{FFFD}" : WireWriter.escape(utf8[place]) else { continue }
                bytes.append(contentsOf: utf8[start..<(isNoncharacter ? place - 2 : place)])
                bytes.append(contentsOf: escape.utf8)
                start = place + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
    }

    /// The characters that look the same in XML.
    private static let plain = ASCIISet(0x20...0x7E).subtracting("&<>\"")

    /// What stands for a byte that XML can't carry as it is; controls that XML can't carry at all become U+FFFD, as
    /// do U+FFFE and U+FFFF.
    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case 0x0D: "&#xD;"
        case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F: "\u{FFFD}"
        default: nil
        }
    }

    // MARK: JSON

    /// A text in double quotes.
    private mutating func append(quoting text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x00..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(WireWriter.hexadecimal[Int(byte >> 4)])
                bytes.append(WireWriter.hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
