import AWSTypes
import SigV4

extension SignatureFailure {
    /// The failure in the words of S3.
    ///
    /// Source: S3 API Reference, "Error responses"; answers of S3 in public logs.
    package func s3Error(signedBy claim: SignatureClaim?, now: Timestamp) -> AWSError {
        switch self {
        case .unsigned: .plainAccessDenied
        case .severalMechanisms:
            .invalidArgument(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                    + "parameter or the Authorization header should be specified", "Authorization", "")
        case .repeated(let name): .invalidArgument("The parameter \(name) was given more than once.", name, "")
        case .unsupportedAlgorithm:
            .invalidRequest(
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
        case .malformedAuthorization:
            .headerMalformed(
                "The authorization header is malformed; the authorization header requires three "
                    + "components: Credential, SignedHeaders, and Signature.")
        case .incompleteAuthorization(let missing, _):
            if missing == [.date] {
                AWSError(
                    "AccessDenied", status: 403,
                    "AWS authentication requires a valid Date or x-amz-date header")
            } else {
                .headerMalformed(
                    "The authorization header is malformed; the authorization header requires three "
                        + "components: Credential, SignedHeaders, and Signature.")
            }
        case .incompleteQuery:
            .queryParameters(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                    + "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
        case .malformedDate:
            AWSError("AccessDenied", status: 403, "AWS authentication requires a valid Date or x-amz-date header")
        case .malformedCredential:
            .headerMalformed(
                "The authorization header is malformed; the Credential is mal-formed; expecting "
                    + "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
        case .malformedExpires(let text): SignatureFailure.malformedExpires(text)
        case .malformedContentHash(let text):
            .invalidArgument(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
                    + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid "
                    + "sha256 value.", "x-amz-content-sha256", text)
        case .scope(let faults, let scope, _): SignatureFailure.scopeError(faults, scope, claim)
        case .notYetCurrent(let signed, let now):
            SignatureFailure.isQuery(claim)
                ? .accessDenied("Request is not valid yet") : .requestTimeTooSkewed(signed, now)
        case .expired(let signed, let now): .requestTimeTooSkewed(signed, now)
        case .presignedExpired(let end, let now):
            AWSError.accessDenied("Request has expired").adding(
                .init("X-Amz-Expires", SignatureFailure.life(claim)), .init("Expires", end.iso8601),
                .init("ServerTime", now.iso8601))
        case .hostNotSigned, .headersNotSigned:
            AWSError.accessDenied("There were headers present in the request which were not signed")
                .adding(.init("HeadersNotSigned", unsignedNames))
        case .unknownAccessKey(let key):
            AWSError(
                "InvalidAccessKeyId", status: 403, "The AWS Access Key Id you provided does not exist in our records."
            ).adding(.init("AWSAccessKeyId", key.text))
        case .mismatch(let mismatch): SignatureFailure.doesNotMatch(mismatch)
        case .contentHashMissing:
            .invalidRequest("Missing required header for this request: x-amz-content-sha256")
        case .contentHashMismatch(let declared, let computed):
            AWSError(
                "XAmzContentSHA256Mismatch", status: 400,
                "The provided 'x-amz-content-sha256' header does not match what was computed."
            ).adding(
                .init("ClientComputedContentSHA256", declared.hexadecimal),
                .init("S3ComputedContentSHA256", computed.hexadecimal))
        case .chunk(let fault): SignatureFailure.chunkError(fault)
        }
    }

    private var unsignedNames: String {
        if case .headersNotSigned(let names) = self { names.joined(separator: ", ") } else { "host" }
    }

    private static func isQuery(_ claim: SignatureClaim?) -> Bool {
        if case .query? = claim?.carriage { true } else { false }
    }

    private static func life(_ claim: SignatureClaim?) -> String {
        if case .query(let expires?)? = claim?.carriage { "\(expires)" } else { "" }
    }

    private static func malformedExpires(_ text: String) -> AWSError {
        guard let seconds = Int64(text) else { return .queryParameters("X-Amz-Expires should be a number") }
        return seconds < 0
            ? .queryParameters("X-Amz-Expires must be non-negative")
            : .queryParameters(
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
                    + "than 604800 seconds")
    }

    private static func scopeError(
        _ faults: [ScopeFault], _ scope: CredentialScope, _ claim: SignatureClaim?
    ) -> AWSError {
        let reason =
            switch faults.first {
            case .service: "incorrect service \"\(scope.service)\". This endpoint belongs to \"s3\"."
            case .terminator: "incorrect terminal \"\(scope.terminator)\". This endpoint uses \"aws4_request\"."
            case .date:
                "Invalid credential date \"\(scope.date)\". This date is not the same as X-Amz-Date: "
                    + "\"\(claim?.timestamp.basicISO8601.prefix(8) ?? "")\"."
            case .region, nil: "the region '\(scope.region)' is wrong"
            }
        return isQuery(claim)
            ? .queryParameters("Error parsing the X-Amz-Credential parameter; \(reason)")
            : .headerMalformed("The authorization header is malformed; \(reason)")
    }

    private static func doesNotMatch(_ mismatch: SignatureMismatch) -> AWSError {
        AWSError(
            "SignatureDoesNotMatch", status: 403,
            "The request signature we calculated does not match the signature you provided. Check your key and "
                + "signing method."
        ).adding(
            .init("AWSAccessKeyId", mismatch.accessKeyID.text), .init("StringToSign", mismatch.stringToSign),
            .init("SignatureProvided", mismatch.signatureProvided),
            .init("StringToSignBytes", hexadecimal(mismatch.stringToSign)),
            .init("CanonicalRequest", mismatch.canonicalRequest),
            .init("CanonicalRequestBytes", hexadecimal(mismatch.canonicalRequest)))
    }

    private static func hexadecimal(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }

    private static func chunkError(_ fault: ChunkFault) -> AWSError {
        switch fault {
        case .signatureMismatch, .trailerSignatureMismatch:
            AWSError(
                "SignatureDoesNotMatch", status: 403,
                "The request signature we calculated does not match the signature you provided. Check your key and "
                    + "signing method.")
        case .unexpectedTrailer(let name):
            AWSError(
                "MalformedTrailerError", status: 400,
                "The request contained trailing data that was not well-formed or did not conform to our published schema."
            )
            .adding(.init("TrailerName", name))
        case .incomplete:
            AWSError(
                "IncompleteBody", status: 400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header")
        case .lengthMismatch:
            AWSError(
                "IncompleteBody", status: 400,
                "The body has not the length that x-amz-decoded-content-length says.")
        case .malformed, .tooLong:
            AWSError(
                "InvalidChunkSizeError", status: 403,
                "Only the last chunk is allowed to have a size less than 8192 bytes")
        }
    }
}

extension AWSError {
    fileprivate static func headerMalformed(_ message: String) -> AWSError {
        AWSError("AuthorizationHeaderMalformed", status: 400, message)
    }

    fileprivate static func queryParameters(_ message: String) -> AWSError {
        AWSError("AuthorizationQueryParametersError", status: 400, message)
    }

    fileprivate static func requestTimeTooSkewed(_ signed: Timestamp, _ now: Timestamp) -> AWSError {
        AWSError(
            "RequestTimeTooSkewed", status: 403,
            "The difference between the request time and the current time is too large."
        ).adding(
            .init("RequestTime", signed.basicISO8601), .init("ServerTime", now.iso8601),
            .init("MaxAllowedSkewMilliseconds", "\(ServiceRules.clockSkew * 1000)"))
    }
}
