import AWSTypes
import Crypto
import CryptoExtras
import Operations
import PolicyLanguage

/// A public key of a key set (RFC 7517), ready to verify signatures of one algorithm (RFC 7518).
struct VerificationKey: Sendable {
    private enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }
    /// Its name in the key set.
    let id: String?
    /// The algorithm that it verifies, and no other.
    let algorithm: String
    private let material: Material

    /// The keys that an entry of a key set stands for: one for the algorithm that it names, or one for each of its kind.
    ///
    /// None where it is not for signatures, or can't be used, such as an RSA key of less than 2,048 bits.
    static func keys(of entry: JSONValue) -> [VerificationKey] {
        guard (entry["use"]?.string ?? "sig") == "sig", let (material, algorithms) = try? material(of: entry) else {
            return []
        }
        let stated = entry["alg"]?.string
        return algorithms.filter { stated == nil || stated == $0 }
            .map { VerificationKey(id: entry["kid"]?.string, algorithm: $0, material: material) }
    }

    private static func material(of entry: JSONValue) throws -> (Material, algorithms: [String])? {
        switch entry["kty"]?.string {
        case "RSA":
            guard let modulus = number("n", of: entry), let exponent = number("e", of: entry) else { return nil }
            return (.rsa(try _RSA.Signing.PublicKey(n: modulus, e: exponent)), ["RS256", "RS384", "RS512"])
        case "EC":
            guard let x = number("x", of: entry), let y = number("y", of: entry) else { return nil }
            let point = [0x04] + x + y
            switch entry["crv"]?.string {
            case "P-256": return (.p256(try P256.Signing.PublicKey(x963Representation: point)), ["ES256"])
            case "P-384": return (.p384(try P384.Signing.PublicKey(x963Representation: point)), ["ES384"])
            case "P-521": return (.p521(try P521.Signing.PublicKey(x963Representation: point)), ["ES512"])
            default: return nil
            }
        default: return nil
        }
    }

    private static func number(_ name: String, of entry: JSONValue) -> [UInt8]? {
        entry[name]?.string.flatMap { Base64URL.decode($0.utf8) }
    }

    /// Whether this key signed a token.
    func verifies(_ token: JSONWebToken) -> Bool {
        switch material {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature) else {
                return false
            }
            return key.isValidSignature(signature, for: SHA256.hash(data: token.signed))
        case .p384(let key):
            guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: token.signature) else {
                return false
            }
            return key.isValidSignature(signature, for: SHA384.hash(data: token.signed))
        case .p521(let key):
            guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: token.signature) else {
                return false
            }
            return key.isValidSignature(signature, for: SHA512.hash(data: token.signed))
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
            switch algorithm {
            case "RS256":
                return key.isValidSignature(
                    signature, for: SHA256.hash(data: token.signed), padding: .insecurePKCS1v1_5)
            case "RS384":
                return key.isValidSignature(
                    signature, for: SHA384.hash(data: token.signed), padding: .insecurePKCS1v1_5)
            case "RS512":
                return key.isValidSignature(
                    signature, for: SHA512.hash(data: token.signed), padding: .insecurePKCS1v1_5)
            default: return false
            }
        }
    }
}
