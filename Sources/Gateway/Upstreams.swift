import AWSTypes
import ServiceRouting
import SigV4

/// Where services are that somebody else runs, and with which keys they are called.
package struct UpstreamOptions: Sendable {
    /// The upstream of every service that has none of its own.
    package var everything: UpstreamAddress?
    /// The upstreams of single services, by the names that people call them.
    package var services: [String: UpstreamAddress] = [:]
    /// The access key that upstreams are called with; nil: requests are sent unsigned.
    package var key: UpstreamKey? = AccessKeyID("sallyport").map { UpstreamKey(id: $0, secret: SecretKey("sallyport")) }
    /// The actions of operations that the catalogue has none for, by `service.Operation`.
    package var actions: [String: [String]] = [:]
    /// Certificates (PEM) to trust besides the system's, as a file.
    package var authorities: String?
    /// How long an upstream may be silent, in seconds.
    package var timeout: Int64 = 60

    /// No upstreams.
    package init() {}

    /// Whether there is any upstream.
    package var isEmpty: Bool { everything == nil && services.isEmpty }

    /// The upstream of a service; what is said of one service goes before what is said of all.
    package func address(of service: RoutedService) -> UpstreamAddress? {
        services[service.name] ?? services[service.signingName] ?? services[service.endpoint] ?? everything
    }
}

/// The access key that upstreams are called with.
package struct UpstreamKey: Sendable {
    /// Its id.
    package let id: AccessKeyID
    /// Its secret.
    package let secret: SecretKey
    /// Its session token, where it is temporary.
    package let sessionToken: String?

    /// Makes a key.
    package init(id: AccessKeyID, secret: SecretKey, sessionToken: String? = nil) {
        (self.id, self.secret, self.sessionToken) = (id, secret, sessionToken)
    }
}

/// The address of an upstream: `http://127.0.0.1:5000`, or `https://{service}.{region}.amazonaws.com`.
package struct UpstreamAddress: Sendable, Hashable {
    private let scheme: String
    private let authority: String
    private let basePath: String

    /// Reads an address; nil where it is no URL with nothing but a scheme, a host, a port and a path.
    package init?(_ text: String) {
        guard let mark = text.firstRange(of: "://") else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[mark.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        authority = String(rest[..<end])
        let path = rest[end...]
        basePath = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
        guard !authority.isEmpty, authority.utf8.allSatisfy(UpstreamAddress.hostBytes.contains),
            basePath.utf8.allSatisfy(UpstreamAddress.pathBytes.contains)
        else { return nil }
    }

    private static let hostBytes = ASCIISet.alphanumerics.union("-._:[]{}")
    private static let pathBytes = ASCIISet.alphanumerics.union("-._~/%")

    /// Whether AWS itself is there.
    var isAWS: Bool {
        let host = authority.lowercased().split(separator: ":").first ?? ""
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") || host.hasSuffix(".api.aws")
    }

    /// The host, with its port, for a service and region.
    func host(of service: RoutedService, region: String) -> String {
        authority.replacing("{service}", with: service.endpoint).replacing("{region}", with: region)
    }

    /// The URL of a target, which begins with a slash.
    func url(of target: String, host: String) -> String { "\(scheme)://\(host)\(basePath)\(target)" }

    /// The target as the upstream sees it.
    func target(_ target: String) -> String { basePath + target }
}
