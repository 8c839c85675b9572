/// Why a text is no policy document: where, what is wrong, and what to write instead.
public struct PolicySyntaxError: Error, Hashable, Sendable {
    /// What kind of rule is broken, for those who word it their own way.
    public let fault: Fault
    /// The first character that can't stay as it is.
    public let position: SourcePosition
    /// What is wrong, as a sentence.
    public let problem: String
    /// What to write instead, as a sentence.
    public let remedy: String

    /// Makes an error.
    public init(_ fault: Fault, at position: SourcePosition, _ problem: String, remedy: String) {
        self.fault = fault
        self.position = position
        self.problem = problem
        self.remedy = remedy
    }

    /// The rules of the grammar.
    public enum Fault: Hashable, Sendable {
        /// The text is not JSON.
        case invalidJSON
        /// A member stands twice in one object.
        case duplicateMember(String)
        /// Arrays and objects nest deeper than `JSONReader.maximumDepth`.
        case nestingTooDeep
        /// The document is JSON, but no object.
        case notAnObject
        /// An element that the grammar doesn't have.
        case unknownElement(String)
        /// An element's value is of the wrong type.
        case wrongType(element: String)
        /// A required element is absent.
        case missingElement(String)
        /// There is no statement.
        case emptyStatement
        /// Two elements exclude each other.
        case conflictingElements(String, String)
        /// The version is neither of the two.
        case invalidVersion(String)
        /// The effect is neither `Allow` nor `Deny`.
        case invalidEffect(String)
        /// The effect is right but for its case.
        case effectCase(String)
        /// A type of principal that does not exist, or a form it can't have.
        case invalidPrincipal(String)
    }
}

extension PolicySyntaxError: CustomStringConvertible {
    /// `line:column: problem remedy`.
    public var description: String { "\(position): \(problem) \(remedy)" }
}
