import AWSTypes
import Authentication
import IdentityModel
import PolicyLanguage

/// An operation whose requests are not signed: a token of an identity provider proves who asks.
///
/// The shell verifies the proof, for which it may have to talk to the provider; everything that is decided about
/// what was proven is decided here.
package protocol FederationOperation: CredentialOperation {
    /// What has to be verified, with what the provider's entity says of it.
    func identityProof(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> IdentityProof
    /// Who asks, as the verified claims tell.
    func identity(
        claiming claims: IdentityClaims, in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity
}

extension FederationOperation {
    /// None: the request carries its own proof.
    package static var authentication: OperationAuthentication { .none }
}

/// What a request brings, in place of a signature, to prove who asks.
package enum IdentityProof: Sendable {
    /// A signed JSON web token.
    case webIdentity(WebIdentityProof)
    /// A SAML response.
    case saml(SAMLProof)
}

/// What an identity provider vouches for, once its proof was verified.
package enum IdentityClaims: Sendable {
    /// The payload of a JSON web token.
    case webIdentity(JSONValue)
    /// A SAML assertion.
    case saml(SAMLAssertion)
}

/// A SAML response, and the provider that is said to have signed it.
package struct SAMLProof: Sendable {
    /// The response in base 64, as it was sent.
    package let response: String
    /// The provider.
    package let provider: SAMLProvider

    /// Pairs a response with its provider.
    package init(response: String, provider: SAMLProvider) {
        self.response = response
        self.provider = provider
    }
}

/// A signed JSON web token, and where to find the keys that may have signed it.
package struct WebIdentityProof: Sendable {
    /// The token as it was sent.
    package let token: JSONWebToken
    /// The issuer, a URL.
    package let issuer: String
    /// SHA-1 fingerprints of certificates that the issuer's server may show besides publicly trusted ones, in
    /// lower-case hexadecimal.
    package let thumbprints: [String]
    /// The issuer's key set as JSON, where this server is the issuer itself.
    package let ownKeys: [UInt8]?

    /// Pairs a token that this server gave out with the keys that it may have signed it with.
    package init(token: JSONWebToken, issuer: String, ownKeys: [UInt8]) {
        self.token = token
        self.issuer = issuer
        self.ownKeys = ownKeys
        thumbprints = []
    }

    /// Pairs a token with its issuer.
    package init(token: JSONWebToken, issuer: String, thumbprints: [String]) {
        self.token = token
        self.issuer = issuer
        self.thumbprints = thumbprints
        ownKeys = nil
    }
}

/// Somebody whom an identity provider vouches for: a user of another system, who has no entity here.
package struct FederatedIdentity: Sendable {
    /// The account whose role is asked for.
    package let account: AccountID
    /// The role that is asked for, there or not; nil: none is.
    package let role: ARN?
    /// The provider as trust policies name it: an ARN, or a name such as `accounts.google.com`.
    package let provider: String
    /// The provider as the answer shows it.
    package let issuer: String
    /// Who it is, in the provider's words.
    package let subject: String
    /// Whom the proof was made for.
    package let audience: String
    /// The provider's condition keys while the role is asked for.
    package var contextKeys: [SessionContextKey] = []
    /// Those of them that stay for the session.
    package var lastingKeys: [SessionContextKey] = []
    /// The session's tags.
    package var tags: Tags = []
    /// The keys of the tags that are inherited by sessions assumed from this one.
    package var transitiveTagKeys: [String] = []
    /// The source identity.
    package var sourceIdentity: String?
    /// The session's name, where the proof tells it.
    package var sessionName: String?
    /// The longest session that the provider wants, in seconds; nil: it does not say.
    package var longestSession: Int?
    /// The kind of name that `subject` is, with SAML.
    package var subjectType: String?
    /// A name for the provider that tells nothing else of it, with SAML.
    package var nameQualifier: String?

    /// Somebody of whom nothing more is told.
    package init(
        account: AccountID, role: ARN?, provider: String, issuer: String, subject: String, audience: String
    ) {
        self.account = account
        self.role = role
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
    }
}

extension AWSError {
    /// A proof that does not hold, or is not what it has to be.
    package static func invalidIdentityToken(_ message: String) -> AWSError {
        AWSError("InvalidIdentityToken", status: 400, message)
    }

    /// A proof that is over.
    package static func expiredIdentityToken(_ message: String) -> AWSError {
        AWSError("ExpiredTokenException", status: 400, message)
    }
}
