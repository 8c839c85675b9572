import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Makes an organization that the caller's account manages.
struct CreateOrganization: WriteOperation {
    let featureSet: Organization.FeatureSet

    init(from input: WireInput) { featureSet = input.choice("FeatureSet") ?? .all }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(AuthorizationCheck("organizations:CreateOrganization", on: "*"))
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> OrganizationView {
        if draft.state.management(of: caller.accountID) != nil { throw .alreadyInOrganization }
        let account = (draft.state[caller.accountID] ?? caller.account).account
        let organization = Organization(
            id: draft.newOrganizationsID(), rootID: draft.newOrganizationsID(), featureSet: featureSet,
            created: draft.now)
        draft.put(.organization(.organization(organization)), in: account.id)
        // AWS: the management account counts as invited.
        let member = MemberAccount(
            id: account.id, name: account.alias ?? account.id.description, email: account.email,
            joinedMethod: .invited, joined: draft.now)
        draft.put(.organization(.account(member)), in: account.id)
        if featureSet == .all { try draft.makeOrganizationsRole(in: account.id) }
        return try draft.state.organizationView(for: caller, .members)
    }

    static func encode(_ view: OrganizationView, to writer: inout WireWriter) { writer.encode(view) }
}

/// Describes the organization of the caller's account.
struct DescribeOrganization: OrganizationRead {
    static let audience = OrganizationView.Audience.members

    init(from input: WireInput) {}

    func answer(in view: OrganizationView) -> OrganizationView { view }

    static func encode(_ view: OrganizationView, to writer: inout WireWriter) { writer.encode(view) }
}

/// Deletes an organization without members; its units and policies go with it.
struct DeleteOrganization: OrganizationWrite {
    typealias Output = Void

    init(from input: WireInput) {}

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        if view.state.accounts.count > 1 { throw .organizationNotEmpty }
        for entity in view.state.entities.reversed() { draft.remove(entity.key, in: view) }
    }
}

extension WireWriter {
    fileprivate mutating func encode(_ view: OrganizationView) {
        let organization = view.organization
        structure("Organization") { writer in
            writer.field("Id", organization.id)
            writer.field("Arn", view.arn("organization"))
            writer.field("FeatureSet", organization.featureSet.rawValue)
            writer.field("MasterAccountArn", view.arn(of: .account(view.management)))
            writer.field("MasterAccountId", view.management)
            writer.field("MasterAccountEmail", view.state.accounts[view.management]?.email)
            // AWS: the list says nothing; ListRoots tells which types are enabled.
            let types = organization.featureSet == .all ? [OrganizationPolicyType.serviceControl] : []
            writer.list("AvailablePolicyTypes", types) { writer, type in
                writer.field("Type", type.rawValue)
                writer.field("Status", "ENABLED")
            }
        }
    }
}
