import AWSTypes
import PolicyEngine
import PolicyLanguage

/// An account, apart from what it holds.
package struct Account: Sendable, Equatable, Codable {
    /// Its number.
    package let id: AccountID
    /// When it was made.
    package let created: Timestamp
    /// The address of its owner, if one was given.
    package var email: String?
    /// Its alias, unique among all accounts.
    package var alias: String?
    /// Whether it runs the server: its root user may make further accounts.
    package let isOperator: Bool
    /// Which session tokens the global endpoint of STS gives out; nil: version 1, as in a new account.
    package var globalEndpointTokenVersion: Int?
    /// What it asks of passwords, beyond AWS's default.
    package var passwordPolicy: PasswordPolicy?
    /// When its organization closed it; nobody may use it since.
    package var closed: Timestamp?
    /// What its buckets keep from the public, beside what each says; nil: nothing is said.
    package var publicAccessBlock: PublicAccessBlock?

    /// Makes an account.
    package init(
        id: AccountID, created: Timestamp, email: String? = nil, alias: String? = nil, isOperator: Bool = false
    ) {
        self.id = id
        self.created = created
        self.email = email
        self.alias = alias
        self.isOperator = isOperator
    }
}

/// Whom a long-term access key speaks for.
package enum KeyOwner: Hashable, Sendable, Codable {
    /// The account's root user.
    case root
    /// A user.
    case user(UserID)
}

/// A long-term access key.
package struct AccessKey: Sendable, Equatable {
    /// Its public half.
    package let id: AccessKeyID
    /// Its secret half.
    package let secret: SecretKey
    /// Whom it speaks for.
    package let owner: KeyOwner
    /// Whether requests may be signed with it.
    package var status: Status
    /// When it was made.
    package let created: Timestamp
    /// When a request was last signed with it, to the minute.
    package var lastUse: LastUse?

    /// Makes a key.
    package init(id: AccessKeyID, secret: SecretKey, owner: KeyOwner, status: Status = .active, created: Timestamp) {
        self.id = id
        self.secret = secret
        self.owner = owner
        self.status = status
        self.created = created
    }

    /// Whether requests may be signed with a key.
    package enum Status: String, Sendable, Codable {
        /// They may.
        case active = "Active"
        /// They may not.
        case inactive = "Inactive"
    }
}

/// The last time that something was used.
package struct LastUse: Sendable, Equatable, Codable {
    /// When.
    package let date: Timestamp
    /// For which service, by its namespace.
    package let service: String
    /// In which region.
    package let region: String

    /// Makes a use.
    package init(date: Timestamp, service: String, region: String) {
        self.date = date
        self.service = service
        self.region = region
    }
}

/// A user.
package struct User: Sendable, Equatable, Codable {
    /// Its unique id.
    package let id: UserID
    /// Its name.
    package var name: UserName
    /// Its path.
    package var path: IAMPath
    /// When it was made.
    package let created: Timestamp
    /// Its tags.
    package var tags: Tags = []
    /// The managed policy that bounds its permissions.
    package var permissionsBoundary: PolicyReference?
    /// Its managed policies, in the order of attachment.
    package var attachedPolicies: [PolicyReference] = []
    /// Its inline policies.
    package var inlinePolicies = InlinePolicies(owner: .user)
    /// The groups it is in.
    package var groups: [GroupID] = []

    /// Makes a user with nothing attached.
    package init(id: UserID, name: UserName, path: IAMPath, created: Timestamp) {
        self.id = id
        self.name = name
        self.path = path
        self.created = created
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "user\(path.text)\(name)", in: partition)
    }
}

/// A group of users.
package struct Group: Sendable, Equatable, Codable {
    /// Its unique id.
    package let id: GroupID
    /// Its name.
    package var name: GroupName
    /// Its path.
    package var path: IAMPath
    /// When it was made.
    package let created: Timestamp
    /// Its managed policies, in the order of attachment.
    package var attachedPolicies: [PolicyReference] = []
    /// Its inline policies.
    package var inlinePolicies = InlinePolicies(owner: .group)

    /// Makes a group with nothing attached.
    package init(id: GroupID, name: GroupName, path: IAMPath, created: Timestamp) {
        self.id = id
        self.name = name
        self.path = path
        self.created = created
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "group\(path.text)\(name)", in: partition)
    }
}

/// A role.
package struct Role: Sendable, Equatable, Codable {
    /// Its unique id.
    package let id: RoleID
    /// Its name.
    package let name: RoleName
    /// Its path.
    package let path: IAMPath
    /// When it was made.
    package let created: Timestamp
    /// What people say it is for.
    package var description: String?
    /// The longest session it gives, in seconds.
    package var maxSessionDuration: Int
    /// Who may assume it; its principals are unique ids where they named users and roles.
    package var trustPolicy: TrustPolicy
    /// Its tags.
    package var tags: Tags = []
    /// The managed policy that bounds its permissions.
    package var permissionsBoundary: PolicyReference?
    /// Its managed policies, in the order of attachment.
    package var attachedPolicies: [PolicyReference] = []
    /// Its inline policies.
    package var inlinePolicies = InlinePolicies(owner: .role)
    /// When one of its sessions last made a request, to the minute.
    package var lastUse: LastUse?

    /// Makes a role with nothing attached.
    package init(
        id: RoleID, name: RoleName, path: IAMPath, created: Timestamp, trustPolicy: TrustPolicy,
        description: String? = nil, maxSessionDuration: Int = 3600
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.created = created
        self.trustPolicy = trustPolicy
        self.description = description
        self.maxSessionDuration = maxSessionDuration
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "role\(path.text)\(name)", in: partition)
    }
}

/// An instance profile: what hands a role to an EC2 instance.
package struct InstanceProfile: Sendable, Equatable, Codable {
    /// Its unique id.
    package let id: InstanceProfileID
    /// Its name.
    package let name: InstanceProfileName
    /// Its path.
    package let path: IAMPath
    /// When it was made.
    package let created: Timestamp
    /// Its tags.
    package var tags: Tags = []
    /// The role it holds; AWS allows one.
    package var role: RoleID?

    /// Makes an empty profile.
    package init(id: InstanceProfileID, name: InstanceProfileName, path: IAMPath, created: Timestamp) {
        self.id = id
        self.name = name
        self.path = path
        self.created = created
    }

    /// Its ARN.
    package func arn(in account: AccountID, _ partition: Partition) -> ARN {
        .iam(account, "instance-profile\(path.text)\(name)", in: partition)
    }
}
