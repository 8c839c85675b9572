import AWSTypes
import PolicyLanguage

/// OpenID Connect providers that many organizations share, and the claim that tells whose a token is.
///
/// Who trusts one without looking at that claim trusts everybody there, so AWS refuses such trust policies when they
/// are made or changed.
///
/// Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".
enum SharedProviders {
    private static let claims: [String: String] = {
        let bySubject = [
            "agent.buildkite.com", "app.terraform.io", "gitlab.com",
            "oidc-configuration.audit-log.githubusercontent.com",
            "oidc.codefresh.io", "proidc.upbound.io", "scalr.io", "studio.datachain.ai/api",
            "token.actions.githubusercontent.com", "tokens.cloud.shisho.dev", "vstoken.actions.githubusercontent.com",
        ]
        let byAudience = ["api.pulumi.com/oidc", "oidc.vercel.com", "sandboxes.cloud"]
        return Dictionary(uniqueKeysWithValues: bySubject.map { ($0, "sub") } + byAudience.map { ($0, "aud") })
    }()

    /// The condition key that a statement has to ask about, and doesn't; nil: there is none.
    static func missingKey(in statement: PolicyStatement) -> (provider: String, key: String)? {
        guard statement.effect == .allow else { return nil }
        for principal in statement.principals?.values ?? [] where principal.kind == .federated {
            guard let resource = ARN(principal.text)?.resource, resource.hasPrefix("oidc-provider/") else { continue }
            let provider = String(resource.dropFirst("oidc-provider/".count))
            guard let claim = claims[provider] else { continue }
            let key = "\(provider):\(claim)"
            if !statement.conditions.contains(where: { $0.asks(about: key) }) { return (provider, key) }
        }
        return nil
    }
}

extension PolicyCondition {
    /// Whether the condition holds only for requests that have a key, with values that not every request has.
    fileprivate func asks(about wanted: String) -> Bool {
        guard key.value.equalsIgnoringASCIICase(wanted), !`operator`.ifExists, `operator`.quantifier != .forAllValues,
            let comparison = `operator`.comparison
        else { return false }
        return [.stringEquals, .stringEqualsIgnoreCase, .stringLike].contains(comparison)
            && !values.contains { value in value.value.allSatisfy { $0 == "*" } }
    }
}

extension PolicyDocument {
    /// Refuses a trust policy that trusts everybody at a provider which many share.
    func checkSharedProviders() throws(AWSError) {
        for statement in statements {
            guard let (provider, key) = SharedProviders.missingKey(in: statement) else { continue }
            throw .malformedPolicy(
                "Trust policies for the shared OpenID Connect provider \(provider) must evaluate the condition key "
                    + "\(key).")
        }
    }
}
