import AWSTypes
import Authentication
import Crypto
import IdentityModel
import Operations

/// A verified assertion, read by the rules that AWS has for them.
///
/// Source: IAM User Guide, "Configure SAML assertions for the authentication response".
struct SAMLRules {
    private let assertion: SAMLAssertion
    /// The address that the assertion was made for, one of AWS's: `saml:aud`.
    let recipient: String
    /// The session's name.
    let sessionName: String
    /// The longest session that the provider wants, in seconds.
    let sessionDuration: Int?

    private static let attributes = "https://aws.amazon.com/SAML/Attributes/"

    init(_ assertion: SAMLAssertion, from provider: SAMLProvider, at now: Timestamp) throws(AWSError) {
        self.assertion = assertion
        recipient = try SAMLConditions(assertion, from: provider, at: now).recipient
        let names = assertion.values(of: SAMLRules.attributes + "RoleSessionName")
        guard names.count == 1 else {
            throw .invalidIdentityToken("RoleSessionName is required in AuthnResponse")
        }
        guard sessionNameConstraint.violations(of: names[0]).isEmpty else {
            throw .invalidIdentityToken(
                "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
        }
        sessionName = names[0]
        sessionDuration = try SAMLRules.duration(assertion.values(of: SAMLRules.attributes + "SessionDuration"))
    }

    private static func duration(_ values: [String]) throws(AWSError) -> Int? {
        guard let text = values.first else { return nil }
        guard values.count == 1, let duration = Int(text), (900...43_200).contains(duration) else {
            throw .invalidIdentityToken("SessionDuration in AuthnResponse must be between 900 and 43200 seconds")
        }
        return duration
    }

    // MARK: What is said

    /// Whether the assertion offers a role through a provider; the two stand in either order.
    func offers(_ role: ARN, through provider: ARN) -> Bool {
        assertion.values(of: SAMLRules.attributes + "Role").contains { value in
            let pair = value.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0.filter { !$0.isWhitespace }) }
            return pair.count == 2 && Set(pair) == [role.description, provider.description]
        }
    }

    /// The session tags.
    func tags() throws(AWSError) -> (tags: Tags, transitiveKeys: [String]) {
        let prefix = SAMLRules.attributes + "PrincipalTag:"
        var list: [Tag] = []
        for attribute in assertion.attributes where attribute.name.hasPrefix(prefix) {
            guard attribute.values.count == 1 else {
                throw .invalidIdentityToken("Each session tag in the assertion must have exactly one value.")
            }
            list.append(Tag(key: String(attribute.name.dropFirst(prefix.count)), value: attribute.values[0]))
        }
        let keys = assertion.values(of: SAMLRules.attributes + "TransitiveTagKeys")
        return (try SessionTagInput.checked(list, transitive: keys), keys)
    }

    /// The source identity.
    func sourceIdentity() throws(AWSError) -> String? {
        let values = assertion.values(of: SAMLRules.attributes + "SourceIdentity")
        guard let identity = values.first else { return nil }
        guard values.count == 1 else { return try AssertedText.sourceIdentity("") }
        return try AssertedText.sourceIdentity(identity)
    }

    /// `SubjectType`: the format's last part where it is one of SAML 2.0's own, else all of it.
    var subjectType: String {
        let format = assertion.subject.format ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
        let prefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
        return format.hasPrefix(prefix) ? String(format.dropFirst(prefix.count)) : format
    }

    /// `NameQualifier`: names the provider in a way that tells nothing else of it.
    static func nameQualifier(_ issuer: String, _ account: AccountID, _ provider: SAMLProviderName) -> String {
        Base64.encode(Array(Insecure.SHA1.hash(data: Array("\(issuer)\(account)/\(provider)".utf8))))
    }

    /// The condition keys `saml:…`; the first part of them stays for the session.
    func contextKeys(
        of provider: SAMLProvider, in account: AccountID
    ) -> (lasting: [SessionContextKey], passing: [SessionContextKey]) {
        let lasting = [
            SessionContextKey("saml:sub", [assertion.subject.text]), SessionContextKey("saml:sub_type", [subjectType]),
            SessionContextKey(
                "saml:namequalifier", [SAMLRules.nameQualifier(assertion.issuer, account, provider.name)]),
        ]
        var passing = [
            SessionContextKey("saml:aud", [recipient]), SessionContextKey("saml:iss", [assertion.issuer]),
            SessionContextKey("saml:doc", ["\(account)/\(provider.name)"]),
        ]
        for (attribute, key) in SAMLRules.directoryKeys {
            let values = assertion.attributes.filter { $0.name == attribute || $0.name == "urn:oid:\(attribute)" }
                .flatMap(\.values)
            if !values.isEmpty { passing.append(SessionContextKey("saml:\(key)", values)) }
        }
        return (lasting, passing)
    }

    /// Attributes of directories, by object identifier.
    ///
    /// Source: IAM User Guide, "Available keys for SAML-based AWS STS federation".
    private static let directoryKeys: [(attribute: String, key: String)] = [
        ("1.3.6.1.4.1.5923.1.1.1.1", "edupersonaffiliation"), ("1.3.6.1.4.1.5923.1.1.1.2", "edupersonnickname"),
        ("1.3.6.1.4.1.5923.1.1.1.3", "edupersonorgdn"), ("1.3.6.1.4.1.5923.1.1.1.4", "edupersonorgunitdn"),
        ("1.3.6.1.4.1.5923.1.1.1.5", "edupersonprimaryaffiliation"),
        ("1.3.6.1.4.1.5923.1.1.1.6", "edupersonprincipalname"), ("1.3.6.1.4.1.5923.1.1.1.7", "edupersonentitlement"),
        ("1.3.6.1.4.1.5923.1.1.1.8", "edupersonprimaryorgunitdn"),
        ("1.3.6.1.4.1.5923.1.1.1.9", "edupersonscopedaffiliation"),
        ("1.3.6.1.4.1.5923.1.1.1.10", "edupersontargetedid"), ("1.3.6.1.4.1.5923.1.1.1.11", "edupersonassurance"),
        ("1.3.6.1.4.1.5923.1.2.1.2", "eduorghomepageuri"),
        ("1.3.6.1.4.1.5923.1.2.1.3", "eduorgidentityauthnpolicyuri"),
        ("1.3.6.1.4.1.5923.1.2.1.4", "eduorglegalname"), ("1.3.6.1.4.1.5923.1.2.1.5", "eduorgsuperioruri"),
        ("1.3.6.1.4.1.5923.1.2.1.6", "eduorgwhitepagesuri"), ("2.5.4.3", "cn"), ("2.5.4.41", "name"),
        ("2.5.4.42", "givenName"), ("2.5.4.4", "surname"), ("0.9.2342.19200300.100.1.3", "mail"),
        ("0.9.2342.19200300.100.1.1", "uid"), ("2.5.4.45", "x500UniqueIdentifier"),
        ("0.9.2342.19200300.100.1.45", "organizationStatus"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "name"),
        ("http://schemas.xmlsoap.org/claims/CommonName", "commonName"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "givenName"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "surname"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "mail"),
        ("http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "primaryGroupSID"),
    ]
}
