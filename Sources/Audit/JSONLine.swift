import AWSTypes

/// An object of JSON on one line, written field by field; fields that are nil are left out.
struct JSONLine {
    /// What has been written, without the line's end.
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Writes an object.
    static func write(into buffer: inout [UInt8], _ write: (inout JSONLine) -> Void) {
        var line = JSONLine()
        swap(&line.bytes, &buffer)
        line.bytes.append(UInt8(ascii: "{"))
        write(&line)
        line.bytes.append(contentsOf: "}\n".utf8)
        swap(&line.bytes, &buffer)
    }

    /// Writes a text.
    mutating func field(_ name: String, _ value: String?) {
        guard let value else { return }
        open(name)
        append(value)
    }

    /// Writes a number.
    mutating func field(_ name: String, _ value: Int) {
        open(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes true or false.
    mutating func field(_ name: String, _ value: Bool) {
        open(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes an object.
    mutating func object(_ name: String, _ write: (inout JSONLine) -> Void) {
        open(name)
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        write(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes a list of texts.
    mutating func list(_ name: String, _ texts: [String]) {
        open(name)
        bytes.append(UInt8(ascii: "["))
        for (place, text) in texts.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            append(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func open(_ name: String) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        append(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for place in 0..<utf8.count where JSONLine.special.contains(utf8[place]) {
                bytes.append(contentsOf: utf8[start..<place])
                start = place + 1
                escape(utf8[place])
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        } else {
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }

    /// The bytes that can't stand in a text of JSON as they are.
    private static let special = ASCIISet(0...0x1F).union("\"\\")
}
