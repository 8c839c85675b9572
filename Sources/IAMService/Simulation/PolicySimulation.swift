import AWSTypes
import PolicyEngine
import PolicyLanguage

/// Policies, a caller and a context, ready to be asked about actions: the engine's own decisions, put into the
/// simulator's words.
///
/// Source: the API reference of SimulateCustomPolicy, SimulatePrincipalPolicy and EvaluationResult.
struct PolicySimulation {
    private let question: SimulationQuestion
    private let layers: PolicyLayers
    private let principal: RequestPrincipal
    private let context: RequestContext
    /// What the simulator calls each policy of a layer, and where their statements stand.
    private let identity: [ObjectIdentifier: Named]
    private let boundary: [ObjectIdentifier: Named]
    private let resource: [ObjectIdentifier: Named]
    private let missingKeys: [String]
    private let statementCount: Int

    private struct Named {
        let id: String
        let ranges: [SourceRange]

        init(_ policy: SimulatedPolicy) {
            id = policy.id
            ranges = policy.compiled.document.simulatorRanges
        }
    }

    /// Prepares a simulation.
    ///
    /// - Parameters:
    ///   - own: The entity's policies.
    ///   - boundary: The entity's boundary, for which one that the question has stands in.
    ///   - serviceControl: The policies of the organization, from the root to the account.
    init(
        _ question: SimulationQuestion, own: [SimulatedPolicy] = [], boundary: SimulatedPolicy? = nil,
        serviceControl: [PolicySet] = [], as caller: SimulatedCaller?, account: AccountID
    ) {
        self.question = question
        let given = question.policies.enumerated().map { place, document in
            SimulatedPolicy(document, .identity, id: "PolicyInputList.\(place + 1)")
        }
        let boundary =
            question.boundary.map { SimulatedPolicy($0, .boundary, id: "PermissionsBoundaryPolicyInputList.1") }
            ?? boundary
        let resource = question.resourcePolicy.map { SimulatedPolicy($0, .resource, id: "ResourcePolicy") }
        let policies = own + given
        layers = PolicyLayers(
            identity: PolicySet(policies.map(\.compiled)),
            permissionsBoundary: boundary.map { PolicySet([$0.compiled]) },
            serviceControl: serviceControl, resource: resource.map { .ordinary(PolicySet([$0.compiled])) } ?? .none)
        func named(_ policies: [SimulatedPolicy]) -> [ObjectIdentifier: Named] {
            Dictionary(policies.map { (ObjectIdentifier($0.compiled), Named($0)) }) { first, _ in first }
        }
        identity = named(policies)
        self.boundary = named([boundary].compactMap(\.self))
        self.resource = named([resource].compactMap(\.self))
        principal = caller?.principal ?? .user(arn: .iam(account, "user/simulation"))
        var context = RequestContext()
        for (name, value) in caller?.context ?? PolicySimulation.context(in: account) {
            context.set(ContextKey(name), value)
        }
        for (name, value) in question.context.entries { context.set(ContextKey(name), value) }
        self.context = context
        let documents = (policies + [boundary, resource].compactMap(\.self)).map(\.compiled.document)
        missingKeys = PolicySimulation.keys(of: documents, notIn: question.context)
        statementCount = max(
            1, documents.reduce(serviceControl.reduce(0) { $0 + $1.statementCount }) { $0 + $1.statements.count })
    }

    /// AWS: without a caller, this stands for its unique id.
    private static func context(in account: AccountID) -> [(name: String, value: String)] {
        [("aws:PrincipalAccount", account.description), ("aws:userid", "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR")]
    }

    /// Each key that any of the policies asks for and no entry gives, be the statement about the action or not.
    private static func keys(of documents: [PolicyDocument], notIn context: SimulationContext) -> [String] {
        var seen: Set<String> = []
        return documents.flatMap(\.contextKeys).filter {
            !context.has($0) && seen.insert($0.lowercased()).inserted
        }
    }

    // MARK: Results

    /// The comparisons of statements that one answer may take, and those that one action may.
    private static let pageBudget = 250_000
    private static let actionBudget = 1_000_000

    /// The results that the question's page asks for; fewer where they would take long.
    func page() throws(AWSError) -> SimulationAnswer {
        let work = question.resources.count * statementCount
        guard work <= PolicySimulation.actionBudget else {
            throw AWSError(
                "PolicyEvaluation", status: 500,
                "The policies have \(statementCount) statements, too many to simulate on "
                    + "\(question.resources.count) resources at once.")
        }
        let count = question.actions.count
        let start = min(question.page.start, count)
        let limit = max(1, min(question.page.limit, PolicySimulation.pageBudget / work))
        let end = min(count, start + limit)
        return SimulationAnswer(
            results: question.actions[start..<end].map(result),
            marker: end < count ? question.page.marker(at: end) : nil)
    }

