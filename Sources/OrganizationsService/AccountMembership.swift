import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Moves an account to another place in the tree.
struct MoveAccount: OrganizationWrite {
    typealias Output = Void

    let account: AccountID
    let source: OrganizationNode
    let destination: OrganizationNode

    init(from input: WireInput) {
        account = input.requireAccount()
        source = input.requireNode("SourceParentId", [.root, .unit])
        destination = input.requireNode("DestinationParentId", [.root, .unit])
    }

    var subjects: [OrganizationSubject] { [.node(.account(account)), .node(source), .node(destination)] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var member = try view.account(account)
        guard try view.parent(source, or: .noSuchSourceParent) == member.parent else { throw .noSuchSourceParent }
        let parent = try view.parent(destination, or: .noSuchDestinationParent)
        if parent == member.parent { throw .duplicateMember }
        member.parent = parent
        draft.put(.account(member), in: view)
    }
}

/// Closes an account for good: nobody may use it any more.
struct CloseAccount: OrganizationWrite {
    typealias Output = Void

    let account: AccountID

    init(from input: WireInput) { account = input.requireAccount() }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var member = try view.account(account)
        if account == view.management { throw .managementCannotBeClosed }
        if member.closed != nil { throw .memberClosed }
        member.closed = draft.now
        draft.put(.account(member), in: view)
        guard var closed = draft.state[account]?.account else { return }
        closed.closed = draft.now
        draft.put(.account(closed), in: account)
    }
}

/// Lets an account go; it stands on its own from then on.
struct RemoveAccountFromOrganization: OrganizationWrite {
    typealias Output = Void

    let account: AccountID

    init(from input: WireInput) { account = input.requireAccount() }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        try view.release(try view.account(account), in: &draft)
    }
}

/// Takes the caller's account out of its organization.
struct LeaveOrganization: OrganizationWrite {
    typealias Output = Void
    static let audience = OrganizationView.Audience.members

    init(from input: WireInput) {}

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        try view.release(view.member, in: &draft)
    }
}

extension OrganizationView {
    fileprivate func release(_ member: MemberAccount, in draft: inout Draft) throws(AWSError) {
        if member.id == management { throw .managementCannotLeave }
        if !member.delegatedServices.isEmpty { throw .administratorCannotLeave }
        draft.remove(.account(member.id), in: self)
    }
}
