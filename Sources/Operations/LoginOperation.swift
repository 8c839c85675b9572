import AWSTypes
import IdentityModel

/// An operation that users of other systems log in with: it may change state, and give out credentials and tokens.
///
/// Of each login the shell verifies the proof. Unless the operation has to be signed, what was proven is all that is
/// known of the caller.
package protocol LoginOperation: Operation {
    /// Whether it signs tokens: the account that it works on then needs a key for that.
    static var signsTokens: Bool { get }
    /// The region that an unsigned request means.
    var region: String { get }
    /// What has to be verified, in the order in which claims are expected.
    func proofs(in state: IdentityState, for request: RequestFacts) throws(AWSError) -> [IdentityProof]
    /// Who asks in an unsigned request, as the verified claims tell.
    func identity(
        claiming claims: [IdentityClaims], in state: IdentityState, for request: RequestFacts
    ) throws(AWSError) -> FederatedIdentity
    /// What it says of a login that can't be verified; `failure` is what STS would say.
    static func refusal(of failure: AWSError) -> AWSError
    /// Makes changes in the draft, and answers with credentials of the mint.
    func run(
        claiming claims: [IdentityClaims], by caller: Caller, in draft: inout Draft, mint: inout CredentialMint
    ) throws(AWSError) -> Output
}

extension LoginOperation {
    /// None: the request carries its own proof.
    package static var authentication: OperationAuthentication { .none }
    /// It does not.
    package static var signsTokens: Bool { false }
}
