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
    public subscript(lowercaseName: String) -> String? { fields.first { $0.isNamed(lowercaseName) }?.value }
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
    @inline(__always)
    func isNamed(_ lowercaseName: String) -> Bool {
        // Servers hand over names in lower case, so that plain equality settles nearly all.
        name.utf8.count == lowercaseName.utf8.count
            && (name == lowercaseName || name.equalsIgnoringASCIICase(lowercaseName))
    }
}

/// The fields that a claim is read from, found in one pass.
struct ClaimFields {
    private(set) var authorization: String?
    private(set) var amzDate: String?
    private(set) var date: String?
    private(set) var securityToken: String?
    private(set) var contentHash: String?

    init(_ head: RequestHead) throws(SignatureFailure) {
        for field in head.fields {
            // Lengths tell nearly all other fields apart without a look at their bytes.
            switch field.name.utf8.count {
            case 4 where field.isNamed("date"):
                if date == nil { date = field.value }
            case 10 where field.isNamed("x-amz-date"):
                try ClaimFields.set(&amzDate, field)
            case 13 where field.isNamed("authorization"):
                try ClaimFields.set(&authorization, field)
            case 20 where field.isNamed("x-amz-security-token"):
                try ClaimFields.set(&securityToken, field)
            case 20 where field.isNamed("x-amz-content-sha256"):
                try ClaimFields.set(&contentHash, field)
            default: break
            }
        }
    }

    /// What signatures depend on must not come twice: who reads the first and who reads the last would differ.
    private static func set(_ value: inout String?, _ field: HeaderField) throws(SignatureFailure) {
        if value != nil { throw .repeated(field.name.lowercased()) }
        value = field.value
    }
}
