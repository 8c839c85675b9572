import AWSTypes
import Authentication
import IdentityModel
import PolicyEngine

/// What proved who asks.
package enum Credential: Sendable {
    /// A long-term access key.
    case longTerm(AccessKeyID, KeyOwner, AccountID)
    /// A session token with its access key.
    case temporary(Session)
}

/// Who asks, as a snapshot knows them: the principal behind a credential, with the entities as they are now.
///
/// Edits bind running sessions at once, so a caller is made anew for each request, and for each state that a
/// decision is taken on.
package final class Caller: Sendable {
    /// The caller's account.
    package let account: AccountState
    /// The principal.
    package let identity: Identity
    /// The access key that signed; nil: the principal was named by somebody who is trusted, an identity provider say.
    package let accessKeyID: AccessKeyID?
    /// The session, for temporary credentials.
    package let session: Session?
    /// What else is known of the request.
    package let request: RequestFacts
    /// When the caller proved possession of an MFA device: with this request, or when the session began.
    package let mfaAuthenticatedAt: Timestamp?

    /// The principals there are.
    package enum Identity: Sendable {
        /// The account's root user, with sessions of AssumeRoot among its own.
        case root
        /// A user, by a long-term key or a session of GetSessionToken.
        case user(User)
        /// A session of a role.
        case role(Role, sessionName: String)
        /// A session of GetFederationToken, and the user who asked for it; nil: the root user did.
        case federatedUser(name: String, issuer: User?)
        /// Somebody whom an identity provider vouches for, and who asks for a role's credentials.
        case federated(FederatedIdentity)
        /// Nobody known, who asks for something of an account without a signature.
        case anonymous
    }

    /// The caller whom an identity provider vouches for.
    ///
    /// - Throws: `InvalidClientTokenId` where the account is not there.
    package init(
        _ identity: FederatedIdentity, request: RequestFacts, in state: IdentityState
    ) throws(AWSError) {
        guard let account = state[identity.account], account.account.closed == nil else { throw .invalidClientTokenID }
        self.account = account
        self.identity = .federated(identity)
        self.request = request
        accessKeyID = nil
        session = nil
        mfaAuthenticatedAt = nil
    }

    /// Nobody known, who asks for something of an account.
    package init(anonymousIn account: AccountState, request: RequestFacts) {
        self.account = account
        self.request = request
        identity = .anonymous
        accessKeyID = nil
        session = nil
        mfaAuthenticatedAt = nil
    }

    /// Finds the principal of a credential.
    ///
    /// - Throws: `InvalidClientTokenId` where the key, the user or the role is there no more.
    package init(_ credential: Credential, request: RequestFacts, in state: IdentityState) throws(AWSError) {
        self.request = request
        let accountID: AccountID
        switch credential {
        case .longTerm(let id, _, let account):
            (accessKeyID, session, accountID) = (id, nil, account)
        case .temporary(let session):
            (accessKeyID, self.session, accountID) = (session.accessKeyID, session, session.principal.account)
        }
        guard let account = state[accountID], account.account.closed == nil else { throw .invalidClientTokenID }
        self.account = account
        guard let identity = Caller.identity(of: credential, in: account) else { throw .invalidClientTokenID }
        self.identity = identity
        mfaAuthenticatedAt = session?.mfaAuthenticatedAt
    }

    /// A principal that somebody who is trusted names: the root user, a user, or a session of a role.
    ///
    /// No credential proves it, and no session policy narrows it.
    ///
    /// - Throws: `NoSuchEntity` where there is none of that name.
    package init(named arn: ARN, request: RequestFacts, in state: IdentityState) throws(AWSError) {
        self.request = request
        (accessKeyID, session, mfaAuthenticatedAt) = (nil, nil, nil)
        let missing = AWSError("NoSuchEntity", status: 404, "The principal \(arn) cannot be found.")
        guard arn.partition == request.partition.rawValue, let account = arn.accountID.flatMap({ state[$0] }),
            account.account.closed == nil, let identity = Caller.identity(named: arn, in: account)
        else { throw missing }
        self.account = account
        self.identity = identity
        if self.arn != arn { throw missing }
    }

    private static func identity(named arn: ARN, in account: AccountState) -> Identity? {
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (arn.service, parts[0]) {
        case ("iam", "root") where parts.count == 1: return .root
        case ("iam", "user"):
            return parts.last.flatMap { account.users[UserName(unchecked: $0)] }.map(Identity.user)
        case ("sts", "assumed-role") where parts.count == 3 && sessionName.violations(of: parts[2]).isEmpty:
            return account.roles[RoleName(unchecked: parts[1])].map { .role($0, sessionName: parts[2]) }
        default: return nil
        }
    }

    private static let sessionName = TextConstraint(2...64, .nameOrEmpty)

    private init(_ caller: Caller, authenticated moment: Timestamp) {
        account = caller.account
        identity = caller.identity
        accessKeyID = caller.accessKeyID
        session = caller.session
        request = caller.request
        mfaAuthenticatedAt = moment
    }

    /// The same caller, who proved possession of an MFA device just now.
    func authenticated(at moment: Timestamp) -> Caller { Caller(self, authenticated: moment) }

    private static func identity(of credential: Credential, in account: AccountState) -> Identity? {
        switch credential {
        case .longTerm(let id, let owner, _):
            guard account.accessKey(id)?.status == .active else { return nil }
            switch owner {
            case .root: return .root
            case .user(let id): return account.users[id].map(Identity.user)
            }
        case .temporary(let session):
            switch session.principal {
            case .root, .assumedRoot: return .root
            case .user(_, let id): return account.users[id].map(Identity.user)
            case .role(_, let id, _, let name):
                return account.roles[id].map { .role($0, sessionName: name) }
            case .federatedUser(_, let name, nil): return .federatedUser(name: name, issuer: nil)
            case .federatedUser(_, let name, let issuer?):
                return account.users[issuer].map { .federatedUser(name: name, issuer: $0) }
            }
        }
    }

    /// The caller's account.
    package var accountID: AccountID { account.id }

    /// The policy of the one task that a session of AssumeRoot is for.
    package var rootTask: ARN? {
        if case .assumedRoot(_, let policy) = session?.principal { policy } else { nil }
    }

    /// The partition of the region the client signed for: that of all ARNs in the answer.
    package var partition: Partition { request.partition }

    /// The ARN as GetCallerIdentity and denials show it: for roles, that of the session.
    package var arn: ARN {
        switch identity {
        case .root: .iam(accountID, "root", in: partition)
        case .user(let user): user.arn(in: accountID, partition)
        case .role(let role, let name): .sts(accountID, "assumed-role/\(role.name)/\(name)", in: partition)
        case .federatedUser(let name, _): .sts(accountID, "federated-user/\(name)", in: partition)
        case .federated(let identity):
            ARN(identity.provider) ?? .iam(accountID, "oidc-provider/\(identity.provider)", in: partition)
        case .anonymous: ARN(partition: partition, service: "iam", account: "", resource: "anonymous")
        }
    }

    /// The unique id, `aws:userid` in policies.
    package var userID: String {
        switch identity {
        case .root: accountID.description
        case .user(let user): user.id.text
        case .role(let role, let name): "\(role.id):\(name)"
        case .federatedUser(let name, _): "\(accountID):\(name)"
        case .federated(let identity): "\(identity.provider):\(identity.audience):\(identity.subject)"
        case .anonymous: "anonymous"
        }
    }

    /// The caller as policies' `Principal` elements are matched against.
    package var principal: RequestPrincipal {
        switch identity {
        case .root: .root(accountID, partition: partition)
        case .user(let user): .user(UserIdentity(arn: arn, id: user.id))
        case .role(let role, _):
            .roleSession(
                RoleSessionIdentity(arn: arn, role: role.arn(in: accountID, partition), roleID: role.id))
        case .federatedUser(_, let issuer):
            .federatedUser(
                FederatedUserIdentity(
                    arn: arn, issuer: issuer.map { UserIdentity(arn: $0.arn(in: accountID, partition), id: $0.id) }))
        case .federated(let identity): .federated(provider: identity.provider)
        case .anonymous: .anonymous
        }
    }

    /// The tags of the principal: the user's or role's, overridden by those of the session.
    package var principalTags: Tags {
        var tags: Tags =
            switch identity {
            case .root, .federatedUser(_, nil), .federated, .anonymous: []
            case .user(let user), .federatedUser(_, let user?): user.tags
            case .role(let role, _): role.tags
            }
        if let session { tags.set(session.tags) }
        return tags
    }
}
