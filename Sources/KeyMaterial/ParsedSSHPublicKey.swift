import AWSTypes
import Crypto
import CryptoExtras
import SwiftASN1

/// An RSA public key as SSH knows it.
package struct ParsedSSHPublicKey: Sendable {
    /// The key in SSH's wire format: RFC 4253, section 6.6.
    package let blob: [UInt8]
    private let key: _RSA.Signing.PublicKey

    /// Reads a line of an `authorized_keys` file, or PEM.
    ///
    /// Keys have to be RSA, with 2048 to 16384 bits.
    package init(_ text: String) throws(KeyMaterialFault) {
        let fields = text.split(whereSeparator: \.isWhitespace)
        if fields.first == "ssh-rsa" {
            guard fields.count >= 2, let blob = Base64.decode(String(fields[1])) else { throw .malformed }
            try self.init(blob: blob)
            return
        }
        let documents = try PEM.documents(in: text)
        guard documents.count == 1 else { throw documents.isEmpty ? .unknownEncoding : .malformed }
        guard ["PUBLIC KEY", "RSA PUBLIC KEY"].contains(documents[0].discriminator) else { throw .unknownEncoding }
        let key: _RSA.Signing.PublicKey
        do {
            key = try _RSA.Signing.PublicKey(derRepresentation: documents[0].derBytes)
        } catch {
            throw .malformed
        }
        try self.init(key)
    }

    /// Reads SSH's wire format.
    package init(blob: [UInt8]) throws(KeyMaterialFault) {
        var reader = SSHReader(bytes: blob[...])
        guard reader.string() == Array("ssh-rsa".utf8), let exponent = reader.positiveInteger(),
            let modulus = reader.positiveInteger(), reader.bytes.isEmpty
        else { throw .malformed }
        guard modulus.count <= ParsedSSHPublicKey.maximumLength else { throw .unsuitable }
        let key: _RSA.Signing.PublicKey
        do {
            key = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
        } catch {
            throw .unsuitable
        }
        try self.init(key)
    }

    private init(_ key: _RSA.Signing.PublicKey) throws(KeyMaterialFault) {
        guard let numbers = try? key.getKeyPrimitives() else { throw .malformed }
        guard numbers.modulus.count <= ParsedSSHPublicKey.maximumLength else { throw .unsuitable }
        self.key = key
        var blob: [UInt8] = []
        blob.append(sshString: Array("ssh-rsa".utf8))
        blob.append(sshInteger: Array(numbers.publicExponent))
        blob.append(sshInteger: Array(numbers.modulus))
        self.blob = blob
    }

    private static let maximumLength = 16384 / 8

    /// The key as a line of an `authorized_keys` file, without a comment.
    package var line: String { "ssh-rsa " + Base64.encode(blob) }

    /// The key as PEM, the way X.509 writes public keys.
    package var pem: String { key.pemRepresentation }

    /// The MD5 hash of the key in SSH's wire format, as pairs of hexadecimal digits with colons between them.
    package var fingerprint: String {
        Insecure.MD5.hash(data: blob).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined(separator: ":")
    }
}

/// Reads the data types of SSH: RFC 4251, section 5.
private struct SSHReader {
    var bytes: ArraySlice<UInt8>

    mutating func string() -> [UInt8]? {
        guard bytes.count >= 4 else { return nil }
        let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count - 4 >= length else { return nil }
        defer { bytes = bytes.dropFirst(4 + length) }
        return Array(bytes.dropFirst(4).prefix(length))
    }

    /// An `mpint` above zero, most significant byte first, without the zero that keeps it positive.
    mutating func positiveInteger() -> [UInt8]? {
        guard let digits = string(), let first = digits.first, first < 0x80 else { return nil }
        guard first == 0 else { return digits }
        // RFC 4251: unnecessary leading bytes must not be there.
        guard digits.count > 1, digits[1] >= 0x80 else { return nil }
        return Array(digits.dropFirst())
    }
}

extension [UInt8] {
    fileprivate mutating func append(sshString string: [UInt8]) {
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: string.count >> shift)) }
        append(contentsOf: string)
    }

    fileprivate mutating func append(sshInteger digits: [UInt8]) {
        let significant = Array(digits.drop { $0 == 0 })
        append(sshString: (significant.first ?? 0) >= 0x80 ? [0] + significant : significant)
    }
}
