import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Says who the caller is; nobody can be denied that.
struct GetCallerIdentity: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }

    func run(by caller: Caller, in state: IdentityState) -> Output {
        Output(userID: caller.userID, account: caller.accountID, arn: caller.arn)
    }

    struct Output: Sendable {
        let userID: String
        let account: AccountID
        let arn: ARN
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("Arn", output.arn)
        writer.field("UserId", output.userID)
        writer.field("Account", output.account)
    }
}
