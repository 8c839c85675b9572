import AWSTypes

/// How much of a body is known when its signature is verified.
public enum SignedBody: Sendable, Equatable {
    /// The body was read, and this is its hash.
    case read(ContentHash)
    /// The body is still to come: what the request declares of it is believed, and has to be checked as it arrives.
    case pending
}

extension SignatureClaim {
    /// Checks what can be checked without the secret key: the date, the scope, and which fields were signed.
    public func validate(_ head: RequestHead, at now: Timestamp, rules: ServiceRules) throws(SignatureFailure) {
        try validateDate(at: now, rules: rules)
        guard headerNames.contains("host") else { throw .hostNotSigned }
        try validateScope(rules: rules)
        var unsigned: [String] = []
        for field in head.fields where SignatureClaim.isAmazonField(field.name) && !headerNames.contains(field.name) {
            let name = field.name.lowercased()
            // AWS: all services but S3 take a token that was added after signing (test suite, post-sts-header-after).
            if name == "x-amz-security-token", rules.dialect == .standard { continue }
            unsigned.append(name)
        }
        if !unsigned.isEmpty { throw .headersNotSigned(unsigned) }
        if case .unrecognised(let text) = payload { throw .malformedContentHash(text) }
        if payload == .absent, carriage == .header, rules.dialect == .s3 { throw .contentHashMissing }
    }

    /// Whether the name begins with `x-amz-`, in any case.
    private static func isAmazonField(_ name: String) -> Bool {
        withBytes(of: name) { name in
            guard name.count > 6, name[0] | 0x20 == UInt8(ascii: "x") else { return false }
            return name[..<6].elementsEqual("x-amz-".utf8) { $0.asciiLowercased == $1 }
        }
    }

    private func validateDate(at now: Timestamp, rules: ServiceRules) throws(SignatureFailure) {
        guard timestamp <= now + ServiceRules.clockSkew else { throw .notYetCurrent(signed: timestamp, now: now) }
        switch (carriage, rules.dialect) {
        case (.header, _):
            guard timestamp >= now - ServiceRules.clockSkew else { throw .expired(signed: timestamp, now: now) }
        case (.query(nil), .s3):
            throw .incompleteQuery(missing: [PresignedQuery.Name.expires.rawValue])
        case (.query(let expires), _):
            let life = expires ?? ServiceRules.clockSkew
            guard (1...ServiceRules.longestPresignedLife).contains(life) else { throw .malformedExpires(String(life)) }
            // AWS: a presigned request of STS is good for 15 minutes however short `X-Amz-Expires` is; EKS's clients
            // presign for 60 seconds and use the result for 14 minutes (aws-iam-authenticator, `pkg/token`).
            let end = timestamp + (rules.dialect == .s3 ? life : max(life, ServiceRules.clockSkew))
            guard now <= end else { throw .presignedExpired(end: end, now: now) }
        }
    }

    private func validateScope(rules: ServiceRules) throws(SignatureFailure) {
        var faults: [SignatureFailure.ScopeFault] = []
        if scope.region.isEmpty { faults.append(.region) }
        if scope.service != rules.service { faults.append(.service(expected: rules.service)) }
        if scope.terminator != CredentialScope.validTerminator { faults.append(.terminator) }
        if scope.date.utf8.count != 8 || !dateText.utf8.starts(with: scope.date.utf8) { faults.append(.date) }
        if !faults.isEmpty { throw .scope(faults, scope, signed: timestamp) }
    }

    /// Verifies the signature, and the body's declared hash if the body was read.
    ///
    /// The key must be that of the claim's own scope, and `validate` must have passed before.
    public func verify(
        _ head: RequestHead, with key: SigningKey, body: SignedBody, rules: ServiceRules
    ) throws(SignatureFailure) {
        let signedContent = try signedContent(body, rules: rules)
        let canonical = CanonicalRequest.bytes(
            of: head, signedHeaders: headerNames, dialect: rules.dialect
        ) { output in
            switch signedContent {
            case .hash(let hash): hash.write(to: &output)
            case .text(let text): output.append(contentsOf: text.utf8)
            }
        }
        let toSign = CanonicalRequest.stringToSign(date: dateText, scope: scope, canonicalRequest: canonical)
        guard let given = ContentHash(hexadecimal: signature), given == key.signature(of: toSign) else {
            throw .mismatch(
                SignatureMismatch(
                    accessKeyID: accessKeyID, signatureProvided: signature,
                    stringToSign: String(decoding: toSign, as: UTF8.self),
                    canonicalRequest: String(decoding: canonical, as: UTF8.self)))
        }
        if case .read(let computed) = body, case .sha256(let declared) = payload, computed != declared {
            throw .contentHashMismatch(declared: declared, computed: computed)
        }
    }

    private enum SignedContent {
        case hash(ContentHash)
        case text(String)
    }

    /// The last line of the canonical request.
    private func signedContent(_ body: SignedBody, rules: ServiceRules) throws(SignatureFailure) -> SignedContent {
        switch (rules.dialect, body, payload) {
        case (.standard, .read(let hash), _): return .hash(hash)
        case (_, _, .sha256(let hash)): return .hash(hash)
        case (.standard, .pending, _): throw .contentHashMissing
        case (.s3, _, _):
            // A presigned URL of S3 signs no body unless it says so.
            return .text(payload.text ?? "UNSIGNED-PAYLOAD")
        }
    }
}
