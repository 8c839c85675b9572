import AWSTypes
import Audit
import Authentication
import IAMService
import IdentityModel
import IdentityStore
import Logging
import ObjectStore
import Operations
import OrganizationsService
import STSService
import SigV4
import Synchronization
import TestRandomness
import TestSupport

@testable import SallyportServer

/// A server without a socket: the road and the doors, at a time that the test sets.
struct TestServer {
    let store: StateStore
    let objects: ObjectStore
    let pipeline: RequestPipeline
    let doors: Doors
    let signin: SigninEndpoint
    let clock = FakeClock()
    let log = RecordedLog()

    static let rootKey = (id: AccessKeyID("test"), secret: SecretKey("test-secret"))

    init(enforcement: Enforcement = .enforce, isDevelopment: Bool = true, audit: AuditLog? = nil) async throws {
        let (clock, logger) = (clock, Logger(label: "test") { [log] _ in log })
        var entropy = SeededGenerator(seed: 1)
        let keyRing = KeyRing(created: clock.now, entropy: &entropy)
        store = try StateStore(at: .memory, keyRing: keyRing, awsPolicies: World.awsPolicies, logger: logger)
        objects = try ObjectStore(at: .temporary, logger: logger)
        var options = ServerOptions()
        options.accountID = World.account
        options.rootKey = TestServer.rootKey.id.map { ($0, TestServer.rootKey.secret) }
        options.isDevelopment = isDevelopment
        _ = try await Bootstrap.run(options, in: store, at: clock.now)
        let authenticator = Authenticator(keyRing: keyRing)
        let (authorizer, decisions, uses) = (Authorizer(), DecisionLog(), UseRecorder(store: store))
        let surroundings = Surroundings(now: { clock.now })
        pipeline = RequestPipeline(
            catalog: .served, store: store, keyRing: keyRing,
            authenticator: authenticator, authorizer: authorizer, uses: uses,
            decisions: decisions, audit: audit,
            proofs: try ProofVerifier(options.webIdentity, since: clock.now, logger: logger),
            enforcement: enforcement, surroundings: surroundings, logger: logger)
        doors = Doors(
            store: store, objects: objects, keyRing: keyRing, authenticator: authenticator,
            gate: Gate(authorizer: authorizer, decisions: decisions, enforcement: enforcement, logger: logger),
            uses: uses, audit: audit, isDevelopment: isDevelopment, surroundings: surroundings)
        signin = SigninEndpoint(
            store: store, keyRing: keyRing, region: "us-east-1", isSecure: false, surroundings: surroundings)
        if isDevelopment { await store.markBaseline() }
    }

    // MARK: Requests

    /// An unsigned request.
    func request(
        _ method: String, _ target: String, body: String = "", from peer: String = "127.0.0.1"
    ) -> ServerRequest {
        ServerRequest(
            head: RequestHead(method: method, target: target, fields: [HeaderField("Host", "localhost:4566")]),
            body: Array(body.utf8),
            peer: ServerRequest.Peer(address: peer, isLoopback: peer == "127.0.0.1"), isSecure: false)
    }

    /// The same request, signed for a service.
    func sign(
        _ request: ServerRequest, for service: String, region: String = "us-east-1", by key: AccessKeyID? = nil,
        _ secret: SecretKey? = nil, token: String? = nil
    ) throws -> ServerRequest {
        guard let id = key ?? TestServer.rootKey.id else { throw Missing(what: "root key") }
        let signer = Signer(
            accessKeyID: id, secret: secret ?? TestServer.rootKey.secret, sessionToken: token, region: region,
            rules: .standard(service))
        let head = signer.sign(request.head, payload: .sha256(ContentHash(of: request.body)), at: clock.now)
        return ServerRequest(head: head, body: request.body, peer: request.peer, isSecure: request.isSecure)
    }

    /// The answer to an operation that the root user calls.
    func call(_ service: String, _ form: String) async throws -> ServerResponse {
        let version = service == "iam" ? "2010-05-08" : "2011-06-15"
        return await pipeline.answer(try sign(request("POST", "/", body: "\(form)&Version=\(version)"), for: service))
    }

    /// A new user with a key, whom policies may allow something.
    func user(_ name: String, allowing actions: String...) async throws -> AccessKey {
        let document = PolicyText.statement("Allow", actions)
        return try await store.write(at: clock.now) { draft in
            var user = User(
                id: draft.newID(in: World.account), name: UserName(unchecked: name), path: .root, created: draft.now)
            if !actions.isEmpty { try? user.inlinePolicies.put(document, named: "Allow") }
            draft.put(.user(user), in: World.account)
            let key = draft.newAccessKey(of: .user(user.id), in: World.account)
            draft.put(.accessKey(key), in: World.account)
            return key
        }
    }
}

extension ServerResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The error's code, in the query protocol's XML or in the doors' JSON.
    var code: String? {
        text.firstMatch(of: /<Code>(.*?)<\/Code>/).map { String($0.1) }
            ?? text.firstMatch(of: /"code":"(.*?)"/).map { String($0.1) }
    }
}

/// A clock that stands still until it is moved.
final class FakeClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_795_509_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(by seconds: Int64) { time.withLock { $0 = $0 + seconds } }
}

/// Keeps what is logged.
final class RecordedLog: LogHandler, Sendable {
    private let events = Mutex<[(Logger.Level, String)]>([])

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        events.withLock { $0.append((event.level, "\(event.message) \(event.metadata ?? [:])")) }
    }

    /// The warnings.
    var warnings: [String] { events.withLock { $0.filter { $0.0 == .warning }.map(\.1) } }
}
