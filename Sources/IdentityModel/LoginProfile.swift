import AWSTypes

/// A password as it is kept: what scrypt makes of it.
package struct PasswordHash: Sendable, Equatable, Codable {
    /// How it was derived.
    package let recipe: PasswordRecipe
    /// What came out.
    package let digest: [UInt8]

    /// Makes a hash.
    package init(recipe: PasswordRecipe, digest: [UInt8]) {
        self.recipe = recipe
        self.digest = digest
    }

    /// The hash of no password: nothing that is derived equals it.
    package static func ofNothing(recipe: PasswordRecipe) -> PasswordHash { PasswordHash(recipe: recipe, digest: []) }
}

/// The parameters of scrypt, RFC 7914, and the salt.
package struct PasswordRecipe: Hashable, Sendable, Codable {
    /// N: the cost in time and memory.
    package let cost: Int
    /// r: the size of a block.
    package let blockSize: Int
    /// p: how many times over.
    package let parallelism: Int
    /// The salt.
    package let salt: [UInt8]

    /// A recipe of given parameters.
    package init(cost: Int, blockSize: Int, parallelism: Int, salt: [UInt8]) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
    }
}

/// A user's password, or the root user's.
package struct LoginProfile: Sendable, Equatable, Codable {
    /// Whose it is.
    package let owner: KeyOwner
    /// When the profile was made.
    package let created: Timestamp
    /// The password.
    package private(set) var password: PasswordHash
    /// Since when it is the password.
    package private(set) var changed: Timestamp
    /// The passwords before it, newest first.
    package private(set) var history: [PasswordHash] = []
    /// Whether the user has to choose another one at the next sign-in.
    package var isResetRequired: Bool

    /// Makes a profile.
    package init(owner: KeyOwner, created: Timestamp, password: PasswordHash, isResetRequired: Bool) {
        self.owner = owner
        self.created = created
        self.password = password
        self.isResetRequired = isResetRequired
        changed = created
    }

    /// Sets another password.
    package mutating func change(to password: PasswordHash, at now: Timestamp) {
        history = Array(([self.password] + history).prefix(PasswordPolicy.longestHistory - 1))
        self.password = password
        changed = now
    }

    /// The last `count` passwords, the present one first.
    package func lastPasswords(_ count: Int) -> ArraySlice<PasswordHash> { ([password] + history).prefix(count) }

    /// When the password expires under a policy; nil: never.
    package func expiry(under policy: PasswordPolicy?) -> Timestamp? {
        policy?.maximumAge.map { changed + Int64($0) * 86_400 }
    }
}
