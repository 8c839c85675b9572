import AWSTypes
import IdentityModel
import Operations

/// An organization as one of its accounts sees it.
struct OrganizationView: Sendable {
    /// The management account.
    let management: AccountID
    /// The organization itself.
    let organization: Organization
    /// All that belongs to it.
    let state: OrganizationState
    /// The caller's account.
    let member: MemberAccount
    /// The partition of all ARNs in the answer.
    let partition: Partition

    /// Who may call an operation, whatever policies say.
    enum Audience: Sendable {
        /// The management account.
        case management
        /// The management account, and accounts that administer a service for the organization.
        case administrators
        /// Every account of the organization.
        case members
    }

    /// Whether an operation is for the caller's account as such.
    func admits(_ audience: Audience) -> Bool {
        switch audience {
        case .management: member.id == management
        case .administrators: member.id == management || !member.delegatedServices.isEmpty
        case .members: true
        }
    }

    // MARK: ARNs

    /// An ARN of the organization: `kind/o-…/rest`.
    func arn(_ kind: String, _ rest: String = "") -> ARN {
        ARN(
            partition: partition, service: "organizations", account: management.description,
            resource: "\(kind)/\(organization.id)\(rest.isEmpty ? "" : "/")\(rest)")
    }

    /// The ARN of a node.
    func arn(of node: OrganizationNode) -> ARN {
        switch node {
        case .root(let id): arn("root", id.text)
        case .unit(let id): arn("ou", id.text)
        case .account(let id): arn("account", id.description)
        case .policy(let id):
            state.policy(id)?.arn(in: partition)
                ?? arn("policy", "\(OrganizationPolicyType.serviceControl.rawValue.lowercased())/\(id)")
        case .resourcePolicy(let id): arn("resourcepolicy", id.text)
        }
    }

    // MARK: Looking up

    /// An account of the organization.
    func account(_ id: AccountID) throws(AWSError) -> MemberAccount {
        guard let account = state.accounts[id] else { throw .noSuchMember }
        return account
    }

    /// A unit.
    func unit(_ node: OrganizationNode) throws(AWSError) -> OrganizationalUnit {
        guard case .unit(let id) = node, let unit = state.units[id] else { throw .noSuchUnit }
        return unit
    }

    /// A root or unit, refused in words of the caller's choice where it is not there.
    func parent(_ node: OrganizationNode, or error: AWSError = .noSuchParent) throws(AWSError) -> OrganizationParent {
        switch node {
        case .root(organization.rootID): return .root
        case .unit(let id) where state.units[id] != nil: return .unit(id)
        default: throw error
        }
    }

    /// A root, unit or account that policies can be attached to.
    func target(_ node: OrganizationNode) throws(AWSError) -> OrganizationTarget {
        switch node {
        case .root(organization.rootID): return .root
        case .unit(let id) where state.units[id] != nil: return .unit(id)
        case .account(let id) where state.accounts[id] != nil: return .account(id)
        default: throw .noSuchTarget
        }
    }

    /// A policy of the organization or of AWS.
    func policy(_ id: OrganizationPolicyID?) throws(AWSError) -> OrganizationPolicy {
        guard let policy = id.flatMap(state.policy) else { throw .noSuchOrganizationPolicy }
        return policy
    }

    /// The node of a target.
    func node(of target: OrganizationTarget) -> OrganizationNode {
        switch target {
        case .root: .root(organization.rootID)
        case .unit(let id): .unit(id)
        case .account(let id): .account(id)
        }
    }

    /// The tags of a node; nil: there is no such node.
    func tags(of node: OrganizationNode) -> Tags? {
        switch node {
        case .root(let id): id == organization.rootID ? organization.tags : nil
        case .unit(let id): state.units[id]?.tags
        case .account(let id): state.accounts[id]?.tags
        case .policy(let id): state.policy(id)?.tags
        case .resourcePolicy(let id):
            organization.resourcePolicy.flatMap { $0.id == id ? $0.tags : nil }
        }
    }

    /// AWS's policies for a new target: one of each type that is in force.
    var policiesOfNewTargets: [OrganizationPolicyID] { organization.enabledPolicyTypes.map(\.fullAccess.id) }
}

extension IdentityState {
    /// The caller's organization.
    func organizationView(for caller: Caller) -> OrganizationView? {
        guard let (management, state) = organization(of: caller.accountID), let organization = state.organization,
            let member = state.accounts[caller.accountID]
        else { return nil }
        return OrganizationView(
            management: management, organization: organization, state: state, member: member,
            partition: caller.partition)
    }

    /// The caller's organization, where an operation is for the caller.
    ///
    /// Accounts that it is not for as such may have got leave by the resource policy: that was asked with the
    /// caller's other permissions, so where there is one, whoever comes this far has it.
    func organizationView(
        for caller: Caller, _ audience: OrganizationView.Audience
    ) throws(AWSError) -> OrganizationView {
        guard let view = organizationView(for: caller) else { throw .notInOrganization }
        if !view.admits(audience), view.organization.resourcePolicy == nil { throw .notPermittedInOrganization }
        return view
    }
}
