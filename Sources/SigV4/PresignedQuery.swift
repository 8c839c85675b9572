import AWSTypes

/// The parameters of a presigned URL, decoded.
struct PresignedQuery {
    private var values: [Name: String] = [:]
    private var repeated: Name?

    enum Name: String, CaseIterable {
        case algorithm = "X-Amz-Algorithm"
        case credential = "X-Amz-Credential"
        case signature = "X-Amz-Signature"
        case signedHeaders = "X-Amz-SignedHeaders"
        case date = "X-Amz-Date"
        case expires = "X-Amz-Expires"
        case securityToken = "X-Amz-Security-Token"
        case contentHash = "X-Amz-Content-Sha256"
    }

    /// Reads them out of a request's target; nil where it carries no signature.
    init?(target: String) {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let query = target.utf8[target.utf8.index(after: mark)...]
        for pair in query.split(separator: UInt8(ascii: "&")) where pair.count > 6 {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Name(rawValue: PercentEncoding.decode(pair[..<equals], plus: .isSpace)) else { continue }
            if values[name] != nil { repeated = name }
            values[name] = PercentEncoding.decode(pair[equals...].dropFirst(), plus: .isSpace)
        }
        let marks = [Name.algorithm, .credential, .signature]
        guard marks.contains(where: { values[$0] != nil }) else { return nil }
    }

    subscript(name: Name) -> String? { values[name] }

    /// What every presigned URL has and this one lacks, in AWS's order.
    var missing: [String] {
        let required = [Name.algorithm, .credential, .signature, .signedHeaders, .date]
        return required.filter { (values[$0] ?? "").isEmpty }.map(\.rawValue)
    }

    /// The parameter that came twice, if one did.
    var firstRepeated: String? { repeated?.rawValue }
}

extension SignatureClaim {
    /// Reads the claim that a presigned URL makes.
    init(query: PresignedQuery, fields: ClaimFields) throws(SignatureFailure) {
        if let name = query.firstRepeated { throw .repeated(name) }
        guard let algorithm = query[.algorithm], let credential = query[.credential], let signature = query[.signature],
            let signedHeaders = query[.signedHeaders], let date = query[.date], query.missing.isEmpty
        else { throw .incompleteQuery(missing: query.missing) }
        guard algorithm == signatureAlgorithm else { throw .unsupportedAlgorithm(algorithm) }
        guard let timestamp = Timestamp(basicISO8601: date) else { throw .malformedDate(date) }
        var expires: Int64?
        if let text = query[.expires] {
            guard let seconds = Int64(text), ASCIISet.digits.containsAll(text.utf8) else {
                throw .malformedExpires(text)
            }
            expires = seconds
        }
        try self.init(
            credential: credential, signedHeaders: signedHeaders, signature: signature, timestamp: timestamp,
            date: date, securityToken: query[.securityToken],
            payload: PayloadDeclaration(query[.contentHash] ?? fields.contentHash), carriage: .query(expires: expires))
    }
}
