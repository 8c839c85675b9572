import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// A user, group or role whose policies are looked at.
enum SimulatedEntity: Sendable {
    case user(User)
    case group(Group)
    case role(Role)

    func arn(in account: AccountID, _ partition: Partition) -> ARN {
        switch self {
        case .user(let user): user.arn(in: account, partition)
        case .group(let group): group.arn(in: account, partition)
        case .role(let role): role.arn(in: account, partition)
        }
    }

    /// What it may do: its own policies, and for a user those of its groups; each managed policy once.
    func identityPolicies(in account: AccountState, _ state: IdentityState) -> [SimulatedPolicy] {
        var collector = PolicyCollector(account: account, state: state)
        switch self {
        case .user(let user):
            collector.add(of: user)
            for group in user.groups.compactMap({ account.groups[$0] }) { collector.add(of: group) }
        case .group(let group): collector.add(of: group)
        case .role(let role): collector.add(of: role)
        }
        return collector.policies
    }

    /// The policy that bounds it.
    func boundary(in account: AccountState, _ state: IdentityState) -> SimulatedPolicy? {
        let reference: PolicyReference? =
            switch self {
            case .user(let user): user.permissionsBoundary
            case .group: nil
            case .role(let role): role.permissionsBoundary
            }
        guard let reference else { return nil }
        guard let policy = state.policy(reference, in: account), let version = policy.defaultVersion else {
            // A boundary that is gone lets nothing through.
            let source = PolicySource(.boundary, id: "")
            return SimulatedPolicy(CompiledPolicy(.denyingEverything, source: source), id: "", .boundary)
        }
        return SimulatedPolicy(version.document.compiled, id: policy.name.text, .boundary)
    }
}

/// A policy of a simulation, and what the simulator calls it.
struct SimulatedPolicy: Sendable {
    let compiled: CompiledPolicy
    /// `SourcePolicyId`: a managed policy's name, `user_NAME_POLICY` for one that is inline, or a place in a list.
    let id: String
    let kind: Kind

    /// What exclusions tell policies apart by.
    enum Kind: Sendable {
        case inline(InlinePolicyOwner, owner: String, name: String)
        case managed(ManagedPolicy)
        case boundary
        case given
    }

    init(_ compiled: CompiledPolicy, id: String, _ kind: Kind) {
        self.compiled = compiled
        self.id = id
        self.kind = kind
    }
}

/// Gathers the policies of entities.
private struct PolicyCollector {
    let account: AccountState
    let state: IdentityState
    private(set) var policies: [SimulatedPolicy] = []
    private var seen: Set<PolicyReference> = []

    init(account: AccountState, state: IdentityState) {
        self.account = account
        self.state = state
    }

    mutating func add(of holder: some PolicyHolder) {
        let owner = holder.inlinePolicies.owner
        for policy in holder.inlinePolicies {
            policies.append(
                SimulatedPolicy(
                    policy.compiled, id: "\(owner.rawValue)_\(holder.name)_\(policy.name)",
                    .inline(owner, owner: holder.name.text, name: policy.name.text)))
        }
        for reference in holder.attachedPolicies where seen.insert(reference).inserted {
            guard let policy = state.policy(reference, in: account), let version = policy.defaultVersion else {
                continue
            }
            policies.append(SimulatedPolicy(version.document.compiled, id: policy.name.text, .managed(policy)))
        }
    }
}
