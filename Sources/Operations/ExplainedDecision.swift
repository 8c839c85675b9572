import AWSTypes
import Authentication
import IdentityModel
import PolicyAnalysis
import PolicyEngine

/// A decision with all that can be told of it.
package struct ExplainedDecision: Sendable {
    /// The decision.
    package let decision: Decision
    /// Its reasons.
    package let report: DecisionReport
    /// AWS's denial; nil where the decision allows.
    package let denial: AWSError?
    private let message: AuthorizationMessage
    private let caller: Caller

    init(
        _ request: AuthorizationRequest, _ decision: Decision, _ trace: Trace, _ check: AuthorizationCheck,
        _ caller: Caller
    ) {
        self.decision = decision
        self.caller = caller
        report = DecisionReport(request, decision, trace, note: check.note)
        denial = decision.isAllowed ? nil : check.error(decision, caller)
        message = AuthorizationMessage(
            request, decision, trace, principalID: caller.userID, principalName: caller.nameInMessages)
    }

    /// The message that those of the caller's account who may can decode.
    package func encodedMessage(with ring: KeyRing, entropy: inout some RandomNumberGenerator) -> String {
        SealedAuthorizationMessage.seal(
            message.json(atMost: SealedAuthorizationMessage.contentLimit), for: caller.accountID,
            at: caller.request.now, with: ring, entropy: &entropy)
    }
}

extension Caller {
    /// The name that encoded messages show; AWS shows none of sessions.
    fileprivate var nameInMessages: String? {
        switch identity {
        case .user(let user): user.name.text
        case .root, .role, .federatedUser, .federated, .anonymous: nil
        }
    }
}

extension AWSError {
    /// A denial of the services that tell more to those who may decode it, such as EC2.
    ///
    /// Source: EC2's answers. IAM and STS give no encoded messages.
    package static func unauthorizedOperation(_ denial: AWSError, encodedMessage: String) -> AWSError {
        AWSError(
            "UnauthorizedOperation", status: 403,
            "You are not authorized to perform this operation. \(denial.message). "
                + "Encoded authorization failure message: \(encodedMessage)")
    }
}
