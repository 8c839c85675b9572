import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Creates a user.
struct CreateUser: WriteOperation {
    let userName: UserName
    let path: IAMPath
    let permissionsBoundary: ARN?
    let tags: Tags

    init(from input: WireInput) {
        userName = input.require("UserName")
        path = input.path()
        permissionsBoundary = input.boundary()
        tags = input.tags()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        creationFacts(
            of: .path("user\(path.text)\(userName)"), tagging: "iam:TagUser", tags: tags,
            boundary: permissionsBoundary, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> UserView {
        let account = draft.account(of: caller)
        if account.users[userName] != nil { throw .alreadyExists("User with name \(userName) already exists.") }
        if account.users.count >= IAMQuotas.users { throw .quotaExceeded("UsersPerAccount", IAMQuotas.users) }
        var user = User(id: draft.newID(in: account.id), name: userName, path: path, created: draft.now)
        user.tags = tags
        user.permissionsBoundary = try permissionsBoundary.map { arn throws(AWSError) in
            try draft.state.attachablePolicy(arn, for: caller).reference
        }
        draft.put(.user(user), for: caller)
        return UserView(user, caller, draft.account(of: caller))
    }

    static func encode(_ user: UserView, to writer: inout WireWriter) { writer.structure("User", user.encodeWhole) }
}

/// Describes a user; without a name, the caller.
struct GetUser: ReadOperation {
    let target: UserTarget

    init(from input: WireInput) { target = input.userTarget() }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        switch try target.owner(for: caller, in: account) {
        case .root: return .root(account.account, caller.iamARN("root"))
        case .user(let id):
            guard let user = account.users[id] else { throw .userNameNeeded }
            return .user(UserView(user, caller, account))
        }
    }

    enum Output: Sendable {
        case root(Account, ARN)
        case user(UserView)
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.structure("User") { writer in
            switch output {
            case .user(let user): user.encodeWhole(to: &writer)
            case .root(let account, let arn):
                writer.field("UserId", account.id)
                writer.field("Arn", arn)
                writer.field("CreateDate", account.created)
            }
        }
    }
}

/// Renames or moves a user.
struct UpdateUser: WriteOperation {
    typealias Output = Void

    let userName: UserName
    let newUserName: UserName?
    let newPath: IAMPath?

    init(from input: WireInput) {
        userName = input.requireReference("UserName")
        newUserName = input.optional("NewUserName")
        newPath = input.newPath()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        var facts = facts(on: .user(userName), by: caller, in: state)
        if let old = state.account(of: caller).users[userName] {
            let target = "user\((newPath ?? old.path).text)\(newUserName ?? old.name)"
            facts.checks.append(IAMResource.path(target).check(Self.action, by: caller, in: state))
        }
        return facts
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var user = try account.user(userName)
        if let name = newUserName {
            if let other = account.users[name], other.id != user.id {
                throw .alreadyExists("User with name \(name) already exists.")
            }
            user.name = name
        }
        user.path = newPath ?? user.path
        draft.put(.user(user), for: caller)
    }
}

/// Deletes a user that nothing hangs on.
struct DeleteUser: WriteOperation {
    typealias Output = Void

    let userName: UserName

    init(from input: WireInput) { userName = input.requireReference("UserName") }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let user = try account.user(userName)
        if !user.groups.isEmpty { throw .mustRemoveUsers }
        if !user.attachedPolicies.isEmpty { throw .mustDetachPolicies }
        if !user.inlinePolicies.isEmpty { throw .mustDeletePolicies }
        if !account.accessKeys(of: .user(user.id)).isEmpty { throw .mustDeleteAccessKeys }
        if account.loginProfile(of: .user(user.id)) != nil { throw .mustDeleteLoginProfile }
        if !account.mfaDevices(of: .user(user.id)).isEmpty { throw .mustDeleteMFADevices }
        if !account.signingCertificates[owner: .user(user.id)].isEmpty { throw .mustDeleteSigningCertificates }
        if !account.sshPublicKeys[owner: .user(user.id)].isEmpty { throw .mustRemoveReferencedObjects }
        if !account.serviceCredentials[owner: .user(user.id)].isEmpty { throw .mustRemoveReferencedObjects }
        draft.removeUser(user.id, from: account.id)
    }
}

/// A user with what its wire form needs.
struct UserView: Sendable {
    let user: User
    private let arn: ARN
    private let boundary: ARN?

    init(_ user: User, _ caller: Caller, _ account: AccountState) {
        self.user = user
        arn = user.arn(in: account.id, caller.partition)
        boundary = user.permissionsBoundary?.arn(in: account, caller.partition)
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        writer.field("Path", user.path.text)
        writer.field("UserName", user.name)
        writer.field("UserId", user.id)
        writer.field("Arn", arn)
        writer.field("CreateDate", user.created)
    }

    /// All members.
    func encodeWhole(to writer: inout WireWriter) {
        encode(to: &writer)
        encodeBoundary(to: &writer)
        if !user.tags.isEmpty { writer.encode(user.tags) }
    }

    /// The boundary, where there is one.
    func encodeBoundary(to writer: inout WireWriter) { writer.encodeBoundary(boundary) }
}
