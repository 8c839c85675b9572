/// What a request says of its body in `x-amz-content-sha256`.
public enum PayloadDeclaration: Sendable, Equatable {
    /// Nothing: the hash of the body is signed all the same, except by S3's presigned URLs.
    case absent
    /// The body has this hash.
    case sha256(ContentHash)
    /// The body is not covered by the signature.
    case unsignedPayload
    /// The body comes in chunks, each signed.
    case signedChunks
    /// The body comes in chunks, each signed, and signed trailers follow.
    case signedChunksWithTrailer
    /// The body comes in chunks without signatures, and trailers follow.
    case unsignedChunksWithTrailer
    /// Something that this module does not know.
    case unrecognised(String)

    init(_ text: String?) {
        switch text {
        case nil: self = .absent
        case "UNSIGNED-PAYLOAD": self = .unsignedPayload
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .signedChunks
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .signedChunksWithTrailer
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .unsignedChunksWithTrailer
        case let text?: self = ContentHash(hexadecimal: text).map(PayloadDeclaration.sha256) ?? .unrecognised(text)
        }
    }

    /// The text of the header field, or nil where there is none.
    public var text: String? {
        switch self {
        case .absent: nil
        case .sha256(let hash): hash.hexadecimal
        case .unsignedPayload: "UNSIGNED-PAYLOAD"
        case .signedChunks: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .signedChunksWithTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .unsignedChunksWithTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        case .unrecognised(let text): text
        }
    }
}
