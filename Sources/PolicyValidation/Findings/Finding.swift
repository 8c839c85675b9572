import PolicyLanguage

/// How grave a finding is, in AWS's words.
package enum FindingType: String, Sendable, CaseIterable, Codable, Comparable {
    case suggestion = "SUGGESTION"
    case warning = "WARNING"
    case securityWarning = "SECURITY_WARNING"
    case error = "ERROR"

    private var gravity: Int {
        switch self {
        case .suggestion: 0
        case .warning: 1
        case .securityWarning: 2
        case .error: 3
        }
    }

    /// Graver is more.
    package static func < (one: FindingType, other: FindingType) -> Bool { one.gravity < other.gravity }
}

/// Something that is wrong with a policy, or could be better.
package struct Finding: Sendable, Hashable {
    /// What it is.
    package let code: IssueCode
    /// The places it is about; the first is the one to look at.
    package let places: [Place]
    /// What is wrong, as a sentence.
    package let problem: String
    /// What to write instead, as a sentence.
    package let remedy: String

    /// How grave it is.
    package var type: FindingType { code.type }
}

/// A place in a policy: in its text, and in its structure.
package struct Place: Sendable, Hashable {
    /// The way from the document's root.
    package let path: [PathElement]
    /// Where it is written, quotes and brackets included.
    package let range: SourceRange

    /// A step on the way to a place, as AWS takes them.
    package enum PathElement: Sendable, Hashable {
        /// The value of a member.
        case value(String)
        /// An element of an array, from 0.
        case index(Int)
        /// The name of a member.
        case key(String)
    }

    /// A place under this one.
    func appending(_ element: PathElement, at range: SourceRange) -> Place {
        Place(path: path + [element], range: range)
    }
}
