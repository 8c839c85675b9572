import AWSTypes
import PolicyEngine
import Synchronization

/// What an organization says about one of its accounts, ready for decisions.
package struct OrganizationControls: Sendable {
    /// The organization.
    package let id: OrganizationID
    /// Where the account stands: `o-…/r-…/ou-…/`.
    package let path: String
    /// The service control policies on the way from the root to the account, a set for each target; empty for the
    /// management account, which they never bind, and where the type is not enabled.
    package let serviceControl: [PolicySet]
    /// The resource control policies, likewise.
    package let resourceControl: [PolicySet]
    /// Whether the account manages the organization.
    package let isManagement: Bool
}

/// The controls of an organization's accounts as far as they were asked for.
///
/// It belongs to one state of the organization: a change starts a new one, so an entry is never out of date.
final class OrganizationControlsMemo: Sendable {
    private struct Slot: Hashable {
        let target: OrganizationTarget
        let type: OrganizationPolicyType
    }
    private struct Entries {
        var controls: [AccountID: OrganizationControls] = [:]
        var sets: [Slot: PolicySet] = [:]
    }
    private let entries = Mutex(Entries())

    func controls(
        of account: AccountID, managedBy management: AccountID, in state: OrganizationState
    ) -> OrganizationControls? {
        entries.withLock { entries in
            if let known = entries.controls[account] { return known }
            guard let organization = state.organization, let member = state.accounts[account] else { return nil }
            // A way that can't be followed is one on which nothing is allowed.
            let way = state.way(to: member.parent)
            let targets = [.root] + (way ?? []).map { .unit($0.id) } + [OrganizationTarget.account(account)]
            func layers(_ type: OrganizationPolicyType) -> [PolicySet] {
                if account == management || !organization.enabledPolicyTypes.contains(type) { return [] }
                if way == nil { return [.empty] }
                return targets.map { set(on: $0, type, state, &entries) }
            }
            let controls = OrganizationControls(
                id: organization.id, path: state.path(to: member.parent) ?? "\(organization.id)/",
                serviceControl: layers(.serviceControl), resourceControl: layers(.resourceControl),
                isManagement: account == management)
            entries.controls[account] = controls
            return controls
        }
    }

    private func set(
        on target: OrganizationTarget, _ type: OrganizationPolicyType, _ state: OrganizationState,
        _ entries: inout Entries
    ) -> PolicySet {
        let slot = Slot(target: target, type: type)
        if let known = entries.sets[slot] { return known }
        let policies = (state.attachedPolicies(of: target) ?? []).compactMap(state.policy).filter { $0.type == type }
        let set = PolicySet(policies.map(\.document.compiled))
        entries.sets[slot] = set
        return set
    }
}
