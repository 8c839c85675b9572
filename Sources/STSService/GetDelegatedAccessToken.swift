import AWSProtocols
import AWSTypes
import Authentication
import IdentityModel
import Operations

/// Gives out credentials of whoever accepted a delegation request, narrowed down to what the request asked for, to the
/// requestor who holds its token.
///
/// The credentials end when the requestor's time is over, whenever they are asked for. Those of a user are like those
/// of GetSessionToken in all else.
struct GetDelegatedAccessToken: CredentialOperation {
    let token: String

    init(from input: WireInput) { token = input.requireSecret("TradeInToken", TextConstraint(0...Int.max)) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(.withoutResource("sts:\(Self.name)"))
    }

    func run(by caller: Caller, in state: IdentityState, mint: inout CredentialMint) throws(AWSError) -> Output {
        guard let id = TradeInToken.open(token, with: mint), let (requestor, request) = state.delegationRequest(id),
            requestor.id == caller.accountID, request.state(at: mint.now) == .finalized,
            let approver = request.approver, let account = request.ownerAccount
        else { throw .expiredTradeInToken }
        let size = PackedPolicySize(policies: [request.policy], policyARNs: [], tags: [])
        if size.percent > 100 { throw .packedPolicyTooLarge(size.percent) }
        let principal: SessionPrincipal =
            switch approver.principal {
            case .root: .root(account: account)
            case .user(let id): .user(account: account, id: id)
            case .role(let id, let name, let session):
                .role(account: account, id: id, name: name, sessionName: session)
            }
        let credentials = mint.credentials(of: principal, for: Int(request.expires - mint.now)) { session in
            session.policies = [request.policy]
        }
        return Output(credentials: credentials, packedSize: size.percent, principal: approver.arn)
    }

    struct Output: Sendable {
        let credentials: TemporaryCredentials
        let packedSize: Int
        let principal: ARN
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.encode(output.credentials)
        writer.field("PackedPolicySize", output.packedSize)
        writer.field("AssumedPrincipal", output.principal)
    }
}

extension AWSError {
    // AWS documents no other error for a token that is not good.
    fileprivate static let expiredTradeInToken = AWSError(
        "ExpiredTradeInTokenException", status: 400,
        "The trade-in token provided in the request has expired and can no longer be exchanged for credentials.")

    static func packedPolicyTooLarge(_ percent: Int) -> AWSError {
        AWSError(
            "PackedPolicyTooLarge", status: 400,
            "Packed policy consumes \(percent)% of allotted space, please use smaller policy.")
    }
}
