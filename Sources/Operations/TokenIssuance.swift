import AWSTypes
import IdentityModel

/// An operation that answers with a token that the account's issuer signs.
///
/// The core says what the token tells, the shell signs it, and the operation writes the answer.
package protocol TokenOperation: Operation where Output == SignedToken {
    /// What the token is to tell, and the key that signs it.
    func order(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> TokenOrder
}

/// A write that may need fresh keys for the account's issuer of tokens.
///
/// Making keys takes long, so it comes before the write. Where the state changed meanwhile so that none were made
/// though they are needed, the operation throws `ConcurrentModification`, and the client tries again.
package protocol IssuerKeyOperation: Operation {
    /// Whether keys have to be made, as the state is now.
    func needsKeys(for caller: Caller, in state: IdentityState) -> Bool
    /// Makes changes in the draft, as a write does; there are no `keys` where none were needed.
    func run(by caller: Caller, with keys: [TokenSigningKey], in draft: inout Draft) throws(AWSError) -> Output
}

/// A token that is to be signed.
package struct TokenOrder: Sendable {
    /// What it tells.
    package let claims: TokenClaims
    /// The key that signs it.
    package let key: TokenSigningKey
    /// When it ends.
    package let expiration: Timestamp

    /// Makes an order.
    package init(claims: TokenClaims, key: TokenSigningKey, expiration: Timestamp) {
        self.claims = claims
        self.key = key
        self.expiration = expiration
    }
}

/// A token that was signed.
package struct SignedToken: Sendable {
    /// The token in its compact form (RFC 7515).
    package let text: String
    /// When it ends.
    package let expiration: Timestamp

    /// Pairs a token with its end.
    package init(text: String, expiration: Timestamp) {
        self.text = text
        self.expiration = expiration
    }
}

/// What a web identity token of an account tells.
///
/// Source: IAM User Guide, "Understanding token claims".
package struct TokenClaims: Codable, Sendable {
    /// Who issued it, a URL.
    package var issuer: String
    /// Whom it is for.
    package var audience: Audience
    /// Whom it is about: the ARN of a user, a role or a root user.
    package var subject: String
    /// When it was issued, in seconds since 1970.
    package var issued: Int64
    /// When it ends, likewise.
    package var expires: Int64
    /// Its own id.
    package var id: String
    /// What only AWS has claims for.
    package var identity: Identity

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case audience = "aud"
        case subject = "sub"
        case issued = "iat"
        case expires = "exp"
        case id = "jti"
        case identity = "https://sts.amazonaws.com/"
    }

    /// Claims about somebody.
    package init(
        issuer: String, audience: [String], subject: ARN, issued: Timestamp, expires: Timestamp, id: String,
        identity: Identity
    ) {
        self.issuer = issuer
        self.audience = Audience(values: audience)
        self.subject = subject.description
        self.issued = issued.seconds
        self.expires = expires.seconds
        self.id = id
        self.identity = identity
    }

    /// `aud`: a text where there is one, else a list.
    package struct Audience: Codable, Sendable {
        /// Each of them.
        package let values: [String]

        init(values: [String]) { self.values = values }

        /// Reads either form.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values = try (try? container.decode(String.self)).map { [$0] } ?? container.decode([String].self)
        }

        /// Writes the form that fits.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
        }
    }

    /// The claims of AWS about a principal and its session.
    package struct Identity: Codable, Sendable {
        /// The account.
        package var account: String
        /// The region that the token was asked for in.
        package var region: String
        /// The organization, if the account is in one.
        package var organization: String?
        /// Where in the organization the account is.
        package var organizationPath: String?
        /// The principal's tags, those of its session among them.
        package var principalTags: [String: String]?
        /// The tags that the request passed.
        package var requestTags: [String: String]?
        /// When the session ends that asked.
        package var sessionExpires: String?
        /// The identity provider that vouched for the session.
        package var federatedProvider: String?
        /// The source identity of the session.
        package var sourceIdentity: String?

        private enum CodingKeys: String, CodingKey {
            case account = "aws_account"
            case region = "source_region"
            case organization = "org_id"
            case organizationPath = "ou_path"
            case principalTags = "principal_tags"
            case requestTags = "request_tags"
            case sessionExpires = "original_session_exp"
            case federatedProvider = "federated_provider"
            case sourceIdentity = "source_identity"
        }

        /// An account in a region.
        package init(account: AccountID, region: String) {
            self.account = account.description
            self.region = region
        }
    }
}
