import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Makes a policy that is attached to nothing yet.
struct CreatePolicy: OrganizationWrite {
    let content: String
    let description: String
    let policyName: String
    let type: AnyPolicyType
    let tags: Tags

    init(from input: WireInput) {
        content = input.requireText("Content", policyContentConstraint)
        description = input.requireText("Description", descriptionConstraint)
        policyName = input.requireText("Name", nameConstraint)
        type = input.requirePolicyType("Type")
        tags = input.organizationTags()
    }

    var subjects: [OrganizationSubject] { [.newPolicy(type)] }
    var conditions: [(key: ContextKey, value: ContextValue)] {
        [(policyTypeKey, .string(type.rawValue))] + context(requestTags: tags)
    }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> PolicyView {
        let type = try view.available(type)
        try view.checkName(policyName, of: type, except: nil)
        let count = view.state.policies.all.count { $0.type == type }
        if count >= OrganizationsQuotas.policies(type) { throw .policyLimit }
        if tags.count > OrganizationsQuotas.tags { throw .tagLimit }
        try checkContent(content, of: type)
        var policy = OrganizationPolicy(
            id: draft.newOrganizationsID(), type: type, name: policyName, description: description,
            owner: OrganizationPolicy.Owner(management: view.management, organization: view.organization.id),
            text: content)
        policy.tags = tags
        draft.put(.policy(policy), in: view)
        return PolicyView(policy, view)
    }

    static func encode(_ policy: PolicyView, to writer: inout WireWriter) {
        writer.structure("Policy", policy.encodeWhole)
    }
}

/// Describes a policy with its document.
struct DescribePolicy: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let id: OrganizationPolicyID?

    init(from input: WireInput) { id = input.requirePolicyID() }

    var subjects: [OrganizationSubject] { policySubjects(id) }

    func answer(in view: OrganizationView) throws(AWSError) -> PolicyView { PolicyView(try view.policy(id), view) }

    static func encode(_ policy: PolicyView, to writer: inout WireWriter) {
        writer.structure("Policy", policy.encodeWhole)
    }
}

/// Changes a policy; it counts wherever it is attached at once.
struct UpdatePolicy: OrganizationWrite {
    let id: OrganizationPolicyID?
    let policyName: String?
    let description: String?
    let content: String?

    init(from input: WireInput) {
        id = input.requirePolicyID()
        policyName = input.text("Name", nameConstraint)
        description = input.text("Description", descriptionConstraint)
        content = input.text("Content", policyContentConstraint)
    }

    var subjects: [OrganizationSubject] { policySubjects(id) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> PolicyView {
        let policy = try view.ownPolicy(id)
        if let policyName { try view.checkName(policyName, of: policy.type, except: policy.id) }
        if let content { try checkContent(content, of: policy.type) }
        let changed = policy.changed(name: policyName, description: description, text: content)
        draft.put(.policy(changed), in: view)
        return PolicyView(changed, view)
    }

    static func encode(_ policy: PolicyView, to writer: inout WireWriter) {
        writer.structure("Policy", policy.encodeWhole)
    }
}

/// Deletes a policy that is attached to nothing.
struct DeletePolicy: OrganizationWrite {
    typealias Output = Void

    let id: OrganizationPolicyID?

    init(from input: WireInput) { id = input.requirePolicyID() }

    var subjects: [OrganizationSubject] { policySubjects(id) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        let policy = try view.ownPolicy(id)
        if !view.targets(of: policy.id).isEmpty { throw .policyInUse }
        draft.remove(.policy(policy.id), in: view)
    }
}

/// Lists the policies of a type, AWS's own among them.
struct ListPolicies: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let type: AnyPolicyType
    let page: PageRequest

    init(from input: WireInput) {
        type = input.requirePolicyType("Filter")
        page = input.page(of: Self.self)
    }

    var conditions: [(key: ContextKey, value: ContextValue)] { [(policyTypeKey, .string(type.rawValue))] }

    func answer(in view: OrganizationView) -> Page<PolicyView> {
        guard let type = type.enforced, view.organization.featureSet == .all else {
            return Page(of: [], by: \.key, page)
        }
        let policies = [type.fullAccess] + view.state.policies.all.filter { $0.type == type }
        return Page(of: policies.map { PolicyView($0, view) }.sorted { $0.key < $1.key }, by: \.key, page)
    }

    static func encode(_ page: Page<PolicyView>, to writer: inout WireWriter) {
        writer.list("Policies", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// A policy with what its wire form needs.
struct PolicyView: Sendable {
    let policy: OrganizationPolicy
    private let arn: ARN

    init(_ policy: OrganizationPolicy, _ view: OrganizationView) {
        self.policy = policy
        arn = policy.arn(in: view.partition)
    }

    /// What listings are ordered by.
    var key: String { policy.id.text }

    /// The summary's members.
    func encode(to writer: inout WireWriter) {
        writer.field("Id", policy.id)
        writer.field("Arn", arn)
        writer.field("Name", policy.name)
        writer.field("Description", policy.description)
        writer.field("Type", policy.type.rawValue)
        writer.field("AwsManaged", policy.owner == nil)
    }

    /// The summary and the document.
    func encodeWhole(to writer: inout WireWriter) {
        writer.structure("PolicySummary", encode)
        writer.field("Content", policy.document.text)
    }
}

/// A policy that an operation acts on.
func policySubjects(_ id: OrganizationPolicyID?) -> [OrganizationSubject] {
    id.map { [.node(.policy($0))] } ?? [.any]
}

/// Refuses a document that is no policy of its type.
private func checkContent(_ content: String, of type: OrganizationPolicyType) throws(AWSError) {
    if let limit = type.kind.organizationsLimit, content.unicodeScalars.count > limit { throw .policyTooLong }
    _ = try PolicyDocument(parsing: content, as: type.kind)
}

extension OrganizationView {
    /// A policy that the organization may change: AWS's own are nobody's.
    fileprivate func ownPolicy(_ id: OrganizationPolicyID?) throws(AWSError) -> OrganizationPolicy {
        let policy = try policy(id)
        if policy.owner == nil { throw .immutablePolicy }
        return policy
    }

    fileprivate func checkName(
        _ name: String, of type: OrganizationPolicyType, except id: OrganizationPolicyID?
    ) throws(AWSError) {
        let isTaken = state.policies.all.contains { $0.type == type && $0.name == name && $0.id != id }
        if isTaken || type.fullAccess.name == name { throw .duplicatePolicy }
    }

    /// The targets that a policy is attached to.
    func targets(of policy: OrganizationPolicyID) -> [OrganizationTarget] {
        state.targets.filter { state.attachedPolicies(of: $0)?.contains(policy) == true }
    }
}
