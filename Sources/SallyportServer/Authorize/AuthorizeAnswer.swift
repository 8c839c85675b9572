import AWSTypes
import Operations
import PolicyAnalysis

/// What a service is told about one caller.
struct AuthorizeAnswer: Encodable, Sendable {
    /// The id by which `explain` finds the decisions.
    let requestId: String
    /// Who the caller is, once that is known.
    var principal: String?
    var accountId: String?
    var userId: String?
    /// Why nobody knows who the caller is; then every decision is `unauthenticated`.
    var error: Refusal?
    var decisions: [Decision] = []
    /// Whether the one decision stands in the answer itself.
    var isFlat = false

    /// An AWS error for the service to pass on to its caller.
    struct Refusal: Encodable, Sendable {
        let code: String
        let status: Int
        let message: String

        init(_ error: AWSError) { (code, status, message) = (error.code, error.status, error.message) }
    }

    /// The answer to one question; what is absent was not asked for, or is not for this service to know.
    struct Decision: Encodable, Sendable {
        /// `allowed`, `explicitDeny`, `implicitDeny` or `unauthenticated`.
        let decision: String
        let action: String
        let resource: String
        var reason: String?
        var message: String?
        var encodedAuthorizationMessage: String?
        var missingContextKeys: [String]?
        var matchedStatements: [DecisionReport.Statement]?
        var trace: [DecisionReport.Layer]?

        init(_ question: AuthorizeQuestion, _ decision: String) {
            self.decision = decision
            action = question.action
            resource = question.resource
        }
    }

    /// Answers to several callers.
    struct Batch: Encodable, Sendable {
        let answers: [AuthorizeAnswer]
    }

    private enum Key: CodingKey { case requestId, principal, accountId, userId, error, decisions }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(requestId, forKey: .requestId)
        try container.encodeIfPresent(principal, forKey: .principal)
        try container.encodeIfPresent(accountId, forKey: .accountId)
        try container.encodeIfPresent(userId, forKey: .userId)
        try container.encodeIfPresent(error, forKey: .error)
        if isFlat, let decision = decisions.first {
            try decision.encode(to: encoder)
        } else {
            try container.encode(decisions, forKey: .decisions)
        }
    }
}
