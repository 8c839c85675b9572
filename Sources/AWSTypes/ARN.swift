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
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", !fields[1].isEmpty, !fields[2].isEmpty, !fields[5].isEmpty else {
            return nil
        }
        partition = String(fields[1])
        service = String(fields[2])
        region = String(fields[3])
        account = String(fields[4])
        resource = String(fields[5])
    }

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
    public var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
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
