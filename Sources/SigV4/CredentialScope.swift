import AWSTypes

/// What a signing key is good for: one day, one region, one service.
public struct CredentialScope: Sendable, Hashable {
    /// The day, `20261124`.
    public let date: String
    /// The region, such as `us-east-1`.
    public let region: String
    /// The signing name of the service, such as `sts`.
    public let service: String
    /// The last part; `aws4_request` in every valid scope.
    public let terminator: String

    /// What every valid scope ends in.
    public static let validTerminator = "aws4_request"

    /// The scope of a moment's day.
    public init(date moment: Timestamp, region: String, service: String) {
        self.init(date: String(moment.basicISO8601.prefix(8)), region: region, service: service)
    }

    init(date: String, region: String, service: String, terminator: String = CredentialScope.validTerminator) {
        self.date = date
        self.region = region
        self.service = service
        self.terminator = terminator
    }

    /// Writes `date/region/service/aws4_request`.
    func write(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: date.utf8)
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: region.utf8)
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: service.utf8)
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: terminator.utf8)
    }
}

extension CredentialScope: CustomStringConvertible {
    /// `20261124/us-east-1/sts/aws4_request`.
    public var description: String { "\(date)/\(region)/\(service)/\(terminator)" }
}
