import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

extension WireInput {
    /// `OpenIDConnectProviderArn`, which must be there.
    func requireOIDCProvider() -> ARN { requireProviderARN("OpenIDConnectProviderArn", of: "oidc-provider/") }

    /// At most five thumbprints, in lower case.
    func thumbprints(_ texts: [String]?) -> [String] {
        let texts = texts ?? []
        if texts.count > IAMQuotas.thumbprintsPerOIDCProvider {
            reject(.invalidInput("Thumbprint list must contain fewer than 5 entries."))
        }
        return texts.map { $0.lowercased() }
    }

    /// The address of a provider: `https://`, a host, and perhaps a path.
    ///
    /// AWS: user names, ports, queries and fragments are refused. A port is taken here for hosts that AWS could not
    /// reach, since identity providers within a network or on a desk have one.
    func oidcProviderURL(_ text: String) -> OIDCProviderURL {
        let standIn = OIDCProviderURL(unchecked: "-")
        guard let scheme = text.firstRange(of: "://"), !text[scheme.upperBound...].isEmpty,
            text[scheme.upperBound...].first != "/"
        else {
            reject(.validation("Invalid Open ID Connect Provider URL"))
            return standIn
        }
        guard text[..<scheme.lowerBound].lowercased() == "https" else {
            reject(.invalidInput("Invalid Open ID Connect Provider URL. The URL must begin with https://."))
            return standIn
        }
        let rest = String(text[scheme.upperBound...])
        let authority = String(rest.prefix { $0 != "/" })
        guard isAuthority(authority), pathCharacters.containsAll(rest.utf8.dropFirst(authority.utf8.count)) else {
            reject(.invalidInput("Invalid Open ID Connect Provider URL."))
            return standIn
        }
        return OIDCProviderURL(unchecked: rest)
    }

    private func isAuthority(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, isHost(host) else { return false }
        guard parts.count == 2 else { return true }
        return UInt16(parts[1]).map { $0 > 0 } == true && parts[1].allSatisfy(\.isNumber)
            && isPrivate(host.lowercased())
    }

    private func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && hostCharacters.containsAll(label.utf8)
                    && !label.hasPrefix("-") && !label.hasSuffix("-")
            }
    }

    /// Whether a host's name or address means nothing outside its own network.
    ///
    /// Source: RFC 1918; RFC 6761 and 6762 for names; RFC 8375 for `home.arpa`.
    private func isPrivate(_ host: String) -> Bool {
        let labels = host.split(separator: ".")
        let numbers = labels.compactMap { UInt8($0) }
        if labels.count == 4, numbers.count == 4 {
            return numbers[0] == 10 || numbers[0] == 127 || (numbers[0] == 192 && numbers[1] == 168)
                || (numbers[0] == 172 && (16...31).contains(numbers[1]))
        }
        return labels.count == 1
            || [".localhost", ".local", ".internal", ".test", ".home.arpa"].contains { host.hasSuffix($0) }
    }
}

/// AWS: a thumbprint's length is checked, that it is hexadecimal is not.
let thumbprintConstraint = TextConstraint(40...40)
private let hostCharacters = ASCIISet.alphanumerics.union("-")
/// What RFC 3986 lets a path be made of.
private let pathCharacters = ASCIISet.alphanumerics.union("/-._~%!$&'()*+,;=:@")
