import AWSTypes
import Authentication
import Operations
import PolicyLanguage

/// The claims of a verified token, read by the rules that AWS has for them.
///
/// Source: IAM User Guide, "Create an OpenID Connect identity provider" and "Pass session tags in AWS STS".
struct WebIdentityClaims {
    private let claims: JSONValue
    /// `sub`: who it is.
    let subject: String
    /// The audience that counts: `azp` where there is one, else `aud`.
    let audience: String
    /// All of `aud`.
    let audiences: [String]

    /// Reads the claims that each token has to have.
    ///
    /// - Parameters:
    ///   - clients: The audiences that the provider's entity lists; nil: any will do.
    ///   - now: The moment of the request.
    init(_ claims: JSONValue, for clients: [String]?, at now: Timestamp) throws(AWSError) {
        self.claims = claims
        subject = try WebIdentityClaims.text("sub", of: claims)
        audiences = claims["aud"]?.string.map { [$0] } ?? claims["aud"]?.elements?.compactMap(\.string) ?? []
        guard let first = audiences.first else { throw .missingClaim("aud") }
        let party = claims["azp"]?.string
        let candidates = party.map { [$0] } ?? audiences
        guard let audience = clients.map({ clients in candidates.first(where: clients.contains) }) ?? party ?? first
        else { throw .invalidIdentityToken("Incorrect token audience") }
        self.audience = audience
        try requireCurrent(at: now)
    }

    private static func text(_ name: String, of claims: JSONValue) throws(AWSError) -> String {
        guard let text = claims[name]?.string, !text.isEmpty else { throw .missingClaim(name) }
        return text
    }

    // MARK: Time

    /// How far a provider's clock may be off, in seconds.
    private static let skew: Int64 = 300
    /// How old a token may be, in seconds, however long it says it lasts.
    private static let longestAge: Int64 = 86_400

    private func requireCurrent(at now: Timestamp) throws(AWSError) {
        guard let expires = moment("exp") else { throw .missingClaim("exp") }
        guard let issued = moment("iat") else { throw .missingClaim("iat") }
        guard now < expires else {
            throw .expiredIdentityToken(
                "Token expired: current date/time \(now.seconds) must be before the expiration date/time "
                    + "\(expires.seconds)")
        }
        guard now - issued <= WebIdentityClaims.longestAge else {
            throw .expiredIdentityToken("Token too old: \(now - issued)")
        }
        guard issued - now <= WebIdentityClaims.skew, (moment("nbf") ?? issued) - now <= WebIdentityClaims.skew else {
            throw .invalidIdentityToken("The ID Token provided is not yet valid.")
        }
    }

    /// A time in seconds since 1970, which may have a fraction (RFC 7519, NumericDate).
    private func moment(_ name: String) -> Timestamp? {
        guard case .number(let text) = claims[name]?.content, let seconds = Double(text),
            (0..<253_402_300_800).contains(seconds)
        else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }

    // MARK: What a session gets

    /// The condition keys of these claims under a provider's name; the first part of them stays for the session.
    func contextKeys(of provider: String) -> (lasting: [SessionContextKey], passing: [SessionContextKey]) {
        var lasting = [
            SessionContextKey("\(provider):aud", [audience]), SessionContextKey("\(provider):sub", [subject]),
        ]
        var passing: [SessionContextKey] = []
        for claim in claims.members ?? [] where !WebIdentityClaims.registered.contains(claim.name) {
            guard let values = WebIdentityClaims.values(of: claim.value) else { continue }
            let key = SessionContextKey("\(provider):\(claim.name)", values)
            if claim.name == "amr" { lasting.append(key) } else { passing.append(key) }
        }
        if provider == googleProvider { passing.append(SessionContextKey("\(provider):oaud", audiences)) }
        return (lasting, passing)
    }

    private static let registered: Set<String> = ["aud", "sub", "iss", "exp", "nbf", "iat", "jti"]

    private static func values(of value: JSONValue) -> [String]? {
        if let text = value.scalarText { return [text] }
        let texts = value.elements?.compactMap(\.scalarText)
        return texts?.count == value.elements?.count ? texts : nil
    }

    /// The session tags, which stand in one claim or in one claim each.
    func tags() throws(AWSError) -> (tags: Tags, transitiveKeys: [String]) {
        let nested = claims[tagsClaim]
        var list: [Tag] = []
        for member in nested?["principal_tags"]?.members ?? [] {
            list.append(Tag(key: member.name, value: try WebIdentityClaims.tagValue(member.value)))
        }
        for claim in claims.members ?? [] where claim.name.hasPrefix("\(tagsClaim)/principal_tags/") {
            let key = String(claim.name.dropFirst("\(tagsClaim)/principal_tags/".count))
            list.append(Tag(key: key, value: try WebIdentityClaims.tagValue(claim.value)))
        }
        let keys =
            (nested?["transitive_tag_keys"] ?? claims["\(tagsClaim)/transitive_tag_keys"])
            .flatMap(WebIdentityClaims.values) ?? []
        return (try SessionTagInput.checked(list, transitive: keys), keys)
    }

    private static func tagValue(_ value: JSONValue) throws(AWSError) -> String {
        guard let values = values(of: value), values.count == 1 else {
            throw .invalidIdentityToken("Each session tag in the token must have exactly one value.")
        }
        return values[0]
    }

    /// The source identity.
    func sourceIdentity() throws(AWSError) -> String? {
        guard let identity = claims["https://aws.amazon.com/source_identity"]?.string else { return nil }
        return try AssertedText.sourceIdentity(identity)
    }
}

/// Google, whose tokens are accepted without a provider's entity.
let googleProvider = "accounts.google.com"
/// Cognito's identity pools, which this server has itself.
let identityPoolProvider = "cognito-identity.amazonaws.com"
private let tagsClaim = "https://aws.amazon.com/tags"

/// Texts that an identity provider asserts, checked as AWS checks them.
enum AssertedText {
    /// A source identity.
    static func sourceIdentity(_ text: String) throws(AWSError) -> String {
        guard sessionNameConstraint.violations(of: text).isEmpty, !text.lowercased().hasPrefix("aws:") else {
            throw .invalidIdentityToken(
                "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"")
        }
        return text
    }
}

extension SessionTagInput {
    /// Tags that an identity provider asserts.
    static func checked(_ list: [Tag], transitive keys: [String]) throws(AWSError) -> Tags {
        let tags = Tags(list)
        guard list.count <= 50 else { throw .invalidIdentityToken("The token has more than 50 session tags.") }
        for tag in list
        where !tagKeyConstraint.violations(of: tag.key).isEmpty || !tagValueConstraint.violations(of: tag.value).isEmpty
            || tag.foldedKey.hasPrefix("aws:")
        {
            throw .invalidIdentityToken("The session tag \(tag.key) in the token is not valid.")
        }
        guard tags.count == list.count, keys.allSatisfy({ tags[$0] != nil }) else {
            throw .invalidIdentityToken(
                "The session tags in the token must have distinct keys, and its transitive keys must be among them.")
        }
        return tags
    }
}

extension AWSError {
    static func missingClaim(_ name: String) -> AWSError {
        .invalidIdentityToken("Missing a required claim: \(name)")
    }
}
