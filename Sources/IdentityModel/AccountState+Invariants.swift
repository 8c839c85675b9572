import AWSTypes
import HashTreeCollections

extension IdentityState {
    /// What is broken in these accounts, or in all; empty unless something that changes state is at fault.
    package func violations(in suspects: Set<AccountID>? = nil) -> [String] {
        var found: [String] = []
        for account in allAccounts where suspects?.contains(account.id) != false {
            let id = account.id
            if account.id != id { found.append("account \(id) calls itself \(account.id)") }
            if let alias = account.account.alias, self.account(alias: alias) != id {
                found.append("alias \(alias) does not lead to account \(id)")
            }
            if let issuer = account.tokenIssuer, tokenIssuer(issuer.id) != issuer {
                found.append("the issuer \(issuer.id) does not lead to account \(id)")
            }
            for (request, content) in account.delegationRequests
            where delegationRequest(request)?.requestor.id != id || content.id != request {
                found.append("delegation request \(request) does not lead to account \(id)")
            }
            for key in account.accessKeys.keys where self.account(of: key) != id {
                found.append("access key \(key) does not lead to account \(id)")
            }
            for (name, bucket) in account.buckets where self.bucket(name)?.account.id != id || bucket.name != name {
                found.append("bucket \(name) does not lead to account \(id)")
            }
            for pool in account.identityPools.all where self.account(of: pool.id) != id {
                found.append("identity pool \(pool.id) does not lead to account \(id)")
            }
            found += (account.violations + organizationViolations(of: account)).map { "account \(id): \($0)" }
        }
        return found
    }
}

extension AccountState {
    /// What is broken; empty unless something that changes state is at fault.
    ///
    /// Ids and names are unique and lead to what has them; whatever is attached, joined or held exists; the
    /// relations kept for quick answers are those that the entities state.
    package var violations: [String] {
        let strays =
            users.strays.map(\.text) + groups.strays.map(\.text) + roles.strays.map(\.text)
            + policies.strays.map(\.text) + instanceProfiles.strays.map(\.text)
            + samlProviders.strays.map(\.text) + serverCertificates.strays.map(\.text)
            + oidcProviders.filter { $0.key != $0.value.url }.map(\.key.text)
            + sshPublicKeys.strays + signingCertificates.strays + serviceCredentials.strays
        return strays.map { "\($0) is not found by its name, or not under its id" }
            + danglingReferences + brokenRelations + identityPools.violations
    }

    private var danglingReferences: [String] {
        var found: [String] = []
        func check(_ policies: [PolicyReference], of holder: String) {
            for case .customer(let id) in policies where self.policies[id] == nil {
                found.append("\(holder) has policy \(id), which does not exist")
            }
            if Set(policies).count < policies.count { found.append("\(holder) has a policy twice") }
        }
        for user in users.all {
            check(user.attachedPolicies, of: user.id.text)
            for group in user.groups where groups[group] == nil {
                found.append("\(user.id) is in group \(group), which does not exist")
            }
            if Set(user.groups).count < user.groups.count { found.append("\(user.id) is in a group twice") }
        }
        for group in groups.all { check(group.attachedPolicies, of: group.id.text) }
        for role in roles.all { check(role.attachedPolicies, of: role.id.text) }
        for profile in instanceProfiles.all {
            if let role = profile.role, roles[role] == nil {
                found.append("\(profile.id) holds role \(role), which does not exist")
            }
        }
        for (id, key) in accessKeys {
            if key.id != id { found.append("access key \(key.id) stands under \(id)") }
            if case .user(let owner) = key.owner, users[owner] == nil {
                found.append("access key \(id) is of user \(owner), who does not exist")
            }
        }
        for (id, report) in reports where report.id != id { found.append("report \(report.id) stands under \(id)") }
        for (principal, record) in accessRecords {
            if record.principal != principal {
                found.append("the uses of \(record.principal.id) stand under \(principal.id)")
            }
            if !exists(principal) { found.append("uses are kept of \(principal.id), which does not exist") }
        }
        return found + strayCredentials
    }

    private var strayCredentials: [String] {
        var found: [String] = []
        for (id, device) in mfaDevices {
            if device.id != id { found.append("MFA device \(device.id) stands under \(id)") }
            if case .user(let owner) = device.assignment?.owner, users[owner] == nil {
                found.append("MFA device \(id) is of user \(owner), who does not exist")
            }
        }
        for (owner, profile) in loginProfiles {
            if profile.owner != owner { found.append("the password of \(profile.owner) stands under \(owner)") }
            if case .user(let user) = owner, users[user] == nil {
                found.append("a password is of user \(user), who does not exist")
            }
        }
        let owned = sshPublicKeys.ownedByUsers + signingCertificates.ownedByUsers + serviceCredentials.ownedByUsers
        for (owner, id) in owned where users[owner] == nil {
            found.append("\(id) is of user \(owner), who does not exist")
        }
        return found
    }

    private var brokenRelations: [String] {
        var members = TreeDictionary<GroupID, TreeSet<UserID>>()
        var attachments = TreeDictionary<PolicyReference, PolicyAttachments>()
        for user in users.all {
            for group in user.groups { members[group, default: []].insert(user.id) }
            for policy in user.attachedPolicies { attachments[policy, default: .init()].users.insert(user.id) }
            if let policy = user.permissionsBoundary {
                attachments[policy, default: .init()].boundedUsers.insert(user.id)
            }
        }
        for group in groups.all {
            for policy in group.attachedPolicies { attachments[policy, default: .init()].groups.insert(group.id) }
        }
        for role in roles.all {
            for policy in role.attachedPolicies { attachments[policy, default: .init()].roles.insert(role.id) }
            if let policy = role.permissionsBoundary {
                attachments[policy, default: .init()].boundedRoles.insert(role.id)
            }
        }
        let keys = Dictionary(grouping: accessKeys.values, by: \.owner).mapValues { Set($0.map(\.id)) }
        let devices = Dictionary(grouping: mfaDevices.values.filter { $0.assignment != nil }) { $0.assignment?.owner }
        var found: [String] = []
        if devices.count != mfaDevicesByOwner.count
            || mfaDevicesByOwner.contains(where: { owner, ids in
                Set(devices[owner]?.map(\.id) ?? []) != Set(ids) || Set(ids).count < ids.count
            })
        {
            found.append("owners' MFA devices differ from what devices state")
        }
        if members != self.members { found.append("members differ from what users state") }
        if attachments != self.attachments { found.append("attachments differ from what entities state") }
        if keys != Dictionary(uniqueKeysWithValues: keysByOwner.map { ($0.key, Set($0.value)) })
            || keysByOwner.values.contains(where: { Set($0).count < $0.count })
        {
            found.append("owners' keys differ from what keys state")
        }
        return found
    }
}
