import AWSTypes
import Authentication
import IdentityModel

/// A password as somebody typed it; it never prints itself.
package struct Password: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The characters.
    package let exposed: String

    /// The password of that text.
    package init(_ text: String) { exposed = text }

    /// A mark in the password's place.
    package var description: String { "<password>" }
    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension PasswordRecipe {
    /// How passwords are hashed now: 32 MiB and a fraction of a second for each.
    ///
    /// Source: OWASP, Password Storage Cheat Sheet, scrypt: N = 2^15, r = 8, p = 3 is one of the settings of equal
    /// strength, and the one whose memory a small server can spare.
    package static func present(salt: [UInt8]) -> PasswordRecipe {
        PasswordRecipe(cost: 1 << 15, blockSize: 8, parallelism: 3, salt: salt)
    }

    /// Whether both are alike but for the salt.
    package func isLike(_ other: PasswordRecipe) -> Bool {
        (cost, blockSize, parallelism) == (other.cost, other.blockSize, other.parallelism)
    }

    /// The length of a fresh salt, in bytes.
    package static let saltLength = 16
}

/// What is to be made of a password.
package struct PasswordDerivation: Hashable, Sendable {
    /// The password.
    package let password: Password
    /// How.
    package let recipe: PasswordRecipe

    /// Makes an order.
    package init(_ password: Password, by recipe: PasswordRecipe) {
        self.password = password
        self.recipe = recipe
    }
}

/// What scrypt made of passwords: evidence that is gathered before an operation runs.
package struct PasswordHashes: Sendable {
    private let digests: [PasswordDerivation: [UInt8]]
    /// How passwords are hashed now, with a fresh salt.
    package let fresh: PasswordRecipe

    /// Derives each, which takes long: never where others wait.
    package init(deriving orders: [PasswordDerivation], fresh: PasswordRecipe) throws {
        self.fresh = fresh
        var digests: [PasswordDerivation: [UInt8]] = [:]
        for order in orders where digests[order] == nil {
            let recipe = order.recipe
            digests[order] = try Scrypt.derive(
                Array(order.password.exposed.utf8), salt: recipe.salt, cost: recipe.cost, blockSize: recipe.blockSize,
                parallelism: recipe.parallelism)
        }
        self.digests = digests
    }

    /// The hash of a password; nil where it was not derived.
    package func hash(of password: Password, by recipe: PasswordRecipe) -> PasswordHash? {
        digests[PasswordDerivation(password, by: recipe)].map { PasswordHash(recipe: recipe, digest: $0) }
    }

    /// The hash of a password by the way in which they are hashed now; nil where it was not derived.
    package func presentHash(of password: Password) -> PasswordHash? {
        let recipe = digests.keys.first { $0.password == password && $0.recipe.isLike(fresh) }?.recipe
        return recipe.flatMap { hash(of: password, by: $0) }
    }

    /// Whether a password is the one that was hashed; nil where it was not derived by that recipe.
    package func matches(_ password: Password, _ known: PasswordHash) -> Bool? {
        hash(of: password, by: known.recipe).map { constantTimeEquals($0.digest, known.digest) }
    }
}

/// A write that needs what scrypt makes of passwords.
///
/// Hashing takes far longer than a write may, so it comes before: the operation says what is to be derived, as the
/// state is then, and finds the results when it runs. Where the state changed meanwhile so that they don't fit, it
/// throws `EntityTemporarilyUnmodifiable`, and the client tries again.
package protocol PasswordOperation: Operation {
    /// What has to be derived; `fresh` is how passwords are hashed now.
    func derivations(
        for caller: Caller, in state: IdentityState, fresh: PasswordRecipe
    ) throws(AWSError) -> [PasswordDerivation]
    /// Makes changes in the draft, as a write does.
    func run(by caller: Caller, with hashes: PasswordHashes, in draft: inout Draft) throws(AWSError) -> Output
}
