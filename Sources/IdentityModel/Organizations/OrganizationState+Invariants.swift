import AWSTypes

extension OrganizationState {
    /// What is broken in the organization; empty unless something that changes state is at fault.
    ///
    /// Whatever is attached or stood in exists, policies are attached only while their type is enabled, and names
    /// are unique where they have to be.
    package var violations: [String] {
        guard let organization else {
            let isEmpty =
                units.count == 0 && accounts.count == 0 && policies.count == 0 && creations.count == 0
                && handshakes.count == 0
            return isEmpty ? [] : ["parts of an organization are left without it"]
        }
        var found: [String] = []
        for target in targets {
            let attached = attachedPolicies(of: target) ?? []
            if Set(attached).count < attached.count { found.append("\(target) has a policy twice") }
            for id in attached {
                guard let policy = policy(id) else {
                    found.append("\(target) has policy \(id), which does not exist")
                    continue
                }
                if !organization.enabledPolicyTypes.contains(policy.type) {
                    found.append("\(target) has policy \(id), whose type is not enabled")
                }
            }
            for type in organization.enabledPolicyTypes
            where !attached.contains(where: { policy($0)?.type == type }) {
                found.append("\(target) has no policy of the type \(type.rawValue)")
            }
        }
        for unit in units.all where way(to: unit.parent) == nil {
            found.append("\(unit.id) is in no tree below the root")
        }
        for account in accounts.all where way(to: account.parent) == nil {
            found.append("account \(account.id) is in no tree below the root")
        }
        let unitNames = units.all.map { "\($0.parent) \($0.name)" }
        if Set(unitNames).count < unitNames.count { found.append("two units of one parent have one name") }
        let policyNames = policies.all.map { "\($0.type) \($0.name)" }
        if Set(policyNames).count < policyNames.count { found.append("two policies of one type have one name") }
        return found
    }
}

extension IdentityState {
    /// What is broken between organizations and accounts.
    func organizationViolations(of account: AccountState) -> [String] {
        var found = account.organization.violations
        for member in account.organization.accounts.ids {
            if self[member] == nil { found.append("member \(member) does not exist") }
            if management(of: member) != account.id {
                found.append("member \(member) does not lead to its organization")
            }
        }
        if account.organization.organization != nil, account.organization.accounts[account.id] == nil {
            found.append("the management account is not in its organization")
        }
        if let management = management(of: account.id), self[management]?.organization.accounts[account.id] == nil {
            found.append("the account leads to the organization of \(management), which does not know it")
        }
        return found
    }
}
