import JWTKit
import Operations
import PolicyLanguage

/// The keys that an issuer signs with (RFC 7517), each ready to verify with one algorithm.
///
/// A token is only ever checked against keys for the algorithm that it names, so that no key can be taken for one of
/// another kind. Keys that are not for signatures, or of kinds that AWS does not take, are left out.
struct KeySet: Sendable {
    private struct Key: Sendable {
        let id: String?
        let algorithm: String
        let verifier: JWTKeyCollection
    }
    private let keys: [Key]

    /// AWS reads at most this many keys of each kind.
    private static let capacity = 200

    /// Reads a key set; nil where the text is none.
    init?(json: [UInt8]) async {
        guard let document = try? JSONReader.read(json), let entries = document["keys"]?.elements else { return nil }
        var keys: [Key] = []
        for entry in entries.prefix(KeySet.capacity) where (entry["use"]?.string ?? "sig") == "sig" {
            for (algorithm, key) in KeySet.readings(of: entry) {
                let verifier = JWTKeyCollection()
                // A key that can't be used, such as an RSA key of less than 2,048 bits, counts as absent.
                guard (try? await verifier.add(jwk: key)) != nil else { continue }
                keys.append(Key(id: entry["kid"]?.string, algorithm: algorithm, verifier: verifier))
            }
        }
        self.keys = keys
    }

    /// What a key can verify: the algorithm that it names, or all of its kind.
    private static func readings(of entry: JSONValue) -> [(algorithm: String, key: JWK)] {
        let stated = entry["alg"]?.string
        switch entry["kty"]?.string {
        case "RSA":
            return [("RS256", JWK.Algorithm.rs256), ("RS384", .rs384), ("RS512", .rs512)]
                .filter { stated == nil || stated == $0.0 }
                .map { name, algorithm in
                    (
                        name,
                        .rsa(
                            algorithm, identifier: identifier, modulus: entry["n"]?.string,
                            exponent: entry["e"]?.string)
                    )
                }
        case "EC":
            guard let (name, algorithm, curve) = curves[entry["crv"]?.string ?? ""], (stated ?? name) == name else {
                return []
            }
            return [
                (
                    name,
                    .ecdsa(
                        algorithm, identifier: identifier, x: entry["x"]?.string, y: entry["y"]?.string, curve: curve)
                )
            ]
        default: return []
        }
    }

    private static let identifier = JWKIdentifier(string: "key")
    private static let curves: [String: (String, JWK.Algorithm, ECDSACurve)] = [
        "P-256": ("ES256", .es256, .p256), "P-384": ("ES384", .es384, .p384), "P-521": ("ES512", .es512, .p521),
    ]

    /// Whether a key may have signed the token.
    func hasKey(for token: JSONWebToken) -> Bool { keys.contains { isCandidate($0, for: token) } }

    /// Whether one of the keys did sign it.
    func verifies(_ token: JSONWebToken) async -> Bool {
        for key in keys where isCandidate(key, for: token) {
            if (try? await key.verifier.verify(token.text, as: AnyClaims.self)) != nil { return true }
        }
        return false
    }

    private func isCandidate(_ key: Key, for token: JSONWebToken) -> Bool {
        key.algorithm == token.algorithm && (token.keyID == nil || key.id == nil || key.id == token.keyID)
    }

    /// Claims that are read elsewhere.
    private struct AnyClaims: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}
