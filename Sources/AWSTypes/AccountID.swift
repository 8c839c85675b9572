/// The twelve digits that name an AWS account.
public struct AccountID: Hashable, Sendable, Comparable {
    /// The digits as a number, below 10^12.
    public let number: UInt64

    /// The account of that text, or nil unless it is exactly twelve digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 12, ASCIISet.digits.containsAll(text.utf8), let number = UInt64(text) else {
            return nil
        }
        self.number = number
    }

    /// The account of that number, or nil where it has more than twelve digits.
    public init?(number: UInt64) {
        guard number < 1_000_000_000_000 else { return nil }
        self.number = number
    }

    private init(unchecked number: UInt64) { self.number = number }

    /// Twelve zeros: an account that nobody has.
    public static let zero = AccountID(unchecked: 0)

    /// A fresh account id: twelve digits of which the first is not zero.
    public init(entropy: inout some RandomNumberGenerator) {
        number = UInt64.random(in: 100_000_000_000..<1_000_000_000_000, using: &entropy)
    }

    /// Ordered by number.
    public static func < (one: AccountID, other: AccountID) -> Bool { one.number < other.number }
}

extension AccountID: CustomStringConvertible {
    /// All twelve digits.
    public var description: String {
        String(unsafeUninitializedCapacity: 12) { buffer in
            var rest = number
            for place in stride(from: 11, through: 0, by: -1) {
                buffer[place] = UInt8(0x30 + rest % 10)
                rest /= 10
            }
            return 12
        }
    }
}

extension AccountID: Codable {
    /// Reads the twelve digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let account = AccountID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "an account id has twelve digits")
        }
        self = account
    }

    /// Writes the twelve digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
