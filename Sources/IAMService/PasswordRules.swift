import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

extension AccountState {
    /// A password's owner, as answers and errors name it: a user by name, the root user by the account's number.
    func loginName(of owner: KeyOwner) -> String {
        switch owner {
        case .root: id.description
        case .user(let user): users[user]?.name.text ?? user.text
        }
    }

    /// An owner's password, found or refused.
    func profile(of owner: KeyOwner) throws(AWSError) -> LoginProfile {
        guard let profile = loginProfile(of: owner) else {
            throw .noSuchEntity("Login Profile for User \(loginName(of: owner)) cannot be found.")
        }
        return profile
    }

    // MARK: What passwords have to be

    /// Refuses a password that the account's policy, or AWS's default, does not allow.
    func check(_ password: Password) throws(AWSError) {
        let text = password.exposed
        guard let policy = account.passwordPolicy else { return try checkDefault(text) }
        if text.unicodeScalars.count < policy.minimumLength { throw .tooShort(policy.minimumLength) }
        let rules: [(isAsked: Bool, CharacterClass)] = [
            (policy.requiresUppercase, .uppercase), (policy.requiresLowercase, .lowercase),
            (policy.requiresNumbers, .numbers), (policy.requiresSymbols, .symbols),
        ]
        for (isAsked, kind) in rules where isAsked && !kind.occurs(in: text) {
            throw .passwordViolation("Password should have at least one \(kind.rawValue)")
        }
    }

    /// What AWS asks where an account has no policy.
    private func checkDefault(_ text: String) throws(AWSError) {
        if text.unicodeScalars.count < 8 { throw .tooShort(8) }
        guard CharacterClass.allCases.count(where: { $0.occurs(in: text) }) >= 3 else {
            throw .passwordViolation(
                "Password should have at least three of these: an uppercase letter, a lowercase letter, a number, a "
                    + "symbol")
        }
        let names = [id.description, account.alias, account.email].compactMap { $0?.lowercased() }
        if names.contains(text.lowercased()) {
            throw .passwordViolation("Password should not be the account's name or email address")
        }
    }

    // MARK: History

    /// What has to be derived so that `hash` can tell whether a password was used before.
    func derivations(of password: Password, after profile: LoginProfile, fresh: PasswordRecipe) -> [PasswordDerivation]
    {
        let known = forbidden(after: profile).map(\.recipe)
        let target = profile.password.recipe.isLike(fresh) ? profile.password.recipe : fresh
        return ([target] + known).map { PasswordDerivation(password, by: $0) }
    }

    /// The hash of a new password, which the policy's history must not have.
    func hash(
        of password: Password, after profile: LoginProfile, among hashes: PasswordHashes
    ) throws(AWSError) -> PasswordHash {
        for used in forbidden(after: profile) {
            guard let isUsed = hashes.matches(password, used) else { throw .beingChanged(loginName(of: profile.owner)) }
            if isUsed {
                throw .passwordViolation(
                    "Policy constraint violation with password reuse prevention during password change.")
            }
        }
        // A profile keeps its salt, so that one derivation meets all of its history.
        let kept = hashes.hash(of: password, by: profile.password.recipe)
        guard let hash = profile.password.recipe.isLike(hashes.fresh) ? kept : hashes.presentHash(of: password) else {
            throw .beingChanged(loginName(of: profile.owner))
        }
        return hash
    }

    private func forbidden(after profile: LoginProfile) -> ArraySlice<PasswordHash> {
        profile.lastPasswords(account.passwordPolicy?.reusePrevention ?? 0)
    }
}

/// Kinds of characters that a policy may ask for.
///
/// Source: IAM User Guide, "Set an account password policy for IAM users".
private enum CharacterClass: String, CaseIterable {
    case uppercase = "uppercase letter"
    case lowercase = "lowercase letter"
    case numbers = "number"
    case symbols = "symbol"

    func occurs(in text: String) -> Bool { text.utf8.contains { characters.contains($0) } }

    private var characters: ASCIISet {
        switch self {
        case .uppercase: .uppercase
        case .lowercase: .lowercase
        case .numbers: .digits
        case .symbols: CharacterClass.symbolSet
        }
    }

    private static let symbolSet = ASCIISet("!@#$%^&*()_+-=[]{}|'")
}

extension WireInput {
    /// A password that may be missing.
    func password(_ member: String) -> Password? { secret(member, passwordConstraint).map(Password.init) }

    /// A password that must be there.
    func requirePassword(_ member: String) -> Password { Password(requireSecret(member, passwordConstraint)) }
}

extension AWSError {
    static func passwordViolation(_ message: String) -> AWSError {
        AWSError("PasswordPolicyViolation", status: 400, message)
    }
    fileprivate static func tooShort(_ length: Int) -> AWSError {
        .passwordViolation("Password should have a minimum length of \(length)")
    }
    /// Somebody else changed the password while this one was hashed.
    static func beingChanged(_ name: String) -> AWSError {
        AWSError(
            "EntityTemporarilyUnmodifiable", status: 409,
            "Login Profile for User \(name) cannot be modified while login profile is being created.")
    }
    static let passwordMissing = validation(
        "1 validation error detected: Value null at 'password' failed to satisfy constraint: Member must not be null")
}

private let passwordConstraint = TextConstraint(
    1...128,
    TextPattern("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+") { text in
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0x09, 0x0A, 0x0D, 0x20...0xFF: true
                default: false
                }
            }
    })
