import AWSTypes
import HashTreeCollections

/// The organization that an account manages: empty where it manages none.
package struct OrganizationState: Sendable {
    /// The organization itself.
    package private(set) var organization: Organization?
    /// Organizational units.
    package private(set) var units = OrganizationTable<OrganizationalUnitID, OrganizationalUnit>()
    /// Accounts, the management account among them.
    package private(set) var accounts = OrganizationTable<AccountID, MemberAccount>()
    /// Policies, without those of AWS.
    package private(set) var policies = OrganizationTable<OrganizationPolicyID, OrganizationPolicy>()
    /// Requests to make accounts.
    package private(set) var creations = OrganizationTable<AccountCreationID, AccountCreation>()
    /// Invitations.
    package private(set) var handshakes = OrganizationTable<HandshakeID, Handshake>()
    /// What decisions ask for, made at first use; each change starts a new one.
    private(set) var controls = OrganizationControlsMemo()

    /// No organization.
    init() {}
}

/// Parts of one kind, by id.
package struct OrganizationTable<ID: Hashable & Comparable & Sendable, Part: Sendable>: Sendable {
    private var parts = TreeDictionary<ID, Part>()

    /// The part of an id.
    package subscript(id: ID) -> Part? { parts[id] }

    /// All of them, in no order.
    package var all: some Collection<Part> { parts.values }

    /// The ids, ordered.
    package var ids: [ID] { parts.keys.sorted() }

    /// How many there are.
    package var count: Int { parts.count }

    mutating func set(_ id: ID, _ part: Part?) { parts[id] = part }
}

/// A part of an organization, as the store keeps it: one row of the management account.
package enum OrganizationEntity: Sendable {
    /// The organization itself.
    case organization(Organization)
    /// An organizational unit.
    case unit(OrganizationalUnit)
    /// A member, or the management account.
    case account(MemberAccount)
    /// A policy.
    case policy(OrganizationPolicy)
    /// A request to make an account.
    case creation(AccountCreation)
    /// An invitation.
    case handshake(Handshake)

    /// What names it within its organization.
    package var key: OrganizationEntityKey {
        switch self {
        case .organization: .organization
        case .unit(let unit): .unit(unit.id)
        case .account(let account): .account(account.id)
        case .policy(let policy): .policy(policy.id)
        case .creation(let creation): .creation(creation.id)
        case .handshake(let handshake): .handshake(handshake.id)
        }
    }
}

/// What names a part of an organization.
package enum OrganizationEntityKey: Hashable, Sendable {
    /// The organization itself.
    case organization
    /// An organizational unit.
    case unit(OrganizationalUnitID)
    /// A member.
    case account(AccountID)
    /// A policy.
    case policy(OrganizationPolicyID)
    /// A request to make an account.
    case creation(AccountCreationID)
    /// An invitation.
    case handshake(HandshakeID)
}

// MARK: - Carrying out

extension OrganizationState {
    mutating func put(_ entity: OrganizationEntity) {
        controls = OrganizationControlsMemo()
        switch entity {
        case .organization(let organization): self.organization = organization
        case .unit(let unit): units.set(unit.id, unit)
        case .account(let account): accounts.set(account.id, account)
        case .policy(let policy): policies.set(policy.id, policy)
        case .creation(let creation): creations.set(creation.id, creation)
        case .handshake(let handshake): handshakes.set(handshake.id, handshake)
        }
    }

    mutating func remove(_ key: OrganizationEntityKey) {
        controls = OrganizationControlsMemo()
        switch key {
        case .organization: organization = nil
        case .unit(let id): units.set(id, nil)
        case .account(let id): accounts.set(id, nil)
        case .policy(let id): policies.set(id, nil)
        case .creation(let id): creations.set(id, nil)
        case .handshake(let id): handshakes.set(id, nil)
        }
    }
}

// MARK: - Relations

extension OrganizationState {
    /// All parts, each after those it refers to.
    package var entities: [OrganizationEntity] {
        var entities: [OrganizationEntity] = organization.map { [.organization($0)] } ?? []
        entities += policies.all.map { .policy($0) }
        entities += units.all.map { .unit($0) }
        entities += accounts.all.map { .account($0) }
        entities += creations.all.map { .creation($0) }
        entities += handshakes.all.map { .handshake($0) }
        return entities
    }

    /// A policy of the organization or of AWS.
    package func policy(_ id: OrganizationPolicyID) -> OrganizationPolicy? {
        policies[id] ?? OrganizationPolicy.ofAWS(id)
    }

    /// The units right below a parent, ordered by id.
    package func units(in parent: OrganizationParent) -> [OrganizationalUnit] {
        units.all.filter { $0.parent == parent }.sorted { $0.id < $1.id }
    }

    /// The accounts right below a parent, ordered by number.
    package func accounts(in parent: OrganizationParent) -> [MemberAccount] {
        accounts.all.filter { $0.parent == parent }.sorted { $0.id < $1.id }
    }

    /// The policies on a target, in the order of attachment; nil: there is no such target.
    package func attachedPolicies(of target: OrganizationTarget) -> [OrganizationPolicyID]? {
        switch target {
        case .root: organization?.attachedPolicies
        case .unit(let id): units[id]?.attachedPolicies
        case .account(let id): accounts[id]?.attachedPolicies
        }
    }

    /// Every target there is.
    package var targets: [OrganizationTarget] {
        [.root] + units.ids.map { .unit($0) } + accounts.ids.map { .account($0) }
    }

    /// A target with other policies, ready to be put; nil: there is no such target.
    package func target(
        _ target: OrganizationTarget, attaching policies: [OrganizationPolicyID]
    ) -> OrganizationEntity? {
        switch target {
        case .root:
            guard var organization else { return nil }
            organization.attachedPolicies = policies
            return .organization(organization)
        case .unit(let id):
            guard var unit = units[id] else { return nil }
            unit.attachedPolicies = policies
            return .unit(unit)
        case .account(let id):
            guard var account = accounts[id] else { return nil }
            account.attachedPolicies = policies
            return .account(account)
        }
    }

    /// The units from the root's child down to a place.
    ///
    /// Nil where one is missing or the way never ends.
    package func way(to parent: OrganizationParent) -> [OrganizationalUnit]? {
        var way: [OrganizationalUnit] = []
        var place = parent
        while case .unit(let id) = place {
            guard let unit = units[id], way.count <= OrganizationState.deepestWay else { return nil }
            way.append(unit)
            place = unit.parent
        }
        return way.reversed()
    }

    private static let deepestWay = 64

    /// `o-…/r-…/ou-…/`: where a place is, as condition keys tell it.
    package func path(to parent: OrganizationParent) -> String? {
        guard let organization, let way = way(to: parent) else { return nil }
        return "\(organization.id)/\(organization.rootID)/" + way.map { "\($0.id)/" }.joined()
    }
}

extension IdentityState {
    /// The organization of an account, with the management account's number; nil: it is in none.
    package func organization(of account: AccountID) -> (management: AccountID, state: OrganizationState)? {
        guard let management = management(of: account), let state = self[management]?.organization else { return nil }
        return (management, state)
    }

    /// What an organization says about an account; nil: it is in none.
    package func organizationControls(of account: AccountID) -> OrganizationControls? {
        guard let (management, state) = organization(of: account) else { return nil }
        return state.controls.controls(of: account, managedBy: management, in: state)
    }
}
