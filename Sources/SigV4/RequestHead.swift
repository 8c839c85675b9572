import AWSTypes

/// What a signature covers of a request, but for the body: method, target and header fields as they came.
///
/// The target is the path and query exactly as on the wire, not decoded. The fields hold every field that the
/// client sent, `Host` (in HTTP/2 the `:authority`) among them, in the order of the wire; names may be in any case.
public struct RequestHead: Sendable, Equatable {
    /// The method, such as `POST`.
    public var method: String
    /// The path and query, such as `/bucket/a%20b?acl`.
    public var target: String
    /// The header fields.
    public var fields: [HeaderField]

    /// Makes a head.
    public init(method: String, target: String, fields: [HeaderField]) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// The value of the first field of that name, which has to be in lower case.
    func value(of name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }
}

/// A header field.
public struct HeaderField: Sendable, Hashable {
    /// The name, in any case.
    public var name: String
    /// The value, without the line's end.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the field has that name, which has to be in lower case.
    func isNamed(_ lowercaseName: String) -> Bool {
        name.utf8.count == lowercaseName.utf8.count && name.equalsIgnoringASCIICase(lowercaseName)
    }
}
