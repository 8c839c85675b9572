import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

// CognitoIdentityService: pools of identities, which give people of other systems credentials of roles. One struct an
// operation, in the file of its family; the table below is the only list of them.
//
// What people bring to log in is a `PresentedLogins`, which says what has to be verified; what was verified is a
// `VerifiedLogin`. `RoleChoice` finds the role. Nothing here verifies a signature or fetches a key.

/// The service `cognito-identity`.
package enum CognitoIdentityService {
    /// Its definition: version 2014-06-30 of the API.
    package static let definition = ServiceDefinition(
        name: "cognito-identity",
        wire: .json(
            JSONProtocol(target: "AWSCognitoIdentityService", version: "1.1"),
            refusing: ConstraintViolation.allTogether),
        operations: pools + identities + logins, admission: { _, _ in })

    private static let pools: [OperationEntry] = [
        .write(CreateIdentityPool.self), .read(DescribeIdentityPool.self), .write(UpdateIdentityPool.self),
        .write(DeleteIdentityPool.self), .read(ListIdentityPools.self),
        .write(SetIdentityPoolRoles.self), .read(GetIdentityPoolRoles.self),
        .write(SetPrincipalTagAttributeMap.self), .read(GetPrincipalTagAttributeMap.self),
        .write(TagResource.self), .write(UntagResource.self), .read(ListTagsForResource.self),
    ]

    private static let identities: [OperationEntry] = [
        .read(DescribeIdentity.self), .read(ListIdentities.self), .write(DeleteIdentities.self),
        .read(LookupDeveloperIdentity.self), .write(MergeDeveloperIdentities.self),
        .write(UnlinkDeveloperIdentity.self),
    ]

    private static let logins: [OperationEntry] = [
        .login(GetId.self), .login(GetCredentialsForIdentity.self), .login(GetOpenIdToken.self),
        .login(GetOpenIdTokenForDeveloperIdentity.self), .login(UnlinkIdentity.self),
    ]

    /// The name of identity pools as a provider of identities, in trust policies and in logins.
    static let provider = "cognito-identity.amazonaws.com"
}

/// The most that there may be of something.
///
/// Source: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito".
enum IdentityPoolQuotas {
    /// Pools of an account.
    static let pools = 1000
    /// Logins of an identity.
    static let logins = 20
    /// Tags of a pool.
    static let tags = 50
}
