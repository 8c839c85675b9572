import AWSTypes
import IdentityModel
import Operations
import PolicyLanguage

/// A user of a provider, as the provider vouches for.
struct VerifiedLogin: Sendable {
    /// The provider's name, as the request spells it, and the user; nil where a token of the pool's own names the
    /// identity itself.
    let login: PoolLogin?
    /// The identity that a token of the pool's own names.
    let identity: PoolIdentityID?
    /// What `amr` says of it, besides that somebody logged in.
    let methods: [String]
    /// The names by which a pool's role mappings and tag maps may mean the provider.
    let aliases: [String]
    /// The tags that the token itself carries.
    let tags: Tags
    private let claims: [String: [String]]

    /// The values of a claim.
    func values(of claim: String) -> [String] { claims[claim] ?? [] }

    /// A user whom a JSON web token vouches for.
    init(
        _ payload: JSONValue, of provider: String, for audiences: [String], through arn: ARN?, at now: Timestamp
    ) throws(AWSError) {
        try VerifiedLogin.requireCurrent(payload, at: now)
        let subject = try VerifiedLogin.text("sub", of: payload)
        let stated = VerifiedLogin.texts(payload["aud"])
        guard !stated.isEmpty else { throw .invalidLogin("Missing a required claim: aud") }
        let candidates = payload["azp"]?.string.map { [$0] } ?? stated
        guard let audience = candidates.first(where: audiences.contains) else {
            throw .invalidLogin("Incorrect token audience.")
        }
        login = PoolLogin(provider: provider, subject: subject)
        identity = nil
        methods = [provider, "\(provider):\(audience):\(subject)"]
        aliases = [provider, "\(provider):\(audience)"] + (arn.map { [$0.description] } ?? [])
        tags = []
        claims = Dictionary(
            (payload.members ?? []).map { ($0.name, VerifiedLogin.texts($0.value)) }
        ) { first, _ in first }
    }

    /// An identity that a token of the pool's own vouches for.
    init(ownToken payload: JSONValue, of pool: IdentityPoolID, at now: Timestamp) throws(AWSError) {
        try VerifiedLogin.requireCurrent(payload, at: now)
        guard payload["iss"]?.string == IdentityToken.issuer else {
            throw .invalidLogin("Issuer doesn't match providerName")
        }
        guard payload["aud"]?.string == pool.text else { throw .invalidLogin("Incorrect token audience.") }
        let methods = VerifiedLogin.texts(payload["amr"])
        guard methods.contains(IdentityToken.authenticated) else { throw .loginsDoNotMatch }
        login = nil
        identity = PoolIdentityID(unchecked: try VerifiedLogin.text("sub", of: payload))
        self.methods = methods.filter { $0 != IdentityToken.authenticated }
        aliases = self.methods
        let tags = payload[IdentityToken.tagsClaim]?["principal_tags"]?.members ?? []
        self.tags = Tags(tags.flatMap { tag in VerifiedLogin.texts(tag.value).map { Tag(key: tag.name, value: $0) } })
        claims = [:]
    }

    /// A user whom a SAML assertion vouches for.
    init(
        _ assertion: SAMLAssertion, of provider: String, from entity: SAMLProvider, at now: Timestamp
    ) throws(AWSError) {
        do {
            _ = try SAMLConditions(assertion, from: entity, at: now)
        } catch {
            throw .invalidLogin(error.message)
        }
        let subject = assertion.subject.text
        guard !subject.isEmpty else { throw .invalidLogin("Missing a required claim: NameID") }
        login = PoolLogin(provider: provider, subject: subject)
        identity = nil
        methods = [provider, "\(provider):\(subject)"]
        aliases = [provider]
        tags = []
        var claims: [String: [String]] = ["sub": [subject]]
        for attribute in assertion.attributes { claims[attribute.name, default: []] += attribute.values }
        // Roles stand in AWS's own attribute, each beside the provider.
        claims["cognito:roles"] = assertion.values(of: "https://aws.amazon.com/SAML/Attributes/Role").compactMap {
            pair in
            pair.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
                .first { ARN($0)?.resource.hasPrefix("role/") == true }
        }
        self.claims = claims
    }

    // MARK: Reading claims

    /// How far a provider's clock may be off, in seconds.
    private static let skew: Int64 = 300

    private static func requireCurrent(_ payload: JSONValue, at now: Timestamp) throws(AWSError) {
        guard let expires = moment("exp", of: payload) else { throw .invalidLogin("Missing a required claim: exp") }
        guard now < expires else {
            throw .invalidLogin("Token expired: \(now.seconds) >= \(expires.seconds)")
        }
        for name in ["nbf", "iat"] {
            if let begins = moment(name, of: payload), begins - now > skew {
                throw .invalidLogin("Token is not yet valid.")
            }
        }
    }

    private static func moment(_ name: String, of payload: JSONValue) -> Timestamp? {
        guard case .number(let text)? = payload[name]?.content, let seconds = Double(text),
            (0..<253_402_300_800).contains(seconds)
        else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }

    private static func text(_ name: String, of payload: JSONValue) throws(AWSError) -> String {
        guard let text = payload[name]?.string, !text.isEmpty else {
            throw .invalidLogin("Missing a required claim: \(name)")
        }
        return text
    }

    /// A scalar's text, or those of a list of scalars.
    private static func texts(_ value: JSONValue?) -> [String] {
        guard let value else { return [] }
        return value.scalarText.map { [$0] } ?? value.elements?.compactMap(\.scalarText) ?? []
    }
}
