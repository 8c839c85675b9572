import AWSTypes
import PolicyLanguage

/// A JSON web token in its compact form (RFC 7515), taken apart but not verified.
package struct JSONWebToken: Sendable {
    /// What its signature is of.
    package let signed: [UInt8]
    /// Its signature.
    package let signature: [UInt8]
    /// The algorithm that its header names.
    package let algorithm: String
    /// The key that its header names.
    package let keyID: String?
    /// The claims that it makes.
    package let claims: JSONValue

    /// Takes a token apart; nil where it is none.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = JSONWebToken.object(parts[0]), let claims = JSONWebToken.object(parts[1]),
            let signature = Base64URL.decode(parts[2]), !signature.isEmpty, let algorithm = header["alg"]?.string
        else { return nil }
        // RFC 7515, 4.1.11: what is critical and not understood makes the token invalid.
        if header["crit"] != nil { return nil }
        signed = Array(bytes[..<parts[1].endIndex])
        self.signature = signature
        self.algorithm = algorithm
        self.keyID = header["kid"]?.string
        self.claims = claims
    }

    private static func object(_ part: ArraySlice<UInt8>) -> JSONValue? {
        guard let bytes = Base64URL.decode(part), let value = try? JSONReader.read(bytes),
            value.members != nil
        else { return nil }
        return value
    }
}
