import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Lets member accounts do some of what only the management account may.
struct PutResourcePolicy: OrganizationWrite {
    let content: String
    let tags: Tags

    init(from input: WireInput) {
        content = input.requireText("Content", TextConstraint(1...40_000))
        tags = input.organizationTags()
    }

    var subjects: [OrganizationSubject] { [.newResourcePolicy] }
    var conditions: [(key: ContextKey, value: ContextValue)] { context(requestTags: tags) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> ResourcePolicyView {
        let document = try delegation(content)
        if tags.count > OrganizationsQuotas.tags { throw .tagLimit }
        var organization = view.organization
        let old = organization.resourcePolicy
        let policy = OrganizationResourcePolicy(
            id: old?.id ?? draft.newOrganizationsID(), document: document, tags: old?.tags ?? tags)
        organization.resourcePolicy = policy
        draft.put(.organization(organization), in: view)
        return ResourcePolicyView(policy, view)
    }

    static func encode(_ policy: ResourcePolicyView, to writer: inout WireWriter) {
        writer.structure("ResourcePolicy", policy.encode)
    }
}

/// Shows what member accounts are let do.
struct DescribeResourcePolicy: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    init(from input: WireInput) {}

    func answer(in view: OrganizationView) throws(AWSError) -> ResourcePolicyView {
        guard let policy = view.organization.resourcePolicy else { throw .noSuchResourcePolicy }
        return ResourcePolicyView(policy, view)
    }

    static func encode(_ policy: ResourcePolicyView, to writer: inout WireWriter) {
        writer.structure("ResourcePolicy", policy.encode)
    }
}

/// Leaves everything to the management account again.
struct DeleteResourcePolicy: OrganizationWrite {
    typealias Output = Void

    init(from input: WireInput) {}

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        var organization = view.organization
        if organization.resourcePolicy == nil { throw .noSuchResourcePolicy }
        organization.resourcePolicy = nil
        draft.put(.organization(organization), in: view)
    }
}

/// A resource policy with what its wire form needs.
struct ResourcePolicyView: Sendable {
    private let policy: OrganizationResourcePolicy
    private let arn: ARN

    init(_ policy: OrganizationResourcePolicy, _ view: OrganizationView) {
        self.policy = policy
        arn = view.arn(of: .resourcePolicy(policy.id))
    }

    func encode(to writer: inout WireWriter) {
        writer.structure("ResourcePolicySummary") { writer in
            writer.field("Id", policy.id)
            writer.field("Arn", arn)
        }
        writer.field("Content", policy.document.text)
    }
}

/// Reads a document, and refuses it where it would hand over what can't be handed over.
///
/// Source: AWS Organizations User Guide, "Resource-based policy examples" and the actions they support.
private func delegation(_ content: String) throws(AWSError) -> PolicyDocument {
    let document: PolicyDocument
    do {
        document = try PolicyDocument(parsing: content, as: .resource(service: "organizations"))
    } catch {
        throw .invalidResourcePolicy
    }
    for statement in document.statements {
        guard let actions = statement.actions, !actions.isNegated,
            actions.patterns.allSatisfy({ delegable.contains($0.value.lowercased()) })
        else { throw .unsupportedDelegation }
    }
    return document
}

private let delegable: Set<String> = Set(
    [
        "AttachPolicy", "CreatePolicy", "DeletePolicy", "DescribeAccount", "DescribeCreateAccountStatus",
        "DescribeEffectivePolicy", "DescribeHandshake", "DescribeOrganization", "DescribeOrganizationalUnit",
        "DescribePolicy", "DescribeResourcePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType",
        "ListAccounts", "ListAccountsForParent", "ListAWSServiceAccessForOrganization", "ListChildren",
        "ListCreateAccountStatus", "ListDelegatedAdministrators", "ListDelegatedServicesForAccount",
        "ListHandshakesForAccount", "ListHandshakesForOrganization", "ListOrganizationalUnitsForParent",
        "ListParents", "ListPolicies", "ListPoliciesForTarget", "ListRoots", "ListTagsForResource",
        "ListTargetsForPolicy", "TagResource", "UntagResource", "UpdatePolicy",
    ].map { "organizations:\($0)".lowercased() })
