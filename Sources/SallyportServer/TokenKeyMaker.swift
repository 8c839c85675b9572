import AWSTypes
import CryptoExtras
import Dispatch
import IdentityModel
import IdentityStore
import KeyMaterial

/// Makes the keys that accounts' identity pools sign tokens with, each when it is first needed.
///
/// Looking for primes takes a while, so it is done on a thread of its own, one after the other.
final class TokenKeyMaker: Sendable {
    private let queue = DispatchQueue(label: "sallyport.token-keys")

    /// Sees to it that an account has a key.
    func provide(for account: AccountID, in store: StateStore, at now: Timestamp) async throws(AWSError) {
        guard let state = store.snapshot[account], state.identityPools.signingKey == nil else { return }
        let made = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: TokenKeyMaker.make(at: now)) }
        }
        guard let made else { throw .internalFailure }
        try await store.write(at: now) { draft throws(AWSError) in
            // Somebody else may have been faster.
            if draft.state[account]?.identityPools.signingKey == nil {
                draft.put(.identityPools(.signingKey(made)), in: account)
            }
        }
    }

    private static func make(at now: Timestamp) -> PoolSigningKey? {
        guard let pem = try? _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation,
            let key = try? TokenKey(pem: pem), let publicKey = try? key.publicKey
        else { return nil }
        return PoolSigningKey(id: key.id, created: now, privateKey: SecretKey(pem), publicKey: publicKey)
    }
}
