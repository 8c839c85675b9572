import AWSTypes

/// The members of a response, written by name; the protocol decides how they look.
///
/// Writing appends bytes; nothing is kept but the bytes. Members that are nil are left out.
package struct WireWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    /// Starts an answer.
    package init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    /// Writes a text.
    package mutating func field(_ name: String, _ value: String?) {
        guard let value else { return }
        open(name)
        append(escaping: value)
        close(name)
    }

    /// Writes a number.
    package mutating func field(_ name: String, _ value: Int?) { field(name, value.map(String.init)) }

    /// Writes `true` or `false`.
    package mutating func field(_ name: String, _ value: Bool?) { field(name, value.map { $0 ? "true" : "false" }) }

    /// Writes a moment as ISO 8601.
    package mutating func field(_ name: String, _ value: Timestamp?) { field(name, value?.iso8601) }

    /// Writes whatever describes itself as its wire form: ARNs, ids, names.
    package mutating func field(_ name: String, _ value: (some CustomStringConvertible)?) {
        field(name, value?.description)
    }

    /// Writes a structure.
    package mutating func structure(_ name: String, _ write: (inout WireWriter) -> Void) {
        open(name)
        write(&self)
        close(name)
    }

    /// Writes a list of structures; an empty list is written too.
    package mutating func list<Elements: Sequence>(
        _ name: String, _ elements: Elements, each write: (inout WireWriter, Elements.Element) -> Void
    ) {
        open(name)
        for element in elements {
            open("member")
            write(&self, element)
            close("member")
        }
        close(name)
    }

    /// Writes a list of texts; an empty list is written too.
    package mutating func list(_ name: String, texts: some Sequence<String>) {
        open(name)
        for text in texts { field("member", text) }
        close(name)
    }

    /// Writes a map of names to numbers.
    package mutating func map(_ name: String, _ entries: some Sequence<(key: String, value: Int)>) {
        open(name)
        for (key, value) in entries {
            open("entry")
            field("key", key)
            field("value", value)
            close("entry")
        }
        close(name)
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
}
