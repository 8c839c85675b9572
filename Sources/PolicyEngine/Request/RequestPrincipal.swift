import AWSTypes

/// Who asks.
public enum RequestPrincipal: Hashable, Sendable {
    /// Nobody known: the request is not signed.
    case anonymous
    /// The root user of an account.
    case root(AccountID, partition: Partition)
    /// A user, with a long-term key or in a session of its own (GetSessionToken).
    case user(UserIdentity)
    /// A session of a role, however it was obtained.
    case roleSession(RoleSessionIdentity)
    /// A session of GetFederationToken.
    case federatedUser(FederatedUserIdentity)
    /// A service of AWS that calls for itself, by its names; the first is the one shown.
    case service(names: [String])
    /// A person whom an identity provider vouches for, before a session exists: the provider's ARN or name.
    case federated(provider: String)

    /// The account whose policies apply to the principal; nil where there is none.
    public var account: AccountID? {
        switch self {
        case .anonymous, .service, .federated: nil
        case .root(let account, _): account
        case .user(let user): user.account
        case .roleSession(let session): session.account
        case .federatedUser(let session): session.account
        }
    }

    /// The ARN or name by which denials call the principal.
    public var displayName: String {
        switch self {
        case .anonymous: "anonymous"
        case .root(let account, let partition): "arn:\(partition):iam::\(account):root"
        case .user(let user): user.arn
        case .roleSession(let session): session.arn
        case .federatedUser(let session): session.arn
        case .service(let names): names.first ?? "service"
        case .federated(let provider): provider
        }
    }

    /// A user.
    public static func user(arn: ARN, id: UserID? = nil) -> RequestPrincipal {
        .user(UserIdentity(arn: arn, id: id))
    }

    /// A session of a role.
    public static func roleSession(arn: ARN, role: ARN, roleID: RoleID? = nil) -> RequestPrincipal {
        .roleSession(RoleSessionIdentity(arn: arn, role: role, roleID: roleID))
    }

    /// A session that a user made with GetFederationToken.
    public static func federatedUser(arn: ARN, issuer: ARN, issuerID: UserID? = nil) -> RequestPrincipal {
        .federatedUser(FederatedUserIdentity(arn: arn, issuer: UserIdentity(arn: issuer, id: issuerID)))
    }

    /// A session that the root user made with GetFederationToken.
    public static func federatedRoot(arn: ARN) -> RequestPrincipal {
        .federatedUser(FederatedUserIdentity(arn: arn, issuer: nil))
    }
}

/// A user as policies name it.
public struct UserIdentity: Hashable, Sendable {
    /// The ARN, path included.
    public let arn: String
    /// The unique id; policies that were saved with an ARN name the user by it.
    public let id: String?
    /// The account.
    public let account: AccountID?

    /// Makes an identity.
    public init(arn: ARN, id: UserID? = nil) {
        self.arn = arn.description
        self.id = id?.text
        account = arn.accountID
    }
}

/// A session of a role as policies name it.
public struct RoleSessionIdentity: Hashable, Sendable {
    /// The session's ARN, `arn:aws:sts::A:assumed-role/NAME/SESSION`.
    public let arn: String
    /// The role's ARN, path included.
    public let role: String
    /// The role's unique id.
    public let roleID: String?
    /// The role's account.
    public let account: AccountID?

    /// Makes an identity.
    public init(arn: ARN, role: ARN, roleID: RoleID? = nil) {
        self.arn = arn.description
        self.role = role.description
        self.roleID = roleID?.text
        account = role.accountID
    }
}

/// A session of GetFederationToken as policies name it.
public struct FederatedUserIdentity: Hashable, Sendable {
    /// The session's ARN, `arn:aws:sts::A:federated-user/NAME`.
    public let arn: String
    /// The user who made the session, or nil where the root user did.
    public let issuer: UserIdentity?
    /// The account.
    public let account: AccountID?

    /// Makes an identity.
    public init(arn: ARN, issuer: UserIdentity?) {
        self.arn = arn.description
        self.issuer = issuer
        account = arn.accountID
    }
}
