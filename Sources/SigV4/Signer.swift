import AWSTypes

/// Signs requests, as a client does.
///
/// ```swift
/// let signer = Signer(accessKeyID: key, secret: secret, region: "us-east-1", rules: .standard("sts"))
/// let signed = signer.sign(head, payload: .sha256(ContentHash(of: body)), at: now)
/// ```
public struct Signer: Sendable {
    private let accessKeyID: AccessKeyID
    private let secret: SecretKey
    private let sessionToken: String?
    private let region: String
    private let rules: ServiceRules

    /// A signer with that key, for one region and service.
    public init(
        accessKeyID: AccessKeyID, secret: SecretKey, sessionToken: String? = nil, region: String, rules: ServiceRules
    ) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
        self.region = region
        self.rules = rules
    }

    /// The head with a signature in its `Authorization` field.
    ///
    /// The head has to have its `Host` field. Date, token and, for S3, the payload's declaration are set here; every
    /// field is signed but for those that proxies change.
    public func sign(_ head: RequestHead, payload: PayloadDeclaration, at now: Timestamp) -> RequestHead {
        var signed = head
        signed.fields.removeAll { field in Signer.ownFields.contains { field.isNamed($0) } }
        signed.fields.append(HeaderField("X-Amz-Date", now.basicISO8601))
        if let sessionToken { signed.fields.append(HeaderField("X-Amz-Security-Token", sessionToken)) }
        if rules.dialect == .s3, let text = payload.text {
            signed.fields.append(HeaderField("X-Amz-Content-SHA256", text))
        }
        let names = SignedHeaderNames(names: signed.fields.map { $0.name.lowercased() }.filter(Signer.isSignable))
        let scope = CredentialScope(date: now, region: region, service: rules.service)
        let signature = signature(of: signed, names: names, scope: scope, payload: payload, at: now)
        signed.fields.append(
            HeaderField(
                "Authorization",
                "\(signatureAlgorithm) Credential=\(accessKeyID)/\(scope), SignedHeaders=\(names.joined), "
                    + "Signature=\(signature)"))
        return signed
    }

    /// The head with a signature in its query, good for `expires` seconds.
    ///
    /// The head has to have its `Host` field; every field it has must be sent along with the URL.
    public func presign(
        _ head: RequestHead, payload: PayloadDeclaration, expires: Int64, at now: Timestamp
    ) -> RequestHead {
        let names = SignedHeaderNames(names: head.fields.map { $0.name.lowercased() })
        let scope = CredentialScope(date: now, region: region, service: rules.service)
        var signed = head
        var parameters: [(PresignedQuery.Name, String)] = [
            (.algorithm, signatureAlgorithm), (.credential, "\(accessKeyID)/\(scope)"), (.date, now.basicISO8601),
            (.expires, String(expires)), (.signedHeaders, names.joined),
        ]
        if let sessionToken { parameters.append((.securityToken, sessionToken)) }
        for (name, value) in parameters { signed.target.append(parameter: name, value) }
        let signature = signature(of: signed, names: names, scope: scope, payload: payload, at: now)
        signed.target.append(parameter: .signature, signature)
        return signed
    }

    private func signature(
        of head: RequestHead, names: SignedHeaderNames, scope: CredentialScope, payload: PayloadDeclaration,
        at now: Timestamp
    ) -> String {
        let content = payload.text ?? (rules.dialect == .s3 ? "UNSIGNED-PAYLOAD" : ContentHash.ofNothing.hexadecimal)
        let canonical = CanonicalRequest.bytes(of: head, signedHeaders: names, dialect: rules.dialect) {
            $0.append(contentsOf: content.utf8)
        }
        let text = CanonicalRequest.stringToSign(date: now.basicISO8601, scope: scope, canonicalRequest: canonical)
        return SigningKey(secret: secret, scope: scope).signature(of: text).hexadecimal
    }

    private static let ownFields = ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]

    private static func isSignable(_ name: String) -> Bool {
        switch name {
        case "connection", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
            "x-amzn-trace-id":
            false
        default: true
        }
    }
}

extension String {
    /// Adds a parameter to a request's target.
    fileprivate mutating func append(parameter name: PresignedQuery.Name, _ value: String) {
        var encoded: [UInt8] = []
        PercentEncoding.encode(value.utf8, passing: PercentEncoding.unreserved, to: &encoded)
        append(utf8.contains(UInt8(ascii: "?")) ? "&" : "?")
        append("\(name.rawValue)=\(String(decoding: encoded, as: UTF8.self))")
    }
}
