import AWSTypes

/// The id of a version or an upload as clients see it: a row's number, and a secret without which nobody guesses it.
package struct OpaqueID: Hashable, Sendable {
    /// The row's number.
    let number: Int64
    /// Sixteen random bytes.
    let secret: [UInt8]

    static let secretLength = 16

    init(number: Int64, secret: [UInt8]) { (self.number, self.secret) = (number, secret) }

    /// Reads 32 characters, or nil.
    package init?(_ text: String) {
        let base64 = String(text.map { $0 == "_" ? "+" : $0 == "." ? "/" : $0 })
        guard text.utf8.count == 32, !text.contains("+"), !text.contains("/"), let bytes = Base64.decode(base64),
            bytes.count == 8 + OpaqueID.secretLength
        else { return nil }
        secret = Array(bytes[8...])
        number = zip(bytes, secret).prefix(8).reduce(0) { $0 << 8 | Int64($1.0 ^ $1.1) }
    }

    /// Thirty-two characters.
    package var text: String {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) ^ secret[$0] }
        return String(Base64.encode(digits + secret).map { $0 == "+" ? "_" : $0 == "/" ? "." : $0 })
    }

    static func makeSecret() -> [UInt8] {
        var entropy = SystemRandomNumberGenerator()
        return (0..<secretLength).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }
    }
}

/// Which version of an object.
package enum VersionID: Hashable, Sendable {
    /// The one that was put while the bucket's versioning was not enabled.
    case null
    /// One that was put while it was.
    case numbered(OpaqueID)

    /// Reads `null` or an id; nil where the text can't be one.
    package init?(_ text: String) {
        if text == "null" {
            self = .null
        } else if let id = OpaqueID(text) {
            self = .numbered(id)
        } else {
            return nil
        }
    }

    /// The id's text.
    package var text: String {
        switch self {
        case .null: "null"
        case .numbered(let id): id.text
        }
    }
}
