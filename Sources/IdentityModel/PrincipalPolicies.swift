import AWSTypes
import PolicyEngine
import Synchronization

extension IdentityState {
    /// A managed policy, where the account can use it.
    package func policy(_ reference: PolicyReference, in account: AccountState) -> ManagedPolicy? {
        switch reference {
        case .customer(let id): account.policies[id]
        case .aws(let path): awsPolicies[path]
        }
    }

    /// The managed policy of an ARN, where an account can use it.
    package func policy(_ arn: ARN, in account: AccountState, _ partition: Partition) -> ManagedPolicy? {
        guard arn.partition == partition.rawValue, arn.service == "iam", arn.region.isEmpty,
            arn.resource.hasPrefix("policy/")
        else { return nil }
        if arn.account == "aws" { return awsPolicies[String(arn.resource.dropFirst(6))] }
        guard arn.accountID == account.id, let slash = arn.resource.lastIndex(of: "/"),
            let policy = account.policies[PolicyName(unchecked: String(arn.resource[slash...].dropFirst()))],
            policy.arn(in: partition) == arn
        else { return nil }
        return policy
    }

    /// What a user may do: its own policies and those of its groups.
    package func identityPolicies(of user: User, in account: AccountState) -> PolicySet {
        var policies = user.inlinePolicies.map(\.compiled)
        append(user.attachedPolicies, of: account, to: &policies)
        for group in user.groups.lazy.compactMap({ account.groups[$0] }) {
            policies += group.inlinePolicies.lazy.map(\.compiled)
            append(group.attachedPolicies, of: account, to: &policies)
        }
        return policySets.set(of: policies, for: user.id.text)
    }

    /// What a role may do.
    package func identityPolicies(of role: Role, in account: AccountState) -> PolicySet {
        var policies = role.inlinePolicies.map(\.compiled)
        append(role.attachedPolicies, of: account, to: &policies)
        return policySets.set(of: policies, for: role.id.text)
    }

    /// What a boundary lets through; nil: no boundary is set.
    ///
    /// A policy that is gone lets nothing through.
    package func boundary(_ reference: PolicyReference?, in account: AccountState) -> PolicySet? {
        guard let reference else { return nil }
        guard let policy = policy(reference, in: account), let version = policy.defaultVersion else {
            return PolicySet([])
        }
        return policySets.set(of: [version.document.compiled], for: policy.id.text)
    }

    /// Policies of a layer as one set, kept under a name for the next decision on the same policies.
    package func policySet(of policies: [CompiledPolicy], for owner: String) -> PolicySet {
        policySets.set(of: policies, for: owner)
    }

    private func append(
        _ references: [PolicyReference], of account: AccountState, to policies: inout [CompiledPolicy]
    ) {
        for reference in references {
            if let version = policy(reference, in: account)?.defaultVersion {
                policies.append(version.document.compiled)
            }
        }
    }
}

/// The indexed policies of principals that have been seen, kept from decision to decision.
///
/// An entry counts only for exactly the compiled policies it was made of, so it needs no invalidation; states that
/// share a memo can't mislead each other. It forgets everything when it is full.
final class PolicySetMemo: Sendable {
    private struct Entry {
        let policies: [CompiledPolicy]
        let set: PolicySet
    }
    private let entries = Mutex<[String: Entry]>([:])
    private static let capacity = 10_000

    func set(of policies: [CompiledPolicy], for principal: String) -> PolicySet {
        let known = entries.withLock { $0[principal] }
        if let known, known.policies.elementsEqual(policies, by: ===) { return known.set }
        let set = PolicySet(policies)
        entries.withLock { entries in
            if entries.count >= PolicySetMemo.capacity { entries.removeAll(keepingCapacity: true) }
            entries[principal] = Entry(policies: policies, set: set)
        }
        return set
    }
}
