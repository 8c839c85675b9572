import AWSTypes

/// What stands in the way of somebody who wants to see to members' root users.
package enum RootAccessObstacle: Error, Sendable, Equatable {
    /// The account is in no organization.
    case noOrganization
    /// The account neither manages the organization nor administers IAM for it.
    case notAdministrator
    /// The account administers IAM, and does not manage the organization.
    case notManagement
    /// The organization is for one bill only.
    case notAllFeatures
    /// IAM was not let into the organization.
    case noServiceAccess
}

extension IdentityState {
    /// The organization of an account that may see to members' root users, with its management account's number.
    package func rootAccessOrganization(
        of account: AccountID, onlyManagement: Bool = false
    ) throws(RootAccessObstacle) -> (management: AccountID, state: OrganizationState, organization: Organization) {
        guard let (management, state) = organization(of: account), let organization = state.organization,
            let member = state.accounts[account]
        else { throw .noOrganization }
        if account != management {
            guard member.administers(service: iamServicePrincipal) else { throw .notAdministrator }
            if onlyManagement { throw .notManagement }
        }
        if organization.featureSet != .all { throw .notAllFeatures }
        if !organization.admits(service: iamServicePrincipal) { throw .noServiceAccess }
        return (management, state, organization)
    }

    /// Whether one account's principals may act as another's root user, as far as the organization goes.
    ///
    /// - Parameter features: What the organization has to have turned on, one of them.
    package func mayAssumeRoot(
        of member: AccountID, from account: AccountID, with features: Set<RootAccessFeature>
    ) -> Bool {
        guard let (management, state, organization) = try? rootAccessOrganization(of: account) else { return false }
        return !features.isDisjoint(with: organization.rootAccess) && member != management
            && state.accounts[member].map { $0.closed == nil } ?? false
    }
}

/// IAM's name among the services that an organization lets in.
private let iamServicePrincipal = "iam.amazonaws.com"
