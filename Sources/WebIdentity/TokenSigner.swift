import AWSTypes
import Crypto
import CryptoExtras
import Foundation
import IdentityModel
import Operations

/// Makes the keys of accounts' issuers, and signs tokens with them (RFC 7515, RFC 7518).
package enum TokenSigner {
    /// Fresh keys, one for each algorithm.
    ///
    /// It takes a good part of a second: never where others wait.
    package static func makeKeys() throws -> [TokenSigningKey] {
        try TokenSigningKey.Algorithm.allCases.map { algorithm in
            switch algorithm {
            case .rs256:
                let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
                let numbers = try key.publicKey.getKeyPrimitives()
                return try signingKey(
                    algorithm, pem: key.pemRepresentation,
                    [
                        "kty": "RSA", "n": Base64URL.encode([UInt8](numbers.modulus)),
                        "e": Base64URL.encode([UInt8](numbers.publicExponent)),
                    ])
            case .es384:
                let key = P384.Signing.PrivateKey()
                let point = [UInt8](key.publicKey.rawRepresentation)
                return try signingKey(
                    algorithm, pem: key.pemRepresentation,
                    [
                        "kty": "EC", "crv": "P-384", "x": Base64URL.encode(Array(point.prefix(point.count / 2))),
                        "y": Base64URL.encode(Array(point.suffix(point.count / 2))),
                    ])
            }
        }
    }

    /// A key whose id is the thumbprint of its public half (RFC 7638).
    private static func signingKey(
        _ algorithm: TokenSigningKey.Algorithm, pem: String, _ members: [String: String]
    ) throws -> TokenSigningKey {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let thumbprint = SHA256.hash(data: try encoder.encode(members))
        return TokenSigningKey(
            id: Base64URL.encode(Array(thumbprint)), algorithm: algorithm, privateKey: SecretKey(pem),
            publicKey: members)
    }

    /// Signs a token.
    ///
    /// - Throws: `InternalFailure` where the key can't be used.
    package static func sign(_ order: TokenOrder) throws(AWSError) -> SignedToken {
        do {
            let header = ["alg": order.key.algorithm.rawValue, "kid": order.key.id, "typ": "JWT"]
            let content = try "\(part(header)).\(part(order.claims))"
            let signature = try signature(of: Data(content.utf8), with: order.key)
            return SignedToken(
                text: "\(content).\(Base64URL.encode([UInt8](signature)))", expiration: order.expiration)
        } catch {
            throw .internalFailure
        }
    }

    private static func part(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Base64URL.encode([UInt8](try encoder.encode(value)))
    }

    private static func signature(of content: Data, with key: TokenSigningKey) throws -> Data {
        let pem = key.privateKey.exposed
        switch key.algorithm {
        case .rs256:
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
            return try key.signature(for: SHA256.hash(data: content), padding: .insecurePKCS1v1_5).rawRepresentation
        case .es384:
            return try P384.Signing.PrivateKey(pemRepresentation: pem).signature(for: content).rawRepresentation
        }
    }
}
