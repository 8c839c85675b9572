import AWSTypes
import ServiceRouting
import SigV4

/// A request as its upstream gets it: cleaned of what was between the caller and this server, and signed anew.
package struct UpstreamRequest: Sendable {
    /// The method.
    let method: String
    /// The URL.
    let url: String
    /// The header fields, signed.
    let fields: [HeaderField]
    /// The body.
    let body: [UInt8]

    /// Writes a request for an upstream; unsigned where the operation is one that clients don't sign.
    package init(
        _ head: RequestHead, body: [UInt8], to recognition: Recognition, at address: UpstreamAddress,
        region: String, with options: UpstreamOptions, now: Timestamp
    ) {
        let service = recognition.service
        let host = address.host(of: service, region: region)
        let target = UpstreamRequest.target(of: head)
        var fields = head.fields.filter { !UpstreamRequest.isHeldBack($0.name.lowercased()) }
        fields.append(HeaderField("Host", host))
        if !body.isEmpty || head.method == "POST" || head.method == "PUT" {
            fields.append(HeaderField("Content-Length", "\(body.count)"))
        }
        var forwarded = RequestHead(method: head.method, target: address.target(target), fields: fields)
        if let key = options.key, !recognition.isUnsigned {
            let signer = Signer(
                accessKeyID: key.id, secret: key.secret, sessionToken: key.sessionToken, region: region,
                rules: .standard(service.signingName))
            forwarded = signer.sign(forwarded, payload: .sha256(ContentHash(of: body)), at: now)
        }
        method = head.method
        url = address.url(of: target, host: host)
        self.fields = forwarded.fields
        self.body = body
    }

    /// The target without a presigned query's signature, and with every byte escaped that has no place in a URL.
    private static func target(of head: RequestHead) -> String {
        let parts = head.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = escaped(parts[0].utf8)
        guard parts.count == 2 else { return path }
        let kept = parts[1].split(separator: "&").filter { part in
            let name = part.prefix { $0 != "=" }.lowercased()
            return !signatureParameters.contains(name)
        }
        return kept.isEmpty ? path : path + "?" + escaped(kept.joined(separator: "&").utf8)
    }

    private static func escaped(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if urlBytes.contains(byte) {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let urlBytes = ASCIISet.alphanumerics.union("-._~!$&'()*+,;=:@/%?")
    private static let signatureParameters: Set<String> = [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders",
        "x-amz-signature", "x-amz-security-token",
    ]

    /// Fields that are between two neighbours only, that tell of the caller's signature, or that this server writes.
    private static func isHeldBack(_ name: String) -> Bool {
        name.hasPrefix("proxy-") || name.hasPrefix("x-forwarded-") || heldBack.contains(name)
    }

    private static let heldBack: Set<String> = [
        "authorization", "connection", "content-length", "cookie", "date", "expect", "forwarded", "host",
        "http2-settings", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "via",
        "x-amz-content-sha256", "x-amz-date", "x-amz-security-token",
    ]
}
