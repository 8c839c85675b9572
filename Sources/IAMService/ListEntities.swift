import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// What IAM lists by path: users, groups, roles, instance profiles and server certificates.
protocol ListedEntity: NamedEntity {
    /// An entity with what its wire form needs.
    associatedtype View: ListedView
    /// `User`, as it stands in the names of operations and members.
    static var kind: String { get }
    /// `user`, as ARNs begin.
    static var resourceType: String { get }
    /// `Users`, as the list's member is called.
    static var listMember: String { get }
    static func table(in account: AccountState) -> EntityTable<Self>
    static func view(of entity: Self, for caller: Caller, in state: IdentityState) -> View
}

extension ListedEntity {
    static var listMember: String { "\(kind)s" }
}

/// An entity as listings show it.
protocol ListedView: Sendable {
    /// Writes the members that listings show.
    func encode(to writer: inout WireWriter)
}

extension User: ListedEntity {
    static let resourceType = "user"
    static func table(in account: AccountState) -> EntityTable<User> { account.users }
    static func view(of user: User, for caller: Caller, in state: IdentityState) -> UserView {
        UserView(user, caller, state.account(of: caller))
    }
}

extension Group: ListedEntity {
    static let resourceType = "group"
    static func table(in account: AccountState) -> EntityTable<Group> { account.groups }
    static func view(of group: Group, for caller: Caller, in state: IdentityState) -> GroupView {
        GroupView(group, caller)
    }
}

extension Role: ListedEntity {
    static let resourceType = "role"
    static func table(in account: AccountState) -> EntityTable<Role> { account.roles }
    static func view(of role: Role, for caller: Caller, in state: IdentityState) -> RoleView {
        RoleView(role, caller, state)
    }
}

extension InstanceProfile: ListedEntity {
    static let resourceType = "instance-profile"
    static func table(in account: AccountState) -> EntityTable<InstanceProfile> { account.instanceProfiles }
    static func view(
        of profile: InstanceProfile, for caller: Caller, in state: IdentityState
    ) -> InstanceProfileView {
        InstanceProfileView(profile, caller, state)
    }
}

extension UserView: ListedView {}
extension GroupView: ListedView {}
extension RoleView: ListedView {}
extension InstanceProfileView: ListedView {}

/// `ListUsers`, `ListGroups`, `ListRoles`, `ListInstanceProfiles`, `ListServerCertificates`: what stands below a path,
/// ordered by name.
struct ListEntities<Listed: ListedEntity>: ReadOperation {
    static var name: String { "List\(Listed.kind)s" }

    let pathPrefix: String
    let page: PageRequest

    init(from input: WireInput) {
        pathPrefix = input.pathPrefix()
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .path("\(Listed.resourceType)\(pathPrefix)"), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<Listed.View> {
        let entities = Listed.table(in: state.account(of: caller)).ordered(under: pathPrefix, after: page.after)
        return Page(of: entities, by: \.name.folded, page).map { Listed.view(of: $0, for: caller, in: state) }
    }

    static func encode(_ page: Page<Listed.View>, to writer: inout WireWriter) {
        writer.list(Listed.listMember, page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}
