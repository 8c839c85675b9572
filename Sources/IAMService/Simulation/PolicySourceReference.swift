import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// `PolicySourceArn`: which entity's policies are meant.
///
/// AWS finds it by its name, whatever path the ARN has.
struct PolicySourceReference: Sendable {
    let arn: ARN
    private let kind: Substring
    private let name: String

    /// Reads the member.
    init(from input: WireInput) {
        let text = input.requireText("PolicySourceArn", TextConstraint(20...2048))
        let arn = ARN(text)
        let fields = arn?.resource.split(separator: "/", omittingEmptySubsequences: false) ?? []
        let isEntity =
            arn?.service == "iam" && arn?.region == "" && arn?.accountID != nil && fields.count > 1
            && fields.last != "" && ["user", "group", "role"].contains(fields[0])
        if !isEntity { input.reject(.invalidInput("Invalid ARN provided in the request: \(text)")) }
        self.arn = arn ?? ARN(partition: .aws, service: "iam", account: "", resource: "-")
        kind = isEntity ? fields[0] : "user"
        name = isEntity ? String(fields[fields.count - 1]) : ""
    }

    /// The entity, if it is there.
    private func find(in account: AccountState) -> SimulatedEntity? {
        switch kind {
        case "user": account.users[UserName(unchecked: name)].map { .user($0) }
        case "group": account.groups[GroupName(unchecked: name)].map { .group($0) }
        default: account.roles[RoleName(unchecked: name)].map { .role($0) }
        }
    }

    /// The entity, found or refused.
    func entity(for caller: Caller, in state: IdentityState) throws(AWSError) -> SimulatedEntity {
        guard let entity = find(in: state.account(of: caller)) else {
            throw .noSuchEntity("Unable to retrieve specified IAM entity.")
        }
        return entity
    }

    /// What the caller has to be allowed; policies of other accounts are nobody's business.
    func facts(_ action: String, for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        guard arn.accountID == caller.accountID else {
            throw .invalidInput(
                "Invalid Policy Source Arn: caller's account \(caller.accountID) does not have access to policies in "
                    + "account \(arn.account).")
        }
        let resource: IAMResource =
            switch kind {
            case "user": .user(UserName(unchecked: name))
            case "group": .group(GroupName(unchecked: name))
            default: .role(RoleName(unchecked: name))
            }
        var check = resource.check(action, by: caller, in: state)
        check.label = nil
        return AuthorizationFacts(check)
    }
}
