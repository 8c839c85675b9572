import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Lists the users, groups and roles that have a managed policy, or that it bounds.
struct ListEntitiesForPolicy: ReadOperation {
    let policyARN: ARN
    let filter: EntityFilter?
    let usage: ListPolicies.Usage?
    let pathPrefix: String
    let page: PageRequest

    /// Which kind of entity is listed.
    enum EntityFilter: String, CaseIterable {
        case user = "User"
        case role = "Role"
        case group = "Group"
        case localManagedPolicy = "LocalManagedPolicy"
        case awsManagedPolicy = "AWSManagedPolicy"
    }

    init(from input: WireInput) {
        policyARN = input.requireARN("PolicyArn")
        filter = input.choice("EntityFilter")
        usage = input.choice("PolicyUsageFilter")
        pathPrefix = input.pathPrefix(.pathPrefixOfEntities)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .policy(policyARN), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<Holder> {
        let policy = try state.managedPolicy(policyARN, for: caller)
        let account = state.account(of: caller)
        let attachments = account.attachments(of: policy.reference)
        var holders: [Holder] = []
        if usage != .boundary {
            holders += attachments.users.compactMap { account.users[$0] }.map(Holder.init)
            holders += attachments.groups.compactMap { account.groups[$0] }.map(Holder.init)
            holders += attachments.roles.compactMap { account.roles[$0] }.map(Holder.init)
        }
        if usage != .permissions {
            holders += attachments.boundedUsers.compactMap { account.users[$0] }.map(Holder.init)
            holders += attachments.boundedRoles.compactMap { account.roles[$0] }.map(Holder.init)
        }
        holders = holders.filter { holder in
            holder.path.hasPrefix(pathPrefix) && (filter == nil || filter?.rawValue == holder.kind)
        }
        let ordered = Dictionary(holders.map { ($0.key, $0) }) { first, _ in first }.values.sorted { $0.key < $1.key }
        return Page(of: ordered, by: \.key, page)
    }

    /// A user, group or role, by name and id.
    struct Holder: Sendable {
        let kind: String
        let name: String
        let id: String
        let path: String

        init(_ entity: some PolicyHolder) {
            kind = type(of: entity).kind
            name = entity.name.text
            id = entity.id.text
            path = entity.path.text
        }

        var key: String { "\(kind) \(name.lowercased())" }
    }

    static func encode(_ page: Page<Holder>, to writer: inout WireWriter) {
        for kind in ["Group", "User", "Role"] {
            writer.list("Policy\(kind)s", page.elements.filter { $0.kind == kind }) { writer, holder in
                writer.field("\(kind)Name", holder.name)
                writer.field("\(kind)Id", holder.id)
            }
        }
        page.encodeMarker(to: &writer)
    }
}
