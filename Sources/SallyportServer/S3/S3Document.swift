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
    static func collect(
        _ body: RequestBody, of request: S3Request, _ proof: S3Proof?
    ) async throws(AWSError) -> [UInt8] {
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
        guard let proof else { return bytes }
        do {
            return try verified(bytes, of: request, proof)
        } catch {
            throw error.s3Error(signedBy: proof.claim, now: proof.claim.timestamp)
        }
    }

    private static func verified(
        _ bytes: [UInt8], of request: S3Request, _ proof: S3Proof
    ) throws(SignatureFailure) -> [UInt8] {
        if case .sha256(let declared) = proof.claim.payload {
            let computed = ContentHash(of: bytes)
            if computed != declared { throw .contentHashMismatch(declared: declared, computed: computed) }
        }
        let length = request.header("x-amz-decoded-content-length").flatMap { Int64($0) } ?? 0
        let trailers = (request.header("x-amz-trailer") ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        guard
            var decoder = ChunkedPayloadDecoder(
                claim: proof.claim, key: proof.key, decodedLength: length, announcedTrailers: trailers)
        else { return bytes }
        var decoded: [UInt8] = []
        try decoder.decode(bytes[...], into: &decoded)
        _ = try decoder.finish()
        return decoded
    }
}
