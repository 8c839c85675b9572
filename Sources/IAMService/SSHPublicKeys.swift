import AWSProtocols
import AWSTypes
import IdentityModel
import KeyMaterial
import Operations

/// Gives a user an SSH public key.
struct UploadSSHPublicKey: WriteOperation {
    let userName: UserName
    let body: String

    init(from input: WireInput) {
        userName = input.requireUser()
        body = input.requireText("SSHPublicKeyBody", pemConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> SSHPublicKeyView {
        let account = draft.account(of: caller)
        let user = try account.user(userName)
        let parsed = try ParsedSSHPublicKey(uploaded: body)
        let others = account.sshPublicKeys[owner: .user(user.id)]
        if others.contains(where: { $0.blob.bytes == parsed.blob }) { throw .duplicateSSHPublicKey }
        if others.count >= IAMQuotas.sshPublicKeysPerUser {
            throw .quotaExceeded("SSHPublicKeysPerUser", IAMQuotas.sshPublicKeysPerUser)
        }
        let key = SSHPublicKey(
            id: draft.newID(in: account.id), owner: .user(user.id), uploaded: draft.now, body: body,
            blob: Octets(parsed.blob))
        draft.put(.sshPublicKey(key), for: caller)
        return SSHPublicKeyView(key: key, userName: user.name, body: body, fingerprint: parsed.fingerprint)
    }

    static func encode(_ key: SSHPublicKeyView, to writer: inout WireWriter) { key.encodeWhole(to: &writer) }
}

/// Shows an SSH public key, in the encoding that is asked for.
struct GetSSHPublicKey: ReadOperation {
    let userName: UserName
    let keyID: String
    let encoding: Encoding

    enum Encoding: String, Sendable, CaseIterable {
        case ssh = "SSH"
        case pem = "PEM"
    }

    init(from input: WireInput) {
        userName = input.requireUser()
        keyID = input.requireText("SSHPublicKeyId", sshPublicKeyIDConstraint)
        encoding = input.requireChoice("Encoding", standIn: .ssh)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> SSHPublicKeyView {
        let (user, key) = try state.account(of: caller).sshPublicKey(keyID, of: userName)
        let parsed: ParsedSSHPublicKey
        do {
            parsed = try ParsedSSHPublicKey(blob: key.blob.bytes)
        } catch {
            throw .invalidPublicKey
        }
        let isLine = key.body.hasPrefix("ssh-rsa")
        let body =
            switch encoding {
            case .ssh: isLine ? key.body : parsed.line
            case .pem: isLine ? parsed.pem : key.body
            }
        return SSHPublicKeyView(key: key, userName: user.name, body: body, fingerprint: parsed.fingerprint)
    }

    static func encode(_ key: SSHPublicKeyView, to writer: inout WireWriter) { key.encodeWhole(to: &writer) }
}

/// Lists a user's SSH public keys.
struct ListSSHPublicKeys: ReadOperation {
    let target: UserTarget
    let page: PageRequest

    init(from input: WireInput) {
        target = input.shortUserTarget()
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let account = state.account(of: caller)
        guard case .user(let id) = try target.owner(for: caller, in: account), let user = account.users[id] else {
            throw .userNameNeeded
        }
        let keys = account.sshPublicKeys[owner: .user(id)].sorted { $0.id < $1.id }
        return Output(page: Page(of: keys, by: \.id.text, page), userName: user.name)
    }

    struct Output: Sendable {
        let page: Page<SSHPublicKey>
        let userName: UserName
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.list("SSHPublicKeys", output.page.elements) { writer, key in
            writer.field("UserName", output.userName)
            writer.field("SSHPublicKeyId", key.id)
            writer.field("Status", key.status.rawValue)
            writer.field("UploadDate", key.uploaded)
        }
        output.page.encodeMarker(to: &writer)
    }
}

/// Activates or deactivates an SSH public key.
struct UpdateSSHPublicKey: WriteOperation {
    typealias Output = Void

    let userName: UserName
    let keyID: String
    let status: KeyStatus

    init(from input: WireInput) {
        userName = input.requireUser()
        keyID = input.requireText("SSHPublicKeyId", sshPublicKeyIDConstraint)
        status = input.requireKeyStatus(of: "an SSH public key")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var key = try draft.account(of: caller).sshPublicKey(keyID, of: userName).key
        key.status = status
        draft.put(.sshPublicKey(key), for: caller)
    }
}

/// Deletes an SSH public key.
struct DeleteSSHPublicKey: WriteOperation {
    typealias Output = Void

    let userName: UserName
    let keyID: String

    init(from input: WireInput) {
        userName = input.requireUser()
        keyID = input.requireText("SSHPublicKeyId", sshPublicKeyIDConstraint)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .user(userName), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let key = try draft.account(of: caller).sshPublicKey(keyID, of: userName).key
        draft.remove(.sshPublicKey(key.id), for: caller)
    }
}

/// An SSH public key with what its wire form needs.
struct SSHPublicKeyView: Sendable {
    let key: SSHPublicKey
    let userName: UserName
    let body: String
    let fingerprint: String

    func encodeWhole(to writer: inout WireWriter) {
        writer.structure("SSHPublicKey") { writer in
            writer.field("UserName", userName)
            writer.field("SSHPublicKeyId", key.id)
            writer.field("Fingerprint", fingerprint)
            writer.field("SSHPublicKeyBody", body)
            writer.field("Status", key.status.rawValue)
            writer.field("UploadDate", key.uploaded)
        }
    }
}

private let sshPublicKeyIDConstraint = TextConstraint(20...128, TextPattern("[\\w]+", of: .word))

extension WireInput {
    /// `UserName` where it must be there, and be no longer than a new name.
    func requireUser() -> UserName { require("UserName") }
}

extension ParsedSSHPublicKey {
    /// Reads a key that somebody uploads.
    fileprivate init(uploaded body: String) throws(AWSError) {
        do throws(KeyMaterialFault) {
            try self.init(body)
        } catch {
            switch error {
            case .unknownEncoding: throw .unrecognizedPublicKeyEncoding
            case .malformed, .unsuitable: throw .invalidPublicKey
            }
        }
    }
}

extension AccountState {
    fileprivate func sshPublicKey(
        _ text: String, of name: UserName
    ) throws(AWSError) -> (user: User, key: SSHPublicKey) {
        let user = try user(name)
        guard let id = SSHPublicKeyID(text), let key = sshPublicKeys[id], key.owner == .user(user.id) else {
            throw .noSuchEntity("The SSH Public Key with id \(text) cannot be found.")
        }
        return (user, key)
    }
}

extension AWSError {
    fileprivate static let duplicateSSHPublicKey = AWSError(
        "DuplicateSSHPublicKey", status: 400,
        "The SSH public key is already associated with the specified IAM user.")
    fileprivate static let invalidPublicKey = AWSError(
        "InvalidPublicKey", status: 400, "The public key is malformed or otherwise invalid.")
    fileprivate static let unrecognizedPublicKeyEncoding = AWSError(
        "UnrecognizedPublicKeyEncoding", status: 400,
        "The public key encoding format is unsupported or unrecognized.")
}
