import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import PolicyLanguage

/// Keys found by OpenID Connect Discovery: the issuer's configuration names the address of its key set.
///
/// Everything is fetched over TLS, in bounded time and size. Redirects are not followed, and the configuration may
/// not send the server to an address within its own network that the issuer itself is not at.
struct DiscoveredKeys: KeySource {
    private let connections: IssuerConnections
    private let addresses: AddressRule

    private static let sizeLimit = 1 << 20
    private static let timeout = TimeAmount.seconds(5)

    init(connections: IssuerConnections, addresses: AddressRule) {
        self.connections = connections
        self.addresses = addresses
    }

    func keys(of issuer: String, trusting thumbprints: [String]) async throws(KeySourceFailure) -> FetchedKeys {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let discovery = try DiscoveredKeys.url(base + "/.well-known/openid-configuration")
        let answer = try await get(discovery, trusting: thumbprints)
        guard let document = try? JSONReader.read(answer.body), let address = document["jwks_uri"]?.string else {
            throw .unusable("\(discovery) names no jwks_uri")
        }
        guard document["issuer"]?.string == issuer else { throw .unusable("\(discovery) is of another issuer") }
        let url = try DiscoveredKeys.url(address)
        if url.host != discovery.host { try await addresses.check(url) }
        let keys = try await get(url, trusting: thumbprints)
        return FetchedKeys(json: keys.body, lifetime: keys.lifetime)
    }

    private static func url(_ text: String) throws(KeySourceFailure) -> URL {
        guard let url = URL(string: text), url.scheme == "https", url.host?.isEmpty == false, url.user == nil else {
            throw .unusable("\(text) is no address of HTTPS")
        }
        return url
    }

    private struct Answer {
        let body: [UInt8]
        let lifetime: Int64
    }

    private func get(_ url: URL, trusting thumbprints: [String]) async throws(KeySourceFailure) -> Answer {
        do {
            var request = HTTPClientRequest(url: url.absoluteString)
            request.headers.add(name: "accept", value: "application/json")
            let response = try await connections.open().execute(request, timeout: DiscoveredKeys.timeout)
            guard response.status == .ok else {
                throw KeySourceFailure.unusable("\(url) answered \(response.status.code)")
            }
            let body = try await response.body.collect(upTo: DiscoveredKeys.sizeLimit)
            return Answer(body: Array(buffer: body), lifetime: DiscoveredKeys.lifetime(of: response.headers))
        } catch let failure as KeySourceFailure {
            throw failure
        } catch is NIOTooManyBytesError {
            throw .unusable("\(url) answers with more than \(DiscoveredKeys.sizeLimit) bytes")
        } catch  where error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            guard !thumbprints.isEmpty else { throw .untrusted }
            let body = try await PinnedRequest(url, thumbprints: thumbprints, sizeLimit: DiscoveredKeys.sizeLimit)
                .body()
            return Answer(body: body, lifetime: DiscoveredKeys.lifetime(of: [:]))
        } catch {
            throw .unreachable("\(url): \(error)")
        }
    }

    /// `Cache-Control: max-age`, within bounds.
    private static func lifetime(of headers: HTTPHeaders) -> Int64 {
        for directive in headers[canonicalForm: "cache-control"] where directive.hasPrefix("max-age=") {
            if let seconds = Int64(directive.dropFirst("max-age=".count)) { return min(max(seconds, 60), 86_400) }
        }
        return 3600
    }
}
