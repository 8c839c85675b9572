import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Gives the account an alias, in place of the one it has.
struct CreateAccountAlias: WriteOperation {
    typealias Output = Void

    let alias: String

    init(from input: WireInput) { alias = input.requireText("AccountAlias", aliasConstraint) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var account = draft.account(of: caller).account
        if let other = draft.state.account(alias: alias), other != account.id {
            throw .alreadyExists("The account alias \(alias) already exists.")
        }
        if account.alias == alias { throw .alreadyExists("The account alias \(alias) already exists.") }
        account.alias = alias
        draft.put(.account(account), for: caller)
    }
}

/// Takes the account's alias away.
struct DeleteAccountAlias: WriteOperation {
    typealias Output = Void

    let alias: String

    init(from input: WireInput) { alias = input.requireText("AccountAlias", aliasConstraint) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var account = draft.account(of: caller).account
        guard account.alias == alias else {
            throw .noSuchEntity("The account alias \(alias) cannot be found.")
        }
        account.alias = nil
        draft.put(.account(account), for: caller)
    }
}

/// Lists the account's alias.
struct ListAccountAliases: ReadOperation {
    let page: PageRequest

    init(from input: WireInput) { page = PageRequest(from: input, of: Self.self) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<String> {
        Page(of: state.account(of: caller).account.alias.map { [$0] } ?? [], by: { $0 }, page)
    }

    static func encode(_ page: Page<String>, to writer: inout WireWriter) {
        writer.list("AccountAliases", texts: page.elements)
        page.encodeMarker(to: &writer)
    }
}

/// Chooses which session tokens the global endpoint of STS gives out.
///
/// The tokens of this server are good in every region, whichever version is chosen: the choice is kept and shown.
struct SetSecurityTokenServicePreferences: WriteOperation {
    typealias Output = Void

    let version: TokenVersion

    /// The versions there are.
    enum TokenVersion: String, CaseIterable {
        case one = "v1Token"
        case two = "v2Token"
    }

    init(from input: WireInput) { version = input.requireChoice("GlobalEndpointTokenVersion", standIn: .two) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) {
        var account = draft.account(of: caller).account
        account.globalEndpointTokenVersion = version == .two ? 2 : 1
        draft.put(.account(account), for: caller)
    }
}

/// Counts what the account holds, beside its quotas.
struct GetAccountSummary: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> [(key: String, value: Int)] {
        let account = state.account(of: caller)
        let versions = account.policies.all.reduce(0) { $0 + $1.versions.count }
        return [
            ("Users", account.users.count), ("UsersQuota", IAMQuotas.users),
            ("Groups", account.groups.count), ("GroupsQuota", IAMQuotas.groups),
            ("Roles", account.roles.count), ("RolesQuota", IAMQuotas.roles),
            ("Policies", account.policies.count), ("PoliciesQuota", IAMQuotas.policies),
            ("PolicySizeQuota", IAMQuotas.managedPolicySize),
            ("PolicyVersionsInUse", versions), ("PolicyVersionsInUseQuota", IAMQuotas.policyVersionsInUse),
            ("VersionsPerPolicyQuota", IAMQuotas.versionsPerPolicy),
            ("InstanceProfiles", account.instanceProfiles.count),
            ("InstanceProfilesQuota", IAMQuotas.instanceProfiles),
            ("AttachedPoliciesPerUserQuota", IAMQuotas.attachedPoliciesPerEntity),
            ("AttachedPoliciesPerGroupQuota", IAMQuotas.attachedPoliciesPerEntity),
            ("AttachedPoliciesPerRoleQuota", IAMQuotas.attachedPoliciesPerEntity),
            ("UserPolicySizeQuota", IAMQuotas.userPolicySize), ("GroupPolicySizeQuota", IAMQuotas.groupPolicySize),
            ("RolePolicySizeQuota", IAMQuotas.rolePolicySize),
            ("AssumeRolePolicySizeQuota", IAMQuotas.trustPolicySize),
            ("GroupsPerUserQuota", IAMQuotas.groupsPerUser),
            ("AccessKeysPerUserQuota", IAMQuotas.accessKeysPerUser),
            ("SigningCertificatesPerUserQuota", IAMQuotas.signingCertificatesPerUser),
            ("ServerCertificates", account.serverCertificates.count),
            ("ServerCertificatesQuota", IAMQuotas.serverCertificates),
            ("Providers", account.samlProviders.count + account.oidcProviders.count),
            ("MFADevices", account.allMFADevices.count),
            ("MFADevicesInUse", account.allMFADevices.count { $0.assignment != nil }),
            ("AccountMFAEnabled", account.mfaDevices(of: .root).isEmpty ? 0 : 1),
            ("AccountAccessKeysPresent", account.accessKeys(of: .root).isEmpty ? 0 : 1),
            ("AccountPasswordPresent", account.loginProfile(of: .root) == nil ? 0 : 1),
            ("AccountSigningCertificatesPresent", account.signingCertificates[owner: .root].isEmpty ? 0 : 1),
            ("GlobalEndpointTokenVersion", account.account.globalEndpointTokenVersion ?? 1),
        ]
    }

    static func encode(_ summary: [(key: String, value: Int)], to writer: inout WireWriter) {
        writer.map("SummaryMap", summary)
    }
}

private let aliasConstraint = TextConstraint(
    3...63,
    TextPattern("^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$") { text in
        ASCIISet.lowercase.union(.digits).union("-").containsAll(text.utf8)
            && !text.hasPrefix("-") && !text.hasSuffix("-") && !text.contains("--")
            && (3...63).contains(text.utf8.count) && AccountID(text) == nil
    })
