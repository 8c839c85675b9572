import AWSTypes
import PolicyLanguage

/// A JSON web token in its compact form (RFC 7515), taken apart but not verified.
package struct JSONWebToken: Sendable {
    /// The text.
    package let text: String
    /// The algorithm that its header names.
    package let algorithm: String
    /// The key that its header names.
    package let keyID: String?
    /// The claims that it makes.
    package let claims: JSONValue

    /// Takes a token apart; nil where it is none.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = JSONWebToken.object(parts[0]), let claims = JSONWebToken.object(parts[1]),
            !parts[2].isEmpty, let algorithm = header["alg"]?.string
        else { return nil }
        // RFC 7515, 4.1.11: what is critical and not understood makes the token invalid.
        if header["crit"] != nil { return nil }
        self.text = text
        self.algorithm = algorithm
        self.keyID = header["kid"]?.string
        self.claims = claims
    }

    private static func object(_ part: Substring.UTF8View) -> JSONValue? {
        guard let bytes = Base64URL.decode(String(Substring(part))), let value = try? JSONReader.read(bytes),
            value.members != nil
        else { return nil }
        return value
    }
}

/// Base 64 without padding, in RFC 4648's alphabet for URLs.
package enum Base64URL {
    /// The bytes of that text, or nil unless it is exactly what stands for them.
    package static func decode(_ text: String) -> [UInt8]? {
        var plain = ""
        plain.reserveCapacity(text.utf8.count + 3)
        for character in text {
            switch character {
            case "-": plain.append("+")
            case "_": plain.append("/")
            case "+", "/", "=": return nil
            default: plain.append(character)
            }
        }
        plain.append(contentsOf: String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
        return Base64.decode(plain)
    }

    /// The text of these bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        for character in Base64.encode(bytes) where character != "=" {
            text.append(character == "+" ? "-" : character == "/" ? "_" : character)
        }
        return text
    }
}
