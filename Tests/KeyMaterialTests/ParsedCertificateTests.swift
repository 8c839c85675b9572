import AWSTypes
import Foundation
import KeyMaterial
import Testing

@Suite("Certificates and their private keys")
struct ParsedCertificateTests {
    @Test("A certificate that OpenSSL made is read from PEM and from DER, with its dates")
    func parsing() throws {
        let certificate = try ParsedCertificate(pem: vector("root.pem"))
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        let der = try Data(contentsOf: folder.appending(path: "root.der"))
        #expect(certificate.der == Array(der))
        #expect(try ParsedCertificate(der: Array(der)).ends == certificate.ends)
        #expect(certificate.ends - certificate.begins == 36_500 * 86_400)
    }

    @Test("Windows' line ends, indentation and blank lines around PEM do no harm")
    func whitespace() throws {
        let pem = try vector("root.pem")
        let plain = try ParsedCertificate(pem: pem).der
        for text in [
            pem.replacing("\n", with: "\r\n"), "\n\n  " + pem.replacing("\n", with: "\n  "),
            String(pem.dropLast()),
        ] {
            #expect(try ParsedCertificate(pem: text).der == plain)
        }
    }

    @Test("What is no certificate is refused, and so is text around one, and a second one")
    func refusals() throws {
        let pem = try vector("root.pem")
        let lines = pem.split(separator: "\n")
        let cut = (lines.prefix(4) + [lines[lines.count - 1]]).joined(separator: "\n")
        let faults: [(String, KeyMaterialFault)] = [
            ("", .unknownEncoding), ("certificate", .unknownEncoding), (cut, .malformed),
            ("Certificate:\n    Data:\n" + pem, .unknownEncoding), (pem + "text", .malformed), (pem + pem, .malformed),
            (try vector("root.key"), .malformed), (lines.dropLast().joined(separator: "\n"), .malformed),
            ("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", .malformed),
            ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", .malformed),
        ]
        for (text, fault) in faults {
            #expect(throws: fault, "\(text.prefix(40))") { try ParsedCertificate(pem: text) }
        }
    }

    @Test("Every prefix of a certificate is refused, and none crashes")
    func truncation() throws {
        let der = try ParsedCertificate(pem: vector("leaf.pem")).der
        for length in 0..<der.count {
            #expect(throws: KeyMaterialFault.malformed) { try ParsedCertificate(der: Array(der.prefix(length))) }
        }
    }

    @Test("A chain is a list of certificates, each signed by the next")
    func chains() throws {
        let chain = try ParsedCertificate.list(pem: try vector("intermediate.pem") + vector("root.pem"))
        let leaf = try ParsedCertificate(pem: vector("leaf.pem"))
        #expect(chain.count == 2)
        #expect(leaf.isSigned(by: chain[0]))
        #expect(chain[0].isSigned(by: chain[1]))
        #expect(chain[1].isSigned(by: chain[1]))
        #expect(!leaf.isSigned(by: chain[1]))
        #expect(!chain[1].isSigned(by: chain[0]))
    }

    @Test(
        "A private key belongs to one certificate, whichever way it is written",
        arguments: [
            ("leaf-sec1.key", "leaf.pem"), ("leaf-pkcs8.key", "leaf.pem"), ("root.key", "root.pem"),
            ("root-pkcs1.key", "root.pem"), ("intermediate.key", "intermediate.pem"),
        ])
    func pairs(key: String, certificate: String) throws {
        let parsed = try ParsedPrivateKey(pem: vector(key))
        for name in ["leaf.pem", "root.pem", "intermediate.pem"] {
            #expect(try ParsedCertificate(pem: vector(name)).belongs(to: parsed) == (name == certificate))
        }
    }

    @Test("Private keys under a password, certificates and two keys at once are no private key")
    func keyRefusals() throws {
        let key = try vector("root.key")
        for text in [try vector("root-encrypted.key"), try vector("root.pem"), key + key, String(key.dropLast(40))] {
            #expect(throws: KeyMaterialFault.malformed) { try ParsedPrivateKey(pem: text) }
        }
        #expect(throws: KeyMaterialFault.unknownEncoding) { try ParsedPrivateKey(pem: "key") }
    }
}
