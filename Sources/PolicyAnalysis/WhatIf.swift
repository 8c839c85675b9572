/// A question to the policy engine that nobody has asked yet.
///
/// May this principal do this to that, with these policies, in this context?
///
/// It is what `sallyport simulate` puts together from files, and what it sends to a server that has the principal.
public struct WhatIf: Codable, Sendable {
    /// Who would ask: an ARN, an account's number, a service's name, or `*` for anybody.
    public var principal: String
    /// What for; each is asked on each of the resources.
    public var actions: [String]
    /// On what: ARNs, or `*` for nothing in particular.
    public var resources: [String]
    /// Whose the resources are, where their ARNs don't tell and it is not the principal's account.
    public var resourceAccount: String?
    /// Condition keys with their values.
    public var context: [String: [String]]
    /// The policies that are passed.
    public var policies: [Policy]

    /// Puts a question together.
    public init(
        principal: String, actions: [String], resources: [String], resourceAccount: String? = nil,
        context: [String: [String]] = [:], policies: [Policy] = []
    ) {
        self.principal = principal
        self.actions = actions
        self.resources = resources
        self.resourceAccount = resourceAccount
        self.context = context
        self.policies = policies
    }

    /// A policy that is passed with a question.
    public struct Policy: Codable, Sendable {
        /// What it is for.
        public var role: Role
        /// What reports call it, such as its file's name.
        public var name: String
        /// The document.
        public var text: String
        /// For policies of organizations the place on the way from the root, from 0.
        public var level: Int?

        /// Makes a policy.
        public init(_ role: Role, name: String, text: String, level: Int? = nil) {
            self.role = role
            self.name = name
            self.text = text
            self.level = level
        }
    }

    /// What a policy is for.
    public enum Role: String, Codable, Sendable {
        /// What the principal may do.
        case identity
        /// The most that the principal may do.
        case permissionsBoundary
        /// What its session may do.
        case session
        /// What stands on each of the resources.
        case resource
        /// What principals of the organization's accounts may do.
        case serviceControl
        /// What may be done to resources of the organization's accounts.
        case resourceControl
    }

    /// Why a question can't be answered: what is wrong, and what to do.
    public struct Fault: Error, Hashable, Sendable {
        /// What is wrong, with file, line and column where they are known.
        public let problem: String
        /// What to write instead, if that is known.
        public let remedy: String?

        init(_ problem: String, remedy: String? = nil) {
            self.problem = problem
            self.remedy = remedy
        }
    }
}
