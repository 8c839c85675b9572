import AWSTypes
import HashTreeCollections
import IdentityModel

extension IdentityState {
    /// The state that changes make of nothing.
    init(_ changes: [Change], awsPolicies: AWSManagedPolicies) {
        self.init(awsPolicies: awsPolicies)
        for change in changes { apply(change) }
    }

    /// What makes this state of another, without regard to what they share.
    func changes(replacing other: IdentityState) -> [Change] {
        other.accountIDs.map { .remove($0, .account) }
            + allAccounts.flatMap { account in account.entities.map { .put(account.id, $0) } }
    }
}

extension AccountState {
    /// All that the account holds, itself first; the keys of each owner in their order.
    var entities: [Entity] {
        var entities: [Entity] = [.account(account)]
        entities += policies.all.map(Entity.policy)
        entities += groups.all.map(Entity.group)
        entities += users.all.map(Entity.user)
        entities += roles.all.map(Entity.role)
        entities += instanceProfiles.all.map(Entity.instanceProfile)
        entities += Set(accessKeys.values.map(\.owner)).flatMap(accessKeys(of:)).map(Entity.accessKey)
        entities += reports.values.map(Entity.report)
        entities += accessRecords.values.map(Entity.accessRecord)
        entities += mfaDevices.values.filter { $0.assignment == nil }.map(Entity.mfaDevice)
        entities += Set(mfaDevices.values.compactMap(\.assignment?.owner)).flatMap(mfaDevices(of:)).map(
            Entity.mfaDevice)
        entities += loginProfiles.values.map(Entity.loginProfile)
        entities += organization.entities.map(Entity.organization)
        entities += samlProviders.all.map(Entity.samlProvider)
        entities += oidcProviders.values.map(Entity.oidcProvider)
        entities += sshPublicKeys.inOrder.map(Entity.sshPublicKey)
        entities += signingCertificates.inOrder.map(Entity.signingCertificate)
        entities += serverCertificates.all.map(Entity.serverCertificate)
        entities += serviceCredentials.inOrder.map(Entity.serviceCredential)
        entities += buckets.values.map(Entity.bucket)
        entities += delegationRequests.values.map(Entity.delegationRequest)
        entities += tokenIssuer.map { [.tokenIssuer($0)] } ?? []
        entities += identityPools.entities.map(Entity.identityPools)
        return entities
    }
}
