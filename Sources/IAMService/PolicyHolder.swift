import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// What can have policies: users, groups and roles.
///
/// Their operations differ in the name only.
protocol PolicyHolder: NamedEntity, Sendable {
    /// `User`, as it stands in the names of operations and members.
    static var kind: String { get }
    /// The characters that all inline policies may have together.
    static var inlinePolicySize: Int { get }
    var attachedPolicies: [PolicyReference] { get set }
    var inlinePolicies: InlinePolicies { get set }

    /// The entity of a name, found or refused.
    static func find(_ name: EntityName<Name>, in account: AccountState) throws(AWSError) -> Self
    /// The entity of a name, where it may be changed.
    static func findModifiable(_ name: EntityName<Name>, in account: AccountState) throws(AWSError) -> Self
    static func resource(_ name: EntityName<Name>) -> IAMResource
    var entity: Entity { get }
}

extension PolicyHolder {
    static func findModifiable(_ name: EntityName<Name>, in account: AccountState) throws(AWSError) -> Self {
        try find(name, in: account)
    }
}

extension User: PolicyHolder {
    static let kind = "User"
    static let inlinePolicySize = IAMQuotas.userPolicySize
    static func find(_ name: UserName, in account: AccountState) throws(AWSError) -> User { try account.user(name) }
    static func resource(_ name: UserName) -> IAMResource { .user(name) }
    var entity: Entity { .user(self) }
}

extension Group: PolicyHolder {
    static let kind = "Group"
    static let inlinePolicySize = IAMQuotas.groupPolicySize
    static func find(_ name: GroupName, in account: AccountState) throws(AWSError) -> Group { try account.group(name) }
    static func resource(_ name: GroupName) -> IAMResource { .group(name) }
    var entity: Entity { .group(self) }
}

extension Role: PolicyHolder {
    static let kind = "Role"
    static let inlinePolicySize = IAMQuotas.rolePolicySize
    static func find(_ name: RoleName, in account: AccountState) throws(AWSError) -> Role { try account.role(name) }
    static func findModifiable(_ name: RoleName, in account: AccountState) throws(AWSError) -> Role {
        try account.modifiableRole(name)
    }
    static func resource(_ name: RoleName) -> IAMResource { .role(name) }
    var entity: Entity { .role(self) }
}
