/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// The text is split at its first five colons; whatever follows the fifth, further colons included, is the
/// resource. Parsing asks for the six fields and a service, and leaves the rest to whoever knows the service.
public struct ARN: Hashable, Sendable {
    /// The partition, as written.
    public let partition: String
    /// The service's namespace, such as `iam`.
    public let service: String
    /// The region; empty for global services.
    public let region: String
    /// The account; empty for S3, `aws` for AWS's own policies.
    public let account: String
    /// All that follows the fifth colon.
    public let resource: String

    /// Makes an ARN of its parts.
    public init(partition: Partition, service: String, region: String = "", account: String, resource: String) {
        self.partition = partition.rawValue
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// Reads an ARN, or nil where the text has fewer than six fields, another prefix, or an empty partition,
    /// service or resource.
    public init?(_ text: String) {
        let bytes = text.utf8
        var starts = (bytes.startIndex, bytes.startIndex, bytes.startIndex, bytes.startIndex, bytes.startIndex)
        var (colons, place) = (0, bytes.startIndex)
        while colons < 5 {
            guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
            place = bytes.index(after: colon)
            switch colons {
            case 0: starts.0 = place
            case 1: starts.1 = place
            case 2: starts.2 = place
            case 3: starts.3 = place
            default: starts.4 = place
            }
            colons += 1
        }
        func field(_ start: String.Index, _ next: String.Index) -> String {
            String(text[start..<bytes.index(before: next)])
        }
        guard text.hasPrefix("arn:"), starts.0 == bytes.index(bytes.startIndex, offsetBy: 4) else { return nil }
        partition = field(starts.0, starts.1)
        service = field(starts.1, starts.2)
        region = field(starts.2, starts.3)
        account = field(starts.3, starts.4)
        resource = String(text[starts.4...])
        if partition.isEmpty || service.isEmpty || resource.isEmpty { return nil }
    }

    /// Reads an ARN, as the other initialiser does.
    @_disfavoredOverload
    public init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// The account as an id, or nil where the field is empty or not twelve digits.
    public var accountID: AccountID? { AccountID(account) }

    /// An ARN of IAM: global, in an account.
    public static func iam(_ account: AccountID, _ resource: String, in partition: Partition = .aws) -> ARN {
        ARN(partition: partition, service: "iam", account: account.description, resource: resource)
    }

    /// An ARN of STS: a session of an account.
    public static func sts(_ account: AccountID, _ resource: String, in partition: Partition = .aws) -> ARN {
        ARN(partition: partition, service: "sts", account: account.description, resource: resource)
    }
}

extension ARN: CustomStringConvertible {
    /// The ARN as text.
    public var description: String {
        var text = "arn:"
        text.reserveCapacity(
            8 + partition.utf8.count + service.utf8.count + region.utf8.count + account.utf8.count
                + resource.utf8.count)
        text += partition
        text += ":"
        text += service
        text += ":"
        text += region
        text += ":"
        text += account
        text += ":"
        text += resource
        return text
    }
}

extension ARN: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let arn = ARN(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ARN")
        }
        self = arn
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
