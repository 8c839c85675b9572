/// What an account asks of its users' passwords.
package struct PasswordPolicy: Sendable, Equatable, Codable {
    /// The fewest characters.
    package var minimumLength = 6
    /// Whether one character has to be a symbol.
    package var requiresSymbols = false
    /// Whether one character has to be a digit.
    package var requiresNumbers = false
    /// Whether one character has to be a capital letter.
    package var requiresUppercase = false
    /// Whether one character has to be a small letter.
    package var requiresLowercase = false
    /// Whether users may change their own password without a policy that says so.
    package var allowsUsersToChangePassword = false
    /// How many days a password is good for; nil: for ever.
    package var maximumAge: Int?
    /// How many of the last passwords may not be used again; nil: all may.
    package var reusePrevention: Int?
    /// Whether an expired password can only be reset by somebody else; nil: nothing was said, which means no.
    package var hardExpiry: Bool?

    /// A policy as AWS's `UpdateAccountPasswordPolicy` makes it of nothing.
    package init() {}

    /// The most passwords that can be remembered.
    package static let longestHistory = 24
}
