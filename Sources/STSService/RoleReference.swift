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

    /// The role and its account, if this server hosts it and has the role at exactly this path.
    func find(in state: IdentityState, _ partition: Partition) -> (account: AccountID, role: Role)? {
        guard let account = arn.accountID, arn.partition == partition.rawValue,
            let role = state.role(arn, of: account)
        else { return nil }
        return (account, role)
    }
}

extension AWSError {
    static func invalidRole(_ arn: ARN) -> AWSError { .validation("\(arn) is invalid") }
}
