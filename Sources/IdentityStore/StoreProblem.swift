/// Why a store can't be opened, in words that a person can act on.
package struct StoreProblem: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line.
    package let problem: String
    /// What may be done about it, one suggestion a line.
    package let hints: [String]

    init(_ problem: String, hints: [String] = []) {
        self.problem = problem
        self.hints = hints
    }

    /// The problem, then the hints.
    package var description: String { ([problem] + hints).joined(separator: "\n") }
}
