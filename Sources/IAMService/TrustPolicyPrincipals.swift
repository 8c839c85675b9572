import AWSTypes
import IdentityModel
import PolicyLanguage

// How policies keep the users and roles they name stands in IdentityModel, `PolicyPrincipals.swift`.
extension IdentityState {
    /// A trust policy with ARNs made unique ids.
    ///
    /// Accounts that this server does not host can't be looked into: what they name is kept as it is written.
    ///
    /// - Throws: `MalformedPolicyDocument` where a principal of an account that it does host does not exist.
    func storedTrustPolicy(_ document: PolicyDocument, _ partition: Partition) throws(AWSError) -> PolicyDocument {
        for principal in document.principals where principal.kind == .aws {
            if storedPrincipal(principal.text, partition) == nil { throw .invalidPrincipal(principal.text) }
        }
        for principal in document.principals where principal.kind == .federated && isUnknownSAMLProvider(principal) {
            throw principal.refusal
        }
        let text = document.text(rewritingAWSPrincipals: { storedPrincipal($0, partition) ?? $0 })
        return try PolicyDocument(parsing: text, as: .trust)
    }

    /// The text of a trust policy as clients see it: unique ids made ARNs.
    func shownTrustPolicy(_ trust: TrustPolicy, _ partition: Partition) -> String {
        trust.document.text(rewritingAWSPrincipals: { shownPrincipal($0, partition) })
    }

    /// Whether a principal names a SAML provider that is not in its account.
    ///
    /// AWS: OpenID Connect providers are not looked up here; roles that trust one are often made before it.
    private func isUnknownSAMLProvider(_ principal: PrincipalValue) -> Bool {
        guard let arn = ARN(principal.text), arn.isProvider(of: "saml-provider/"),
            let account = arn.accountID.flatMap({ self[$0] })
        else { return false }
        let name = SAMLProviderName(unchecked: String(arn.resource.dropFirst("saml-provider/".count)))
        return account.samlProviders[name]?.name != name
    }
}

extension AWSError {
    static func invalidPrincipal(_ text: String) -> AWSError {
        AWSError("MalformedPolicyDocument", status: 400, "Invalid principal in policy: \"AWS\":\"\(text)\"")
    }
}
