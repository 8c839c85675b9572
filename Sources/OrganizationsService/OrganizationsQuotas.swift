import IdentityModel

/// Organizations' limits, as AWS sets them unless asked otherwise.
///
/// Source: AWS Organizations User Guide, "Quotas and service limits". The number of accounts is AWS's highest, not
/// its first: raising it takes a support case, which nobody can file here.
enum OrganizationsQuotas {
    static let accounts = 10_000
    static let units = 2_000
    static let unitDepth = 5
    static let tags = 50

    /// How many policies of a type an organization may have.
    static func policies(_ type: OrganizationPolicyType) -> Int {
        switch type {
        case .serviceControl: 10_000
        case .resourceControl: 1_000
        }
    }

    /// How many policies of a type may stand on one target.
    ///
    /// AWS raised it for service control policies from five on 15 May 2026.
    static func policiesOfTarget(_ type: OrganizationPolicyType) -> Int {
        switch type {
        case .serviceControl: 10
        case .resourceControl: 5
        }
    }
}
