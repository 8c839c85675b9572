/// What AWS's models ask of a text: a length and a pattern.
///
/// The wording of a broken constraint is AWS's own and is part of what clients see.
public struct TextConstraint: Sendable {
    /// How many Unicode code points the text has.
    public let length: ClosedRange<Int>
    /// What the whole text has to look like; nil: anything.
    public let pattern: TextPattern?

    /// Makes a constraint.
    public init(_ length: ClosedRange<Int>, _ pattern: TextPattern? = nil) {
        self.length = length
        self.pattern = pattern
    }

    /// Why a text does not match a pattern that AWS puts in words; nil where it matches.
    public func wordedFault(of text: String) -> String? {
        guard let pattern, let wording = pattern.wording, !pattern.accepts(text) else { return nil }
        return wording
    }

    /// The constraints that a text breaks; none where it fits.
    public func violations(of text: String) -> [Violation] {
        var found: [Violation] = []
        let count = text.unicodeScalars.count
        if count > length.upperBound { found.append(.tooLong(length.upperBound)) }
        if count < length.lowerBound { found.append(.tooShort(length.lowerBound)) }
        if let pattern, pattern.wording == nil, !pattern.accepts(text) { found.append(.pattern(pattern.expression)) }
        return found
    }

    /// How a text can break a constraint.
    public enum Violation: Hashable, Sendable, CustomStringConvertible {
        /// It has more code points than this.
        case tooLong(Int)
        /// It has fewer code points than this.
        case tooShort(Int)
        /// It does not look like this.
        case pattern(String)

        /// The constraint as AWS spells it.
        public var description: String {
            switch self {
            case .tooLong(let limit): "Member must have length less than or equal to \(limit)"
            case .tooShort(let limit): "Member must have length greater than or equal to \(limit)"
            case .pattern(let expression): "Member must satisfy regular expression pattern: \(expression)"
            }
        }
    }
}

/// A pattern of AWS's models: the expression that messages quote, and a function that decides alike.
public struct TextPattern: Sendable {
    /// The regular expression as the model spells it.
    public let expression: String
    /// What messages say in place of the expression, for the few patterns that AWS puts in words.
    public let wording: String?
    /// Whether the whole text matches.
    public let accepts: @Sendable (String) -> Bool

    /// Makes a pattern.
    public init(_ expression: String, wording: String? = nil, accepts: @escaping @Sendable (String) -> Bool) {
        self.expression = expression
        self.wording = wording
        self.accepts = accepts
    }

    /// A pattern that asks only which ASCII characters occur.
    public init(_ expression: String, of characters: ASCIISet) {
        self.init(expression) { characters.containsAll($0.utf8) }
    }

    /// Names of IAM's entities, which messages describe in words.
    public static let name = TextPattern(
        "[\\w+=,.@-]+", wording: "It must contain only alphanumeric characters and/or the following: +=,.@_-"
    ) { nameCharacters.containsAll($0.utf8) }
    /// Names that may be empty as far as the pattern goes; the length says more.
    public static let nameOrEmpty = TextPattern("[\\w+=,.@-]*", of: nameCharacters)
    /// `\w` only, as access key ids are looked up.
    public static let word = TextPattern("[\\w]*", of: .word)
    /// What policy documents are made of: tabs, line ends, and Latin-1.
    public static let policyDocument = TextPattern("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+") { text in
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0x09, 0x0A, 0x0D, 0x20...0xFF: true
                default: false
                }
            }
    }

    private static let nameCharacters = ASCIISet.word.union("+=,.@-")
}

/// A text that a constraint describes: reading it checks it, and the type remembers that.
public protocol ConstrainedText: Hashable, Sendable {
    /// What a new text has to satisfy.
    static var constraint: TextConstraint { get }
    /// What a text that only refers to something has to satisfy; AWS is sometimes laxer there.
    static var lookupConstraint: TextConstraint { get }
    /// The text.
    var text: String { get }
    /// Wraps a text that was checked.
    init(unchecked text: String)
}

extension ConstrainedText {
    /// The same as for new texts.
    public static var lookupConstraint: TextConstraint { constraint }

    /// The value of that text, or nil where it breaks the constraint for new texts.
    public init?(_ text: String) {
        guard Self.constraint.violations(of: text).isEmpty, Self.constraint.wordedFault(of: text) == nil else {
            return nil
        }
        self.init(unchecked: text)
    }
}
