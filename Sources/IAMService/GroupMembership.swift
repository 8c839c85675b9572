import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Puts a user into a group; once more changes nothing.
struct AddUserToGroup: WriteOperation {
    typealias Output = Void

    let groupName: GroupName
    let userName: UserName

    init(from input: WireInput) {
        groupName = input.requireReference("GroupName")
        userName = input.requireReference("UserName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .group(groupName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let group = try account.group(groupName)
        var user = try account.user(userName)
        if user.groups.contains(group.id) { return }
        if user.groups.count >= IAMQuotas.groupsPerUser {
            throw .quotaExceeded("GroupsPerUser", IAMQuotas.groupsPerUser)
        }
        user.groups.append(group.id)
        draft.put(.user(user), for: caller)
    }
}

/// Takes a user out of a group.
struct RemoveUserFromGroup: WriteOperation {
    typealias Output = Void

    let groupName: GroupName
    let userName: UserName

    init(from input: WireInput) {
        groupName = input.requireReference("GroupName")
        userName = input.requireReference("UserName")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .group(groupName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let group = try account.group(groupName)
        var user = try account.user(userName)
        if !user.groups.contains(group.id) {
            throw .noSuchEntity("The user with name \(userName) is not in group \(groupName)")
        }
        user.groups.removeAll { $0 == group.id }
        draft.put(.user(user), for: caller)
    }
}

/// Lists the groups of a user.
struct ListGroupsForUser: ReadOperation {
    let userName: UserName
    let page: PageRequest

    init(from input: WireInput) {
        userName = input.requireReference("UserName")
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<GroupView> {
        let account = state.account(of: caller)
        let groups = try account.user(userName).groups.compactMap { account.groups[$0] }
        let views = groups.sorted { $0.name < $1.name }.map { GroupView($0, caller) }
        return Page(of: views, by: \.group.name.folded, page)
    }

    static func encode(_ page: Page<GroupView>, to writer: inout WireWriter) {
        writer.list("Groups", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}
