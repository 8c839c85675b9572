import AWSTypes

/// Reads a body in the form `multipart/form-data` as it arrives: fields, and then a file of any length.
///
/// Bytes go in, events come out; what is before the file is held, the file is not. Source: RFC 7578 and RFC 2046.
package struct FormReader: Sendable {
    /// What was read.
    package enum Event: Sendable, Equatable {
        /// A field: its name in lower case, and its value.
        case field(name: String, value: String)
        /// The file begins.
        case file(name: String?, contentType: String?)
        /// Bytes of the file.
        case bytes([UInt8])
        /// The file is over; what follows does not count.
        case end
    }

    private enum State { case preamble, heads, field(Part), file, done }

    private struct Part {
        var name = ""
        var fileName: String?
        var contentType: String?
    }

    private let delimiter: [UInt8]
    private var pending: [UInt8] = []
    private var state = State.preamble
    private var taken = 0

    /// The most bytes that may come before the file.
    package static let longestBeforeFile = 20_480

    /// Starts with the content type of a request.
    ///
    /// - Throws: `MalformedPOSTRequest` where that names no boundary.
    package init(contentType: String) throws(AWSError) {
        guard let boundary = FormReader.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
        else { throw .malformedForm }
        delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary need not have a line's end before it.
        pending = Array("\r\n".utf8)
    }

    /// Takes bytes, and gives what they complete.
    ///
    /// - Throws: `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(AWSError) -> [Event] {
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        while let event = try step() { if let event { events.append(event) } }
        if case .file = state {
        } else if case .done = state {
        } else if pending.count + taken > FormReader.longestBeforeFile {
            throw AWSError(
                "MaxPostPreDataLengthExceededError", status: 400,
                "Your POST request fields preceding the upload file were too large.")
        }
        return events
    }

    /// Takes the end of the body.
    ///
    /// - Throws: `MalformedPOSTRequest` where the form is not over.
    package func finish() throws(AWSError) { guard case .done = state else { throw .malformedForm } }

    /// One step; nil: more bytes are needed; an inner nil: nothing to tell.
    private mutating func step() throws(AWSError) -> Event?? {
        switch state {
        case .preamble:
            guard let place = pending.firstRange(of: delimiter) else { return nil }
            guard try passDelimiter(at: place.lowerBound) else { return nil }
            return .some(nil)
        case .heads:
            guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let part = try FormReader.part(pending[..<end.lowerBound])
            consume(end.upperBound)
            guard part.name == "file" else {
                state = .field(part)
                return .some(nil)
            }
            state = .file
            return .file(name: part.fileName, contentType: part.contentType)
        case .field(let part):
            guard let place = pending.firstRange(of: delimiter) else { return nil }
            guard let value = String(validating: pending[..<place.lowerBound], as: UTF8.self) else {
                throw .malformedForm
            }
            guard try passDelimiter(at: place.lowerBound) else { return nil }
            return .field(name: part.name, value: value)
        case .file:
            if let place = pending.firstRange(of: delimiter) {
                if place.lowerBound > 0 {
                    defer { pending.removeFirst(place.lowerBound) }
                    return .bytes(Array(pending[..<place.lowerBound]))
                }
                state = .done
                pending = []
                return .end
            }
            // What may be the beginning of a boundary waits.
            let safe = pending.count - delimiter.count + 1
            guard safe > 0 else { return nil }
            defer { pending.removeFirst(safe) }
            return .bytes(Array(pending[..<safe]))
        case .done:
            pending = []
            return nil
        }
    }

    /// Goes past a boundary to the heads of the next part; false: what follows it has not come yet.
    private mutating func passDelimiter(at place: Int) throws(AWSError) -> Bool {
        let after = place + delimiter.count
        guard pending.count >= after + 2 else { return false }
        // A form that ends before its file has none.
        guard pending[after] == 0x0D, pending[after + 1] == 0x0A else { throw .formWithoutFile }
        consume(after + 2)
        state = .heads
        return true
    }

    private mutating func consume(_ count: Int) {
        taken += count
        pending.removeFirst(count)
    }

    private static func part(_ heads: ArraySlice<UInt8>) throws(AWSError) -> Part {
        guard let text = String(validating: heads, as: UTF8.self) else { throw .malformedForm }
        var part = Part()
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw .malformedForm }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-disposition":
                guard let name = parameter("name", of: value) else { throw .malformedForm }
                part.name = name.lowercased()
                part.fileName = parameter("filename", of: value)
            case "content-type": part.contentType = String(value)
            default: break
            }
        }
        if part.name.isEmpty { throw .malformedForm }
        return part
    }

    /// A parameter of a header field's value, bare or in quotes.
    private static func parameter(_ name: String, of text: some StringProtocol) -> String? {
        var rest = text[...]
        while let mark = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: mark)...].drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let isMeant = rest[..<equals].lowercased() == name
            let value = rest[rest.index(after: equals)...]
            guard value.first == "\"" else {
                let end = value.firstIndex(of: ";") ?? value.endIndex
                if isMeant { return String(value[..<end]) }
                rest = value[end...]
                continue
            }
            let inside = value.dropFirst()
            guard let end = inside.firstIndex(of: "\"") else { return nil }
            if isMeant { return String(inside[..<end]) }
            rest = inside[end...].dropFirst()
        }
        return nil
    }
}

extension AWSError {
    /// A form that can't be read.
    package static let malformedForm = AWSError(
        "MalformedPOSTRequest", status: 400, "The body of your POST request is not well-formed multipart/form-data.")

    /// A form without a file.
    static let formWithoutFile = invalidArgument("POST requires exactly one file upload per request.", "file", "0")
}
