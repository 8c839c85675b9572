import AWSTypes
import IdentityModel
import Operations
import PolicyAnalysis
import PolicyEngine

/// Answers what a user or role of the server could do: with its own policies, limits and tags as they are now, and
/// others added or put in their place.
struct WhatIfDoor: Sendable {
    let state: IdentityState
    let authorizer: Authorizer
    let now: Timestamp

    /// What is answered.
    struct Answer: Encodable {
        let decisions: [DecisionReport]
    }

    /// The questions that one answer may have.
    private static let limit = 1000

    /// Answers for a principal of any account, or of the one account that is the asker's.
    func answer(_ question: WhatIf, within asker: AccountID?) throws(AWSError) -> Answer {
        guard let arn = ARN(question.principal) else {
            throw .validation("'\(question.principal)' is the ARN of no principal.")
        }
        if let asker, arn.accountID != asker {
            throw .accessDenied("The principal is of an account that is not yours to ask about.")
        }
        guard question.questions.count <= WhatIfDoor.limit else {
            throw .validation("At most \(WhatIfDoor.limit) pairs of an action and a resource are decided at once.")
        }
        let caller = try Caller(named: sessionARN(of: arn), request: facts(in: arn.partition), in: state)
        do throws(WhatIf.Fault) {
            return Answer(decisions: try reports(on: question, of: caller))
        } catch {
            throw .validation(error.problem + (error.remedy.map { " \($0)" } ?? ""))
        }
    }

    /// Roles act in sessions: a role's ARN stands for a session of it.
    private func sessionARN(of arn: ARN) -> ARN {
        guard let role = role(of: arn), let account = arn.accountID else { return arn }
        return .sts(
            account, "assumed-role/\(role.name)/simulation", in: Partition(rawValue: arn.partition) ?? .aws)
    }

    /// Nobody knows whence and how a request comes that nobody made.
    private func facts(in partition: String) -> RequestFacts {
        RequestFacts(
            id: "simulation", now: now, region: Partition(rawValue: partition)?.regionPrefix ?? "", sourceIP: nil,
            isSecure: nil, userAgent: nil, referer: nil)
    }

    private func reports(on question: WhatIf, of caller: Caller) throws(WhatIf.Fault) -> [DecisionReport] {
        let policies = try question.readPolicies()
        let owner = try question.readResourceAccount()
        return question.questions.map { action, resource in
            var check = AuthorizationCheck(action, on: resource)
            check.resourceAccount = owner ?? ARN(resource)?.accountID
            check.resourcePolicy = trustPolicy(on: resource, action)
            return authorizer.explain(check, for: caller, in: state) { context, layers in
                context.remove(.requestedRegion)
                question.fill(&context)
                policies.add(to: &layers, on: resource)
            }
        }
    }

    /// The policy of a role that is there, where the question is who may assume it.
    private func trustPolicy(on resource: String, _ action: String) -> ResourcePolicy {
        guard action.lowercased().hasPrefix("sts:"), let role = ARN(resource).flatMap(role) else { return .none }
        return .trust(role.trustPolicy.policies)
    }

    /// The role of an ARN, path included.
    private func role(of arn: ARN) -> Role? {
        guard arn.service == "iam", arn.resource.hasPrefix("role/"), let account = arn.accountID.flatMap({ state[$0] }),
            let name = arn.resource.split(separator: "/").last,
            let role = account.roles[RoleName(unchecked: String(name))],
            role.arn(in: account.id, Partition(rawValue: arn.partition) ?? .aws) == arn
        else { return nil }
        return role
    }
}
