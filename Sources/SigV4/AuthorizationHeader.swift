import AWSTypes

/// The name of the one algorithm.
let signatureAlgorithm = "AWS4-HMAC-SHA256"

extension SignatureClaim {
    /// Reads the claim that the `Authorization` header field makes.
    init(header: String, fields: ClaimFields) throws(SignatureFailure) {
        let parts = try AuthorizationParts(header)
        let date = fields.amzDate ?? fields.date
        let missing = date == nil ? parts.missing + [.date] : parts.missing
        guard missing.isEmpty, let date else { throw .incompleteAuthorization(missing: missing, header: header) }
        let basic = Timestamp(basicISO8601: date)
        guard let timestamp = basic ?? HTTPDate.timestamp(date) else { throw .malformedDate(date) }
        try self.init(
            credential: parts.credential, signedHeaders: parts.signedHeaders, signature: parts.signature,
            timestamp: timestamp, date: basic == nil ? nil : date, securityToken: fields.securityToken,
            payload: PayloadDeclaration(fields.contentHash), carriage: .header)
    }
}

/// The parts of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; empty where missing.
struct AuthorizationParts {
    private(set) var credential = ""
    private(set) var signedHeaders = ""
    private(set) var signature = ""

    init(_ header: String) throws(SignatureFailure) {
        guard header.hasPrefix(AuthorizationParts.beginning) else {
            // AWS: another scheme, such as `Basic`, is told what it lacks; a sibling algorithm is told its name.
            let scheme = String(header.prefix { $0 != " " })
            if scheme.hasPrefix("AWS4-"), scheme != signatureAlgorithm { throw .unsupportedAlgorithm(scheme) }
            return
        }
        let isWellFormed = withBytes(of: header) { bytes in
            var start = AuthorizationParts.beginning.utf8.count
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
                guard take(bytes[start..<end]) else { return false }
                start = end + 1
            }
            return true
        }
        guard isWellFormed else { throw .malformedAuthorization(header: header) }
    }

    private static let beginning = signatureAlgorithm + " "

    /// Takes a part; false where it has no equals sign.
    private mutating func take(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let pair = part.drop(while: isSpace)
        if pair.isEmpty { return true }
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return false }
        var value = pair[(equals + 1)...]
        while let last = value.last, isSpace(last) { value.removeLast() }
        let text = String(decoding: UnsafeBufferPointer(rebasing: value), as: UTF8.self)
        switch String(decoding: UnsafeBufferPointer(rebasing: pair[..<equals]), as: UTF8.self) {
        case "Credential": credential = text
        case "SignedHeaders": signedHeaders = text
        case "Signature": signature = text
        default: break
        }
        return true
    }

    /// What is not there, in AWS's order.
    var missing: [SignatureFailure.AuthorizationPart] {
        var missing: [SignatureFailure.AuthorizationPart] = []
        if credential.isEmpty { missing.append(.credential) }
        if signature.isEmpty { missing.append(.signature) }
        if signedHeaders.isEmpty { missing.append(.signedHeaders) }
        return missing
    }
}
