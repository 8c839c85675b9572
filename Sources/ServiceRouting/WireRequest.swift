import AWSTypes
import SigV4

/// A request as it came, split into the parts that name an operation and its members.
package struct WireRequest: Sendable {
    /// The method.
    package let method: String
    /// The path, as on the wire.
    package let path: Substring
    /// The query's parameters, decoded, in their order.
    package let query: [Parameter]
    /// The parameters of a form in the body.
    package let form: [Parameter]
    /// The header fields.
    package let fields: [HeaderField]

    /// A name and a value.
    package struct Parameter: Sendable, Hashable {
        /// The name.
        package let name: String
        /// The value; empty where there is none.
        package let value: String

        /// Makes a parameter.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The most parameters that a query or a form may have.
    package static let maximumParameters = 20_000

    /// Reads a head, and the body where it is a form.
    ///
    /// - Throws: `MalformedQueryString` where an escape is broken, the text is not UTF-8, or there is too much of it.
    package init(_ head: RequestHead, body: [UInt8]) throws(AWSError) {
        method = head.method
        let target = head.target
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = target[..<mark]
            query = try WireRequest.parameters(Array(target.utf8[target.utf8.index(after: mark)...]))
        } else {
            path = target[...]
            query = []
        }
        fields = head.fields
        let isForm = head["content-type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
        form = isForm ? try WireRequest.parameters(body) : []
    }

    /// The value of the first field of that name, which has to be in lower case.
    package func field(_ lowercaseName: String) -> String? {
        fields.first { $0.name.utf8.count == lowercaseName.utf8.count && $0.name.lowercased() == lowercaseName }?.value
    }

    /// The value of a parameter of the query protocol, wherever it stands.
    package func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value ?? form.first { $0.name == name }?.value
    }

    /// Whether a parameter stands twice in query and form together.
    package var hasRepeatedParameters: Bool {
        var names = Set<String>(minimumCapacity: query.count + form.count)
        return
            !(query.allSatisfy { names.insert($0.name).inserted } && form.allSatisfy { names.insert($0.name).inserted })
    }

    private static func parameters(_ bytes: [UInt8]) throws(AWSError) -> [Parameter] {
        var parameters: [Parameter] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard parameters.count < maximumParameters else {
                throw .malformedQuery("The request has more than \(maximumParameters) parameters")
            }
            let split = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let value = split == part.endIndex ? [] : part[part.index(after: split)...]
            parameters.append(Parameter(try decoded(part[..<split], plus: true), try decoded(value, plus: true)))
        }
        return parameters
    }

    /// Text with its percent signs resolved, and in queries its plus signs.
    static func decoded(_ bytes: some Collection<UInt8>, plus: Bool) throws(AWSError) -> String {
        guard let decoded = PercentText.bytes(bytes, plusIsSpace: plus) else {
            throw .malformedQuery("The request has a percent sign without two hexadecimal digits")
        }
        guard let text = try? UTF8Span(validating: decoded.span) else {
            throw .malformedQuery("The request's target or form is not UTF-8")
        }
        return String(copying: text)
    }
}

extension AWSError {
    fileprivate static func malformedQuery(_ message: String) -> AWSError {
        AWSError("MalformedQueryString", status: 400, message)
    }
}
