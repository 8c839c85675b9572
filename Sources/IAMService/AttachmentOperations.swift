import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// `AttachUserPolicy`, `AttachGroupPolicy`, `AttachRolePolicy`; once more changes nothing.
struct AttachPolicy<Holder: PolicyHolder>: WriteOperation {
    typealias Output = Void
    static var name: String { "Attach\(Holder.kind)Policy" }

    let holderName: EntityName<Holder.Name>
    let policyARN: ARN

    init(from input: WireInput) {
        holderName = input.require("\(Holder.kind)Name")
        policyARN = input.requireARN("PolicyArn")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: Holder.resource(holderName), by: caller, in: state,
            with: [(.policyARN, .string(policyARN.description))])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        let policy = try draft.state.attachablePolicy(policyARN, for: caller)
        if policy.isForServiceRolesOnly {
            throw AWSError(
                "PolicyNotAttachable", status: 400, "Cannot attach a Service Role Policy to a Customer Role.")
        }
        if holder.attachedPolicies.contains(policy.reference) { return }
        if holder.attachedPolicies.count >= IAMQuotas.attachedPoliciesPerEntity {
            throw .quotaExceeded("PoliciesPer\(Holder.kind)", IAMQuotas.attachedPoliciesPerEntity)
        }
        holder.attachedPolicies.append(policy.reference)
        draft.put(holder.entity, for: caller)
    }
}

/// `DetachUserPolicy`, `DetachGroupPolicy`, `DetachRolePolicy`.
struct DetachPolicy<Holder: PolicyHolder>: WriteOperation {
    typealias Output = Void
    static var name: String { "Detach\(Holder.kind)Policy" }

    let holderName: EntityName<Holder.Name>
    let policyARN: ARN

    init(from input: WireInput) {
        holderName = input.require("\(Holder.kind)Name")
        policyARN = input.requireARN("PolicyArn")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: Holder.resource(holderName), by: caller, in: state,
            with: [(.policyARN, .string(policyARN.description))])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var holder = try Holder.findModifiable(holderName, in: draft.account(of: caller))
        let policy = try draft.state.managedPolicy(policyARN, for: caller)
        guard holder.attachedPolicies.contains(policy.reference) else { throw .policyNotFound(policyARN) }
        holder.attachedPolicies.removeAll { $0 == policy.reference }
        draft.put(holder.entity, for: caller)
    }
}

/// `ListAttachedUserPolicies`, `ListAttachedGroupPolicies`, `ListAttachedRolePolicies`.
struct ListAttachedPolicies<Holder: PolicyHolder>: ReadOperation {
    static var name: String { "ListAttached\(Holder.kind)Policies" }

    let holderName: EntityName<Holder.Name>
    let pathPrefix: String
    let page: PageRequest

    init(from input: WireInput) {
        holderName = input.require("\(Holder.kind)Name")
        pathPrefix = input.pathPrefix(.pathPrefixOfPolicies)
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: Holder.resource(holderName), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<AttachedPolicy> {
        let account = state.account(of: caller)
        let policies = try Holder.find(holderName, in: account).attachedPolicies(under: pathPrefix, caller, state)
        return Page(of: policies, by: { "\($0.name.folded) \($0.arn)" }, page)
    }

    static func encode(_ page: Page<AttachedPolicy>, to writer: inout WireWriter) {
        writer.list("AttachedPolicies", page.elements) { $1.encode(to: &$0) }
        page.encodeMarker(to: &writer)
    }
}

/// A managed policy as those that have it show it.
struct AttachedPolicy: Sendable {
    let name: PolicyName
    let arn: ARN

    func encode(to writer: inout WireWriter) {
        writer.field("PolicyName", name)
        writer.field("PolicyArn", arn)
    }
}

extension PolicyHolder {
    /// Its managed policies below a path, ordered by name.
    func attachedPolicies(under prefix: String = "/", _ caller: Caller, _ state: IdentityState) -> [AttachedPolicy] {
        let account = state.account(of: caller)
        return attachedPolicies.compactMap { state.policy($0, in: account) }
            .filter { $0.path.text.hasPrefix(prefix) }
            .sorted { $0.name < $1.name }
            .map { AttachedPolicy(name: $0.name, arn: $0.arn(in: caller.partition)) }
    }
}

extension ManagedPolicy {
    /// Whether it is one of AWS's policies that only service-linked roles have.
    fileprivate var isForServiceRolesOnly: Bool { account == nil && path.text.hasPrefix("/aws-service-role/") }
}
