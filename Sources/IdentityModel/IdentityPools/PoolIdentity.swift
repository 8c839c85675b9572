import AWSTypes

/// Somebody whom a pool knows: a guest, or whoever has logged in with one of its logins.
package struct PoolIdentity: Sendable, Equatable, Codable {
    /// Its id.
    package let id: PoolIdentityID
    /// Its pool.
    package let pool: IdentityPoolID
    /// When it was made.
    package let created: Timestamp
    /// When its logins changed last.
    package var modified: Timestamp
    /// The logins that lead to it.
    package var logins: [PoolLogin]
    /// Whether it can be used no more: its last login was taken away, or went over to another identity.
    package var isDisabled = false

    /// Makes an identity; without logins it is a guest.
    package init(id: PoolIdentityID, pool: IdentityPoolID, created: Timestamp, logins: [PoolLogin]) {
        self.id = id
        self.pool = pool
        self.created = created
        self.logins = logins
        modified = created
    }

    /// Whether it has never logged in.
    package var isGuest: Bool { logins.isEmpty && !isDisabled }

    /// The names of its providers, ordered.
    package var providers: [String] { Set(logins.map(\.provider)).sorted() }
}

/// A user of a provider.
package struct PoolLogin: Sendable, Hashable, Codable {
    /// The provider's name, as requests spell it.
    package let provider: String
    /// The user, in the provider's words.
    package let subject: String

    /// Names a user.
    package init(provider: String, subject: String) {
        self.provider = provider
        self.subject = subject
    }
}

/// The key that an account's identity pools sign tokens with.
package struct PoolSigningKey: Sendable, Equatable {
    /// Its id.
    package let id: String
    /// When it was made.
    package let created: Timestamp
    /// The key itself, an RSA key as PEM.
    package let privateKey: SecretKey
    /// Its public half as a JSON web key.
    package let publicKey: String

    /// Gathers a key's halves.
    package init(id: String, created: Timestamp, privateKey: SecretKey, publicKey: String) {
        self.id = id
        self.created = created
        self.privateKey = privateKey
        self.publicKey = publicKey
    }
}
