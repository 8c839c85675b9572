import AWSTypes
import Audit
import Authentication
import CognitoIdentityService
import Foundation
import Gateway
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import IAMService
import IdentityModel
import IdentityStore
import Logging
import ManagedPolicyData
import NIOCore
import NIOSSL
import ObjectStore
import Operations
import OrganizationsService
import S3Protocol
import S3Service
import STSService
import ServiceFacts
import ServiceLifecycle
import ServiceOperationData
import ServiceRouting
import UnixSignals

/// A server: opened, run until it is asked to stop, drained and closed.
package struct Server {
    private let options: ServerOptions
    private let store: StateStore
    private let objects: ObjectStore
    private let keyRing: KeyRing
    private let audit: AuditLog?
    private let proofs: ProofVerifier
    private let upstreams: UpstreamClient?
    private let logger: Logger
    private let surroundings: Surroundings

    /// Opens the store, and reads all that it holds.
    ///
    /// - Throws: `StoreProblem` or `ObjectStoreProblem` where the data directory can't be used, `AuditProblem` where the audit
    ///   log can't.
    package init(_ options: ServerOptions, logger: Logger) throws {
        self.options = options
        self.logger = logger
        surroundings = Surroundings(publicURL: options.publicURL ?? options.ownURL)
        let now = surroundings.now()
        switch (options.keys, options.location) {
        case (let text?, _): keyRing = try KeyFile.keyRing(of: text, from: "SALLYPORT_KEYS")
        case (nil, .directory(let path)): keyRing = try KeyFile.load(in: path, at: now)
        case (nil, .memory):
            var entropy = SystemRandomNumberGenerator()
            keyRing = KeyRing(created: now, entropy: &entropy)
        }
        audit = try options.auditLog.map { try AuditLog(directory: $0, logger: logger) }
        proofs = try ProofVerifier(options.webIdentity, since: now, logger: logger)
        store = try StateStore(
            at: options.location, keyRing: keyRing, awsPolicies: try Server.awsPolicies(options), logger: logger)
        // The store of identities locks the directory, also for that of objects.
        switch options.location {
        case .directory(let path): objects = try ObjectStore(at: .directory(path), logger: logger)
        case .memory: objects = try ObjectStore(at: .temporary, logger: logger)
        }
        upstreams = options.upstreams.isEmpty ? nil : try UpstreamClient(options.upstreams, logger: logger)
    }

    /// Serves until the process is told to end; requests under way are finished, and what they did is durable.
    ///
    /// `announce` is called once the server is ready, with the lines to show.
    package func run(announce: @escaping @Sendable ([String]) -> Void) async throws {
        do {
            try await serve(announce: announce)
        } catch {
            await close()
            throw error
        }
        await close()
    }

    private func serve(announce: @escaping @Sendable ([String]) -> Void) async throws {
        let outcome = try await Bootstrap.run(options, in: store, at: surroundings.now())
        if options.isDevelopment { await store.markBaseline() }
        let lines = Greeting.lines(options, outcome)
        let uses = UseRecorder(store: store)
        let responder = responder(uses)
        let application = Application(
            responder: responder,
            server: try channel(responder),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), serverName: "Sallyport"),
            onServerRunning: { _ in announce(lines) },
            logger: quiet)
        var configuration = ServiceGroupConfiguration(
            services: [application, AccessFlusher(uses: uses, surroundings: surroundings)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(Server.drainSeconds)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // Connections that stayed open past the time to drain were cut.
        }
        await uses.flush(at: surroundings.now())
    }

    private func close() async {
        await proofs.close()
        await objects.close()
        await upstreams?.close()
        await store.close()
        await audit?.close()
    }

    /// How long requests under way may take once the server was told to end.
    private static let drainSeconds = 5

    private func responder(_ uses: UseRecorder) -> Responder {
        let authenticator = Authenticator(keyRing: keyRing)
        let authorizer = Authorizer()
        let decisions = DecisionLog()
        let pipeline = RequestPipeline(
            catalog: .served, store: store, keyRing: keyRing,
            authenticator: authenticator, authorizer: authorizer, uses: uses, decisions: decisions,
            audit: audit, proofs: proofs, enforcement: options.enforcement, surroundings: surroundings,
            logger: logger)
        let doors = Doors(
            store: store, objects: objects, keyRing: keyRing, authenticator: authenticator,
            gate: Gate(
                authorizer: authorizer, decisions: decisions, enforcement: options.enforcement, logger: logger),
            uses: uses, audit: audit, isDevelopment: options.isDevelopment, surroundings: surroundings)
        let signin = SigninEndpoint(
            store: store, keyRing: keyRing, region: options.region, isSecure: options.tls != nil,
            surroundings: surroundings)
        let s3 = S3Road(
            pipeline: pipeline, objects: StoredObjects(store: objects, identities: store, logger: logger),
            hosts: S3Hosts(["localhost", options.host]),
            defaults: S3Defaults(blocksPublicAccess: options.blocksPublicAccess))
        let gateway = upstreams.map { client in
            let routes = RoutingTable(ServiceOperationTables.routes)
            return GatewayRoad(
                pipeline: pipeline, options: options.upstreams, routes: routes,
                needs: NeedTable(ServiceOperationTables.needs, naming: options.upstreams.actions), client: client,
                lookup: UpstreamLookup(client, options.upstreams, routes),
                roles: UpstreamRoles(client, options.upstreams, routes))
        }
        let roads: [(any Road)?] = [s3, gateway]
        return Responder(
            pipeline: pipeline, doors: doors, signin: signin, roads: roads.compactMap(\.self),
            isSecure: options.tls != nil)
    }

    private func channel(_ responder: Responder) throws -> HTTPServerBuilder {
        let refusal: @Sendable () -> ServerResponse = { responder.unreadable() }
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ContinueAnswering(), ConnectionEnding(refusal: refusal)],
                idleTimeout: .seconds(75)))
        guard let tls = options.tls else { return http }
        let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
        return try .tls(
            http, tlsConfiguration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }

    /// A logger for the libraries, whose notices are not news.
    private var quiet: Logger {
        Logger(label: logger.label) { _ in LibraryLog(logger, from: max(options.logLevel, .error)) }
    }

    private static func awsPolicies(_ options: ServerOptions) throws -> AWSManagedPolicies {
        let own = AWSManagedPolicies {
            var length = 0
            let start = sallyport_managed_policies(&length)
            return Array(UnsafeBufferPointer(start: start, count: length))
        }
        guard let path = options.awsManagedPolicies else { return own }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return AWSManagedPolicies(after: own) { bytes }
    }
}

