import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// A service that has credentials of its own.
enum CredentialedService: String {
    case codeCommit = "codecommit.amazonaws.com"
    case keyspaces = "cassandra.amazonaws.com"
    case bedrock = "bedrock.amazonaws.com"
    case logs = "logs.amazonaws.com"

    init(_ name: String) throws(AWSError) {
        guard let service = CredentialedService(rawValue: name) else {
            // AWS: the model has NotSupportedService for this; what comes is NoSuchEntity.
            throw .noSuchEntity("No such service \(name) is supported for Service Specific Credentials")
        }
        self = service
    }

    /// Whether it takes keys that may end, in place of a user name and a password.
    var hasKeys: Bool { keyPrefix != nil }

    private var keyPrefix: String? {
        switch self {
        case .codeCommit, .keyspaces: nil
        case .bedrock: "ABSK"
        case .logs: "ACWL"
        }
    }

    /// `alice-at-123456789012`, or `alice+1-at-123456789012` where that is taken.
    func freeAlias(for user: User, in account: AccountID, beside others: [ServiceCredential]) -> String {
        let plain = "\(user.name)-at-\(account)"
        return others.contains { $0.alias == plain } ? "\(user.name)+1-at-\(account)" : plain
    }

    /// The secret half: the password itself, or a key that carries the alias too.
    func secret(for alias: String, _ password: String) -> SecretKey {
        SecretKey(keyPrefix.map { $0 + Base64.encode(Array("\(alias):\(password)".utf8)) } ?? password)
    }
}

/// A service-specific credential as requests name it.
struct ServiceCredentialReference: Sendable {
    private let target: UserTarget
    private let id: String

    init(from input: WireInput) {
        target = input.shortUserTarget()
        id = input.requireText(
            "ServiceSpecificCredentialId", TextConstraint(20...128, TextPattern("[\\w]+", of: .word)))
    }

    func resource(for caller: Caller) -> IAMResource { target.resource(for: caller) }

    /// The service, which policies may ask for.
    func context(_ caller: Caller, _ state: IdentityState) -> [(key: ContextKey, value: ContextValue)] {
        guard let credential = try? credential(for: caller, in: state.account(of: caller)) else { return [] }
        return [(.serviceSpecificCredentialServiceName, .string(credential.service))]
    }

    func credential(for caller: Caller, in account: AccountState) throws(AWSError) -> ServiceCredential {
        let owner = try target.owner(for: caller, in: account)
        guard let id = ServiceCredentialID(id), let credential = account.serviceCredentials[id],
            credential.owner == owner
        else { throw .noSuchEntity("No such credential \(id) exists") }
        return credential
    }
}

/// A service-specific credential with what its wire form needs.
struct ServiceCredentialView: Sendable {
    private let credential: ServiceCredential
    private let userName: UserName?
    private let now: Timestamp

    init(_ credential: ServiceCredential, of userName: UserName?, at now: Timestamp) {
        self.credential = credential
        self.userName = userName
        self.now = now
    }

    private var hasKeys: Bool { CredentialedService(rawValue: credential.service)?.hasKeys == true }

    private var status: String {
        if let end = credential.expires, end <= now { return "Expired" }
        return credential.status.rawValue
    }

    /// The members that listings show.
    func encode(to writer: inout WireWriter) {
        writer.field("UserName", userName)
        writer.field("Status", status)
        writer.field(hasKeys ? "ServiceCredentialAlias" : "ServiceUserName", credential.alias)
        writer.field("CreateDate", credential.created)
        writer.field("ExpirationDate", credential.expires)
        writer.field("ServiceSpecificCredentialId", credential.id)
        writer.field("ServiceName", credential.service)
    }

    /// The same and the secret.
    func encodeWhole(to writer: inout WireWriter) {
        encode(to: &writer)
        writer.field(hasKeys ? "ServiceCredentialSecret" : "ServicePassword", credential.secret.exposed)
    }
}
