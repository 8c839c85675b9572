import AWSTypes
import IdentityModel

// Each wording of Cognito's errors stands here once. Source: AWS's model of Cognito Identity, and its answers in public
// logs. All of them have the status 400.
extension AWSError {
    private static func cognito(_ code: String, _ message: String) -> AWSError {
        AWSError(code + "Exception", status: 400, message)
    }

    // MARK: What is not there

    static func noSuch(pool: IdentityPoolID) -> AWSError {
        cognito("ResourceNotFound", "IdentityPool '\(pool)' not found.")
    }

    static func noSuch(identity: PoolIdentityID) -> AWSError {
        cognito("ResourceNotFound", "Identity '\(identity)' not found.")
    }

    static let noSuchDeveloperIdentity = cognito("ResourceNotFound", "Developer user identifier not found.")
    static func noSuchTagMap(_ provider: String) -> AWSError {
        cognito("ResourceNotFound", "No principal tag attribute map is set for the provider \(provider).")
    }
    static func noSuchResource(_ arn: String) -> AWSError { cognito("ResourceNotFound", "\(arn) not found.") }

    // MARK: Who may not

    static func notAuthorized(_ message: String) -> AWSError { cognito("NotAuthorized", message) }

    static let noGuests = notAuthorized("Unauthenticated access is not supported for this identity pool.")
    static let loginsDoNotMatch = notAuthorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.")
    static let unsupportedProvider = notAuthorized("Token is not from a supported provider of this identity pool.")
    static func invalidLogin(_ why: String) -> AWSError { notAuthorized("Invalid login token. \(why)") }
    static func forbidden(_ identity: PoolIdentityID) -> AWSError {
        notAuthorized("Access to Identity '\(identity)' is forbidden.")
    }
    static let ambiguousRole = notAuthorized("Ambiguous role: no role of the token or of the rules could be chosen.")
    static let customRoleNotOffered = notAuthorized("The token does not offer the role of CustomRoleArn.")

    // MARK: What does not go together

    static let linkedElsewhere = cognito("ResourceConflict", "Login is already linked to another identity.")
    static let developerIdentityMismatch = cognito(
        "ResourceConflict", "The developer user identifier and the identity don't belong together.")
    static let alreadyRegistered = cognito(
        "DeveloperUserAlreadyRegistered", "The developer user is already registered with another identity.")
    static let poolsCollide = cognito("ResourceConflict", "The developer provider is not that of the identity pool.")
    static let tooManyPools = cognito(
        "LimitExceeded", "The account has reached its limit of \(IdentityPoolQuotas.pools) identity pools.")

    // MARK: Input and configuration

    static func invalidParameter(_ message: String) -> AWSError { cognito("InvalidParameter", message) }

    static let classicFlowDisabled = invalidParameter(
        "Basic (classic) flow is not enabled, please use enhanced flow.")
    static let invalidNextToken = invalidParameter("Invalid NextToken.")
    static let invalidPoolConfiguration = cognito(
        "InvalidIdentityPoolConfiguration",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.")

    /// A provider whose tokens only it can read, and which is not asked from here.
    static func providerNotAsked(_ name: String) -> AWSError {
        cognito("ExternalService", "The identity provider \(name) can't be asked from here.")
    }
}
