import AWSTypes
import Operations

// STSService: temporary credentials. One struct an operation; the table below is the only list of them.

/// The service `sts`.
package enum STSService {
    /// Its definition: version 2011-06-15 of the API.
    package static let definition = ServiceDefinition(
        name: "sts", apiVersion: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
        operations: [
            .credentials(AssumeRole.self), .read(GetCallerIdentity.self), .credentials(GetSessionToken.self),
            .credentials(GetFederationToken.self), .read(GetAccessKeyInfo.self),
            .credentials(DecodeAuthorizationMessage.self), .federation(AssumeRoleWithWebIdentity.self),
            .federation(AssumeRoleWithSAML.self), .credentials(AssumeRoot.self),
            .token(GetWebIdentityToken.self), .credentials(GetDelegatedAccessToken.self),
        ],
        admission: admit)

    /// Refuses what some credentials may not do here at all.
    ///
    /// Source: IAM User Guide, "Comparing the AWS STS API operations".
    private static func admit(_ caller: Caller, _ operation: String) throws(AWSError) {
        if caller.session == nil || operation == GetCallerIdentity.name { return }
        switch caller.identity {
        case .federatedUser:
            throw .accessDenied("Cannot call \(operation) with federated user credentials")
        case .user, .root:
            if caller.rootTask != nil || ![AssumeRole.name, AssumeRoot.name].contains(operation) {
                throw .accessDenied("Cannot call \(operation) with session credentials")
            }
        case .role:
            if operation == GetSessionToken.name || operation == GetFederationToken.name {
                throw .accessDenied("Cannot call \(operation) with session credentials")
            }
        case .federated, .anonymous: break
        }
    }
}
