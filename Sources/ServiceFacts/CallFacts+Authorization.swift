import AWSTypes
import Operations
import PolicyEngine

extension CallFacts {
    /// What the caller has to be allowed: the actions, then the roles that are passed.
    package func authorization(for caller: Caller, of service: String) -> AuthorizationFacts {
        var checks = questions.map { question in
            var check = AuthorizationCheck(question.action, on: question.resource)
            check.resourceAccount = ARN(question.resource)?.accountID
            check.context = context + question.context
            check.note = question.note
            return check
        }
        let refusals = RoleRefusals(of: service)
        for pass in passes { checks += pass.checks(of: refusals, for: caller) }
        return AuthorizationFacts(checks: checks)
    }
}
