import AWSTypes

/// The kinds of policies that bear on a decision.
public enum PolicyType: Hashable, Sendable, CaseIterable {
    /// Organizations' limit on principals.
    case serviceControl
    /// Organizations' limit on resources.
    case resourceControl
    /// The limit of a VPC endpoint.
    case vpcEndpoint
    /// On a resource: a bucket policy, a key policy.
    case resource
    /// On a role: who may assume it.
    case roleTrust
    /// Of a user, its groups, or a role.
    case identity
    /// The most that a user or role may ever do.
    case boundary
    /// Passed when a session was made.
    case session
}

/// Where a policy comes from: what traces, the simulator and audit records say about it.
public struct PolicySource: Hashable, Sendable {
    /// What kind of policy it is.
    public var type: PolicyType
    /// Its name, or the place in the list it was given in, such as `PolicyInputList.1`.
    public var id: String
    /// Its ARN, if it has one.
    public var arn: ARN?
    /// Whose it is.
    public var owner: Owner

    /// Makes a source.
    public init(_ type: PolicyType, id: String, arn: ARN? = nil, owner: Owner = .none) {
        self.type = type
        self.id = id
        self.arn = arn
        self.owner = owner
    }

    /// Whose a policy is, in the simulator's words (`SourcePolicyType`).
    public enum Owner: String, Hashable, Sendable {
        /// Inline in a user.
        case user
        /// Inline in a group.
        case group
        /// Inline in a role.
        case role
        /// Managed by AWS.
        case awsManaged = "aws-managed"
        /// Managed by the customer.
        case userManaged = "user-managed"
        /// On a resource.
        case resource
        /// Nobody's: given with the request.
        case none
    }
}
