import AWSTypes
import KeyMaterial
import Testing

@Suite("SSH public keys")
struct ParsedSSHPublicKeyTests {
    @Test("A key is the same whether it is written for SSH, or as PEM in either way")
    func encodings() throws {
        let key = try ParsedSSHPublicKey(vector("user.pub"))
        let fields = try vector("user.pub").split(separator: " ")
        #expect(key.line == fields[0] + " " + fields[1])
        for name in ["user-spki.pem", "user-pkcs1.pem"] {
            #expect(try ParsedSSHPublicKey(vector(name)).blob == key.blob)
        }
        let pem = try vector("user-spki.pem")
        #expect(key.pem.split(separator: "\n") == pem.split(separator: "\n"))
    }

    @Test("The fingerprint is the one that ssh-keygen shows")
    func fingerprint() throws {
        let expected = try vector("user.fingerprint").split(separator: "\n")
        #expect([Substring(try ParsedSSHPublicKey(vector("user.pub")).fingerprint)] == expected)
    }

    @Test("Keys that are short, of another kind or broken are refused")
    func refusals() throws {
        #expect(throws: KeyMaterialFault.unsuitable) { try ParsedSSHPublicKey(vector("short-ssh.pub")) }
        #expect(throws: KeyMaterialFault.unknownEncoding) { try ParsedSSHPublicKey(vector("curve-ssh.pub")) }
        #expect(throws: KeyMaterialFault.unknownEncoding) { try ParsedSSHPublicKey(vector("root.pem")) }
        #expect(throws: KeyMaterialFault.unknownEncoding) { try ParsedSSHPublicKey("") }
        #expect(throws: KeyMaterialFault.malformed) { try ParsedSSHPublicKey("ssh-rsa") }
        #expect(throws: KeyMaterialFault.malformed) { try ParsedSSHPublicKey("ssh-rsa AAAA=") }
        let blob = try ParsedSSHPublicKey(vector("user.pub")).blob
        for length in 0..<blob.count {
            #expect(throws: (any Error).self) { try ParsedSSHPublicKey(blob: Array(blob.prefix(length))) }
        }
        #expect(throws: KeyMaterialFault.malformed) { try ParsedSSHPublicKey(blob: blob + [0]) }
        var other = blob
        other[10] = UInt8(ascii: "x")
        #expect(throws: KeyMaterialFault.malformed) { try ParsedSSHPublicKey(blob: other) }
    }

    @Test("A key has one encoding: zeros that are not needed are refused, and so are negative numbers")
    func canonical() throws {
        let modulus = [UInt8](repeating: 0xC5, count: 256)
        func blob(_ exponent: [UInt8], _ modulus: [UInt8]) -> [UInt8] {
            [Array("ssh-rsa".utf8), exponent, modulus].flatMap { field in
                [0, 0, UInt8(field.count >> 8), UInt8(field.count & 255)] + field
            }
        }
        _ = try ParsedSSHPublicKey(blob: blob([1, 0, 1], [0] + modulus))
        for broken in [
            blob([0, 1, 0, 1], [0] + modulus), blob([1, 0, 1], modulus), blob([1, 0, 1], [0, 0] + modulus),
        ] {
            #expect(throws: KeyMaterialFault.malformed) { try ParsedSSHPublicKey(blob: broken) }
        }
        for unsuitable in [blob([], [0] + modulus), blob([1, 0, 1], []), blob([2], [0] + modulus)] {
            #expect(throws: (any Error).self) { try ParsedSSHPublicKey(blob: unsuitable) }
        }
        let long = [UInt8](repeating: 0xC5, count: 2049)
        #expect(throws: KeyMaterialFault.unsuitable) { try ParsedSSHPublicKey(blob: blob([1, 0, 1], [0] + long)) }
    }
}
