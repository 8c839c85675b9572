import AWSTypes

/// The name of a condition operator, taken apart: `ForAnyValue:StringNotLikeIfExists`.
public struct ConditionOperator: Hashable, Sendable {
    /// The name as written.
    public let text: String
    /// How the values of a multivalued key are joined.
    public let quantifier: Quantifier
    /// The comparison, or nil where no operator has this name; such a condition never holds.
    public let comparison: Comparison?
    /// Whether a key that is absent makes the condition hold.
    public let ifExists: Bool

    /// Takes a name apart.
    ///
    /// Names are compared without regard to case.
    public init(_ text: String) {
        self.text = text
        var rest = text[...]
        quantifier =
            rest.removePrefix("ForAllValues:")
            ? .forAllValues : rest.removePrefix("ForAnyValue:") ? .forAnyValue : .none
        let exact = Comparison(named: rest)
        if let exact {
            comparison = exact
            ifExists = false
        } else if rest.removeSuffix("IfExists"), let base = Comparison(named: rest), base != .null {
            comparison = base
            ifExists = true
        } else {
            comparison = nil
            ifExists = false
        }
    }

    /// The prefix of an operator.
    public enum Quantifier: Hashable, Sendable {
        /// No prefix: for keys with a single value.
        case none
        /// Every value of the request is one of the policy's.
        case forAllValues
        /// Some value of the request is one of the policy's.
        case forAnyValue
    }

    /// What is compared, and how.
    ///
    /// `ArnEquals` does what `ArnLike` does.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case stringEquals = "StringEquals"
        case stringNotEquals = "StringNotEquals"
        case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
        case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
        case stringLike = "StringLike"
        case stringNotLike = "StringNotLike"
        case numericEquals = "NumericEquals"
        case numericNotEquals = "NumericNotEquals"
        case numericLessThan = "NumericLessThan"
        case numericLessThanEquals = "NumericLessThanEquals"
        case numericGreaterThan = "NumericGreaterThan"
        case numericGreaterThanEquals = "NumericGreaterThanEquals"
        case dateEquals = "DateEquals"
        case dateNotEquals = "DateNotEquals"
        case dateLessThan = "DateLessThan"
        case dateLessThanEquals = "DateLessThanEquals"
        case dateGreaterThan = "DateGreaterThan"
        case dateGreaterThanEquals = "DateGreaterThanEquals"
        case bool = "Bool"
        case binaryEquals = "BinaryEquals"
        case ipAddress = "IpAddress"
        case notIPAddress = "NotIpAddress"
        case arnEquals = "ArnEquals"
        case arnNotEquals = "ArnNotEquals"
        case arnLike = "ArnLike"
        case arnNotLike = "ArnNotLike"
        case null = "Null"

        init?(named name: Substring) {
            guard let found = Comparison.allCases.first(where: { $0.rawValue.equalsIgnoringASCIICase(String(name)) })
            else { return nil }
            self = found
        }

        /// Whether variables in the policy's values are replaced.
        public var takesVariables: Bool {
            switch self {
            case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
                .stringNotLike,
                .arnEquals, .arnNotEquals, .arnLike, .arnNotLike, .bool:
                true
            case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
                .numericGreaterThanEquals, .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals,
                .dateGreaterThan,
                .dateGreaterThanEquals, .binaryEquals, .ipAddress, .notIPAddress, .null:
                false
            }
        }

        /// Whether `*` and `?` in the policy's values are wildcards.
        public var takesWildcards: Bool {
            [.stringLike, .stringNotLike, .arnEquals, .arnNotEquals, .arnLike, .arnNotLike].contains(self)
        }

        /// Whether the policy's values are dates.
        var comparesDates: Bool { rawValue.hasPrefix("Date") }
    }
}

extension Substring {
    /// Cuts a prefix off, whatever its case, and says whether it was there.
    fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
        guard String(self.prefix(prefix.count)).equalsIgnoringASCIICase(prefix) else { return false }
        self = dropFirst(prefix.count)
        return true
    }

    /// Cuts a suffix off, whatever its case, and says whether it was there.
    fileprivate mutating func removeSuffix(_ suffix: String) -> Bool {
        guard String(self.suffix(suffix.count)).equalsIgnoringASCIICase(suffix) else { return false }
        self = dropLast(suffix.count)
        return true
    }
}
