import AWSTypes
import FoundationEssentials
import SwiftASN1
import X509

/// An X.509 certificate that was parsed.
package struct ParsedCertificate: Sendable {
    /// The certificate in DER.
    package let der: [UInt8]
    private let certificate: Certificate

    /// Parses DER.
    package init(der: [UInt8]) throws(KeyMaterialFault) {
        do {
            certificate = try Certificate(derEncoded: der)
        } catch {
            throw .malformed
        }
        self.der = der
    }

    /// Parses PEM that holds this one certificate and nothing before it.
    package init(pem: String) throws(KeyMaterialFault) {
        let certificates = try ParsedCertificate.list(pem: pem)
        guard certificates.count == 1 else { throw .malformed }
        self = certificates[0]
    }

    /// Parses PEM that holds one certificate after the other, and nothing else; at least one.
    package static func list(pem: String) throws(KeyMaterialFault) -> [ParsedCertificate] {
        let documents = try PEM.documents(in: pem)
        guard !documents.isEmpty else { throw .unknownEncoding }
        return try documents.map { document throws(KeyMaterialFault) in
            guard document.discriminator == Certificate.defaultPEMDiscriminator else { throw .malformed }
            return try ParsedCertificate(der: document.derBytes)
        }
    }

    /// The moment it begins to count.
    package var begins: Timestamp { Timestamp(seconds: Int64(certificate.notValidBefore.timeIntervalSince1970)) }

    /// The last moment it counts.
    package var ends: Timestamp { Timestamp(seconds: Int64(certificate.notValidAfter.timeIntervalSince1970)) }

    /// Whether another certificate's key signed this one, under the name that this one gives for its issuer.
    package func isSigned(by issuer: ParsedCertificate) -> Bool {
        certificate.issuer == issuer.certificate.subject
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// Whether a private key is the one whose public key this certificate is for.
    package func belongs(to key: ParsedPrivateKey) -> Bool { certificate.publicKey == key.publicKey }
}

/// The blocks between `-----BEGIN` and `-----END` of a text.
enum PEM {
    /// All blocks; what stands around them has to be white space.
    static func documents(in text: String) throws(KeyMaterialFault) -> [PEMDocument] {
        try blocks(of: text).map { block throws(KeyMaterialFault) in
            do {
                return try PEMDocument(pemString: block)
            } catch {
                throw .malformed
            }
        }
    }

    /// The texts of all blocks.
    private static func blocks(of text: String) throws(KeyMaterialFault) -> [String] {
        var blocks: [String] = []
        var lines: [Substring] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = trimmed(line)
            if lines.isEmpty {
                if line.isEmpty { continue }
                guard line.hasPrefix("-----BEGIN ") else { throw blocks.isEmpty ? .unknownEncoding : .malformed }
            }
            if line.isEmpty { continue }
            lines.append(line)
            if line.hasPrefix("-----END ") {
                blocks.append(lines.joined(separator: "\n") + "\n")
                lines = []
            }
        }
        guard lines.isEmpty else { throw .malformed }
        return blocks
    }

    private static func trimmed(_ line: Substring) -> Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = line.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return start[...end]
    }
}
