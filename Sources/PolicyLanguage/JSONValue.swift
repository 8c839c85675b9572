/// A JSON value that knows where it was written.
public struct JSONValue: Hashable, Sendable {
    /// What it is.
    public let content: Content
    /// Where it was written, quotes and brackets included.
    public let range: SourceRange

    /// Makes a value.
    public init(_ content: Content, at range: SourceRange) {
        self.content = content
        self.range = range
    }

    /// JSON's six kinds of values.
    public enum Content: Hashable, Sendable {
        /// Members in the order written; no name stands twice.
        case object([Member])
        /// Elements in the order written.
        case array([JSONValue])
        /// Text, escapes resolved.
        case string(String)
        /// A number as it was written.
        case number(String)
        /// `true` or `false`.
        case boolean(Bool)
        /// `null`.
        case null
    }

    /// A name and a value of an object.
    public struct Member: Hashable, Sendable {
        /// The name, escapes resolved.
        public let name: String
        /// Where the name was written.
        public let nameRange: SourceRange
        /// The value.
        public let value: JSONValue

        /// Makes a member.
        public init(name: String, nameRange: SourceRange, value: JSONValue) {
            self.name = name
            self.nameRange = nameRange
            self.value = value
        }
    }

    /// The members, or nil where this is no object.
    public var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The elements, or nil where this is no array.
    public var elements: [JSONValue]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The text, or nil where this is no string.
    public var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The text of a string, number or boolean; nil for the rest.
    public var scalarText: String? {
        switch content {
        case .string(let text), .number(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .object, .array, .null: nil
        }
    }

    /// What people call this kind of value.
    var kindName: String {
        switch content {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }

    /// The value of a member, or nil where there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        members?.first { $0.name == name }?.value
    }
}
