import AWSTypes
import HashTreeCollections

/// Every account the server knows, at one moment.
package struct IdentityState: Sendable {
    /// The accounts.
    private var accounts = TreeDictionary<AccountID, Shared<AccountState>>()
    /// AWS's own managed policies.
    package let awsPolicies: AWSManagedPolicies
    /// The account of each alias.
    private var aliases = TreeDictionary<String, AccountID>()
    /// The account of each access key, for ids that do not carry it.
    private var foreignKeys = TreeDictionary<AccessKeyID, AccountID>()
    /// The management account of each account that is in an organization.
    private var managements = TreeDictionary<AccountID, AccountID>()
    /// The account of each bucket.
    private var bucketOwners = TreeDictionary<BucketName, AccountID>()
    /// The account of each issuer of web identity tokens.
    private var tokenIssuers = TreeDictionary<String, AccountID>()
    /// The account that made each delegation request.
    private var delegationRequestors = TreeDictionary<String, AccountID>()
    /// The account of each identity pool.
    private var identityPools = TreeDictionary<IdentityPoolID, AccountID>()
    /// The account of each identity within a pool.
    private var poolIdentities = TreeDictionary<PoolIdentityID, AccountID>()
    /// What principals' policies have been indexed into.
    let policySets = PolicySetMemo()

    /// A server without accounts.
    package init(awsPolicies: AWSManagedPolicies) { self.awsPolicies = awsPolicies }

    /// All accounts, in no order.
    package var allAccounts: some Collection<AccountState> { accounts.values.lazy.map(\.value) }

    /// The numbers of all accounts, in no order.
    package var accountIDs: some Collection<AccountID> { accounts.keys }

    /// An account.
    package subscript(account: AccountID) -> AccountState? { accounts[account]?.value }

    /// The account that has an alias.
    package func account(alias: String) -> AccountID? { aliases[alias] }

    /// The account of a long-term access key.
    package func account(of key: AccessKeyID) -> AccountID? { foreignKeys[key] ?? key.accountID }

    /// The account that manages the organization of an account; nil: it is in none.
    package func management(of account: AccountID) -> AccountID? {
        managements.isEmpty ? nil : managements[account]
    }

    /// The account of an identity pool.
    package func account(of pool: IdentityPoolID) -> AccountID? { identityPools[pool] }

    /// The account of an identity within a pool.
    package func account(of identity: PoolIdentityID) -> AccountID? { poolIdentities[identity] }

    /// The bucket of a name, with its account.
    package func bucket(_ name: BucketName) -> (account: AccountState, bucket: Bucket)? {
        guard let owner = bucketOwners[name], let account = self[owner], let bucket = account.buckets[name] else {
            return nil
        }
        return (account, bucket)
    }

    /// The issuer of web identity tokens that has an id.
    package func tokenIssuer(_ id: String) -> TokenIssuer? {
        tokenIssuers[id].flatMap { accounts[$0]?.value.tokenIssuer }
    }

    /// A delegation request, with the account that made it.
    package func delegationRequest(_ id: String) -> (requestor: AccountState, request: DelegationRequest)? {
        guard let requestor = delegationRequestors[id].flatMap({ self[$0] }),
            let request = requestor.delegationRequests[id]
        else { return nil }
        return (requestor, request)
    }

    /// A long-term access key, with its account.
    package func accessKey(_ id: AccessKeyID) -> (account: AccountID, key: AccessKey)? {
        guard let account = account(of: id), let key = accounts[account]?.value.accessKeys[id] else { return nil }
        return (account, key)
    }

    /// A role that an account has at exactly this path, unless the account is closed.
    package func role(_ arn: ARN, of account: AccountID) -> Role? {
        guard let account = accounts[account], account.value.account.closed == nil,
            let slash = arn.resource.utf8.lastIndex(of: UInt8(ascii: "/")),
            let role = account.value.roles[RoleName(unchecked: String(arn.resource[slash...].dropFirst()))],
            arn.resource[...slash] == "role" + role.path.text, arn.resource[slash...].dropFirst() == role.name.text
        else { return nil }
        return role
    }

    /// Carries out a change: the only way in which state changes.
    ///
    /// Putting an account makes it. Other changes of an account that does not exist do nothing.
    package mutating func apply(_ change: Change) {
        // A copy of the account held here would make the step below copy what it changes.
        switch change {
        case .put(let id, let entity):
            switch entity {
            case .account(let account):
                forgetAlias(of: id)
                if let alias = account.alias { aliases[alias] = id }
                if accounts[id] == nil { accounts[id] = Shared(AccountState(account: account)) }
            case .accessKey(let key):
                if key.id.accountID != id { foreignKeys[key.id] = id }
            case .organization(let entity):
                if case .account(let member) = entity, accounts[id] != nil { managements[member.id] = id }
            case .user, .group, .role, .policy, .instanceProfile, .report, .accessRecord, .mfaDevice, .loginProfile:
                break
            case .tokenIssuer(let issuer):
                forgetTokenIssuer(of: id)
                if accounts[id] != nil { tokenIssuers[issuer.id] = id }
            case .delegationRequest(let request):
                if accounts[id] != nil { delegationRequestors[request.id] = id }
            case .samlProvider, .oidcProvider: break
            case .bucket(let bucket):
                if accounts[id] != nil { bucketOwners[bucket.name] = id }
            case .sshPublicKey, .signingCertificate, .serverCertificate, .serviceCredential: break
            case .identityPools(.pool(let pool)): if accounts[id] != nil { identityPools[pool.id] = id }
            case .identityPools(.identity(let identity)):
                if accounts[id] != nil { poolIdentities[identity.id] = id }
            case .identityPools(.signingKey): break
            }
            accounts[id]?.value.put(entity)
        case .remove(let id, .account):
            forgetAlias(of: id)
            forgetTokenIssuer(of: id)
            foreignKeys = foreignKeys.filter { $0.value != id }
            managements = managements.filter { $0.value != id }
            bucketOwners = bucketOwners.filter { $0.value != id }
            delegationRequestors = delegationRequestors.filter { $0.value != id }
            identityPools = identityPools.filter { $0.value != id }
            poolIdentities = poolIdentities.filter { $0.value != id }
            accounts[id] = nil
        case .remove(let id, let key):
            if case .tokenIssuer = key { forgetTokenIssuer(of: id) }
            if case .delegationRequest(let request) = key, delegationRequestors[request] == id {
                delegationRequestors[request] = nil
            }
            if case .accessKey(let key) = key, foreignKeys[key] == id { foreignKeys[key] = nil }
            if case .bucket(let name) = key, bucketOwners[name] == id { bucketOwners[name] = nil }
            if case .organization(.account(let member)) = key, managements[member] == id { managements[member] = nil }
            if case .identityPools(.pool(let pool)) = key, identityPools[pool] == id { identityPools[pool] = nil }
            if case .identityPools(.identity(let identity)) = key, poolIdentities[identity] == id {
                poolIdentities[identity] = nil
            }
            accounts[id]?.value.remove(key)
        }
    }

    private mutating func forgetTokenIssuer(of account: AccountID) {
        if let issuer = accounts[account]?.value.tokenIssuer, tokenIssuers[issuer.id] == account {
            tokenIssuers[issuer.id] = nil
        }
    }

    private mutating func forgetAlias(of account: AccountID) {
        if let alias = accounts[account]?.value.account.alias, aliases[alias] == account { aliases[alias] = nil }
    }
}
