import AWSTypes
import IdentityModel
import Operations

// What has to exist, found or refused in IAM's words.
extension AccountState {
    func user(_ name: UserName) throws(AWSError) -> User {
        guard let user = users[name] else { throw .noSuchUser(name) }
        return user
    }
    func group(_ name: GroupName) throws(AWSError) -> Group {
        guard let group = groups[name] else { throw .noSuchGroup(name) }
        return group
    }
    func role(_ name: RoleName) throws(AWSError) -> Role {
        guard let role = roles[name] else { throw .noSuchRole(name) }
        return role
    }
    func instanceProfile(_ name: InstanceProfileName) throws(AWSError) -> InstanceProfile {
        guard let profile = instanceProfiles[name] else { throw .noSuchInstanceProfile(name) }
        return profile
    }

    /// A role that is not AWS's own to change.
    func modifiableRole(_ name: RoleName) throws(AWSError) -> Role {
        let role = try role(name)
        if role.isServiceLinked || role.isReserved { throw .unmodifiable(name) }
        return role
    }

    /// A role whose description and tags may be changed.
    ///
    /// AWS: those of a service-linked role may, unlike all else about it. Source: IAM User Guide, "Edit a
    /// service-linked role", and Terraform's acceptance tests of `aws_iam_service_linked_role`.
    func describableRole(_ name: RoleName) throws(AWSError) -> Role {
        let role = try role(name)
        if role.isReserved { throw .unmodifiable(name) }
        return role
    }
}

extension IdentityState {
    /// A managed policy that the caller's account can use, found by ARN.
    func managedPolicy(_ arn: ARN, for caller: Caller) throws(AWSError) -> ManagedPolicy {
        guard let account = self[caller.accountID], let policy = policy(arn, in: account, caller.partition) else {
            throw .policyNotFound(arn)
        }
        return policy
    }

    /// A managed policy to attach, or to bound with.
    func attachablePolicy(_ arn: ARN, for caller: Caller) throws(AWSError) -> ManagedPolicy {
        guard let account = self[caller.accountID], let policy = policy(arn, in: account, caller.partition),
            !awsPolicies.isRetired(policy.reference)
        else { throw .policyNotAttachable(arn) }
        return policy
    }

    /// A managed policy of the caller's account: AWS's own are nobody's to change.
    func customerPolicy(_ arn: ARN, for caller: Caller, _ action: String) throws(AWSError) -> ManagedPolicy {
        let policy = try managedPolicy(arn, for: caller)
        guard policy.account != nil else {
            throw .accessDenied("User: \(caller.arn) is not authorized to perform: \(action) on resource: \(arn)")
        }
        return policy
    }

    /// The caller's account.
    func account(of caller: Caller) -> AccountState { self[caller.accountID] ?? caller.account }
}

extension Draft {
    /// The caller's account.
    func account(of caller: Caller) -> AccountState { state.account(of: caller) }

    /// Puts an entity into the caller's account.
    mutating func put(_ entity: Entity, for caller: Caller) { put(entity, in: caller.accountID) }

    /// Removes an entity from the caller's account.
    mutating func remove(_ key: EntityKey, for caller: Caller) { remove(key, from: caller.accountID) }
}
