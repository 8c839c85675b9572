import AWSTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import S3Protocol
import SigV4

/// A body that is a small document.
enum S3Document {
    /// The longest, in bytes: DeleteObjects may name a thousand keys.
    static let longest = 4 << 20

    /// Waits for a body, and verifies that it is what was signed.
    static func collect(_ body: RequestBody, _ proof: S3Proof?) async throws(AWSError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await body.collect(upTo: longest))
        } catch is NIOTooManyBytesError {
            throw .maxMessageLengthExceeded
        } catch {
            throw AWSError(
                "IncompleteBody", status: 400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header")
        }
        guard let claim = proof?.claim, case .sha256(let declared) = claim.payload else { return bytes }
        let computed = ContentHash(of: bytes)
        if computed != declared {
            throw SignatureFailure.contentHashMismatch(declared: declared, computed: computed)
                .s3Error(signedBy: claim, now: claim.timestamp)
        }
        return bytes
    }
}
