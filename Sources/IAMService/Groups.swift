import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Creates a group.
struct CreateGroup: WriteOperation {
    let groupName: GroupName
    let path: IAMPath

    init(from input: WireInput) {
        groupName = input.require("GroupName")
        path = input.path()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .path("group\(path.text)\(groupName)"), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> GroupView {
        let account = draft.account(of: caller)
        if account.groups[groupName] != nil { throw .alreadyExists("Group with name \(groupName) already exists.") }
        if account.groups.count >= IAMQuotas.groups { throw .quotaExceeded("GroupsPerAccount", IAMQuotas.groups) }
        let group = Group(id: draft.newID(in: account.id), name: groupName, path: path, created: draft.now)
        draft.put(.group(group), for: caller)
        return GroupView(group, caller)
    }

    static func encode(_ group: GroupView, to writer: inout WireWriter) { writer.structure("Group", group.encode) }
}

/// Describes a group and lists its members.
struct GetGroup: ReadOperation {
    let groupName: GroupName
    let page: PageRequest

    init(from input: WireInput) {
        groupName = input.requireReference("GroupName")
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .group(groupName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        let group = try account.group(groupName)
        let members = account.members(of: group.id).lazy.map { UserView($0, caller, account) }
        return Output(group: GroupView(group, caller), page: Page(of: members, by: \.user.name.folded, page))
    }

    struct Output: Sendable {
        let group: GroupView
        let page: Page<UserView>
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.structure("Group", output.group.encode)
        writer.list("Users", output.page.elements) { $1.encode(to: &$0) }
        output.page.encodeMarker(to: &writer)
    }
}

/// Renames or moves a group.
struct UpdateGroup: WriteOperation {
    typealias Output = Void

    let groupName: GroupName
    let newGroupName: GroupName?
    let newPath: IAMPath?

    init(from input: WireInput) {
        groupName = input.requireReference("GroupName")
        newGroupName = input.optional("NewGroupName")
        newPath = input.newPath()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var facts = facts(on: .group(groupName), by: caller, in: state)
        if let old = state.account(of: caller).groups[groupName] {
            let target = "group\((newPath ?? old.path).text)\(newGroupName ?? old.name)"
            facts.checks.append(IAMResource.path(target).check(Self.action, by: caller, in: state))
        }
        return facts
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var group = try account.group(groupName)
        if let name = newGroupName {
            if let other = account.groups[name], other.id != group.id {
                throw .alreadyExists("Group with name \(name) already exists.")
            }
            group.name = name
        }
        group.path = newPath ?? group.path
        draft.put(.group(group), for: caller)
    }
}

/// Deletes a group that is empty.
struct DeleteGroup: WriteOperation {
    typealias Output = Void

    let groupName: GroupName

    init(from input: WireInput) { groupName = input.requireReference("GroupName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .group(groupName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let group = try account.group(groupName)
        if !account.members(of: group.id).isEmpty { throw .mustRemoveUsers }
        if !group.attachedPolicies.isEmpty { throw .mustDetachPolicies }
        if !group.inlinePolicies.isEmpty { throw .mustDeletePolicies }
        draft.remove(.group(group.id), for: caller)
    }
}

/// A group with what its wire form needs.
struct GroupView: Sendable {
    let group: Group
    private let arn: ARN

    init(_ group: Group, _ caller: Caller) {
        self.group = group
        arn = group.arn(in: caller.accountID, caller.partition)
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Path", group.path.text)
        writer.field("GroupName", group.name)
        writer.field("GroupId", group.id)
        writer.field("Arn", arn)
        writer.field("CreateDate", group.created)
    }
}
