/// One statement of a policy.
public struct PolicyStatement: Sendable, Hashable {
    /// The statement's place in its document, from 0.
    public let index: Int
    /// Its name, if it has one.
    public let sid: Located<String>?
    /// What it does when it applies.
    public let effect: Effect
    /// `Principal` or `NotPrincipal`.
    public let principals: PrincipalElement?
    /// `Action` or `NotAction`.
    public let actions: PatternElement?
    /// `Resource` or `NotResource`.
    public let resources: PatternElement?
    /// `Condition`: every one must hold.
    public let conditions: [PolicyCondition]
    /// Where it was written, braces included.
    public let range: SourceRange

    /// What a statement does when it applies.
    public enum Effect: String, Hashable, Sendable {
        /// It allows, unless something denies.
        case allow = "Allow"
        /// It denies, whatever allows.
        case deny = "Deny"
    }
}

/// `Action`, `NotAction`, `Resource` or `NotResource`.
public struct PatternElement: Hashable, Sendable {
    /// Whether this is the form with `Not`.
    public let isNegated: Bool
    /// The patterns in the order written; a bare string is a list of one.
    public let patterns: [Located<String>]
    /// Where the element's value was written.
    public let range: SourceRange
}

/// One key under one operator, with the values that it is compared to.
public struct PolicyCondition: Hashable, Sendable {
    /// The operator.
    public let `operator`: ConditionOperator
    /// The key as written.
    public let key: Located<String>
    /// The values in the order written, numbers and booleans as text.
    public let values: [Located<String>]
}

/// `Principal` or `NotPrincipal`.
public struct PrincipalElement: Hashable, Sendable {
    /// Whether this is the form with `Not`.
    public let isNegated: Bool
    /// The principals in the order written.
    public let values: [PrincipalValue]
    /// Where the element's value was written.
    public let range: SourceRange
}

/// One principal that a statement names.
public struct PrincipalValue: Hashable, Sendable {
    /// The kind of principal it was written under.
    public let kind: Kind
    /// The value as written.
    public let text: String
    /// Where the value was written, quotes included.
    public let range: SourceRange

    /// The names in a map of principals.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The bare `"*"`.
        case everyone = "*"
        /// Accounts, users, roles and sessions.
        case aws = "AWS"
        /// Identity providers.
        case federated = "Federated"
        /// Services of AWS.
        case service = "Service"
        /// Accounts, in S3's words.
        case canonicalUser = "CanonicalUser"
    }

    /// Whether it names every principal: `"*"` or `{"AWS": "*"}`.
    public var isEveryone: Bool { kind == .everyone || kind == .aws && text == "*" }
}
