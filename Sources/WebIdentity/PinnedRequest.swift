import Crypto
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// One GET over TLS to a server whose certificate chain holds a certificate of a known SHA-1 fingerprint.
///
/// AWS trusts an identity provider by such thumbprints where no public authority vouches for its server. The chain
/// has to lead from the server's certificate, which has to be the host's and in date, to the known one.
struct PinnedRequest: Sendable {
    private let url: URL
    private let thumbprints: [String]
    private let sizeLimit: Int

    private static let timeout = TimeAmount.seconds(5)

    init(_ url: URL, thumbprints: [String], sizeLimit: Int) {
        self.url = url
        self.thumbprints = thumbprints
        self.sizeLimit = sizeLimit
    }

    /// The body of an answer with status 200.
    func body() async throws(KeySourceFailure) -> [UInt8] {
        let host = url.host ?? ""
        do {
            return try await fetch(host)
        } catch let failure as KeySourceFailure {
            throw failure
        } catch  where error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            throw .untrusted
        } catch {
            throw .unreachable("\(url): \(error)")
        }
    }

    private func fetch(_ host: String) async throws -> [UInt8] {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        let isAddress = (try? SocketAddress(ipAddress: host, port: 443)) != nil
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(PinnedRequest.timeout)
        let channel = try await bootstrap.connect(host: host, port: url.port ?? 443) { channel in
            channel.eventLoop.makeCompletedFuture {
                let tls = try NIOSSLClientHandler(
                    context: context, serverHostname: isAddress ? nil : host
                ) { chain, verdict in check(chain, of: host, isAddress: isAddress, verdict) }
                try channel.pipeline.syncOperations.addHandler(tls)
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                    wrappingChannelSynchronously: channel)
            }
        }
        let deadline = channel.channel.eventLoop.scheduleTask(in: PinnedRequest.timeout) {
            channel.channel.close(mode: .all, promise: nil)
        }
        defer { deadline.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            let path = (url.path.isEmpty ? "/" : url.path) + (url.query.map { "?\($0)" } ?? "")
            let authority = url.port.map { "\(host):\($0)" } ?? host
            let headers: HTTPHeaders = ["host": authority, "accept": "application/json", "connection": "close"]
            try await outbound.write(
                .head(HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)))
            try await outbound.write(.end(nil))
            return try await read(inbound)
        }
    }

    private func read(_ answer: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var isWhole = false
        reading: for try await part in answer {
            switch part {
            case .head(let head):
                guard head.status == .ok else {
                    throw KeySourceFailure.unusable("\(url) answered \(head.status.code)")
                }
            case .body(let part):
                bytes.append(contentsOf: part.readableBytesView)
                if bytes.count > sizeLimit {
                    throw KeySourceFailure.unusable("\(url) answers with more than \(sizeLimit) bytes")
                }
            case .end:
                isWhole = true
                break reading
            }
        }
        guard isWhole else { throw KeySourceFailure.unreachable("\(url) broke off") }
        return bytes
    }

    private func check(
        _ chain: [NIOSSLCertificate], of host: String, isAddress: Bool,
        _ verdict: EventLoopPromise<NIOSSLVerificationResult>
    ) {
        verdict.completeWithTask {
            let encodings = try chain.map { try $0.toDERBytes() }
            let known = encodings.first { encoding in
                let digest = Insecure.SHA1.hash(data: encoding)
                return thumbprints.contains(
                    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
            }
            guard let known, let leaf = encodings.first else { return .failed }
            let certificates = try encodings.map { try Certificate(derEncoded: $0) }
            var verifier = Verifier(rootCertificates: CertificateStore([try Certificate(derEncoded: known)])) {
                RFC5280Policy()
                ServerIdentityPolicy(serverHostname: isAddress ? nil : host, serverIP: isAddress ? host : nil)
            }
            let result = await verifier.validate(
                leaf: try Certificate(derEncoded: leaf), intermediates: CertificateStore(certificates.dropFirst()))
            if case .validCertificate = result { return .certificateVerified }
            return .failed
        }
    }
}
