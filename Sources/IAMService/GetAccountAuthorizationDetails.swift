import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Shows users, groups, roles and managed policies with all that hangs on them, as one listing.
///
/// Of AWS's policies it shows those that are attached to something, or bound something.
struct GetAccountAuthorizationDetails: ReadOperation {
    let filter: Set<ListEntitiesForPolicy.EntityFilter>
    let page: PageRequest

    init(from input: WireInput) {
        let chosen = input.list("Filter") { $0.requireChoice("", standIn: ListEntitiesForPolicy.EntityFilter.user) }
        filter = Set(chosen.flatMap { $0.isEmpty ? nil : $0 } ?? ListEntitiesForPolicy.EntityFilter.allCases)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<Detail> {
        let account = state.account(of: caller)
        var items: [Item] = []
        if filter.contains(.user) { items += account.users.ordered().map(Item.user) }
        if filter.contains(.group) { items += account.groups.ordered().map(Item.group) }
        if filter.contains(.role) { items += account.roles.ordered().map(Item.role) }
        items += policies(of: account, in: state).sorted { $0.sortKey < $1.sortKey }.map(Item.policy)
        let profiles = Dictionary(grouping: account.instanceProfiles.ordered(), by: \.role)
        return Page(of: items, by: \.key, page).map { item in
            switch item {
            case .user(let user):
                let groups = user.groups.compactMap { account.groups[$0]?.name }.sorted()
                return .user(UserView(user, caller, account), groups, HolderPolicies(user, caller, state))
            case .group(let group):
                return .group(GroupView(group, caller), HolderPolicies(group, caller, state))
            case .role(let role):
                let profiles = profiles[role.id] ?? []
                return .role(
                    RoleView(role, caller, state), profiles.map { InstanceProfileView($0, caller, state) },
                    HolderPolicies(role, caller, state))
            case .policy(let policy): return .policy(PolicyView(policy, caller, account))
            }
        }
    }

    private func policies(of account: AccountState, in state: IdentityState) -> [ManagedPolicy] {
        var policies: [ManagedPolicy] = []
        if filter.contains(.localManagedPolicy) { policies += account.policies.all }
        if filter.contains(.awsManagedPolicy) {
            policies += account.policiesInUse.compactMap { state.policy($0, in: account) }
                .filter { $0.account == nil }
        }
        return policies
    }

    /// Something that is listed.
    private enum Item {
        case user(User)
        case group(Group)
        case role(Role)
        case policy(ManagedPolicy)

        /// What the listing is ordered by: users, groups, roles and policies, each by name.
        var key: String {
            switch self {
            case .user(let user): "1 \(user.name.folded)"
            case .group(let group): "2 \(group.name.folded)"
            case .role(let role): "3 \(role.name.folded)"
            case .policy(let policy): "4 \(policy.sortKey)"
            }
        }
    }

    /// Something that is listed, with what its wire form needs.
    enum Detail: Sendable {
        case user(UserView, [GroupName], HolderPolicies)
        case group(GroupView, HolderPolicies)
        case role(RoleView, [InstanceProfileView], HolderPolicies)
        case policy(PolicyView)
    }

    static func encode(_ page: Page<Detail>, to writer: inout WireWriter) {
        writer.open("UserDetailList")
        for case .user(let user, let groups, let policies) in page.elements {
            writer.structure("member") { writer in
                user.encode(to: &writer)
                policies.encode(to: &writer)
                writer.list("GroupList", texts: groups.map(\.text))
                user.encodeBoundary(to: &writer)
                writer.encode(user.user.tags)
            }
        }
        writer.close("UserDetailList")
        writer.open("GroupDetailList")
        for case .group(let group, let policies) in page.elements {
            writer.structure("member") { writer in
                group.encode(to: &writer)
                policies.encode(to: &writer)
            }
        }
        writer.close("GroupDetailList")
        writer.open("RoleDetailList")
        for case .role(let role, let profiles, let policies) in page.elements {
            writer.structure("member") { writer in
                role.encodeIdentity(to: &writer)
                writer.list("InstanceProfileList", profiles) { $1.encode(to: &$0) }
                policies.encode(to: &writer)
                role.encodeBoundary(to: &writer)
                writer.encode(role.role.tags)
                role.encodeLastUse(to: &writer)
            }
        }
        writer.close("RoleDetailList")
        writer.open("Policies")
        for case .policy(let policy) in page.elements {
            writer.structure("member", policy.encodeDetail)
        }
        writer.close("Policies")
        page.encodeMarker(to: &writer)
    }
}

/// The policies of a user, group or role, the inline ones with their documents.
struct HolderPolicies: Sendable {
    private let kind: String
    private let inline: InlinePolicies
    private let attached: [AttachedPolicy]

    init<Holder: PolicyHolder>(_ holder: Holder, _ caller: Caller, _ state: IdentityState) {
        kind = Holder.kind
        inline = holder.inlinePolicies
        attached = holder.attachedPolicies(caller, state)
    }

    func encode(to writer: inout WireWriter) {
        writer.list("\(kind)PolicyList", inline) { writer, policy in
            writer.field("PolicyName", policy.name)
            writer.field("PolicyDocument", policy.text.percentEncoded)
        }
        writer.list("AttachedManagedPolicies", attached) { $1.encode(to: &$0) }
    }
}

extension ManagedPolicy {
    /// A name may occur twice, once as AWS's.
    fileprivate var sortKey: String { "\(name.folded) \(account == nil ? "aws" : "")" }
}

extension PolicyView {
    /// All that the account's details tell, with the documents of all versions.
    fileprivate func encodeDetail(to writer: inout WireWriter) {
        encode(to: &writer)
        writer.field("Description", policy.description)
        writer.list("PolicyVersionList", policy.versions.reversed()) { writer, version in
            writer.field("Document", version.document.text.percentEncoded)
            VersionView(version: version, isDefault: version.number == policy.defaultVersionNumber)
                .encode(to: &writer)
        }
    }
}
