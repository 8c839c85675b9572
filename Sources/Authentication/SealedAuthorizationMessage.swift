import AWSTypes

/// What a denial says to those who may decode it: sealed, in base 64's alphabet for URLs, bound to an account.
///
/// A stranger learns nothing from it but its length, and can't make one.
package enum SealedAuthorizationMessage {
    /// The longest encoded message that STS takes, in characters.
    package static let longest = 10_240
    /// The longest content that fits, in bytes.
    package static let contentLimit = longest / 4 * 3 - KeyRing.overhead - momentLength
    /// How long a message can be decoded, in seconds: a week.
    ///
    /// AWS's messages expire too; when is not published.
    package static let lifetime: Int64 = 604_800

    private static let momentLength = 8

    /// The encoded message of a content, for the account whose principal was denied; a content longer than
    /// `contentLimit` makes a message that STS does not take back.
    package static func seal(
        _ content: String, for account: AccountID, at now: Timestamp, with ring: KeyRing,
        entropy: inout some RandomNumberGenerator
    ) -> String {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: now.seconds)
        bytes.append(contentsOf: content.utf8)
        let record = ring.seal(bytes, for: .authorizationMessage, context: context(account), entropy: &entropy)
        return URLText.encode(record)
    }

    /// The content of an encoded message.
    ///
    /// - Throws: `InvalidAuthorizationMessageException`, the same whether the message is none, of another account, or
    ///   too old.
    package static func open(
        _ message: String, for account: AccountID, at now: Timestamp, with ring: KeyRing
    ) throws(AWSError) -> String {
        guard let record = URLText.decode(message),
            let bytes = try? ring.open(record, for: .authorizationMessage, context: context(account)),
            bytes.count >= momentLength
        else { throw .invalidAuthorizationMessage }
        let sealed = Timestamp(seconds: bytes[..<momentLength].reduce(Int64(0)) { $0 << 8 | Int64($1) })
        guard now < sealed + lifetime else { throw .invalidAuthorizationMessage }
        return String(decoding: bytes[momentLength...], as: UTF8.self)
    }

    private static func context(_ account: AccountID) -> [UInt8] { Array(account.description.utf8) }
}

/// Base 64 in RFC 4648's second alphabet, without padding.
private enum URLText {
    static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).utf8.prefix { $0 != UInt8(ascii: "=") }
        return String(
            decoding: text.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy(alphabet.contains) else { return nil }
        let plain = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Base64.decode(String(decoding: plain, as: UTF8.self) + padding)
    }

    private static let alphabet = ASCIISet.alphanumerics.union("-_")
}

extension AWSError {
    /// The encoded message is none, is of another account, or has expired.
    package static let invalidAuthorizationMessage = AWSError(
        "InvalidAuthorizationMessageException", status: 400, "Message is not valid")
}
