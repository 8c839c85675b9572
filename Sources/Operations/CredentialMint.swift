import AWSTypes
import Authentication

/// What temporary credentials look like to the client.
package struct TemporaryCredentials: Sendable {
    /// The public half of the key.
    package let accessKeyID: AccessKeyID
    /// The secret half.
    package let secret: SecretKey
    /// The sealed session, which has to come with each request.
    package let sessionToken: String
    /// When they end.
    package let expiration: Timestamp
}

/// Makes temporary credentials and opens what the server sealed; the only time and chance that such operations may
/// use.
package struct CredentialMint {
    /// The moment of the request.
    package let now: Timestamp
    private let keyRing: KeyRing
    private var entropy: any RandomNumberGenerator

    /// Makes a mint.
    package init(at now: Timestamp, keyRing: KeyRing, entropy: any RandomNumberGenerator) {
        self.now = now
        self.keyRing = keyRing
        self.entropy = entropy
    }

    /// Gives out credentials of a session that lasts `duration` seconds from now.
    ///
    /// `endow` gives the session what comes along: policies, tags, a source identity.
    package mutating func credentials(
        of principal: SessionPrincipal, for duration: Int, endow: (inout Session) -> Void = { _ in }
    ) -> TemporaryCredentials {
        var session = Session(
            accessKeyID: AccessKeyID(.temporary, account: principal.account, entropy: &entropy),
            secret: SecretKey(entropy: &entropy), issued: now, expires: now + Int64(duration), principal: principal)
        endow(&session)
        return TemporaryCredentials(
            accessKeyID: session.accessKeyID, secret: session.secret,
            sessionToken: SealedSession.seal(session, with: keyRing, entropy: &entropy), expiration: session.expires)
    }

    /// A random UUID of version 4, as text.
    package mutating func newUUID() -> String { RandomUUID.make(entropy: &entropy) }

    /// What a token says that is traded in for credentials; nil: this server did not make it.
    func open(tradeInToken record: [UInt8]) -> String? {
        (try? keyRing.open(record, for: .tradeInToken)).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// What an encoded message of a denial says, to the account that it is for.
    package func open(authorizationMessage message: String, for account: AccountID) throws(AWSError) -> String {
        try SealedAuthorizationMessage.open(message, for: account, at: now, with: keyRing)
    }
}
