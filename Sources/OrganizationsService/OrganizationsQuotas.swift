/// Organizations' limits, as AWS sets them unless asked otherwise.
///
/// Source: AWS Organizations User Guide, "Quotas and service limits". The number of accounts is AWS's highest, not
/// its first: raising it takes a support case, which nobody can file here.
enum OrganizationsQuotas {
    static let accounts = 10_000
    static let units = 2_000
    static let unitDepth = 5
    static let policies = 10_000
    static let policiesOfTarget = 5
    static let policySize = 5_120
    static let tags = 50
}
