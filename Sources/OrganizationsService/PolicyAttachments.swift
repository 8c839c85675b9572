import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Attaches a policy to a root, unit or account.
struct AttachPolicy: OrganizationWrite {
    typealias Output = Void

    let id: OrganizationPolicyID?
    let target: OrganizationNode

    init(from input: WireInput) {
        id = input.requirePolicyID()
        target = input.requireTarget()
    }

    var subjects: [OrganizationSubject] { policySubjects(id) + [.node(target)] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        let (policy, target, attached) = try view.attachment(of: id, to: target)
        if attached.contains(policy.id) { throw .duplicateAttachment }
        if view.count(of: policy.type, in: attached) >= OrganizationsQuotas.policiesOfTarget(policy.type) {
            throw .tooManyPolicies
        }
        if let changed = view.state.target(target, attaching: attached + [policy.id]) { draft.put(changed, in: view) }
    }
}

/// Detaches a policy from a root, unit or account, on which at least one of the type stays.
struct DetachPolicy: OrganizationWrite {
    typealias Output = Void

    let id: OrganizationPolicyID?
    let target: OrganizationNode

    init(from input: WireInput) {
        id = input.requirePolicyID()
        target = input.requireTarget()
    }

    var subjects: [OrganizationSubject] { policySubjects(id) + [.node(target)] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        let (policy, target, attached) = try view.attachment(of: id, to: target)
        if policy.id == OrganizationPolicyType.resourceControl.fullAccess.id { throw .nonDetachablePolicy }
        guard attached.contains(policy.id) else { throw .notAttached }
        if view.count(of: policy.type, in: attached) == 1 { throw .lastPolicy }
        let rest = attached.filter { $0 != policy.id }
        if let changed = view.state.target(target, attaching: rest) { draft.put(changed, in: view) }
    }
}

extension OrganizationView {
    fileprivate func attachment(
        of id: OrganizationPolicyID?, to node: OrganizationNode
    ) throws(AWSError) -> (OrganizationPolicy, OrganizationTarget, attached: [OrganizationPolicyID]) {
        let policy = try policy(id)
        let target = try target(node)
        guard organization.enabledPolicyTypes.contains(policy.type) else { throw .policyTypeNotEnabled }
        return (policy, target, state.attachedPolicies(of: target) ?? [])
    }

    fileprivate func count(of type: OrganizationPolicyType, in policies: [OrganizationPolicyID]) -> Int {
        policies.count { state.policy($0)?.type == type }
    }
}

/// Lists the policies of a type on a root, unit or account.
struct ListPoliciesForTarget: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let target: OrganizationNode
    let type: AnyPolicyType
    let page: PageRequest

    init(from input: WireInput) {
        target = input.requireTarget()
        type = input.requirePolicyType("Filter")
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(target)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(policyTypeKey, .string(type.rawValue))] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<PolicyView> {
        let attached = view.state.attachedPolicies(of: try view.target(target)) ?? []
        let policies = attached.compactMap(view.state.policy).filter { $0.type == type.enforced }
        return Page(of: policies.map { PolicyView($0, view) }.sorted { $0.key < $1.key }, by: \.key, page)
    }

    static func encode(_ page: Page<PolicyView>, to writer: inout WireWriter) {
        writer.list("Policies", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// Lists the roots, units and accounts that a policy is attached to.
struct ListTargetsForPolicy: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let id: OrganizationPolicyID?
    let page: PageRequest

    init(from input: WireInput) {
        id = input.requirePolicyID()
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { policySubjects(id) }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<TargetView> {
        let targets = view.targets(of: try view.policy(id).id).map { TargetView($0, view) }
        return Page(of: targets.sorted { $0.id < $1.id }, by: \.id, page)
    }

    static func encode(_ page: Page<TargetView>, to writer: inout WireWriter) {
        writer.list("Targets", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// A target with what its wire form needs.
struct TargetView: Sendable {
    let id: String
    private let arn: ARN
    private let name: String
    private let type: String

    init(_ target: OrganizationTarget, _ view: OrganizationView) {
        arn = view.arn(of: view.node(of: target))
        switch target {
        case .root: (id, name, type) = (view.organization.rootID.text, "Root", "ROOT")
        case .unit(let unit): (id, name, type) = (unit.text, view.state.units[unit]?.name ?? "", "ORGANIZATIONAL_UNIT")
        case .account(let account):
            (id, name, type) = (account.description, view.state.accounts[account]?.name ?? "", "ACCOUNT")
        }
    }

    func encode(to writer: inout WireWriter) {
        writer.field("TargetId", id)
        writer.field("Arn", arn)
        writer.field("Name", name)
        writer.field("Type", type)
    }
}

extension WireInput {
    fileprivate func requireTarget() -> OrganizationNode { requireNode("TargetId", [.root, .unit, .account]) }
}
