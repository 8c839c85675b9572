import Foundation
import NIOCore
import NIOPosix

/// Where a document from outside may send the server to.
struct AddressRule: Sendable {
    /// Whether addresses within the server's own network are fine.
    let allowsPrivate: Bool

    /// Refuses a host with an address that is not public.
    func check(_ url: URL) async throws(KeySourceFailure) {
        if allowsPrivate { return }
        let (host, port) = (url.host ?? "", url.port ?? 443)
        let addresses: [String]
        do {
            addresses = try await NIOThreadPool.singleton.runIfActive { AddressRule.resolve(host, port) }
        } catch {
            throw .unreachable("\(url)")
        }
        guard !addresses.isEmpty else { throw .unreachable("\(host) has no address") }
        if let address = addresses.first(where: AddressRule.isPrivate) {
            throw .unusable("\(host) is at \(address), which is no public address")
        }
    }

    private static func resolve(_ host: String, _ port: Int) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard getaddrinfo(name, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let current = entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let isRead =
                getnameinfo(
                    current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                    NI_NUMERICHOST) == 0
            if isRead { found.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)) }
            entry = current.pointee.ai_next
        }
        return found
    }

    /// Loopback, link-local, private and other addresses that are not routed in public.
    ///
    /// Source: the special-purpose address registries of IANA (RFC 6890).
    static func isPrivate(_ address: String) -> Bool {
        guard let parsed = try? SocketAddress(ipAddress: address, port: 443) else { return true }
        switch parsed {
        case .v4(let v4): return isPrivate(withUnsafeBytes(of: v4.address.sin_addr) { Array($0) })
        case .v6(let v6):
            let bytes = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
            // An IPv4 address in IPv6's clothes.
            if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
                return isPrivate(Array(bytes.suffix(4)))
            }
            let isUnspecifiedOrLoopback = bytes.prefix(15).allSatisfy { $0 == 0 } && bytes[15] <= 1
            return isUnspecifiedOrLoopback || bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
        default: return true
        }
    }

    private static func isPrivate(_ v4: [UInt8]) -> Bool {
        switch (v4[0], v4[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): true
        case (224...255, _): true
        default: false
        }
    }
}
