import AWSTypes
import IdentityModel

/// When and for whom an assertion is good, by the rules that AWS has for all services that take one.
///
/// Source: IAM User Guide, "Configure SAML assertions for the authentication response".
package struct SAMLConditions {
    /// The address that the assertion was made for, one of AWS's: `saml:aud`.
    package let recipient: String

    private static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    /// How long after it was issued an assertion is taken, in seconds.
    private static let freshness: Int64 = 300
    /// How far a provider's clock may be off, in seconds.
    private static let skew: Int64 = 60

    /// Checks a verified assertion.
    package init(_ assertion: SAMLAssertion, from provider: SAMLProvider, at now: Timestamp) throws(AWSError) {
        guard assertion.issuer == provider.metadata.entityID else {
            throw .invalidIdentityToken("Issuer not present in specified provider")
        }
        try SAMLConditions.requireCurrent(assertion, at: now)
        guard now < provider.validUntil else {
            throw .invalidIdentityToken("The metadata of the specified provider has expired.")
        }
        recipient = try SAMLConditions.recipient(of: assertion, at: now)
        guard !assertion.hasUnknownConditions, !assertion.audienceRestrictions.isEmpty,
            assertion.audienceRestrictions.allSatisfy({ $0.contains(where: SAMLConditions.isAudience) })
        else { throw .invalidIdentityToken("Response does not contain the required audience.") }
    }

    private static func requireCurrent(_ assertion: SAMLAssertion, at now: Timestamp) throws(AWSError) {
        let isOver = assertion.notOnOrAfter.map { $0 <= now } ?? false
        guard now - assertion.issued <= freshness, !isOver else {
            throw .expiredIdentityToken("Token must be redeemed within 5 minutes of issuance")
        }
        guard assertion.issued - now <= skew, (assertion.notBefore ?? now) - now <= skew else {
            throw .invalidIdentityToken("The assertion is not yet valid.")
        }
    }

    private static func recipient(of assertion: SAMLAssertion, at now: Timestamp) throws(AWSError) -> String {
        guard assertion.confirmations.count == 1, let confirmation = assertion.confirmations.first,
            confirmation.method == bearer, confirmation.notBefore == nil, let recipient = confirmation.recipient,
            isSignIn(recipient)
        else { throw .invalidIdentityToken("Response does not contain the required audience.") }
        guard let end = confirmation.notOnOrAfter, now < end else {
            throw .expiredIdentityToken("Token must be redeemed within 5 minutes of issuance")
        }
        return recipient
    }

    /// Whether an address is one of AWS's for signing in: `https://REGION.signin.aws.amazon.com/saml/acs/ID`, of
    /// which the region and all after `/saml` may be missing.
    private static func isSignIn(_ address: String) -> Bool {
        for domain in ["signin.aws.amazon.com", "signin.amazonaws.cn", "signin.amazonaws-us-gov.com"] {
            guard address.hasPrefix("https://"), let range = address.firstRange(of: "\(domain)/saml") else { continue }
            let region = address["https://".endIndex..<range.lowerBound]
            let rest = address[range.upperBound...]
            let isRegion =
                region.isEmpty || (region.hasSuffix(".") && ASCIISet.label.containsAll(region.dropLast().utf8))
            if isRegion, rest.isEmpty || rest.hasPrefix("/acs/") { return true }
        }
        return false
    }

    private static func isAudience(_ audience: String) -> Bool {
        audience == "urn:amazon:webservices" || isSignIn(audience) || audience == "urn:amazon:webservices:govcloud"
            || audience == "urn:amazon:webservices:cn-north-1"
    }
}

extension ASCIISet {
    /// What a region's name is made of.
    fileprivate static let label = ASCIISet.alphanumerics.union("-")
}