    private func result(of action: String) -> SimulationResult {
        let findings = question.resources.map { finding(of: action, on: $0) }
        return SimulationResult(
            action: action, resourceName: question.resourceName(of: action),
            whole: SimulationFinding(joining: findings),
            resources: question.namesResources ? Array(zip(question.resources, findings)) : [])
    }

    private func finding(of action: String, on resource: String) -> SimulationFinding {
        // Only a resource's policy makes the account that owns the resource matter.
        let owner = question.resourcePolicy == nil ? nil : ARN(resource)?.accountID ?? question.resourceOwner
        let request = AuthorizationRequest(
            principal: principal, action: action, resource: resource, resourceAccount: owner, context: context)
        let (decision, trace) = layers.explain(request)
        let organizations = trace[.serviceControl].map(\.verdict)
        guard organizations.allSatisfy({ $0 == .allow }) else {
            // AWS: the organization's denial ends the simulation.
            var finding = SimulationFinding(organizations.contains(.explicitDeny) ? .explicitDeny : .implicitDeny)
            finding.isAllowedByOrganizations = false
            return finding
        }
        var finding = SimulationFinding(
            decision.isAllowed ? .allowed : decision.isExplicitlyDenied ? .explicitDeny : .implicitDeny)
        finding.isAllowedByOrganizations = organizations.isEmpty ? nil : true
        finding.isAllowedByBoundary = trace[.boundary].first.map { $0.verdict == .allow }
        switch finding.verdict {
        case .allowed: finding.matches = matches(.allow, in: trace, [.identity, .resource])
        case .explicitDeny: finding.matches = matches(.deny, in: trace, [.identity, .resource, .boundary])
        case .implicitDeny: finding.missingKeys = missingKeys
        }
        if request.isCrossAccount {
            finding.details = trace.layers.compactMap { layer in
                MatchedStatement.Source(layer.type).map { ($0, SimulationVerdict(layer.verdict)) }
            }
        }
        return finding
    }

    /// The statements of an effect that applied.
    private func matches(
        _ effect: PolicyStatement.Effect, in trace: Trace, _ types: [PolicyType]
    ) -> [MatchedStatement] {
        types.flatMap { trace[$0] }.flatMap { layer in
            layer.matches.filter { $0.effect == effect }.compactMap { match in
                guard let source = MatchedStatement.Source(layer.type),
                    let named = names(of: source)[ObjectIdentifier(match.statement.policy)]
                else { return nil }
                return MatchedStatement(policy: named.id, source: source, range: named.ranges[match.statement.index])
            }
        }
    }

    private func names(of source: MatchedStatement.Source) -> [ObjectIdentifier: Named] {
        switch source {
        case .identity: identity
        case .resource: resource
        case .boundary: boundary
        }
    }
}

/// The results of a simulation that were asked for.
struct SimulationAnswer: Sendable {
    let results: [SimulationResult]
    /// What the client sends to get more; nil: there are no more.
    let marker: String?
}

extension SimulatedPolicy {
    /// A policy that came with the question.
    fileprivate init(_ document: PolicyDocument, _ type: PolicyType, id: String) {
        self.init(CompiledPolicy(document, source: PolicySource(type, id: id)), id: id, .given)
    }
}

extension PolicySet {
    fileprivate var statementCount: Int { policies.reduce(0) { $0 + $1.document.statements.count } }
}

extension MatchedStatement.Source {
    fileprivate init?(_ type: PolicyType) {
        switch type {
        case .identity: self = .identity
        case .resource: self = .resource
        case .boundary: self = .boundary
        case .serviceControl, .resourceControl, .vpcEndpoint, .roleTrust, .session: return nil
        }
    }
}

extension SimulationVerdict {
    fileprivate init(_ verdict: LayerTrace.Verdict) {
        switch verdict {
        case .allow: self = .allowed
        case .explicitDeny: self = .explicitDeny
        case .implicitDeny: self = .implicitDeny
        }
    }
}

extension SimulationQuestion {
    /// What the result of an action calls the resource: the one that is named, or a form of the service's ARNs that
    /// stands for several.
    fileprivate func resourceName(of action: String) -> String {
        if resources.count == 1 { return resources[0] }
        let service = action.prefix { $0 != ":" }.lowercased()
        guard let form = SimulationQuestion.forms[service] else { return "*" }
        return "arn:\(ARN(resources[0])?.partition ?? "aws"):" + form
    }

    /// The forms of ARNs that AWS's answers show.
    private static let forms = [
        "ec2": "ec2:${Region}:${Account}:${ResourceType}/${ResourcePath}",
        "iam": "iam::${Account}:${ResourceType}/${ResourceName}",
        "kms": "kms:${Region}:${Account}:${ResourceType}/${Id}",
        "lambda": "lambda:${Region}:${Account}:${ResourceType}:${ResourceId}",
        "s3": "s3:::${BucketName}/${KeyName}",
        "sqs": "sqs:${Region}:${Account}:${QueueName}",
        "sts": "iam::${Account}:${RelativeId}",
    ]
}
