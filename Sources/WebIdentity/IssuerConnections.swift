import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The client that talks to issuers, made when it is first needed.
final class IssuerConnections: Sendable {
    private let authorities: NIOSSLAdditionalTrustRoots?
    private let client = Mutex<HTTPClient?>(nil)

    /// - Parameter authorities: Certificates that are trusted besides the system's, as a PEM file.
    init(trusting authorities: String?) throws {
        self.authorities = try authorities.map { .certificates(try NIOSSLCertificate.fromPEMFile($0)) }
    }

    /// The client: bounded in time, and no follower of redirects.
    func open() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = authorities.map { [$0] } ?? []
            var configuration = HTTPClient.Configuration(
                tlsConfiguration: tls, redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(3), read: .seconds(5)))
            configuration.httpVersion = .http1Only
            let made = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            client = made
            return made
        }
    }

    /// Ends the connections.
    func close() async {
        let client = client.withLock { client in
            defer { client = nil }
            return client
        }
        try? await client?.shutdown()
    }
}
