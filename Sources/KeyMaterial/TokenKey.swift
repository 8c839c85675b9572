import AWSTypes
import Crypto
import CryptoExtras
import FoundationEssentials

/// An RSA key that signs JSON web tokens with RS512 (RFC 7518), as Cognito's does.
package struct TokenKey: Sendable {
    private let key: _RSA.Signing.PrivateKey
    /// Its id: a hash of its public half, in hexadecimal.
    package let id: String

    /// The algorithm that it signs with.
    package static let algorithm = "RS512"

    /// Reads a key of 2,048 bits or more.
    package init(pem: String) throws(KeyMaterialFault) {
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
        } catch {
            throw .malformed
        }
        id = SHA256.hash(data: key.publicKey.derRepresentation).prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// The public half as a JSON web key (RFC 7517).
    package var publicKey: String {
        get throws(KeyMaterialFault) {
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { throw .malformed }
            let (modulus, exponent) = (
                Base64URL.encode(Array(numbers.modulus)), Base64URL.encode(Array(numbers.publicExponent))
            )
            return #"""
                {"kty":"RSA","alg":"\#(TokenKey.algorithm)","use":"sig","kid":"\#(id)","n":"\#(modulus)",\#
                "e":"\#(exponent)"}
                """#
        }
    }

    /// A token that makes these claims, which are JSON.
    package func token(claiming claims: [UInt8]) throws(KeyMaterialFault) -> String {
        let header = #"{"kid":"\#(id)","typ":"JWS","alg":"\#(TokenKey.algorithm)"}"#
        let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(claims))"
        guard
            let signature = try? key.signature(
                for: SHA512.hash(data: Array(signed.utf8)), padding: .insecurePKCS1v1_5)
        else { throw .malformed }
        return "\(signed).\(Base64URL.encode(Array(signature.rawRepresentation)))"
    }
}
