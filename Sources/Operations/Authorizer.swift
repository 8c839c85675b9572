import AWSTypes
import Authentication
import IdentityModel
import PolicyAnalysis
import PolicyEngine
import PolicyLanguage
import Synchronization

/// The second door: puts an operation's questions to the policy engine, with the policies that bear on the caller.
package struct Authorizer: Sendable {
    private let sessionPolicies = SessionPolicyMemo()

    /// Makes an authorizer.
    package init() {}

    /// Lets the caller pass, or throws AWS's denial of the first thing that is not allowed.
    package func authorize(
        _ facts: AuthorizationFacts, for caller: Caller, in state: IdentityState
    ) throws(AWSError) {
        for check in facts.checks {
            let decision = decide(check, for: caller, in: state)
            if !decision.isAllowed { throw check.error(decision, caller) }
        }
    }

    /// Answers one question.
    package func decide(
        _ check: AuthorizationCheck, for caller: Caller, in state: IdentityState
    ) -> Decision {
        let (request, layers) = question(check, for: caller, in: state)
        return layers.decide(request)
    }

    /// Answers every question of an operation once more, and tells why.
    package func explain(
        _ facts: AuthorizationFacts, for caller: Caller, in state: IdentityState
    ) -> [ExplainedDecision] {
        facts.checks.map { explain($0, for: caller, in: state) }
    }

    /// Answers one question, and tells why.
    package func explain(
        _ check: AuthorizationCheck, for caller: Caller, in state: IdentityState
    ) -> ExplainedDecision {
        let (request, layers) = question(check, for: caller, in: state)
        let (decision, trace) = layers.explain(request)
        return ExplainedDecision(request, decision, trace, check, caller)
    }

    /// Answers a question that nobody asked, and tells why; `alter` may put other policies and keys in place.
    package func explain(
        _ check: AuthorizationCheck, for caller: Caller, in state: IdentityState,
        altering alter: (inout RequestContext, inout PolicyLayers) -> Void
    ) -> DecisionReport {
        var (request, layers) = question(check, for: caller, in: state)
        var context = request.context
        alter(&context, &layers)
        request = AuthorizationRequest(
            principal: request.principal, action: request.action, resource: request.resource,
            resourceAccount: request.resourceAccount, canonicalUserID: request.canonicalUserID, context: context)
        let (decision, trace) = layers.explain(request)
        return DecisionReport(request, decision, trace)
    }

    /// What the engine is asked, and with which policies.
    package func question(
        _ check: AuthorizationCheck, for caller: Caller, in state: IdentityState
    ) -> (AuthorizationRequest, PolicyLayers) {
        let owner = check.resourceAccount ?? caller.accountID
        if let service = check.service { return question(check, by: service, for: owner, caller.request, in: state) }
        var context = RequestContext(of: caller)
        context.set(.resourceAccount, .string(owner.description))
        // Whoever has no account is in no organization, whosever resource they ask for.
        let callerControls =
            caller.principal.account == nil ? nil : state.organizationControls(of: caller.accountID)
        let ownerControls =
            owner == caller.accountID && callerControls != nil ? callerControls : state.organizationControls(of: owner)
        if callerControls != nil || ownerControls != nil {
            context.fillOrganizations(ofPrincipal: callerControls, ofResource: ownerControls)
        }
        for (key, value) in check.context { context.set(key, value) }
        let request = AuthorizationRequest(
            principal: caller.principal, action: check.action, resource: check.resource, resourceAccount: owner,
            canonicalUserID: check.canonicalUserID, context: context)
        var layers = layers(of: caller, in: state)
        layers.resource = check.resourcePolicy
        if !caller.isServiceLinkedRole {
            if let callerControls { layers.serviceControl = callerControls.serviceControl }
            if let ownerControls, ResourceControl.governs(check.action) {
                layers.resourceControl = ownerControls.resourceControl
            }
        }
        return (request, layers)
    }

    /// What the engine is asked where a service of AWS acts for an account: no policies but the resource's side's bear.
    private func question(
        _ check: AuthorizationCheck, by service: String, for owner: AccountID, _ facts: RequestFacts,
        in state: IdentityState
    ) -> (AuthorizationRequest, PolicyLayers) {
        var context = RequestContext(ofService: service, for: owner, facts)
        let controls = state.organizationControls(of: owner)
        if controls != nil { context.fillOrganizations(ofPrincipal: nil, ofResource: controls) }
        for (key, value) in check.context { context.set(key, value) }
        var layers = PolicyLayers()
        layers.resource = check.resourcePolicy
        if let controls, ResourceControl.governs(check.action) { layers.resourceControl = controls.resourceControl }
        let request = AuthorizationRequest(
            principal: .service(names: [service]), action: check.action, resource: check.resource,
            resourceAccount: owner, context: context)
        return (request, layers)
    }

    /// The policies on the caller's side.
    private func layers(of caller: Caller, in state: IdentityState) -> PolicyLayers {
        var layers = PolicyLayers()
        switch caller.identity {
        case .root, .federatedUser(_, nil), .federated, .anonymous: break
        case .user(let user), .federatedUser(_, let user?):
            layers.identity = state.identityPolicies(of: user, in: caller.account)
            layers.permissionsBoundary = state.boundary(user.permissionsBoundary, in: caller.account)
        case .role(let role, _):
            layers.identity = state.identityPolicies(of: role, in: caller.account)
            layers.permissionsBoundary = state.boundary(role.permissionsBoundary, in: caller.account)
        }
        if let session = caller.session { layers.session = policies(of: session, of: caller, in: state) }
        return layers
    }

    /// The session policies, all of them together one filter; nil: none were passed.
    ///
    /// A federated user's session always has one: where none was passed, it lets nothing through.
    private func policies(of session: Session, of caller: Caller, in state: IdentityState) -> PolicySet? {
        if let task = caller.rootTask { return policies(of: task, of: session, of: caller, in: state) }
        let isFederated = if case .federatedUser = caller.identity { true } else { false }
        if session.policies.isEmpty, session.policyARNs.isEmpty { return isFederated ? PolicySet([]) : nil }
        var policies = sessionPolicies.compiled(session)
        for arn in session.policyARNs {
            let policy = Partition(rawValue: arn.partition).flatMap { state.policy(arn, in: caller.account, $0) }
            if let version = policy?.defaultVersion { policies.append(version.document.compiled) }
        }
        return state.policySet(of: policies, for: session.accessKeyID.text)
    }

    /// What a session of AssumeRoot may do.
    ///
    /// AWS's policies for tasks only deny, everything but the task; so all else is allowed. One that allows is taken
    /// at its word, and where there is none, nothing goes.
    private func policies(
        of task: ARN, of session: Session, of caller: Caller, in state: IdentityState
    ) -> PolicySet {
        let policy = Partition(rawValue: task.partition).flatMap { state.policy(task, in: caller.account, $0) }
        guard let document = policy?.defaultVersion?.document.compiled else { return PolicySet([]) }
        let allows = document.document.statements.contains { $0.effect == .allow }
        return state.policySet(
            of: allows ? [document] : [document, Authorizer.everything], for: session.accessKeyID.text)
    }

    private static let everything = CompiledPolicy(
        (try? PolicyDocument(
            parsing: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#))
            ?? .denyingEverything, source: PolicySource(.session, id: "AssumedRoot"))
}

extension AuthorizationCheck {
    /// AWS's words for a denial.
    func error(_ decision: Decision, _ caller: Caller) -> AWSError {
        let refusal = "User: \(caller.arn) is not authorized to perform: \(action)"
        let place = " on resource: \(label ?? resource)"
        let reason = decision.denialReason(action: action)
        return switch denial {
        case .fixed(let error): error
        case .withReason: .accessDenied(refusal + place + reason)
        case .withoutReason: .accessDenied(refusal + place)
        case .withoutResource: .accessDenied(refusal + reason)
        case .quotingResource(let tellsStrangers):
            decision.withholdsReason && !tellsStrangers
                ? .accessDenied("Access Denied")
                : .accessDenied(
                    "\(refusal) on resource: \"\(label ?? resource)\""
                        + decision.denialReason(action: action, tellingStrangers: tellsStrangers))
        }
    }
}

/// The compiled inline policies of sessions in use; forgets everything when it is full.
private final class SessionPolicyMemo: Sendable {
    private struct Entry {
        let texts: [String]
        let policies: [CompiledPolicy]
    }
    private let entries = Mutex<[AccessKeyID: Entry]>([:])
    private static let capacity = 10_000

    func compiled(_ session: Session) -> [CompiledPolicy] {
        if session.policies.isEmpty { return [] }
        let known = entries.withLock { $0[session.accessKeyID] }
        if let known, known.texts == session.policies { return known.policies }
        let policies = session.policies.map { text in
            CompiledPolicy(
                (try? PolicyDocument(parsing: text)) ?? .denyingEverything, source: PolicySource(.session, id: "Policy")
            )
        }
        entries.withLock { entries in
            if entries.count >= SessionPolicyMemo.capacity { entries.removeAll(keepingCapacity: true) }
            entries[session.accessKeyID] = Entry(texts: session.policies, policies: policies)
        }
        return policies
    }
}
