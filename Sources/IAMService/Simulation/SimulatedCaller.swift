import AWSProtocols
import AWSTypes
import IdentityModel
import PolicyEngine

/// As whom simulated calls are made: a user, a group or a role, there or not.
struct SimulatedCaller: Sendable {
    let arn: ARN
    private let account: AccountID
    private let kind: Kind
    private let name: String
    private var userID: UserID?
    private var roleID: RoleID?

    private enum Kind: String {
        case user, group, role
    }

    /// Takes an ARN apart; nil where it is of none of the three.
    init?(_ arn: ARN) {
        let fields = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        guard arn.service == "iam", arn.region.isEmpty, let account = arn.accountID, fields.count > 1,
            let kind = Kind(rawValue: String(fields[0])), let name = fields.last, !name.isEmpty
        else { return nil }
        self.arn = arn
        self.account = account
        self.kind = kind
        self.name = String(name)
    }

    /// Reads `CallerArn`.
    init?(from input: WireInput) {
        guard let text = input.text("CallerArn", TextConstraint(1...2048)) else { return nil }
        guard let arn = ARN(text), let caller = SimulatedCaller(arn) else {
            input.reject(
                .invalidInput("Invalid caller - Caller must be an IAM user, role or group in this context."))
            return nil
        }
        self = caller
    }

    /// The entity whose policies are simulated, as the caller.
    init?(_ entity: SimulatedEntity, _ account: AccountID, _ partition: Partition) {
        self.init(entity.arn(in: account, partition))
        switch entity {
        case .user(let user): userID = user.id
        case .role(let role): roleID = role.id
        case .group: break
        }
    }

    /// The caller as resource policies name it; a group can be named by nobody, but has its account.
    var principal: RequestPrincipal {
        switch kind {
        case .user, .group: return .user(arn: arn, id: userID)
        case .role:
            let session = ARN.sts(account, "assumed-role/\(name)/simulation", in: Partition(of: arn))
            return .roleSession(arn: session, role: arn, roleID: roleID)
        }
    }

    /// What the simulator fills by itself.
    ///
    /// AWS: the caller's ARN stands for its unique id too, and nothing else is filled.
    var context: [(name: String, value: String)] {
        var context = [
            ("aws:PrincipalArn", arn.description), ("aws:PrincipalAccount", account.description),
            ("aws:userid", arn.description),
        ]
        if kind == .user { context.append(("aws:username", name)) }
        return context
    }
}

extension Partition {
    /// The partition that an ARN is written in; one that nobody knows counts as the first.
    fileprivate init(of arn: ARN) { self = Partition(rawValue: arn.partition) ?? .aws }
}
