import AWSTypes
import Dispatch
import IdentityModel
import Operations

/// Hashes passwords on a thread of its own, one request's after the other's.
///
/// scrypt would hold up an event loop, and many at once would take 32 MiB each.
final class PasswordHasher: Sendable {
    private let queue = DispatchQueue(label: "sallyport.passwords")

    /// What is made of the passwords; throws `InternalFailure` where memory is lacking.
    func hashes(of orders: [PasswordDerivation], fresh: PasswordRecipe) async throws(AWSError) -> PasswordHashes {
        let hashes = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: try? PasswordHashes(deriving: orders, fresh: fresh)) }
        }
        guard let hashes else { throw .internalFailure }
        return hashes
    }
}
