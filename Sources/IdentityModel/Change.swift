import AWSTypes
import HashTreeCollections

/// One step by which the state of an account changes: an entity is put, or removed.
///
/// The store writes changes as rows, replicas read them, drafts make them, and `IdentityState.apply` carries
/// them out: one meaning in all four places.
package enum Change: Sendable {
    /// The entity is there from now on, in place of the one with its key.
    case put(AccountID, Entity)
    /// The entity of that key is there no more.
    case remove(AccountID, EntityKey)

    /// The account that changes.
    package var account: AccountID {
        switch self {
        case .put(let account, _), .remove(let account, _): account
        }
    }
}

/// Anything an account holds, as the store keeps it: one row.
package enum Entity: Sendable {
    /// The account itself.
    case account(Account)
    /// A user.
    case user(User)
    /// A group.
    case group(Group)
    /// A role.
    case role(Role)
    /// A customer managed policy.
    case policy(ManagedPolicy)
    /// An instance profile.
    case instanceProfile(InstanceProfile)
    /// A long-term access key.
    case accessKey(AccessKey)
    /// A report, or the outcome of a task.
    case report(Report)
    /// When a principal last used what.
    case accessRecord(AccessRecord)
    /// A virtual MFA device.
    case mfaDevice(MFADevice)
    /// A user's password, or the root user's.
    case loginProfile(LoginProfile)
    /// A part of the organization that the account manages.
    case organization(OrganizationEntity)
    /// A SAML provider.
    case samlProvider(SAMLProvider)
    /// An OpenID Connect provider.
    case oidcProvider(OIDCProvider)
    /// An SSH public key.
    case sshPublicKey(SSHPublicKey)
    /// A signing certificate.
    case signingCertificate(SigningCertificate)
    /// A server certificate.
    case serverCertificate(ServerCertificate)
    /// A service-specific credential.
    case serviceCredential(ServiceCredential)
    /// A bucket of S3.
    case bucket(Bucket)
    /// What the account issues web identity tokens as.
    case tokenIssuer(TokenIssuer)
    /// A delegation request of the account's.
    case delegationRequest(DelegationRequest)
    /// Something of identity pools.
    case identityPools(IdentityPoolEntity)

    /// What names it within its account.
    package var key: EntityKey {
        switch self {
        case .account: .account
        case .user(let user): .user(user.id)
        case .group(let group): .group(group.id)
        case .role(let role): .role(role.id)
        case .policy(let policy): .policy(policy.id)
        case .instanceProfile(let profile): .instanceProfile(profile.id)
        case .accessKey(let key): .accessKey(key.id)
        case .report(let report): .report(report.id)
        case .accessRecord(let record): .accessRecord(record.principal)
        case .mfaDevice(let device): .mfaDevice(device.id)
        case .loginProfile(let profile): .loginProfile(profile.owner)
        case .organization(let entity): .organization(entity.key)
        case .samlProvider(let provider): .samlProvider(provider.id)
        case .oidcProvider(let provider): .oidcProvider(provider.url)
        case .sshPublicKey(let key): .sshPublicKey(key.id)
        case .signingCertificate(let certificate): .signingCertificate(certificate.id)
        case .serverCertificate(let certificate): .serverCertificate(certificate.id)
        case .serviceCredential(let credential): .serviceCredential(credential.id)
        case .bucket(let bucket): .bucket(bucket.name)
        case .tokenIssuer: .tokenIssuer
        case .delegationRequest(let request): .delegationRequest(request.id)
        case .identityPools(let entity): .identityPools(entity.key)
        }
    }
}

/// What names an entity within its account.
package enum EntityKey: Hashable, Sendable {
    /// The account itself.
    case account
    /// A user.
    case user(UserID)
    /// A group.
    case group(GroupID)
    /// A role.
    case role(RoleID)
    /// A customer managed policy.
    case policy(ManagedPolicyID)
    /// An instance profile.
    case instanceProfile(InstanceProfileID)
    /// A long-term access key.
    case accessKey(AccessKeyID)
    /// A report, or the outcome of a task.
    case report(String)
    /// When a principal last used what.
    case accessRecord(AccessRecord.Principal)
    /// A virtual MFA device.
    case mfaDevice(MFADeviceID)
    /// A user's password, or the root user's.
    case loginProfile(KeyOwner)
    /// A part of the organization that the account manages.
    case organization(OrganizationEntityKey)
    /// A SAML provider.
    case samlProvider(SAMLProviderID)
    /// An OpenID Connect provider.
    case oidcProvider(OIDCProviderURL)
    /// An SSH public key.
    case sshPublicKey(SSHPublicKeyID)
    /// A signing certificate.
    case signingCertificate(SigningCertificateID)
    /// A server certificate.
    case serverCertificate(ServerCertificateID)
    /// A service-specific credential.
    case serviceCredential(ServiceCredentialID)
    /// A bucket of S3.
    case bucket(BucketName)
    /// What the account issues web identity tokens as.
    case tokenIssuer
    /// A delegation request of the account's.
    case delegationRequest(String)
    /// Something of identity pools.
    case identityPools(IdentityPoolEntityKey)
}

// MARK: - Carrying out

