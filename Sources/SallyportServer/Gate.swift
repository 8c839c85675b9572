import AWSTypes
import IdentityModel
import Logging
import Operations

/// The second door of every road: what was decided on is kept for explanations, and denials become what the server was
/// told that they become.
struct Gate: Sendable {
    let authorizer: Authorizer
    let decisions: DecisionLog
    let enforcement: Enforcement
    let logger: Logger

    /// Lets a caller pass, or throws AWS's denial.
    func authorize(
        _ facts: AuthorizationFacts, named name: String, by caller: Caller, in state: IdentityState
    ) throws(AWSError) {
        if facts.checks.isEmpty { return }
        var entry = DecisionLog.Entry(operation: name, facts: facts, caller: caller, state: state, isDenied: false)
        do {
            try authorizer.authorize(facts, for: caller, in: state)
            decisions.append(entry)
        } catch {
            entry.isDenied = true
            decisions.append(entry)
            guard enforcement == .audit else { throw error }
            logger.warning(
                "would be denied", metadata: ["request": "\(caller.request.id)", "denial": "\(error.message)"])
        }
    }
}
