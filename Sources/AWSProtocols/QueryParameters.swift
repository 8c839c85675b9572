import AWSTypes

/// The parameters of a request in the `query` protocol: names with dots, and texts.
package struct QueryParameters: Sendable {
    // A handful is found faster one after the other than by hash; those of long lists have a place in `index`.
    private var parameters: [(name: String, value: String)] = []
    private var index: [String: Int] = [:]
    // Most requests have no lists, and are not searched for them.
    private var hasNestedNames = false
    private static let handful = 16

    /// No parameters.
    package init() {}

    /// The most parameters that one request may have.
    package static let maximumCount = 20_000

    /// The value of a parameter.
    package subscript(name: String) -> String? { place(of: name).map { parameters[$0].value } }

    private func place(of name: String) -> Int? {
        if parameters.count > QueryParameters.handful { return index[name] }
        return parameters.firstIndex { $0.name == name }
    }

    /// All parameters, by name.
    package var all: [String: String] { Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }) }

    /// Adds the parameters of a form or a query string; the first of two with one name counts.
    ///
    /// - Throws: `MalformedQueryString` where an escape is broken or the text is not UTF-8.
    package mutating func add(formEncoded bytes: some Collection<UInt8>) throws(AWSError) {
        let form = Array(bytes)
        var start = 0
        while start < form.count {
            var (end, equals) = (start, -1)
            while end < form.count, form[end] != UInt8(ascii: "&") {
                if form[end] == UInt8(ascii: "="), equals < 0 { equals = end }
                end += 1
            }
            if end > start {
                let split = equals < 0 ? end : equals
                try add(
                    name: QueryParameters.decode(form[start..<split]),
                    value: QueryParameters.decode(form[min(split + 1, end)..<end]))
            }
            start = end + 1
        }
    }

    private mutating func add(name: String, value: String) throws(AWSError) {
        guard parameters.count < QueryParameters.maximumCount else {
            throw .malformedQueryString("The request has more than \(QueryParameters.maximumCount) parameters")
        }
        guard place(of: name) == nil else { return }
        parameters.append((name, value))
        if parameters.count > QueryParameters.handful {
            for place in (index.isEmpty ? 0 : parameters.count - 1)..<parameters.count {
                index[parameters[place].name] = place
            }
        }
        if name.utf8.contains(UInt8(ascii: ".")) { hasNestedNames = true }
    }

    /// The places that a list has values for, such as 1 and 2 of `Tags.member.1.Key` and `Tags.member.2.Key`.
    func places(of list: String) -> [Int] {
        guard hasNestedNames else { return [] }
        let prefix = list + "."
        var found = Set<Int>()
        for (name, _) in parameters where name.hasPrefix(prefix) {
            let digits = name.utf8.dropFirst(prefix.utf8.count).prefix { $0 != UInt8(ascii: ".") }
            if let place = Int(Substring(digits)), place > 0 { found.insert(place) }
        }
        return found.sorted()
    }

    /// Whether a structure has any member.
    func hasMembers(of structure: String) -> Bool {
        hasNestedNames && parameters.contains { $0.name.hasPrefix(structure + ".") }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(AWSError) -> String {
        let isPlain = bytes.allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        guard let decoded = isPlain ? bytes : PercentText.bytes(bytes, plusIsSpace: true)?[...] else {
            throw .malformedQueryString("The request has a percent sign without two hexadecimal digits")
        }
        guard let text = try? UTF8Span(validating: decoded.span) else {
            throw .malformedQueryString("The request has a parameter that is not UTF-8")
        }
        return String(copying: text)
    }
}

extension AWSError {
    /// The parameters can't be read.
    static func malformedQueryString(_ message: String) -> AWSError {
        AWSError("MalformedQueryString", status: 400, message)
    }
}
