import AWSTypes
import PolicyLanguage

/// A value of a condition key.
public enum ContextValue: Hashable, Sendable {
    /// Text, ARNs included.
    case string(String)
    /// True or false.
    case boolean(Bool)
    /// A number.
    case number(PolicyNumber)
    /// A moment.
    case date(Timestamp)
    /// An address.
    case ipAddress(IPAddress)
    /// Bytes.
    case binary([UInt8])
    /// The values of a multivalued key; the elements are no lists.
    case list([ContextValue])

    /// The values of a multivalued key of texts.
    public static func strings(_ values: some Sequence<String>) -> ContextValue { .list(values.map { .string($0) }) }

    /// The types that a key's values may have.
    public enum ValueType: String, Hashable, Sendable {
        case string, boolean, number, date, ipAddress, binary
    }

    /// Reads a value of a type; where the text is none of that type, it stays text, and operators that need the
    /// type will find that it can't be converted.
    public init(_ text: String, as type: ValueType) {
        let parsed: ContextValue? =
            switch type {
            case .string: nil
            case .boolean:
                text.equalsIgnoringASCIICase("true")
                    ? .boolean(true) : text.equalsIgnoringASCIICase("false") ? .boolean(false) : nil
            case .number: PolicyNumber(text).map { .number($0) }
            case .date: PolicyDate(text).map { .date($0.timestamp) }
            case .ipAddress: IPAddress(text).map { .ipAddress($0) }
            case .binary: Base64.decode(text).map { .binary($0) }
            }
        self = parsed ?? .string(text)
    }

    /// The values as text: what string operators compare, and what variables put in.
    public var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .boolean(let value): [value ? "true" : "false"]
        case .number(let number): [number.description]
        case .date(let date): [date.iso8601]
        case .ipAddress(let address): [address.description]
        case .binary(let bytes): [Base64.encode(bytes)]
        case .list(let values): values.flatMap(\.texts)
        }
    }
}
