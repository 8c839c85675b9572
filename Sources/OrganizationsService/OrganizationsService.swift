import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

// OrganizationsService: accounts in a tree, and the policies that bind all of them. One struct an operation, in the
// file of its family; the table below is the only list of them.
//
// An organization lies in its management account (`OrganizationState`); what it says about a member is asked at each
// decision (`IdentityState.organizationControls`), not here. Operations see it as an `OrganizationView`, which knows
// who may call what.

/// The service `organizations`.
package enum OrganizationsService {
    /// Its definition: version 2016-11-28 of the API.
    package static let definition = ServiceDefinition(
        name: "organizations",
        wire: .json(
            JSONProtocol(target: "AWSOrganizationsV20161128", version: "1.1"), refusing: organizationsRefusal),
        operations: organization + accounts + handshakes + policies + services, unavailable: unavailable,
        admission: { _, _ in })

    private static let organization: [OperationEntry] = [
        .write(CreateOrganization.self), .read(DescribeOrganization.self), .write(DeleteOrganization.self),
        .write(EnableAllFeatures.self),
        .read(ListRoots.self), .read(ListParents.self), .read(ListChildren.self),
        .write(CreateOrganizationalUnit.self), .read(DescribeOrganizationalUnit.self),
        .write(UpdateOrganizationalUnit.self), .write(DeleteOrganizationalUnit.self),
        .read(ListOrganizationalUnitsForParent.self),
        .write(TagResource.self), .write(UntagResource.self), .read(ListTagsForResource.self),
    ]

    private static let accounts: [OperationEntry] = [
        .write(CreateAccount.self), .read(DescribeCreateAccountStatus.self), .read(ListCreateAccountStatus.self),
        .read(DescribeAccount.self), .read(ListAccounts.self), .read(ListAccountsForParent.self),
        .write(MoveAccount.self), .write(CloseAccount.self), .write(RemoveAccountFromOrganization.self),
        .write(LeaveOrganization.self),
    ]

    private static let handshakes: [OperationEntry] = [
        .write(InviteAccountToOrganization.self), .write(AcceptHandshake.self), .write(DeclineHandshake.self),
        .write(CancelHandshake.self), .read(DescribeHandshake.self), .read(ListHandshakesForAccount.self),
        .read(ListHandshakesForOrganization.self),
    ]

    private static let policies: [OperationEntry] = [
        .write(EnablePolicyType.self), .write(DisablePolicyType.self),
        .write(CreatePolicy.self), .read(DescribePolicy.self), .write(UpdatePolicy.self), .write(DeletePolicy.self),
        .read(ListPolicies.self), .write(AttachPolicy.self), .write(DetachPolicy.self),
        .read(ListPoliciesForTarget.self), .read(ListTargetsForPolicy.self),
        .write(PutResourcePolicy.self), .read(DescribeResourcePolicy.self), .write(DeleteResourcePolicy.self),
    ]

    /// What nothing outside AWS could mean anything by.
    private static let unavailable: [String: String] = {
        let groups: [(String, [String])] = [
            ("accounts are not of AWS GovCloud (US).", ["CreateGovCloudAccount"]),
            (
                "there is nothing to pay.",
                [
                    "DescribeResponsibilityTransfer", "InviteOrganizationToTransferResponsibility",
                    "ListInboundResponsibilityTransfers", "ListOutboundResponsibilityTransfers",
                    "TerminateResponsibilityTransfer", "UpdateResponsibilityTransfer",
                ]
            ),
            (
                "policies that configure services of AWS have no effect here.",
                [
                    "DescribeEffectivePolicy", "ListAccountsWithInvalidEffectivePolicy",
                    "ListEffectivePolicyValidationErrors",
                ]
            ),
        ]
        return Dictionary(uniqueKeysWithValues: groups.flatMap { reason, names in names.map { ($0, reason) } })
    }()

    private static let services: [OperationEntry] = [
        .write(EnableAWSServiceAccess.self), .write(DisableAWSServiceAccess.self),
        .read(ListAWSServiceAccessForOrganization.self),
        .write(RegisterDelegatedAdministrator.self), .write(DeregisterDelegatedAdministrator.self),
        .read(ListDelegatedAdministrators.self), .read(ListDelegatedServicesForAccount.self),
    ]
}
