/// A place in a text.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// Bytes of UTF-8 before the place.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in characters (Unicode scalars), from 1.
    public let column: Int

    /// Makes a position.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The start of any text.
    public static let start = SourcePosition(offset: 0, line: 1, column: 1)

    /// Earlier in the text is less.
    public static func < (one: SourcePosition, other: SourcePosition) -> Bool { one.offset < other.offset }
}

extension SourcePosition: CustomStringConvertible {
    /// `line:column`.
    public var description: String { "\(line):\(column)" }
}

/// A stretch of a text, from its first character to the place after its last.
public struct SourceRange: Hashable, Sendable {
    /// Where it begins.
    public let start: SourcePosition
    /// The place after its last character.
    public let end: SourcePosition

    /// Makes a range.
    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }
}

/// A value and where it was written.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What was written.
    public let value: Value
    /// Where.
    public let range: SourceRange

    /// Makes a located value.
    public init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }
}
