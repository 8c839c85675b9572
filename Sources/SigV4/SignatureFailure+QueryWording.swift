import AWSTypes

extension SignatureFailure {
    /// The failure in the words of STS, IAM and the other services that are not S3.
    ///
    /// Source: answers of AWS in public logs; IAM User Guide, "Troubleshoot Signature Version 4 requests".
    public var queryServiceError: AWSError {
        switch self {
        case .unsigned:
            AWSError("MissingAuthenticationToken", status: 403, "Request is missing Authentication Token")
        case .severalMechanisms:
            .incompleteSignature(
                "Only one of the Authorization header and the X-Amz-Algorithm query-string parameter may be given.")
        case .repeated(let name):
            .incompleteSignature("'\(name)' was given more than once.")
        case .unsupportedAlgorithm(let name):
            .incompleteSignature("Unsupported AWS 'algorithm': '\(name)'.")
        case .malformedAuthorization(let header):
            .incompleteSignature(
                "Invalid key=value pair (missing equal-sign) in Authorization header "
                    + "(hashed with SHA-256 and encoded with Base64): '\(fingerprint(header))'.")
        case .incompleteAuthorization(let missing, let header):
            .incompleteSignature(
                missing.map { "\($0.requirement) " }.joined()
                    + "(Hashed with SHA-256 and encoded with Base64) Authorization=\(fingerprint(header))")
        case .incompleteQuery(let missing):
            .incompleteSignature(
                missing.map { "AWS query-string parameters must include '\($0)'. " }.joined()
                    + "Re-examine the query-string parameters.")
        case .malformedDate(let text):
            .incompleteSignature(
                "Date must be in ISO-8601 'basic format'. Got '\(text)'. See http://en.wikipedia.org/wiki/ISO_8601")
        case .malformedCredential(let text):
            .incompleteSignature(
                "Credential must have exactly 5 slash-delimited elements, "
                    + "e.g. keyid/date/region/service/term, got '\(text)'")
        case .malformedExpires(let text):
            .incompleteSignature("X-Amz-Expires must be a number of seconds between 1 and 604800. Got '\(text)'.")
        case .malformedContentHash(let text):
            .incompleteSignature("x-amz-content-sha256 must be a SHA-256 hash or a known keyword. Got '\(text)'.")
        case .scope(let faults, let scope, let signed):
            .signatureDoesNotMatch(faults.map { $0.wording(scope, signed: signed) }.joined(separator: " "))
        case .notYetCurrent(let signed, let now):
            .signatureDoesNotMatch(
                "Signature not yet current: \(signed.basicISO8601) is still later than "
                    + "\((now + ServiceRules.clockSkew).basicISO8601) (\(now.basicISO8601) + 15 min.)")
        case .expired(let signed, let now):
            .signatureDoesNotMatch(
                "Signature expired: \(signed.basicISO8601) is now earlier than "
                    + "\((now - ServiceRules.clockSkew).basicISO8601) (\(now.basicISO8601) - 15 min.)")
        case .presignedExpired:
            AWSError("RequestExpired", status: 400, "Request has expired.")
        case .hostNotSigned:
            .signatureDoesNotMatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        case .headersNotSigned(let names):
            .signatureDoesNotMatch(
                "There were headers present in the request which were not signed: \(names.joined(separator: ", "))")
        case .unknownAccessKey:
            AWSError("InvalidClientTokenId", status: 403, "The security token included in the request is invalid.")
        case .mismatch, .contentHashMismatch, .chunk(.signatureMismatch), .chunk(.trailerSignatureMismatch):
            .signatureDoesNotMatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details.")
        case .contentHashMissing:
            .incompleteSignature("The request must declare its body's hash in 'x-amz-content-sha256'.")
        case .chunk:
            .incompleteSignature("The request's body is not well-formed aws-chunked content.")
        }
    }
}

extension AWSError {
    fileprivate static func incompleteSignature(_ message: String) -> AWSError {
        AWSError("IncompleteSignature", status: 400, message)
    }

    fileprivate static func signatureDoesNotMatch(_ message: String) -> AWSError {
        AWSError("SignatureDoesNotMatch", status: 403, message)
    }
}

extension SignatureFailure.AuthorizationPart {
    fileprivate var requirement: String {
        switch self {
        case .credential, .signature, .signedHeaders: "Authorization header requires '\(rawValue)' parameter."
        case .date: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        }
    }
}

extension SignatureFailure.ScopeFault {
    fileprivate func wording(_ scope: CredentialScope, signed: Timestamp) -> String {
        switch self {
        case .region: "Credential should be scoped to a valid region."
        case .service(let expected): "Credential should be scoped to correct service: '\(expected)'."
        case .terminator:
            "Credential should be scoped with a valid terminator: 'aws4_request', not '\(scope.terminator)'."
        case .date:
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + "'\(scope.date)' != '\(signed.basicISO8601.prefix(8))', from '\(signed.basicISO8601)'."
        }
    }
}

/// AWS: the field itself is not echoed, since it may be a bearer token that was sent to the wrong door.
private func fingerprint(_ header: String) -> String {
    ContentHash(of: Array(header.utf8)).base64
}
