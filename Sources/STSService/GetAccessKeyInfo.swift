import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Says which account an access key belongs to, whatever account asks.
struct GetAccessKeyInfo: ReadOperation {
    let accessKeyID: String

    init(from input: WireInput) {
        accessKeyID = input.requireText("AccessKeyId", TextConstraint(16...128, .word))
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(.withoutResource("sts:GetAccessKeyInfo"))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> AccountID {
        guard let key = AccessKeyID(accessKeyID), let account = state.account(of: key), state[account] != nil else {
            throw .validation("The access key ID \(accessKeyID) does not exist.")
        }
        return account
    }

    static func encode(_ account: AccountID, to writer: inout WireWriter) { writer.field("Account", account) }
}
