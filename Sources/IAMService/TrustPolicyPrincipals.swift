import AWSTypes
import IdentityModel
import PolicyLanguage

// A trust policy is kept with the unique ids of the users and roles it names, so that it follows them when they are
// renamed and trusts nobody new who takes a name that became free. It is shown with ARNs where the ids still lead
// somewhere, and with the bare ids where they don't. Source: IAM User Guide, "AWS JSON policy elements: Principal".
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
        trust.document.text(rewritingAWSPrincipals: { principal in
            if let id = UserID(principal) {
                return owner(of: id).map { $0.user.arn(in: $0.account, partition).description } ?? principal
            }
            if let id = RoleID(principal) {
                return owner(of: id).map { $0.role.arn(in: $0.account, partition).description } ?? principal
            }
            return principal
        })
    }

    /// What is kept of a principal; nil: it names somebody who is not there.
    private func storedPrincipal(_ text: String, _ partition: Partition) -> String? {
        if text == "*" || AccountID(text) != nil { return text }
        if let id = UserID(text) { return owner(of: id) == nil ? nil : text }
        if let id = RoleID(text) { return owner(of: id) == nil ? nil : text }
        guard let arn = ARN(text), let accountID = arn.accountID, arn.region.isEmpty,
            arn.partition == partition.rawValue
        else { return nil }
        if arn.service == "sts" { return isSession(arn.resource) ? text : nil }
        guard arn.service == "iam" else { return nil }
        if arn.resource == "root" { return text }
        guard let slash = arn.resource.lastIndex(of: "/") else { return nil }
        let name = String(arn.resource[slash...].dropFirst())
        if arn.resource.hasPrefix("user/") {
            guard let account = self[accountID] else { return text }
            let user = account.users[UserName(unchecked: name)]
            return user.flatMap { $0.arn(in: accountID, partition) == arn ? $0.id.text : nil }
        }
        if arn.resource.hasPrefix("role/") {
            guard let account = self[accountID] else { return text }
            let role = account.roles[RoleName(unchecked: name)]
            return role.flatMap { $0.arn(in: accountID, partition) == arn ? $0.id.text : nil }
        }
        return nil
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

    private func isSession(_ resource: String) -> Bool {
        let parts = resource.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty }
            && (parts[0] == "assumed-role" && parts.count == 3 || parts[0] == "federated-user" && parts.count == 2)
    }

    private func owner(of id: UserID) -> (account: AccountID, user: User)? {
        owners(of: id.text).lazy.compactMap { account in account.users[id].map { (account.id, $0) } }.first
    }

    private func owner(of id: RoleID) -> (account: AccountID, role: Role)? {
        owners(of: id.text).lazy.compactMap { account in account.roles[id].map { (account.id, $0) } }.first
    }

    /// The account that a unique id carries.
    private func owners(of id: String) -> [AccountState] {
        AccountID(uniqueID: id).flatMap { self[$0] }.map { [$0] } ?? []
    }
}

extension AWSError {
    static func invalidPrincipal(_ text: String) -> AWSError {
        AWSError("MalformedPolicyDocument", status: 400, "Invalid principal in policy: \"AWS\":\"\(text)\"")
    }
}