/// What is known of AWS's operations.
package enum ServiceOperationTables {
    /// How they are recognised.
    package static var routes: [UInt8] {
        var length = 0
        let start = sallyport_operation_routes(&length)
        return Array(UnsafeBufferPointer(start: start, count: length))
    }

    /// What they need.
    package static var needs: [UInt8] {
        var length = 0
        let start = sallyport_operation_needs(&length)
        return Array(UnsafeBufferPointer(start: start, count: length))
    }
}

extension ServiceCatalog {
    /// The services that this server answers.
    static let served = ServiceCatalog([
        STSService.definition, IAMService.definition, OrganizationsService.definition,
        CognitoIdentityService.definition,
    ])
}

/// Writes once a minute what was used.
private struct AccessFlusher: Service {
    let uses: UseRecorder
    let surroundings: Surroundings

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(60))
                await uses.flush(at: surroundings.now())
            }
        }
    }
}

/// What a server says when it is ready.
private enum Greeting {
    static func lines(_ options: ServerOptions, _ outcome: Bootstrap.Outcome) -> [String] {
        let endpoint = options.ownURL
        var lines = ["Sallyport listens on \(endpoint) for account \(outcome.account)."]
        guard let key = outcome.madeKey else { return lines }
        lines += [
            "", "The root user's access key, shown this once. Paste these lines where you work:", "",
            "export AWS_ENDPOINT_URL=\(endpoint)",
            "export AWS_ACCESS_KEY_ID=\(key.id)",
            "export AWS_SECRET_ACCESS_KEY=\(key.secret.exposed)",
            "export AWS_REGION=\(options.region) AWS_DEFAULT_REGION=\(options.region)", "",
        ]
        return lines
    }
}
