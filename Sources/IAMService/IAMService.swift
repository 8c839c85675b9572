import AWSTypes
import Authentication
import IdentityModel
import Operations

// IAMService: identity and access management. One struct an operation, in the file of its family; the table below
// is the only list of them.

/// The service `iam`.
package enum IAMService {
    /// Its definition: version 2010-05-08 of the API.
    package static let definition = ServiceDefinition(
        name: "iam", apiVersion: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
        operations: users + groups + roles + policies + simulation + instanceProfiles + mfaDevices + passwords + account
            + providers + keys + organizationsFeatures + outboundFederation + delegation,
        unavailable: unavailable, admission: admit)

    private static let users: [OperationEntry] = [
        .write(CreateUser.self), .read(GetUser.self), .read(ListEntities<User>.self), .write(UpdateUser.self),
        .write(DeleteUser.self),
        .write(CreateAccessKey.self), .read(ListAccessKeys.self), .read(GetAccessKeyLastUsed.self),
        .write(UpdateAccessKey.self),
        .write(DeleteAccessKey.self),
        .write(TagEntity<User>.self), .write(UntagEntity<User>.self), .read(ListTags<User>.self),
        .write(PutPermissionsBoundary<User>.self), .write(DeletePermissionsBoundary<User>.self),
    ]

    private static let groups: [OperationEntry] = [
        .write(CreateGroup.self), .read(GetGroup.self), .read(ListEntities<Group>.self), .write(UpdateGroup.self),
        .write(DeleteGroup.self),
        .write(AddUserToGroup.self), .write(RemoveUserFromGroup.self), .read(ListGroupsForUser.self),
    ]

    private static let roles: [OperationEntry] = [
        .write(CreateRole.self), .read(GetRole.self), .read(ListEntities<Role>.self), .write(UpdateRole.self),
        .write(UpdateRoleDescription.self), .write(UpdateAssumeRolePolicy.self), .write(DeleteRole.self),
        .write(CreateServiceLinkedRole.self), .write(DeleteServiceLinkedRole.self),
        .read(GetServiceLinkedRoleDeletionStatus.self),
        .write(TagEntity<Role>.self), .write(UntagEntity<Role>.self), .read(ListTags<Role>.self),
        .write(PutPermissionsBoundary<Role>.self), .write(DeletePermissionsBoundary<Role>.self),
    ]

    private static let policies: [OperationEntry] =
        holderOperations(of: User.self) + holderOperations(of: Group.self) + holderOperations(of: Role.self) + [
            .write(CreatePolicy.self), .read(GetPolicy.self), .read(ListPolicies.self), .write(DeletePolicy.self),
            .write(CreatePolicyVersion.self), .read(GetPolicyVersion.self), .read(ListPolicyVersions.self),
            .write(SetDefaultPolicyVersion.self), .write(DeletePolicyVersion.self),
            .read(ListEntitiesForPolicy.self),
            .write(TagEntity<ManagedPolicy>.self), .write(UntagEntity<ManagedPolicy>.self),
            .read(ListTags<ManagedPolicy>.self),
        ]

    private static func holderOperations<Holder: PolicyHolder>(of type: Holder.Type) -> [OperationEntry] {
        [
            .write(PutInlinePolicy<Holder>.self), .read(GetInlinePolicy<Holder>.self),
            .read(ListInlinePolicies<Holder>.self), .write(DeleteInlinePolicy<Holder>.self),
            .write(AttachPolicy<Holder>.self), .write(DetachPolicy<Holder>.self),
            .read(ListAttachedPolicies<Holder>.self),
        ]
    }

    private static let simulation: [OperationEntry] = [
        .read(SimulateCustomPolicy.self), .read(SimulatePrincipalPolicy.self),
        .read(GetContextKeysForCustomPolicy.self), .read(GetContextKeysForPrincipalPolicy.self),
    ]

    private static let instanceProfiles: [OperationEntry] = [
        .write(CreateInstanceProfile.self), .read(GetInstanceProfile.self), .read(ListEntities<InstanceProfile>.self),
        .read(ListInstanceProfilesForRole.self), .write(AddRoleToInstanceProfile.self),
        .write(RemoveRoleFromInstanceProfile.self), .write(DeleteInstanceProfile.self),
        .write(TagEntity<InstanceProfile>.self), .write(UntagEntity<InstanceProfile>.self),
        .read(ListTags<InstanceProfile>.self),
    ]

    private static let mfaDevices: [OperationEntry] = [
        .write(CreateVirtualMFADevice.self), .write(EnableMFADevice.self), .write(ResyncMFADevice.self),
        .write(DeactivateMFADevice.self), .write(DeleteVirtualMFADevice.self), .read(ListMFADevices.self),
        .read(ListVirtualMFADevices.self), .read(GetMFADevice.self),
        .write(TagEntity<MFADevice>.self), .write(UntagEntity<MFADevice>.self), .read(ListTags<MFADevice>.self),
    ]

    private static let passwords: [OperationEntry] = [
        .passwords(CreateLoginProfile.self), .read(GetLoginProfile.self), .passwords(UpdateLoginProfile.self),
        .write(DeleteLoginProfile.self), .passwords(ChangePassword.self),
        .write(UpdateAccountPasswordPolicy.self), .read(GetAccountPasswordPolicy.self),
        .write(DeleteAccountPasswordPolicy.self),
    ]

    private static let account: [OperationEntry] = [
        .write(CreateAccountAlias.self), .write(DeleteAccountAlias.self), .read(ListAccountAliases.self),
        .read(GetAccountSummary.self), .read(GetAccountAuthorizationDetails.self),
        .write(SetSecurityTokenServicePreferences.self),
        .write(GenerateCredentialReport.self), .read(GetCredentialReport.self),
        .write(GenerateServiceLastAccessedDetails.self), .read(GetServiceLastAccessedDetails.self),
        .read(GetServiceLastAccessedDetailsWithEntities.self), .read(ListPoliciesGrantingServiceAccess.self),
        .write(GenerateOrganizationsAccessReport.self), .read(GetOrganizationsAccessReport.self),
    ]

    private static let organizationsFeatures: [OperationEntry] = [
        .write(EnableOrganizationsRootCredentialsManagement.self),
        .write(DisableOrganizationsRootCredentialsManagement.self), .write(EnableOrganizationsRootSessions.self),
        .write(DisableOrganizationsRootSessions.self), .read(ListOrganizationsFeatures.self),
    ]

    private static let delegation: [OperationEntry] = [
        .write(CreateDelegationRequest.self), .read(GetDelegationRequest.self), .read(ListDelegationRequests.self),
        .write(AssociateDelegationRequest.self), .write(UpdateDelegationRequest.self),
        .write(AcceptDelegationRequest.self), .write(RejectDelegationRequest.self),
        .write(SendDelegationToken.self),
    ]

    private static let outboundFederation: [OperationEntry] = [
        .issuerKeys(EnableOutboundWebIdentityFederation.self), .write(DisableOutboundWebIdentityFederation.self),
        .read(GetOutboundWebIdentityFederationInfo.self),
    ]

    private static let unavailable = [
        "GetHumanReadableSummary":
            "AWS has a language model write these summaries, and there is no other source of them."
    ]

    private static let providers: [OperationEntry] = [
        .write(CreateSAMLProvider.self), .write(UpdateSAMLProvider.self), .read(GetSAMLProvider.self),
        .read(ListSAMLProviders.self), .write(DeleteSAMLProvider.self),
        .write(TagEntity<SAMLProvider>.self), .write(UntagEntity<SAMLProvider>.self),
        .read(ListTags<SAMLProvider>.self),
        .write(CreateOpenIDConnectProvider.self), .read(GetOpenIDConnectProvider.self),
        .read(ListOpenIDConnectProviders.self), .write(DeleteOpenIDConnectProvider.self),
        .write(AddClientIDToOpenIDConnectProvider.self), .write(RemoveClientIDFromOpenIDConnectProvider.self),
        .write(UpdateOpenIDConnectProviderThumbprint.self),
        .write(TagEntity<OIDCProvider>.self), .write(UntagEntity<OIDCProvider>.self),
        .read(ListTags<OIDCProvider>.self),
    ]

    private static let keys: [OperationEntry] = [
        .write(UploadSSHPublicKey.self), .read(GetSSHPublicKey.self), .read(ListSSHPublicKeys.self),
        .write(UpdateSSHPublicKey.self), .write(DeleteSSHPublicKey.self),
        .write(UploadSigningCertificate.self), .read(ListSigningCertificates.self),
        .write(UpdateSigningCertificate.self), .write(DeleteSigningCertificate.self),
        .write(UploadServerCertificate.self), .read(GetServerCertificate.self),
        .read(ListEntities<ServerCertificate>.self), .write(UpdateServerCertificate.self),
        .write(DeleteServerCertificate.self),
        .write(TagEntity<ServerCertificate>.self), .write(UntagEntity<ServerCertificate>.self),
        .read(ListTags<ServerCertificate>.self),
        .write(CreateServiceSpecificCredential.self), .read(ListServiceSpecificCredentials.self),
        .write(ResetServiceSpecificCredential.self), .write(UpdateServiceSpecificCredential.self),
        .write(DeleteServiceSpecificCredential.self),
    ]

    /// Refuses what some credentials may not do here at all.
    ///
    /// Source: IAM User Guide, "Comparing the AWS STS API operations": credentials of GetFederationToken never call
    /// IAM, those of GetSessionToken only with MFA. Those of AssumeRoot are made for it.
    private static func admit(_ caller: Caller, _ operation: String) throws(AWSError) {
        guard let session = caller.session else { return }
        switch caller.identity {
        case .federatedUser: throw .invalidClientTokenID
        case .user, .root:
            if session.mfaAuthenticatedAt == nil, caller.rootTask == nil { throw .invalidClientTokenID }
        case .role, .federated, .anonymous: break
        }
    }
}
