import SwiftASN1
import X509

/// A private key that was parsed: RSA, or a key of one of NIST's curves or of Ed25519.
package struct ParsedPrivateKey: Sendable {
    private let key: Certificate.PrivateKey

    /// Parses PEM that holds one private key: PKCS #8, PKCS #1 for RSA, or SEC 1 for curves.
    ///
    /// OpenSSL writes the name of the curve as a block of its own before a SEC 1 key; that is passed over. Keys under a
    /// password are refused.
    package init(pem: String) throws(KeyMaterialFault) {
        let documents = try PEM.documents(in: pem).filter { $0.discriminator != "EC PARAMETERS" }
        guard documents.count == 1 else { throw documents.isEmpty ? .unknownEncoding : .malformed }
        do {
            key = try Certificate.PrivateKey(pemDocument: documents[0])
        } catch {
            throw .malformed
        }
    }

    var publicKey: Certificate.PublicKey { key.publicKey }
}
