/// A group of AWS regions with identities of its own: the second field of each ARN.
public struct Partition: Hashable, Sendable, RawRepresentable {
    /// The name as ARNs carry it.
    public let rawValue: String

    /// The partition of that name, or nil where AWS has none.
    public init?(rawValue: String) {
        guard let known = Partition.all.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = known
    }

    private init(known: String) { rawValue = known }

    /// The commercial regions.
    public static let aws = Partition(known: "aws")
    /// China.
    public static let china = Partition(known: "aws-cn")
    /// GovCloud (US).
    public static let usGov = Partition(known: "aws-us-gov")

    /// Every partition that has been announced.
    public static let all: [Partition] = [
        aws, china, usGov,
        Partition(known: "aws-iso"), Partition(known: "aws-iso-b"), Partition(known: "aws-iso-e"),
        Partition(known: "aws-iso-f"), Partition(known: "aws-eusc"),
    ]

    /// The partition that a region belongs to, by the prefix of its name; an unknown prefix means `aws`.
    public init(region: String) {
        let found = Partition.regionPrefixes.first { region.hasPrefix($0.prefix) }
        self = found.map { Partition(known: $0.partition) } ?? .aws
    }

    /// What the names of the partition's regions begin with; empty where they have nothing in common.
    public var regionPrefix: String {
        Partition.regionPrefixes.first { $0.partition == rawValue }?.prefix ?? ""
    }

    /// The region that the partition began with.
    public var firstRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .china: "cn-north-1"
        case .usGov: "us-gov-west-1"
        default: regionPrefix + "east-1"
        }
    }

    private static let regionPrefixes: [(prefix: String, partition: String)] = [
        ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"), ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"), ("eusc-", "aws-eusc"), ("us-iso-", "aws-iso"),
    ]
}

extension Partition: CustomStringConvertible {
    /// The name as ARNs carry it.
    public var description: String { rawValue }
}
