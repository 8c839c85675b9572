import Operations
import PolicyLanguage

/// The keys that an issuer signs with (RFC 7517), each ready to verify with one algorithm.
///
/// A token is only ever checked against keys for the algorithm that it names, so that no key can be taken for one of
/// another kind. Keys that are not for signatures, or of kinds that AWS does not take, are left out.
struct KeySet: Sendable {
    private let keys: [VerificationKey]

    /// AWS reads at most this many keys of each kind.
    private static let capacity = 200

    /// Reads a key set; nil where the text is none.
    init?(json: [UInt8]) {
        guard let document = try? JSONReader.read(json), let entries = document["keys"]?.elements else { return nil }
        keys = entries.prefix(KeySet.capacity).flatMap(VerificationKey.keys)
    }

    /// Whether a key may have signed the token.
    func hasKey(for token: JSONWebToken) -> Bool { keys.contains { isCandidate($0, for: token) } }

    /// Whether one of the keys did sign it.
    func verifies(_ token: JSONWebToken) -> Bool {
        keys.contains { isCandidate($0, for: token) && $0.verifies(token) }
    }

    private func isCandidate(_ key: VerificationKey, for token: JSONWebToken) -> Bool {
        key.algorithm == token.algorithm && (token.keyID == nil || key.id == nil || key.id == token.keyID)
    }
}
