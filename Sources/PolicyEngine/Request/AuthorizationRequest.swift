import AWSTypes

/// One question: whether this principal may do this to that.
///
/// Laid out for matching when it is made, so that deciding it needs no further memory. Requests that differ in
/// action or resource only can share their context.
public final class AuthorizationRequest: Sendable {
    /// Who asks.
    public let principal: RequestPrincipal
    /// What for, such as `s3:GetObject`; its case does not matter.
    public let action: String
    /// On what: an ARN, or `*` for actions that have no resource.
    public let resource: String
    /// Whose the resource is; nil where it belongs to no account, which then counts as the caller's own.
    public let resourceAccount: AccountID?
    /// The caller's canonical id, by which bucket policies may name its account.
    public let canonicalUserID: String?
    /// What conditions and variables may ask for.
    public let context: RequestContext

    let view: RequestView

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
        view = RequestView(action: action, resource: resource)
    }

    deinit { view.free() }

    /// Whether the caller's account is not the resource's.
    public var isCrossAccount: Bool {
        guard let resourceAccount, let account = principal.account else { return false }
        return account != resourceAccount
    }
}
