import AWSTypes

/// The parameters of a request's query, decoded, in the order written.
package struct S3Query: Sendable, Equatable {
    /// Names and values; a name without `=` has an empty value.
    package private(set) var parameters: [(name: String, value: String)] = []

    /// Reads the part of a request's target after the question mark; of two parameters with one name the first
    /// counts.
    ///
    /// - Throws: `InvalidURI` where an escape is broken or the text is not UTF-8.
    package init(_ text: Substring) throws(AWSError) {
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard parameters.count < S3Query.most else { throw .invalidURI }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentText.decode(pair[..<equals], plusIsSpace: true),
                let value = PercentText.decode(pair[equals...].dropFirst(), plusIsSpace: true)
            else { throw .invalidURI }
            if self[name] == nil { parameters.append((name, value)) }
        }
    }

    private static let most = 200

    /// A parameter's value; nil where it is not there.
    package subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Equality of all parameters, in their order.
    package static func == (one: Self, other: Self) -> Bool {
        one.parameters.elementsEqual(other.parameters) { $0 == $1 }
    }
}
