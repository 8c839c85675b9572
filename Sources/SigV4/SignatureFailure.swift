import AWSTypes

/// Why a signature was not accepted.
public enum SignatureFailure: Error, Sendable, Equatable {
    // MARK: Claims that can't be read

    /// Nothing was signed, where something had to be.
    case unsigned
    /// Both the `Authorization` field and the query carry a signature.
    case severalMechanisms
    /// A field or parameter that must come once came twice.
    case repeated(String)
    /// The algorithm is not `AWS4-HMAC-SHA256`.
    case unsupportedAlgorithm(String)
    /// A part of the `Authorization` field has no equals sign.
    case malformedAuthorization(header: String)
    /// The `Authorization` field lacks parts, or the date is missing.
    case incompleteAuthorization(missing: [AuthorizationPart], header: String)
    /// A presigned URL lacks parameters.
    case incompleteQuery(missing: [String])
    /// The date can't be read.
    case malformedDate(String)
    /// The credential has not five parts, or its key id can't be one.
    case malformedCredential(String)
    /// `X-Amz-Expires` is no number of seconds, or is not in 1…604800.
    case malformedExpires(String)
    /// `x-amz-content-sha256` is neither a hash nor one of the known words.
    case malformedContentHash(String)

    // MARK: Claims that don't hold

    /// The credential's scope is not that of this request.
    case scope([ScopeFault], CredentialScope, signed: Timestamp)
    /// The request was signed more than 15 minutes in the future.
    case notYetCurrent(signed: Timestamp, now: Timestamp)
    /// The request was signed more than 15 minutes ago.
    case expired(signed: Timestamp, now: Timestamp)
    /// A presigned URL's time is over.
    case presignedExpired(end: Timestamp, now: Timestamp)
    /// The `Host` field is not among the signed.
    case hostNotSigned
    /// These `x-amz-` fields are not among the signed.
    case headersNotSigned([String])
    /// The access key does not exist, or its token does not belong to it.
    case unknownAccessKey(AccessKeyID)
    /// The signature is not that of this request under this key.
    case mismatch(SignatureMismatch)

    // MARK: Bodies

    /// The body's hash has to be declared, and is not.
    case contentHashMissing
    /// The body is not what the request declared.
    case contentHashMismatch(declared: ContentHash, computed: ContentHash)
    /// A chunked body is not what it should be.
    case chunk(ChunkFault)

    /// A part that an `Authorization` field has to have.
    public enum AuthorizationPart: String, Sendable {
        /// The key and scope.
        case credential = "Credential"
        /// The signature.
        case signature = "Signature"
        /// The names of the signed fields.
        case signedHeaders = "SignedHeaders"
        /// The date, which is a field of its own.
        case date = "X-Amz-Date"
    }

    /// A part of a scope that is not as it should be.
    public enum ScopeFault: Sendable, Equatable {
        /// The region is empty.
        case region
        /// The service is another.
        case service(expected: String)
        /// The end is not `aws4_request`.
        case terminator
        /// The day is not that of the request's date.
        case date
    }

    /// What is wrong with a chunked body.
    public enum ChunkFault: Sendable, Equatable {
        /// The framing can't be read.
        case malformed
        /// A chunk's header, a chunk or the trailers are longer than allowed.
        case tooLong
        /// A chunk's signature is not that of the chunk.
        case signatureMismatch
        /// The trailers' signature is not theirs.
        case trailerSignatureMismatch
        /// A trailer came that `x-amz-trailer` did not announce, or one that it did never came.
        case unexpectedTrailer(String)
        /// The body is over before its last chunk.
        case incomplete
        /// The body's length is not that of `x-amz-decoded-content-length`.
        case lengthMismatch
    }
}

/// A signature and what it should have been made of, for an answer or a log that helps to find the difference.
public struct SignatureMismatch: Sendable, Equatable {
    /// The access key.
    public let accessKeyID: AccessKeyID
    /// The signature that came.
    public let signatureProvided: String
    /// The text that had to be signed.
    public let stringToSign: String
    /// The canonical request whose hash is in that text.
    public let canonicalRequest: String
}
