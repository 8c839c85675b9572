import AWSTypes
import Dispatch
import IdentityModel
import WebIdentity

/// Makes the keys of issuers of web identity tokens on a thread of its own, one request's after the other's.
///
/// A search for primes would hold up an event loop.
final class IssuerKeyMaker: Sendable {
    private let queue = DispatchQueue(label: "sallyport.issuer-keys")

    /// Fresh keys; throws `InternalFailure` where there can be none.
    func make() async throws(AWSError) -> [TokenSigningKey] {
        let keys = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: try? TokenSigner.makeKeys()) }
        }
        guard let keys else { throw .internalFailure }
        return keys
    }
}
