/// The public half of an access key.
///
/// `AKIA…` ids are long-term, `ASIA…` ids temporary; both carry their account. A server in development may be
/// given keys of any text.
public struct AccessKeyID: Hashable, Sendable {
    /// The id as clients send it.
    public let text: String

    /// The key of that text: 1 to 128 visible ASCII characters without `/` and `,`, which the signature's
    /// credential could not carry.
    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    /// The key of that text; the form that requests take, once each.
    public init?(_ text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(AccessKeyID.characters.contains) else {
            return nil
        }
        self.text = text
    }

    /// A fresh id of an account: 20 characters.
    public init(_ kind: Kind, account: AccountID, entropy: inout some RandomNumberGenerator) {
        text = kind.rawValue + Base32AccountCode.encode(account, length: 16, entropy: &entropy)
    }

    /// How long a key lives.
    public enum Kind: String, Sendable {
        /// A key of a user or of the root user.
        case longTerm = "AKIA"
        /// A key of a session.
        case temporary = "ASIA"
    }

    /// Whether the id is of the temporary kind.
    public var isTemporary: Bool { text.hasPrefix(Kind.temporary.rawValue) }

    /// The account the id carries, or nil where the text is not of AWS's making.
    public var accountID: AccountID? {
        guard text.utf8.count == 20, text.hasPrefix("A") else { return nil }
        return Base32AccountCode.decode(text.dropFirst(4).utf8)
    }

    private static let characters = ASCIISet(0x21...0x7E).subtracting("/,")
}

extension AccessKeyID: CustomStringConvertible {
    /// The id as clients send it.
    public var description: String { text }
}

extension AccessKeyID: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = AccessKeyID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an access key id")
        }
        self = id
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
