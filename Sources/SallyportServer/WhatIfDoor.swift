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
        guard let arn = ARN(question.principal), let account = arn.accountID.flatMap({ state[$0] }),
            asker == nil || asker == account.id, let identity = WhatIfDoor.identity(arn, in: account)
        else { throw .noSuchPrincipal(question.principal) }
        guard question.questions.count <= WhatIfDoor.limit else {
            throw .validation("At most \(WhatIfDoor.limit) pairs of an action and a resource are decided at once.")
        }
        let partition = Partition(rawValue: arn.partition) ?? .aws
        let request = RequestFacts(
            id: "simulation", now: now, region: partition.regionPrefix, sourceIP: "", isSecure: false, userAgent: nil,
            referer: nil)
        let caller = Caller(simulating: identity, of: account, request: request)
        do throws(WhatIf.Fault) { return Answer(decisions: try reports(on: question, of: caller)) } catch {
            throw .validation(error.problem + (error.remedy.map { " \($0)" } ?? ""))
        }
    }

    private func reports(on question: WhatIf, of caller: Caller) throws(WhatIf.Fault) -> [DecisionReport] {
        let policies = try question.readPolicies()
        let owner = try question.readResourceAccount()
        return question.questions.map { action, resource in
            var check = AuthorizationCheck(action, on: resource)
            check.resourceAccount = owner ?? ARN(resource)?.accountID
            check.resourcePolicy = trustPolicy(on: resource, action)
            return authorizer.explain(check, for: caller, in: state) { context, layers in
                // Nobody knows whence and whereto a request goes that nobody made.
                context.remove(.sourceIP)
                context.remove(.secureTransport)
                context.remove(.requestedRegion)
                question.fill(&context)
                policies.add(to: &layers, on: resource)
            }
        }
    }

    /// The policy of a role that is there, where the question is who may assume it.
    private func trustPolicy(on resource: String, _ action: String) -> ResourcePolicy {
        guard action.lowercased().hasPrefix("sts:"), let arn = ARN(resource),
            let account = arn.accountID.flatMap({ state[$0] }),
            case .role(let role, _)? = WhatIfDoor.identity(arn, in: account)
        else { return .none }
        return .trust(role.trustPolicy.policies)
    }

    private static func identity(_ arn: ARN, in account: AccountState) -> Caller.Identity? {
        let fields = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let name = fields[fields.count - 1]
        switch (arn.service, fields[0], fields.count) {
        case ("iam", "root", 1): return .root
        case ("iam", "user", 2...): return account.users[UserName(unchecked: name)].map { .user($0) }
        case ("iam", "role", 2...):
            return account.roles[RoleName(unchecked: name)].map { .role($0, sessionName: "session") }
        case ("sts", "assumed-role", 3):
            return account.roles[RoleName(unchecked: fields[1])].map { .role($0, sessionName: name) }
        default: return nil
        }
    }
}

extension AWSError {
    fileprivate static func noSuchPrincipal(_ text: String) -> AWSError {
        AWSError("NoSuchEntity", status: 404, "There is no user or role \(text) here.")
    }
}
