/// All policies that bear on a request, by what they do.
///
/// Exemptions are the caller's to know: for an organization's management account and for service-linked roles it
/// leaves `serviceControl` and `resourceControl` empty, for an owner's root user on its own bucket policy it
/// leaves `resource` out.
public struct PolicyLayers: Sendable {
    /// The policies of the user and its groups, or of the role; together they allow what any of them allows.
    public var identity: PolicySet
    /// The permissions boundary of the user or role.
    public var permissionsBoundary: PolicySet?
    /// The session policies; for GetFederationToken an empty set where none was passed.
    public var session: PolicySet?
    /// The service control policies of the caller's account, a set for each target from root to account.
    public var serviceControl: [PolicySet]
    /// The resource control policies of the resource's account, a set for each target from root to account.
    public var resourceControl: [PolicySet]
    /// The policy of the VPC endpoint through which the request came.
    public var vpcEndpoint: PolicySet?
    /// The policy on the resource.
    public var resource: ResourcePolicy

    /// Layers; those left out don't apply.
    public init(
        identity: PolicySet = .empty, permissionsBoundary: PolicySet? = nil, session: PolicySet? = nil,
        serviceControl: [PolicySet] = [], resourceControl: [PolicySet] = [], vpcEndpoint: PolicySet? = nil,
        resource: ResourcePolicy = .none
    ) {
        self.identity = identity
        self.permissionsBoundary = permissionsBoundary
        self.session = session
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
        self.vpcEndpoint = vpcEndpoint
        self.resource = resource
    }
}

/// The policy on a resource, by what its silence means.
public enum ResourcePolicy: Sendable {
    /// There is none.
    case none
    /// Such as a bucket policy: in the same account, identity policies may allow without it.
    case ordinary(PolicySet)
    /// A role's trust policy: nothing goes without it.
    case trust(PolicySet)
    /// A KMS key's policy: nothing goes without it.
    case keyPolicy(PolicySet)

    /// The policies, if there are any.
    var policies: PolicySet? {
        switch self {
        case .none: nil
        case .ordinary(let set), .trust(let set), .keyPolicy(let set): set
        }
    }

    /// Whether identity policies count for nothing where this policy says nothing.
    var isRequired: Bool {
        switch self {
        case .none, .ordinary: false
        case .trust, .keyPolicy: true
        }
    }

    /// What denials call the policy.
    var type: PolicyType {
        if case .trust = self { .roleTrust } else { .resource }
    }
}