extension AccountState {
    mutating func put(_ entity: Entity) {
        switch entity {
        case .account(let account):
            self.account = account
        case .user(let user):
            relate(users[user.id], user)
            users.put(user)
        case .group(let group):
            relate(attached: groups[group.id]?.attachedPolicies, group.attachedPolicies, \.groups, group.id)
            groups.put(group)
        case .role(let role):
            relate(roles[role.id], role)
            roles.put(role)
        case .policy(let policy):
            policies.put(policy)
        case .instanceProfile(let profile):
            instanceProfiles.put(profile)
        case .accessKey(let key):
            let old = accessKeys.updateValue(key, forKey: key.id)
            if old?.owner == key.owner { return }
            if let old { disown(old) }
            keysByOwner[key.owner, default: []].append(key.id)
        case .report(let report):
            reports[report.id] = report
        case .accessRecord(let record):
            accessRecords[record.principal] = record
        case .mfaDevice(let device):
            let old = mfaDevices.updateValue(device, forKey: device.id)
            if old?.assignment?.owner == device.assignment?.owner { return }
            if let old { unassign(old) }
            if let owner = device.assignment?.owner { mfaDevicesByOwner[owner, default: []].append(device.id) }
        case .loginProfile(let profile):
            loginProfiles[profile.owner] = profile
        case .organization(let entity):
            organization.put(entity)
        case .samlProvider(let provider): samlProviders.put(provider)
        case .oidcProvider(let provider): oidcProviders[provider.url] = provider
        case .sshPublicKey(let key): sshPublicKeys.put(key)
        case .signingCertificate(let certificate): signingCertificates.put(certificate)
        case .serverCertificate(let certificate): serverCertificates.put(certificate)
        case .serviceCredential(let credential): serviceCredentials.put(credential)
        case .bucket(let bucket): buckets[bucket.name] = bucket
        case .tokenIssuer(let issuer): tokenIssuer = issuer
        case .delegationRequest(let request): delegationRequests[request.id] = request
        case .identityPools(let entity): identityPools.put(entity)
        }
    }

    mutating func remove(_ key: EntityKey) {
        switch key {
        case .account:
            break
        case .user(let id):
            relate(users[id], nil)
            users.remove(id)
        case .group(let id):
            relate(attached: groups[id]?.attachedPolicies, nil, \.groups, id)
            groups.remove(id)
        case .role(let id):
            relate(roles[id], nil)
            roles.remove(id)
        case .policy(let id):
            policies.remove(id)
        case .instanceProfile(let id):
            instanceProfiles.remove(id)
        case .accessKey(let id):
            if let key = accessKeys.removeValue(forKey: id) { disown(key) }
        case .report(let id):
            reports[id] = nil
        case .accessRecord(let principal):
            accessRecords[principal] = nil
        case .mfaDevice(let id):
            if let device = mfaDevices.removeValue(forKey: id) { unassign(device) }
        case .loginProfile(let owner):
            loginProfiles[owner] = nil
        case .organization(let key):
            organization.remove(key)
        case .samlProvider(let id): samlProviders.remove(id)
        case .oidcProvider(let url): oidcProviders[url] = nil
        case .sshPublicKey(let id): sshPublicKeys.remove(id)
        case .signingCertificate(let id): signingCertificates.remove(id)
        case .serverCertificate(let id): serverCertificates.remove(id)
        case .serviceCredential(let id): serviceCredentials.remove(id)
        case .bucket(let name): buckets[name] = nil
        case .tokenIssuer: tokenIssuer = nil
        case .delegationRequest(let id): delegationRequests[id] = nil
        case .identityPools(let key): identityPools.remove(key)
        }
    }

    private mutating func disown(_ key: AccessKey) {
        let rest = (keysByOwner[key.owner] ?? []).filter { $0 != key.id }
        keysByOwner[key.owner] = rest.isEmpty ? nil : rest
    }

    private mutating func unassign(_ device: MFADevice) {
        guard let owner = device.assignment?.owner else { return }
        let rest = (mfaDevicesByOwner[owner] ?? []).filter { $0 != device.id }
        mfaDevicesByOwner[owner] = rest.isEmpty ? nil : rest
    }

    private mutating func relate(_ old: User?, _ new: User?) {
        guard let id = (new ?? old)?.id else { return }
        relate(attached: old?.attachedPolicies, new?.attachedPolicies, \.users, id)
        relate(
            attached: old?.permissionsBoundary.map { [$0] }, new?.permissionsBoundary.map { [$0] }, \.boundedUsers, id)
        for group in old?.groups ?? [] where new?.groups.contains(group) != true {
            members[group]?.remove(id)
            if members[group]?.isEmpty == true { members[group] = nil }
        }
        for group in new?.groups ?? [] where old?.groups.contains(group) != true {
            members[group, default: []].insert(id)
        }
    }

    private mutating func relate(_ old: Role?, _ new: Role?) {
        guard let id = (new ?? old)?.id else { return }
        relate(attached: old?.attachedPolicies, new?.attachedPolicies, \.roles, id)
        relate(
            attached: old?.permissionsBoundary.map { [$0] }, new?.permissionsBoundary.map { [$0] }, \.boundedRoles, id)
    }

    private mutating func relate<ID: Hashable>(
        attached old: [PolicyReference]?, _ new: [PolicyReference]?,
        _ holders: WritableKeyPath<PolicyAttachments, TreeSet<ID>>, _ holder: ID
    ) {
        if old == new { return }
        for policy in old ?? [] where new?.contains(policy) != true {
            attachments[policy]?[keyPath: holders].remove(holder)
            if attachments[policy]?.isEmpty == true { attachments[policy] = nil }
        }
        for policy in new ?? [] where old?.contains(policy) != true {
            attachments[policy, default: PolicyAttachments()][keyPath: holders].insert(holder)
        }
    }
}
