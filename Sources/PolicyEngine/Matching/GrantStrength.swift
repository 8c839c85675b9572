/// What an `Allow` of a resource's policy is worth to a caller of the same account.
///
/// Source: IAM User Guide, "Determining whether a request is allowed or denied", the table of resource-based
/// policies and implicit denies in other policy types.
public enum GrantStrength: UInt8, Hashable, Sendable, Comparable {
    /// The policy does not name the caller.
    case none
    /// It names the caller's account, whose identity policies have to allow too.
    case delegated
    /// It names the role or user behind the session: boundary and session policy still limit.
    case limited
    /// It names the caller, or everyone: silence of other policies doesn't matter.
    case direct

    /// Less is weaker.
    public static func < (one: GrantStrength, other: GrantStrength) -> Bool { one.rawValue < other.rawValue }
}
