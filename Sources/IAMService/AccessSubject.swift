import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Whose access is asked about: a user, a group, a role or a managed policy.
enum AccessSubject: Sendable {
    case user(User)
    case group(Group)
    case role(Role)
    case policy(ManagedPolicy)

    /// The resource that an ARN names, there or not, to authorise on.
    static func resource(_ arn: ARN) -> IAMResource {
        guard let slash = arn.resource.lastIndex(of: "/") else { return .any }
        let name = String(arn.resource[slash...].dropFirst())
        switch arn.resource.prefix(while: { $0 != "/" }) {
        case "user": return .user(UserName(unchecked: name))
        case "group": return .group(GroupName(unchecked: name))
        case "role": return .role(RoleName(unchecked: name))
        case "policy": return .policy(arn)
        default: return .any
        }
    }

    /// What an ARN names.
    ///
    /// - Throws: `NoSuchEntity` where it is not there, `InvalidInput` where it is nothing of the kind.
    init(_ arn: ARN, for caller: Caller, in state: IdentityState) throws(AWSError) {
        let account = state.account(of: caller)
        guard arn.service == "iam", arn.region.isEmpty, arn.partition == caller.partition.rawValue else {
            throw .invalidARN(arn.description)
        }
        let found: AccessSubject
        switch AccessSubject.resource(arn) {
        case .user(let name): found = .user(try account.user(name))
        case .group(let name): found = .group(try account.group(name))
        case .role(let name): found = .role(try account.role(name))
        case .policy(let arn): found = .policy(try state.managedPolicy(arn, for: caller))
        default: throw .invalidARN(arn.description)
        }
        guard found.arn(for: caller) == arn else {
            throw .noSuchEntity("The entity with ARN \(arn) cannot be found.")
        }
        self = found
    }

    /// Its ARN.
    func arn(for caller: Caller) -> ARN {
        switch self {
        case .user(let user): user.arn(in: caller.accountID, caller.partition)
        case .group(let group): group.arn(in: caller.accountID, caller.partition)
        case .role(let role): role.arn(in: caller.accountID, caller.partition)
        case .policy(let policy): policy.arn(in: caller.partition)
        }
    }

    /// The policies that give it permissions; those of a user's groups are among them.
    func policies(in state: IdentityState, _ account: AccountState) -> [GrantingPolicy] {
        switch self {
        case .user(let user):
            GrantingPolicy.all(of: user, in: state, account)
                + user.groups.compactMap { account.groups[$0] }.flatMap {
                    GrantingPolicy.all(of: $0, in: state, account)
                }
        case .group(let group): GrantingPolicy.all(of: group, in: state, account)
        case .role(let role): GrantingPolicy.all(of: role, in: state, account)
        case .policy(let policy): GrantingPolicy(policy).map { [$0] } ?? []
        }
    }

    /// The users and roles that use what it gives.
    func principals(in account: AccountState) -> [AccessRecord.Principal] {
        switch self {
        case .user(let user): return [.user(user.id)]
        case .role(let role): return [.role(role.id)]
        case .group(let group): return account.members(of: group.id).map { .user($0.id) }
        case .policy(let policy):
            let attachments = account.attachments(of: policy.reference)
            let members = attachments.groups.flatMap { account.members(of: $0) }.map(\.id)
            let users = Set(attachments.users.map { $0 } + members)
            return users.sorted().map { .user($0) } + attachments.roles.sorted().map { .role($0) }
        }
    }
}

/// A policy that gives somebody permissions, and on whom it stands.
struct GrantingPolicy: Sendable {
    let name: PolicyName
    let place: Place
    let document: PolicyDocument

    /// Where a policy stands.
    enum Place: Sendable {
        /// It is managed, and attached.
        case managed(ManagedPolicy)
        /// It is part of a user, a group or a role: the kind, and its name.
        case inline(kind: String, name: String)
    }

    /// A managed policy; nil where it has no version in force.
    init?(_ policy: ManagedPolicy) {
        guard let version = policy.defaultVersion else { return nil }
        name = policy.name
        place = .managed(policy)
        document = version.document.compiled.document
    }

    private init(_ policy: InlinePolicy, of holder: some PolicyHolder) {
        name = policy.name
        place = .inline(kind: type(of: holder).kind, name: holder.name.text)
        document = policy.compiled.document
    }

    /// Those of one user, group or role itself.
    static func all(of holder: some PolicyHolder, in state: IdentityState, _ account: AccountState) -> [GrantingPolicy]
    {
        holder.inlinePolicies.map { GrantingPolicy($0, of: holder) }
            + holder.attachedPolicies.compactMap { state.policy($0, in: account) }.compactMap(GrantingPolicy.init)
    }
}
