/// The answer to a request.
public struct Decision: Sendable, Hashable {
    /// Allowed, or how and by what kind of policy denied.
    public let outcome: Outcome
    /// The statement that settled it: the `Deny` of an explicit denial, the `Allow` that granted.
    ///
    /// Nil where silence denied, or where no statement is needed.
    public let determining: StatementReference?
    /// Whether AWS keeps the reason of a denial from this caller: for anonymous callers and foreign accounts.
    public let withholdsReason: Bool

    /// What came out.
    public enum Outcome: Hashable, Sendable {
        /// The request may go on.
        case allowed
        /// The request may not.
        case denied(Denial, by: PolicyType)
    }

    /// How a policy denies.
    public enum Denial: Hashable, Sendable {
        /// A `Deny` applies.
        case explicit
        /// No `Allow` applies.
        case implicit
    }

    /// Whether the request may go on.
    public var isAllowed: Bool { outcome == .allowed }

    /// Whether a `Deny` applies.
    public var isExplicitlyDenied: Bool {
        if case .denied(.explicit, _) = outcome { true } else { false }
    }
}

extension Decision {
    /// What AWS appends to "User: … is not authorized to perform: …", with a space before; empty where the
    /// request is allowed or the reason is withheld.
    ///
    /// Source: IAM User Guide, "Troubleshoot access denied error messages", in the form without policy ARNs.
    ///
    /// `tellingStrangers` is for services that tell the reason across accounts of one organization.
    public func denialReason(action: String, tellingStrangers: Bool = false) -> String {
        guard case .denied(let denial, let type) = outcome, !withholdsReason || tellingStrangers else { return "" }
        return switch denial {
        case .explicit: " with an explicit deny in \(type.nameInExplicitDenials)"
        case .implicit: " because no \(type.nameInImplicitDenials) allows the \(action) action"
        }
    }
}

extension PolicyType {
    fileprivate var nameInImplicitDenials: String {
        switch self {
        case .serviceControl: "service control policy"
        case .resourceControl: "resource control policy"
        case .vpcEndpoint: "VPC endpoint policy"
        case .resource: "resource-based policy"
        case .roleTrust: "role trust policy"
        case .identity: "identity-based policy"
        case .boundary: "permissions boundary"
        case .session: "session policy"
        }
    }

    fileprivate var nameInExplicitDenials: String {
        switch self {
        case .identity: "an identity-based policy"
        case .roleTrust: "the role trust policy"
        case .serviceControl, .resourceControl, .vpcEndpoint, .resource, .boundary, .session:
            "a \(nameInImplicitDenials)"
        }
    }
}
