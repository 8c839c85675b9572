import AWSTypes

/// One question: may this principal do this to that?
public struct AuthorizationRequest: Sendable {
    /// Who asks.
    public var principal: RequestPrincipal
    /// What for, such as `s3:GetObject`; its case does not matter.
    public var action: String
    /// On what: an ARN, or `*` for actions that have no resource.
    public var resource: String
    /// Whose the resource is; nil where it belongs to no account, which then counts as the caller's own.
    public var resourceAccount: AccountID?
    /// The caller's canonical id, by which bucket policies may name its account.
    public var canonicalUserID: String?
    /// What conditions and variables may ask for.
    public var context: RequestContext

    /// Makes a request.
    public init(
        principal: RequestPrincipal, action: String, resource: String, resourceAccount: AccountID? = nil,
        canonicalUserID: String? = nil, context: RequestContext = RequestContext()
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.canonicalUserID = canonicalUserID
        self.context = context
    }

    /// Whether the caller's account is not the resource's.
    public var isCrossAccount: Bool {
        guard let resourceAccount, let account = principal.account else { return false }
        return account != resourceAccount
    }
}
