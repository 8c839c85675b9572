import AWSTypes

/// The name of the one algorithm.
let signatureAlgorithm = "AWS4-HMAC-SHA256"

extension SignatureClaim {
    /// Reads the claim that the `Authorization` header field makes.
    init(header: String, head: RequestHead) throws(SignatureFailure) {
        let parts = try AuthorizationParts(header)
        let date = try SignatureClaim.singleValue(of: "x-amz-date", in: head) ?? head.value(of: "date")
        let missing = parts.missing + (date == nil ? [.date] : [])
        guard missing.isEmpty, let date else { throw .incompleteAuthorization(missing: missing, header: header) }
        guard let timestamp = Timestamp(basicISO8601: date) ?? HTTPDate.timestamp(date) else {
            throw .malformedDate(date)
        }
        let (key, scope) = try SignatureClaim.parse(credential: parts.credential)
        self.init(
            accessKeyID: key, scope: scope, signedHeaders: parts.signedHeaders, signature: parts.signature,
            timestamp: timestamp, securityToken: try SignatureClaim.singleValue(of: "x-amz-security-token", in: head),
            payload: try SignatureClaim.declaredPayload(of: head), carriage: .header)
    }

    /// What `x-amz-content-sha256` says.
    static func declaredPayload(of head: RequestHead) throws(SignatureFailure) -> PayloadDeclaration {
        try singleValue(of: "x-amz-content-sha256", in: head).map(PayloadDeclaration.init) ?? .absent
    }
}

/// The parts of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; empty where missing.
struct AuthorizationParts {
    private(set) var credential = ""
    private(set) var signedHeaders = ""
    private(set) var signature = ""

    init(_ header: String) throws(SignatureFailure) {
        let text = header.utf8
        guard let space = text.firstIndex(of: UInt8(ascii: " ")), header[..<space] == signatureAlgorithm else {
            // AWS: another scheme, such as `Basic`, is told what it lacks; a sibling algorithm is told its name.
            let scheme = header.prefix { $0 != " " }
            if scheme.hasPrefix("AWS4-") { throw .unsupportedAlgorithm(String(scheme)) }
            return
        }
        var rest = text[text.index(after: space)...]
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            try take(rest[..<end], of: header)
            if end == rest.endIndex { return }
            rest = rest[rest.index(after: end)...]
        }
    }

    private mutating func take(_ pair: Substring.UTF8View, of header: String) throws(SignatureFailure) {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let pair = pair.drop(while: isSpace)
        if pair.isEmpty { return }
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { throw .malformedAuthorization(header: header) }
        var value = pair[pair.index(after: equals)...]
        while let last = value.last, isSpace(last) { value.removeLast() }
        switch Substring(pair[..<equals]) {
        case "Credential": credential = String(Substring(value))
        case "SignedHeaders": signedHeaders = String(Substring(value))
        case "Signature": signature = String(Substring(value))
        default: break
        }
    }

    /// What is not there, in AWS's order.
    var missing: [SignatureFailure.AuthorizationPart] {
        (credential.isEmpty ? [.credential] : []) + (signature.isEmpty ? [.signature] : [])
            + (signedHeaders.isEmpty ? [.signedHeaders] : [])
    }
}
