import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// An operation on the caller's organization.
protocol OrganizationOperation: Operation {
    /// Who may call it, whatever policies say.
    static var audience: OrganizationView.Audience { get }
    /// What it acts on, as policies name it.
    var subjects: [OrganizationSubject] { get }
    /// The condition keys of the operation itself.
    var conditions: [(key: ContextKey, value: ContextValue)] { get }
}

/// An operation that looks at the organization.
protocol OrganizationRead: OrganizationOperation, ReadOperation {
    func answer(in view: OrganizationView) throws(AWSError) -> Output
}

/// An operation that changes the organization.
protocol OrganizationWrite: OrganizationOperation, WriteOperation {
    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> Output
}

/// What an operation acts on.
enum OrganizationSubject: Sendable {
    /// Something that has an id.
    case node(OrganizationNode)
    /// A policy that is about to be made.
    case newPolicy(AnyPolicyType)
    /// The resource policy, which may be about to be made.
    case newResourcePolicy
    /// Nothing in particular.
    case any

    func check(_ action: String, in view: OrganizationView?) -> AuthorizationCheck {
        guard let view else { return AuthorizationCheck(action, on: "*") }
        switch self {
        case .any: return AuthorizationCheck(action, on: "*")
        case .newPolicy(let type):
            return AuthorizationCheck(action, on: view.arn("policy", "\(type.rawValue.lowercased())/*"))
        case .newResourcePolicy:
            guard let policy = view.organization.resourcePolicy else {
                return AuthorizationCheck(action, on: view.arn("resourcepolicy", "*"))
            }
            return OrganizationSubject.node(.resourcePolicy(policy.id)).check(action, in: view)
        case .node(let node):
            var check = AuthorizationCheck(action, on: view.arn(of: node))
            for tag in view.tags(of: node) ?? [] {
                check.context.append((.resourceTag(tag.key), .string(tag.value)))
            }
            return check
        }
    }

    /// `organizations:PolicyType`, where this is a policy that is there.
    func policyType(in view: OrganizationView?) -> OrganizationPolicyType? {
        guard case .node(.policy(let id)) = self else { return nil }
        return view?.state.policy(id)?.type
    }
}

extension OrganizationOperation {
    static var audience: OrganizationView.Audience { .management }
    var subjects: [OrganizationSubject] { [.any] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [] }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        let view = state.organizationView(for: caller)
        var context = conditions
        if let type = subjects.lazy.compactMap({ $0.policyType(in: view) }).first {
            context.append((policyTypeKey, .string(type.rawValue)))
        }
        var checks = subjects.map { $0.check("organizations:\(Self.name)", in: view).with(context) }
        if let view, !view.admits(Self.audience), let policy = view.organization.resourcePolicy {
            // The account has to get leave from the organization as well: both sides have to agree.
            for place in checks.indices {
                checks[place].resourceAccount = view.management
                checks[place].resourcePolicy = .ordinary(policy.policies)
                checks[place].denial = .fixed(.notPermittedInOrganization)
            }
        }
        return AuthorizationFacts(checks: checks)
    }
}

extension OrganizationRead {
    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        try answer(in: state.organizationView(for: caller, Self.audience))
    }
}

extension OrganizationWrite {
    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> Output {
        try change(draft.state.organizationView(for: caller, Self.audience), in: &draft)
    }
}

/// `organizations:PolicyType`.
let policyTypeKey = ContextKey("organizations:PolicyType")
/// `organizations:ServicePrincipal`.
let servicePrincipalKey = ContextKey("organizations:ServicePrincipal")

/// The condition keys of tags that a request passes.
func context(requestTags tags: Tags) -> [(key: ContextKey, value: ContextValue)] {
    if tags.isEmpty { return [] }
    return tags.map { (ContextKey.requestTag($0.key), ContextValue.string($0.value)) }
        + [(.tagKeys, .strings(tags.map(\.key)))]
}

extension Draft {
    /// Puts a part of an organization.
    mutating func put(_ entity: OrganizationEntity, in view: OrganizationView) {
        put(.organization(entity), in: view.management)
    }

    /// Removes a part of an organization.
    mutating func remove(_ key: OrganizationEntityKey, in view: OrganizationView) {
        remove(.organization(key), from: view.management)
    }
}
