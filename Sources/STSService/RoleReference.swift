import AWSProtocols
import AWSTypes
import IdentityModel

/// `RoleArn`: the role that a client asks for, there or not.
struct RoleReference: Sendable {
    let arn: ARN

    init(from input: WireInput) {
        let text = input.requireText("RoleArn", arnConstraint)
        guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, arn.accountID != nil,
            arn.resource.hasPrefix("role/"), !arn.resource.hasSuffix("/")
        else {
            input.reject(.validation(ARN(text) == nil ? "\(text) is invalid" : "Request ARN is invalid"))
            self.arn = ARN(partition: .aws, service: "iam", account: "", resource: "role/-")
            return
        }
        self.arn = arn
    }

    /// A role with its account.
    struct Found {
        let account: AccountState
        let role: Role
    }

    /// The role, if this server hosts its account and has it at exactly this path.
    func find(in state: IdentityState, _ partition: Partition) -> Found? {
        guard let account = arn.accountID.flatMap({ state[$0] }), account.account.closed == nil,
            let slash = arn.resource.utf8.lastIndex(of: UInt8(ascii: "/")),
            let role = account.roles[RoleName(unchecked: String(arn.resource[slash...].dropFirst()))],
            arn.partition == partition.rawValue, arn.resource == "role\(role.path.text)\(role.name)"
        else { return nil }
        return Found(account: account, role: role)
    }
}

extension AWSError {
    static func invalidRole(_ arn: ARN) -> AWSError { .validation("\(arn) is invalid") }
}
