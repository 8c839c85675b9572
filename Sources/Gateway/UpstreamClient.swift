import AWSTypes
import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SigV4

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Talks to upstreams, over connections that are kept for the next request.
package final class UpstreamClient: Sendable {
    private let client: HTTPClient
    private let timeout: Int64
    private let secrets: [[UInt8]]
    private let logger: Logger

    /// Errors are answered whole, once they were searched for this server's keys.
    static let longestError = 1 << 20

    /// Makes the client.
    package init(_ options: UpstreamOptions, logger: Logger) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = options.authorities {
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(3), read: .seconds(options.timeout)),
            connectionPool: .init(idleTimeout: .seconds(5), concurrentHTTP1ConnectionsPerHostSoftLimit: 256))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        timeout = options.timeout
        let texts = [options.key?.id.text, options.key?.secret.exposed, options.key?.sessionToken]
        // A name that is everybody's is no secret.
        secrets = texts.compactMap(\.self).filter { $0.utf8.count >= 16 }.map { Array($0.utf8) }
        self.logger = logger
    }

    /// Ends the connections.
    package func close() async { try? await client.shutdown() }

    /// An upstream's answer, whose body may still be on its way.
    package struct Answer: Sendable {
        /// The status.
        package let status: Int
        /// The fields that are the caller's to see.
        package let fields: [HeaderField]
        /// The body.
        package let body: Body
    }

    /// A body, here or on its way.
    package enum Body: Sendable {
        /// All of it.
        case whole(ByteBuffer)
        /// As it comes; with its length, where that is known.
        case stream(Stream, length: Int?)

        /// A body on its way.
        package struct Stream: Sendable {
            fileprivate let body: HTTPClientResponse.Body

            /// Hands over the parts as they come; throws where the upstream breaks off.
            package func forEachPart(_ take: (ByteBuffer) async throws -> Void) async throws {
                for try await part in body { try await take(part) }
            }
        }
    }

    /// Sends a request; `mayRepeat` where it changes nothing, so that it may be sent again over a new connection.
    package func send(
        _ request: UpstreamRequest, mayRepeat: Bool, id: String
    ) async throws(UpstreamFailure) -> Answer {
        do {
            return try await exchange(request, id: id)
        } catch let failure where failure == .rubbish && mayRepeat {
            // A kept connection may have been closed by its other end just as it was used.
            return try await exchange(request, id: id)
        }
    }

    /// Sends a request, and reads all of a short answer.
    func ask(_ request: UpstreamRequest, id: String) async throws(UpstreamFailure) -> (status: Int, body: [UInt8]) {
        let answer = try await send(request, mayRepeat: true, id: id)
        switch answer.body {
        case .whole(let buffer): return (answer.status, Array(buffer.readableBytesView))
        case .stream(let stream, _):
            let body = stream.body
            do {
                return (
                    answer.status, Array((try await body.collect(upTo: UpstreamClient.longestError)).readableBytesView)
                )
            } catch {
                throw failure(error, id)
            }
        }
    }

    private func exchange(_ request: UpstreamRequest, id: String) async throws(UpstreamFailure) -> Answer {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.fields.map { ($0.name, $0.value) })
        outgoing.body = request.body.isEmpty ? nil : .bytes(ByteBuffer(bytes: request.body))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(outgoing, deadline: .now() + .seconds(timeout))
        } catch {
            throw failure(error, id)
        }
        let status = Int(response.status.code)
        let fields = response.headers.filter { !UpstreamClient.isHeldBack($0.name.lowercased()) && !isSecret($0.value) }
        let length = response.headers.first(name: "content-length").flatMap { Int($0) }
        guard status >= 400 else {
            return Answer(
                status: status, fields: fields.map { HeaderField($0.name, $0.value) },
                body: .stream(Body.Stream(body: response.body), length: length))
        }
        let body: ByteBuffer
        do {
            body = try await response.body.collect(upTo: UpstreamClient.longestError)
        } catch {
            throw failure(error, id)
        }
        try check(body, status: status, id: id)
        // A page for people is no error of AWS's.
        if response.headers.first(name: "content-type")?.contains("html") == true {
            logger.warning("the upstream answered a page", metadata: ["request": "\(id)", "status": "\(status)"])
            throw .rubbish
        }
        return Answer(status: status, fields: fields.map { HeaderField($0.name, $0.value) }, body: .whole(body))
    }

    // MARK: What must not pass

    /// Refuses an error that is about this server's own keys, or names one of them.
    private func check(_ body: ByteBuffer, status: Int, id: String) throws(UpstreamFailure) {
        let bytes = Array(body.readableBytesView)
        let isAboutKeys = (400...403).contains(status) && UpstreamClient.keyErrors.contains { bytes.holds($0) }
        if isAboutKeys || secrets.contains(where: { bytes.holds($0) }) {
            logger.error("the upstream refuses the keys of this server", metadata: ["request": "\(id)"])
            throw .unacceptable
        }
    }

    private func isSecret(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return secrets.contains { bytes.holds($0) }
    }

    private static let keyErrors = [
        "SignatureDoesNotMatch", "InvalidSignatureException", "UnrecognizedClientException", "InvalidClientTokenId",
        "ExpiredToken", "IncompleteSignature", "MissingAuthenticationToken", "InvalidAccessKeyId",
    ].map { Array($0.utf8) }

    private static func isHeldBack(_ name: String) -> Bool {
        switch name {
        case "connection", "content-length", "date", "keep-alive", "proxy-authenticate", "proxy-connection", "server",
            "set-cookie", "te", "trailer", "transfer-encoding", "upgrade":
            true
        default: false
        }
    }

    private func failure(_ error: any Error, _ id: String) -> UpstreamFailure {
        logger.warning("the upstream failed", metadata: ["request": "\(id)", "cause": "\(error)"])
        switch error as? HTTPClientError {
        case .connectTimeout?, .getConnectionFromPoolTimeout?: return .unreachable
        case .readTimeout?, .deadlineExceeded?, .writeTimeout?: return .silent
        case .some: return .rubbish
        case nil: return error is NIOConnectionError || error is IOError && isRefusal(error) ? .unreachable : .rubbish
        }
    }

    private func isRefusal(_ error: any Error) -> Bool {
        let code = (error as? IOError)?.errnoCode
        return code == ECONNREFUSED || code == EHOSTUNREACH || code == ENETUNREACH
    }
}

extension [UInt8] {
    /// Whether some bytes stand in here.
    fileprivate func holds(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return false }
        var place = startIndex
        while let found = self[place...].firstIndex(of: first) {
            if self[found...].starts(with: wanted) { return true }
            place = found + 1
        }
        return false
    }
}
