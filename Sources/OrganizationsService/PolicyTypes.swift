import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Puts a type of policies in force: every root, unit and account gets AWS's own policy that lets everything through.
struct EnablePolicyType: OrganizationWrite {
    let root: OrganizationNode
    let type: AnyPolicyType

    init(from input: WireInput) {
        root = input.requireNode("RootId", [.root])
        type = input.requirePolicyType("PolicyType")
    }

    var subjects: [OrganizationSubject] { [.node(root)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(policyTypeKey, .string(type.rawValue))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> RootView {
        guard case .root(view.organization.rootID) = root else { throw .noSuchRoot }
        let type = try view.available(type)
        if view.organization.enabledPolicyTypes.contains(type) { throw .policyTypeEnabled }
        var organization = view.organization
        organization.enabledPolicyTypes.append(type)
        organization.attachedPolicies.append(type.fullAccess.id)
        for target in view.state.targets where target != .root {
            let attached = (view.state.attachedPolicies(of: target) ?? []) + [type.fullAccess.id]
            if let changed = view.state.target(target, attaching: attached) { draft.put(changed, in: view) }
        }
        draft.put(.organization(organization), in: view)
        return RootView(organization, view)
    }

    static func encode(_ root: RootView, to writer: inout WireWriter) { writer.structure("Root", root.encode) }
}

/// Takes a type of policies out of force: its policies are attached to nothing any more.
struct DisablePolicyType: OrganizationWrite {
    let root: OrganizationNode
    let type: AnyPolicyType

    init(from input: WireInput) {
        root = input.requireNode("RootId", [.root])
        type = input.requirePolicyType("PolicyType")
    }

    var subjects: [OrganizationSubject] { [.node(root)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { [(policyTypeKey, .string(type.rawValue))] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> RootView {
        guard case .root(view.organization.rootID) = root else { throw .noSuchRoot }
        guard let type = type.enforced, view.organization.enabledPolicyTypes.contains(type) else {
            throw .policyTypeNotEnabled
        }
        var organization = view.organization
        organization.enabledPolicyTypes.removeAll { $0 == type }
        organization.attachedPolicies = view.policies(organization.attachedPolicies, without: type)
        for target in view.state.targets where target != .root {
            let attached = view.policies(view.state.attachedPolicies(of: target) ?? [], without: type)
            if let changed = view.state.target(target, attaching: attached) { draft.put(changed, in: view) }
        }
        draft.put(.organization(organization), in: view)
        return RootView(organization, view)
    }

    static func encode(_ root: RootView, to writer: inout WireWriter) { writer.structure("Root", root.encode) }
}

extension OrganizationView {
    /// A type that this server puts in force, in an organization that may have policies.
    func available(_ type: AnyPolicyType) throws(AWSError) -> OrganizationPolicyType {
        guard let type = type.enforced, organization.featureSet == .all else { throw .policyTypeNotAvailable }
        return type
    }

    fileprivate func policies(
        _ ids: [OrganizationPolicyID], without type: OrganizationPolicyType
    ) -> [OrganizationPolicyID] {
        ids.filter { state.policy($0)?.type != type }
    }
}
