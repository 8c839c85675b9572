import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Says what policies that are passed would allow.
struct SimulateCustomPolicy: ReadOperation {
    let question: SimulationQuestion
    /// The policies of an organization's levels, from the root to the account.
    let serviceControl: [PolicySet]

    init(from input: WireInput) {
        question = SimulationQuestion(from: input, of: Self.self, hasEntity: false)
        serviceControl = input.organizationLevels()
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> SimulationAnswer {
        try PolicySimulation(
            question, serviceControl: serviceControl, as: question.caller, account: caller.accountID
        ).page()
    }

    static func encode(_ answer: SimulationAnswer, to writer: inout WireWriter) { answer.encode(to: &writer) }
}

/// Says what the policies of a user, group or role allow, and would allow with others added or taken away.
struct SimulatePrincipalPolicy: ReadOperation {
    let source: PolicySourceReference
    let question: SimulationQuestion
    let exclusions: PolicyExclusions

    init(from input: WireInput) {
        source = PolicySourceReference(from: input)
        question = SimulationQuestion(from: input, of: Self.self, hasEntity: true)
        exclusions = PolicyExclusions(from: input)
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        try source.facts(Self.action, for: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> SimulationAnswer {
        let account = state.account(of: caller)
        let entity = try source.entity(for: caller, in: state)
        let stays = { (policy: SimulatedPolicy) in !exclusions.exclude(policy, caller.partition) }
        return try PolicySimulation(
            question, own: entity.identityPolicies(in: account, state).filter(stays),
            boundary: entity.boundary(in: account, state).flatMap { stays($0) ? $0 : nil },
            serviceControl: exclusions.excludesServiceControl ? [] : serviceControl(over: entity, caller, state),
            as: question.caller(of: entity, caller), account: account.id
        ).page()
    }

    /// The organization's policies that would bear on the entity's own requests.
    private func serviceControl(
        over entity: SimulatedEntity, _ caller: Caller, _ state: IdentityState
    ) throws(AWSError) -> [PolicySet] {
        let principal: ARN =
            switch entity {
            case .user(let user): user.arn(in: caller.accountID, caller.partition)
            case .role(let role): .sts(caller.accountID, "assumed-role/\(role.name)/simulation", in: caller.partition)
            case .group: caller.iamARN("root")
            }
        return try Caller(named: principal, request: caller.request, in: state).serviceControl(in: state)
    }

    static func encode(_ answer: SimulationAnswer, to writer: inout WireWriter) { answer.encode(to: &writer) }
}

extension SimulationQuestion {
    /// As whom calls are made: as somebody who was named, or as the entity itself.
    fileprivate func caller(of entity: SimulatedEntity, _ caller: Caller) -> SimulatedCaller? {
        let itself = SimulatedCaller(entity, caller.accountID, caller.partition)
        guard let named = self.caller, named.arn != itself?.arn else { return itself }
        return named
    }
}

extension SimulationAnswer {
    fileprivate func encode(to writer: inout WireWriter) {
        writer.field("IsTruncated", marker != nil)
        writer.field("Marker", marker)
        writer.list("EvaluationResults", results) { $1.encode(to: &$0) }
    }
}

extension WireInput {
    /// `OrderedOrganizationPolicyInputList`.
    fileprivate func organizationLevels() -> [PolicySet] {
        let levels = list("OrderedOrganizationPolicyInputList", count: 0...7) { level in
            level.texts("ServiceControlPolicyInputList", policyText) ?? []
        }
        return (levels ?? []).enumerated().map { place, texts in
            if texts.isEmpty {
                reject(
                    .invalidInput(
                        "Organization policy at index \(place + 1) must contain at least one service control policy"))
            }
            let documents = simulated(texts) { _ in "Organization policy at index \(place + 1) has invalid content" }
            return PolicySet(
                documents.enumerated().map { number, document in
                    let source = PolicySource(.serviceControl, id: "ServiceControlPolicyInputList.\(number + 1)")
                    return CompiledPolicy(document, source: source)
                })
        }
    }
}
