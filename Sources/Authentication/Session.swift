import AWSTypes

/// What temporary credentials carry: whose they are, until when, and what came along when they were issued.
package struct Session: Sendable, Equatable {
    /// The access key's id, `ASIA…`.
    package var accessKeyID: AccessKeyID
    /// The access key's secret.
    package var secret: SecretKey
    /// When the session began.
    package var issued: Timestamp
    /// When it ends.
    package var expires: Timestamp
    /// Whose session it is.
    package var principal: SessionPrincipal
    /// The session policies that were passed as text.
    package var policies: [String] = []
    /// The managed policies that were passed as session policies.
    package var policyARNs: [ARN] = []
    /// The session's tags, inherited ones included.
    package var tags: Tags = []
    /// The keys of the tags that sessions assumed from this one inherit.
    package var transitiveTagKeys: [String] = []
    /// The source identity, which stays through all sessions assumed from this one.
    package var sourceIdentity: String?
    /// When the caller proved possession of an MFA device.
    package var mfaAuthenticatedAt: Timestamp?
    /// The identity provider that vouched for the caller: `aws:FederatedProvider`.
    package var federatedProvider: String?
    /// Condition keys that the session has for its lifetime, such as `saml:sub`.
    package var contextKeys: [SessionContextKey] = []

    /// The longest that a session can last, in seconds: GetSessionToken's and GetFederationToken's 36 hours.
    package static let longestLife: Int64 = 129_600

    /// A session without anything that is optional.
    package init(
        accessKeyID: AccessKeyID, secret: SecretKey, issued: Timestamp, expires: Timestamp, principal: SessionPrincipal
    ) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.issued = issued
        self.expires = expires
        self.principal = principal
    }

    /// Throws unless the session is not over and these are its credentials.
    ///
    /// AWS: a token that belongs to another access key is as invalid as one that was made up.
    package func requireCurrent(at now: Timestamp, presentedWith key: AccessKeyID) throws(AWSError) {
        guard key == accessKeyID else { throw .invalidClientTokenID }
        guard now < expires else {
            throw AWSError("ExpiredToken", status: 403, "The security token included in the request is expired")
        }
    }
}

/// Whose a session is.
package enum SessionPrincipal: Sendable, Hashable {
    /// A user who called GetSessionToken.
    case user(account: AccountID, id: UserID)
    /// A root user who called GetSessionToken.
    case root(account: AccountID)
    /// A role that was assumed.
    case role(account: AccountID, id: RoleID, name: String, sessionName: String)
    /// A name that GetFederationToken was called for, by a user or, where there is none, by a root user.
    case federatedUser(account: AccountID, name: String, issuer: UserID?)
    /// A member account's root, for a task: AssumeRoot.
    case assumedRoot(account: AccountID, taskPolicy: ARN)

    /// The account that the session belongs to.
    package var account: AccountID {
        switch self {
        case .user(let account, _), .root(let account), .role(let account, _, _, _),
            .federatedUser(let account, _, _), .assumedRoot(let account, _):
            account
        }
    }
}

/// A condition key with the values that a session gives it.
package struct SessionContextKey: Sendable, Hashable {
    /// The key, such as `saml:sub`.
    package var name: String
    /// The values.
    package var values: [String]

    /// Makes a key with its values.
    package init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }
}

extension AWSError {
    /// The key or the token is not, or is no more, what this server gave out.
    package static let invalidClientTokenID = AWSError(
        "InvalidClientTokenId", status: 403, "The security token included in the request is invalid.")
}
