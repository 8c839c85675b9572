import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Finds the identity of somebody who logs in, or makes one; for a guest, always makes one.
struct GetId: LoginOperation {
    let pool: IdentityPoolID
    let account: String?
    let logins: [String: String]

    init(from input: WireInput) {
        pool = input.require("IdentityPoolId")
        account = input.text("AccountId", TextConstraint(1...15, TextPattern("\\d+", of: .digits)))
        logins = input.logins()
    }

    var region: String { pool.region }

    static func refusal(of failure: AWSError) -> AWSError { .refusedLogin(failure) }

    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof] {
        let settlement = try LoginSettlement(of: pool, in: state)
        if let account, account != settlement.account.id.description { throw .noSuch(pool: pool) }
        return try settlement.presented(logins).proofs()
    }

    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        try LoginSettlement(of: pool, in: state).caller(nil)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        PoolAccess.facts(of: Self.name, on: try LoginSettlement(of: pool, in: state), isGuest: logins.isEmpty)
    }

    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) -> PoolIdentityID {
        let settlement = try LoginSettlement(of: pool, in: draft.state)
        let verified = try settlement.presented(logins).verified(claims, at: draft.now)
        if verified.isEmpty, !settlement.pool.settings.allowsGuests { throw .noGuests }
        if let holder = try settlement.holder(of: verified) {
            draft.replace(holder, by: try settlement.link(verified, to: holder, at: draft.now), in: settlement)
            return holder.id
        }
        let made = PoolIdentity(
            id: draft.newRegionalID(in: pool.region), pool: pool, created: draft.now,
            logins: verified.compactMap(\.login))
        draft.put(.identity(made), in: settlement.account.id)
        return made.id
    }

    static func encode(_ id: PoolIdentityID, to writer: inout WireWriter) { writer.field("IdentityId", id) }
}

extension Draft {
    /// Puts an identity whose logins changed.
    mutating func replace(_ old: PoolIdentity, by new: PoolIdentity, in settlement: LoginSettlement) {
        if old != new { put(.identity(new), in: settlement.account.id) }
    }
}

extension AWSError {
    /// What Cognito says of a token that can't be verified, where STS would say `failure`.
    static func refusedLogin(_ failure: AWSError) -> AWSError {
        switch failure.code {
        case "IDPCommunicationError": AWSError("ExternalServiceException", status: 400, failure.message)
        case "InvalidIdentityToken", "ExpiredTokenException": .invalidLogin("Couldn't verify signed token.")
        default: failure
        }
    }
}
