import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Takes logins away from an identity, for somebody who logs in to it.
struct UnlinkIdentity: LoginOperation {
    typealias Output = Void

    let id: PoolIdentityID
    let logins: [String: String]
    let removed: [String]

    init(from input: WireInput) {
        id = input.require("IdentityId")
        let logins = input.logins()
        if logins.isEmpty { input.miss("Logins") }
        self.logins = logins
        removed = input.requireList("LoginsToRemove") { $0.requireText("", providerNameConstraint) }
    }

    var region: String { id.region }

    static func refusal(of failure: AWSError) -> AWSError { .refusedLogin(failure) }

    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof] {
        try LoginSettlement.finding(id, in: state).0.presented(logins).proofs()
    }

    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity {
        let (settlement, identity) = try LoginSettlement.finding(id, in: state)
        return settlement.caller(identity)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        PoolAccess.facts(of: Self.name, on: try LoginSettlement.finding(id, in: state).0, isGuest: false)
    }

    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) {
        let (settlement, identity) = try LoginSettlement.finding(id, in: draft.state)
        let verified = try settlement.presented(logins).verified(claims, at: draft.now)
        // A guest has nothing to take away, and is not to become somebody's by asking.
        if identity.isGuest { throw .loginsDoNotMatch }
        var unlinked = try settlement.logIn(to: identity, with: verified, at: draft.now)
        unlinked.unlink(at: draft.now) { removed.contains($0.provider) }
        draft.replace(identity, by: unlinked, in: settlement)
    }
}

extension PoolIdentity {
    /// Takes logins away; without its last one, an identity can be used no more.
    mutating func unlink(at now: Timestamp, where isRemoved: (PoolLogin) -> Bool) {
        let rest = logins.filter { !isRemoved($0) }
        if rest.count == logins.count { return }
        logins = rest
        modified = now
        isDisabled = rest.isEmpty
    }
}
