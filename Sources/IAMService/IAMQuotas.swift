/// The quotas of an account, as AWS sets them for a new one.
///
/// Source: IAM User Guide, "IAM and AWS STS quotas".
enum IAMQuotas {
    static let users = 5000
    static let groups = 300
    static let roles = 1000
    static let instanceProfiles = 1000
    static let policies = 1500
    static let versionsPerPolicy = 5
    static let policyVersionsInUse = 10_000
    static let attachedPoliciesPerEntity = 10
    static let groupsPerUser = 10
    static let accessKeysPerUser = 2
    static let mfaDevicesPerUser = 8
    static let tags = 50
    /// Characters, white space not counted.
    static let managedPolicySize = 6144
    /// Characters of all inline policies together, white space not counted.
    static let userPolicySize = 2048
    static let groupPolicySize = 5120
    static let rolePolicySize = 10_240
    static let trustPolicySize = 2048
    static let signingCertificatesPerUser = 2
    static let serverCertificates = 20
    static let sshPublicKeysPerUser = 5
    /// For each user and service.
    static let serviceCredentialsPerUser = 2
    static let samlProviders = 100
    static let privateKeysPerSAMLProvider = 2
    static let oidcProviders = 100
    static let clientIDsPerOIDCProvider = 100
    static let thumbprintsPerOIDCProvider = 5

    /// How many delegation requests of an account are not over; our own choice, since AWS publishes none.
    static let delegationRequests = 100
}
