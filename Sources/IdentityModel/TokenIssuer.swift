import AWSTypes

/// What an account issues web identity tokens as: outbound web identity federation.
package struct TokenIssuer: Sendable, Equatable {
    /// The last part of its URL, a UUID: it never changes, whatever is turned off and on.
    package let id: String
    /// Whether the account's principals get tokens.
    package var isEnabled: Bool
    /// The keys that it signs with or did sign with, oldest first.
    package private(set) var keys: [TokenSigningKey]

    /// The longest that a token lasts, in seconds; so long are keys published after they were replaced.
    package static let longestToken: Int64 = 3600

    /// Makes an issuer that is turned on.
    package init(id: String, keys: [TokenSigningKey]) {
        self.id = id
        self.keys = keys
        isEnabled = true
    }

    /// An issuer as it was kept.
    package init(id: String, isEnabled: Bool, keys: [TokenSigningKey]) {
        self.init(id: id, keys: keys)
        self.isEnabled = isEnabled
    }

    /// The key that signs by an algorithm now.
    package func key(for algorithm: TokenSigningKey.Algorithm) -> TokenSigningKey? {
        keys.last { $0.algorithm == algorithm && $0.replaced == nil }
    }

    /// The keys by which tokens that are not over yet can be verified.
    package func publishedKeys(at now: Timestamp) -> [TokenSigningKey] {
        keys.filter { key in key.replaced.map { now - $0 <= TokenIssuer.longestToken } ?? true }
    }

    /// Signs with fresh keys from now on; those that no token can need any more are forgotten.
    package mutating func rotate(to fresh: [TokenSigningKey], at now: Timestamp, keepingOldKeys keeps: Bool = true) {
        var old = keeps ? publishedKeys(at: now) : []
        for place in old.indices where old[place].replaced == nil { old[place].replaced = now }
        keys = old + fresh
    }
}

/// A key that signs web identity tokens.
package struct TokenSigningKey: Sendable, Equatable {
    /// The key's id, which tokens name.
    package let id: String
    /// What it signs by.
    package let algorithm: Algorithm
    /// When another took its place; nil: none has.
    package var replaced: Timestamp?
    /// The private key, as PEM.
    package let privateKey: SecretKey
    /// The public key, as the members of a JSON web key that tell it (RFC 7518).
    package let publicKey: [String: String]

    /// The algorithms that AWS signs tokens by.
    package enum Algorithm: String, Sendable, Codable, CaseIterable {
        /// RSA with SHA-256.
        case rs256 = "RS256"
        /// ECDSA on P-384 with SHA-384.
        case es384 = "ES384"
    }

    /// Makes a key.
    package init(id: String, algorithm: Algorithm, privateKey: SecretKey, publicKey: [String: String]) {
        self.id = id
        self.algorithm = algorithm
        self.privateKey = privateKey
        self.publicKey = publicKey
    }
}
