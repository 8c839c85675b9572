/// What a condition key holds.
enum ConditionKeyType: Sendable, Hashable {
    case string
    case number
    case boolean
    case date
    case arn
    case address

    /// The operators for it, as people call them.
    var operatorName: String {
        switch self {
        case .string: "String"
        case .number: "Numeric"
        case .boolean: "Bool"
        case .date: "Date"
        case .arn: "Arn"
        case .address: "IpAddress"
        }
    }
}

/// A condition key, or the form of a family of keys, such as `s3:ExistingObjectTag/<key>`.
struct ConditionKeyFacts: Sendable, Hashable {
    /// The key or the form as AWS writes it.
    let name: String
    /// What it holds, or nil where nobody knows.
    let type: ConditionKeyType?
    /// Whether a request may have several values.
    let isMultivalued: Bool
    /// For a form, the pattern of its keys in lower case.
    let pattern: Wildcard?
    /// For a form that ends in a tag's key, what stands before that key and its slash, in lower case.
    let tagPrefix: String?

    init(_ name: String, _ type: ConditionKeyType?, isMultivalued: Bool = false) {
        self.name = name
        self.type = type
        self.isMultivalued = isMultivalued
        let (pattern, count) = ConditionKeyFacts.pattern(of: name)
        self.pattern = count > 0 ? Wildcard(pattern, ignoringCase: true) : nil
        let isOfTags = count == 1 && pattern.hasSuffix("/?*") && name.lowercased().contains("tag")
        tagPrefix = isOfTags ? String(pattern.dropLast(3)).lowercased() : nil
    }

    /// The form with each placeholder made `?*`, and how many there are.
    private static func pattern(of name: String) -> (String, Int) {
        var (result, count): (String, Int) = ("", 0)
        var rest = name.hasSuffix("/tag-key") ? name.dropLast(7) + "<>" : name[...]
        while let open = rest.firstIndex(where: { $0 == "$" || $0 == "<" }) {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(where: { $0 == "}" || $0 == ">" }) else { break }
            result += "?*"
            count += 1
            rest = rest[rest.index(after: close)...]
        }
        return (result + rest, count)
    }

    /// Whether a key, in lower case, is this one or of this form.
    func covers(_ key: String) -> Bool {
        if let pattern { pattern.matches(key) } else { name.lowercased() == key }
    }
}
