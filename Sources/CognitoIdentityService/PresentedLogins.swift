import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// What a request brings to log in to a pool: tokens by the names of their providers.
struct PresentedLogins: Sendable {
    private let pool: IdentityPool
    private let account: AccountState
    private let logins: [(name: String, login: Login)]

    /// A way to log in.
    private enum Login: Sendable {
        /// A JSON web token of an issuer, for one of these audiences.
        case token(JSONWebToken, issuer: String, audiences: [String], thumbprints: [String])
        /// A token that the pool itself gave out.
        case own(JSONWebToken)
        /// A SAML response.
        case saml(String, SAMLProvider)
    }

    /// The public providers whose tokens only they can read.
    private static let opaque: Set<String> = [
        "graph.facebook.com", "www.amazon.com", "api.twitter.com", "www.digits.com",
    ]

    /// Finds out whose tokens these are.
    ///
    /// - Throws: `NotAuthorizedException` where the pool does not take one of them.
    init(_ tokens: [String: String], to pool: IdentityPool, of account: AccountState) throws(AWSError) {
        self.pool = pool
        self.account = account
        var logins: [(name: String, login: Login)] = []
        for (name, token) in tokens.sorted(by: { $0.key < $1.key }) {
            logins.append((name, try PresentedLogins.login(name, token, to: pool, of: account)))
        }
        self.logins = logins
    }

    private static func login(
        _ name: String, _ text: String, to pool: IdentityPool, of account: AccountState
    ) throws(AWSError) -> Login {
        let settings = pool.settings
        if name == CognitoIdentityService.provider { return .own(try token(text)) }
        let clients = (settings.userPools ?? []).filter { $0.provider == name }.compactMap(\.clientID)
        if !clients.isEmpty { return try openID(name, text, for: clients) }
        if let application = settings.publicProviders[name] {
            if opaque.contains(name) { throw .providerNotAsked(name) }
            return try openID(name, text, for: [application])
        }
        for arn in settings.openIDProviders ?? [] where arn.resource == "oidc-provider/\(name)" {
            guard arn.accountID == account.id, let entity = account.oidcProvider(OIDCProviderURL(unchecked: name))
            else { break }
            return try openID(name, text, for: entity.clientIDs, entity.thumbprints)
        }
        for arn in settings.samlProviders ?? [] where arn.description == name {
            let provider = SAMLProviderName(unchecked: String(arn.resource.dropFirst("saml-provider/".count)))
            guard arn.accountID == account.id, let entity = account.samlProviders[provider] else { break }
            return .saml(text, entity)
        }
        throw .unsupportedProvider
    }

    private static func token(_ text: String) throws(AWSError) -> JSONWebToken {
        guard let token = JSONWebToken(text) else {
            throw .invalidLogin("Not a valid OpenId Connect identity token.")
        }
        return token
    }

    private static func openID(
        _ name: String, _ text: String, for audiences: [String], _ thumbprints: [String] = []
    ) throws(AWSError) -> Login {
        .token(try token(text), issuer: "https://\(name)", audiences: audiences, thumbprints: thumbprints)
    }

    /// What has to be verified.
    func proofs() throws(AWSError) -> [IdentityProof] {
        var proofs: [IdentityProof] = []
        for (name, login) in logins {
            switch login {
            case .token(let token, let issuer, _, let thumbprints):
                // Google's tokens may leave the scheme out.
                guard let stated = token.claims["iss"]?.string, stated == issuer || stated == name else {
                    throw .invalidLogin("Issuer doesn't match providerName")
                }
                proofs.append(
                    .webIdentity(WebIdentityProof(token: token, issuer: issuer, thumbprints: thumbprints)))
            case .own(let token):
                guard let keys = account.identityPools.publicKeys else {
                    throw .invalidLogin("Couldn't verify signed token.")
                }
                proofs.append(
                    .webIdentity(WebIdentityProof(token: token, issuer: IdentityToken.issuer, ownKeys: keys)))
            case .saml(let response, let provider):
                proofs.append(.saml(SAMLProof(response: response, provider: provider)))
            }
        }
        return proofs
    }

    /// The logins, once it was verified that the providers vouch for these claims.
    func verified(_ claims: [IdentityClaims], at now: Timestamp) throws(AWSError) -> [VerifiedLogin] {
        guard claims.count == logins.count else { throw .internalFailure }
        var verified: [VerifiedLogin] = []
        for ((name, login), claims) in zip(logins, claims) {
            switch (login, claims) {
            case (.token(_, _, let audiences, _), .webIdentity(let claims)):
                verified.append(
                    try VerifiedLogin(claims, of: name, for: audiences, through: providerARN(of: name), at: now))
            case (.own, .webIdentity(let claims)):
                verified.append(try VerifiedLogin(ownToken: claims, of: pool.id, at: now))
            case (.saml(_, let provider), .saml(let assertion)):
                verified.append(try VerifiedLogin(assertion, of: name, from: provider, at: now))
            default: throw .internalFailure
            }
        }
        return verified
    }

    private func providerARN(of name: String) -> ARN? {
        pool.settings.openIDProviders?.first { $0.resource == "oidc-provider/\(name)" }
    }
}

extension IdentityPoolState {
    /// The key set that the account's tokens are signed with, as JSON; nil: none was signed.
    var publicKeys: [UInt8]? { signingKey.map { Array(#"{"keys":[\#($0.publicKey)]}"#.utf8) } }
}
