import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Makes an access key for a user, or for the root user; the only answer that shows the secret.
struct CreateAccessKey: WriteOperation {
    let target: UserTarget

    init(from input: WireInput) { target = input.userTarget() }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        let account = draft.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        if account.accessKeys(of: owner).count >= IAMQuotas.accessKeysPerUser {
            throw .quotaExceeded("AccessKeysPerUser", IAMQuotas.accessKeysPerUser)
        }
        let key = draft.newAccessKey(of: owner, in: account.id)
        draft.put(.accessKey(key), for: caller)
        return Output(key: key, userName: account.name(of: owner))
    }

    struct Output: Sendable {
        let key: AccessKey
        let userName: UserName?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.structure("AccessKey") { writer in
            writer.field("UserName", output.userName)
            writer.field("AccessKeyId", output.key.id)
            writer.field("Status", output.key.status.rawValue)
            writer.field("SecretAccessKey", output.key.secret.exposed)
            writer.field("CreateDate", output.key.created)
        }
    }
}

/// Lists a user's access keys.
struct ListAccessKeys: ReadOperation {
    let target: UserTarget
    let page: PageRequest

    init(from input: WireInput) {
        target = input.userTarget()
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let keys = account.accessKeys(of: owner).sorted { $0.id.text < $1.id.text }
        return Output(page: Page(of: keys, by: \.id.text, page), userName: account.name(of: owner))
    }

    struct Output: Sendable {
        let page: Page<AccessKey>
        let userName: UserName?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.list("AccessKeyMetadata", output.page.elements) { writer, key in
            writer.field("UserName", output.userName)
            writer.field("AccessKeyId", key.id)
            writer.field("Status", key.status.rawValue)
            writer.field("CreateDate", key.created)
        }
        output.page.encodeMarker(to: &writer)
    }
}

/// Tells when an access key was last used, and for what.
struct GetAccessKeyLastUsed: ReadOperation {
    let accessKeyID: String

    init(from input: WireInput) { accessKeyID = input.requireText("AccessKeyId", accessKeyIDConstraint) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        let account = state.account(of: caller)
        guard let key = AccessKeyID(accessKeyID).flatMap(account.accessKey) else {
            return facts(on: .any, by: caller, in: state)
        }
        return facts(on: account.name(of: key.owner).map(IAMResource.user) ?? .root, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        guard let key = AccessKeyID(accessKeyID).flatMap(account.accessKey) else {
            throw .noSuchAccessKey(accessKeyID)
        }
        return Output(userName: account.name(of: key.owner), lastUse: key.lastUse)
    }

    struct Output: Sendable {
        let userName: UserName?
        let lastUse: LastUse?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("UserName", output.userName)
        writer.structure("AccessKeyLastUsed") { writer in
            writer.field("LastUsedDate", output.lastUse?.date)
            writer.field("ServiceName", output.lastUse?.service ?? "N/A")
            writer.field("Region", output.lastUse?.region ?? "N/A")
        }
    }
}

/// Activates or deactivates an access key.
struct UpdateAccessKey: WriteOperation {
    typealias Output = Void

    let target: UserTarget
    let accessKeyID: String
    let status: AccessKey.Status

    init(from input: WireInput) {
        target = input.userTarget()
        accessKeyID = input.requireText("AccessKeyId", accessKeyIDConstraint)
        status = input.requireKeyStatus(of: "an access key")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var key = try draft.account(of: caller).accessKey(accessKeyID, of: target, for: caller)
        key.status = status
        draft.put(.accessKey(key), for: caller)
    }
}

/// Deletes an access key.
struct DeleteAccessKey: WriteOperation {
    typealias Output = Void

    let target: UserTarget
    let accessKeyID: String

    init(from input: WireInput) {
        target = input.userTarget()
        accessKeyID = input.requireText("AccessKeyId", accessKeyIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let key = try draft.account(of: caller).accessKey(accessKeyID, of: target, for: caller)
        draft.remove(.accessKey(key.id), for: caller)
    }
}

/// Development servers may hold keys of any text, so the model's minimum of 16 characters is not asked for.
private let accessKeyIDConstraint = TextConstraint(
    1...128, TextPattern("[\\w]+") { !$0.isEmpty && ASCIISet.word.containsAll($0.utf8) })

extension AccountState {
    /// The name of an owner; the root user has none.
    func name(of owner: KeyOwner) -> UserName? {
        switch owner {
        case .root: nil
        case .user(let id): users[id]?.name
        }
    }

    fileprivate func accessKey(
        _ text: String, of target: UserTarget, for caller: Caller
    ) throws(AWSError) -> AccessKey {
        let owner = try target.owner(for: caller, in: self)
        guard let id = AccessKeyID(text), let key = self.accessKey(id), key.owner == owner else {
            throw .noSuchAccessKey(text)
        }
        return key
    }
}
