import AWSTypes
import PolicyEngine

/// What an operation needs the caller to be allowed, before it runs.
package struct AuthorizationFacts: Sendable {
    /// Each of them has to be allowed; the first that is not names the error.
    package var checks: [AuthorizationCheck]

    /// Every caller may do it, and no policy can forbid it.
    package static let unrestricted = AuthorizationFacts(checks: [])

    /// All of `checks`.
    package init(checks: [AuthorizationCheck]) { self.checks = checks }

    /// One action on one resource.
    package init(_ check: AuthorizationCheck) { checks = [check] }
}

/// One question to the policy engine: an action on a resource.
package struct AuthorizationCheck: Sendable {
    /// The action, such as `iam:CreateUser`.
    package private(set) var action: String
    /// The resource's ARN, or `*` for actions that have none.
    package let resource: String
    /// The account that owns the resource; nil: the caller's.
    package var resourceAccount: AccountID?
    /// Condition keys of the operation and the resource.
    package var context: [(key: ContextKey, value: ContextValue)] = []
    /// The policy that stands on the resource.
    package var resourcePolicy: ResourcePolicy = .none
    /// What a denial calls the resource, where AWS does not show the ARN.
    package var label: String?
    /// How a denial is worded.
    package var denial: DenialWording = .withReason
    /// The caller's canonical id, where the resource's policy may name accounts by theirs.
    package var canonicalUserID: String?
    /// What a person should know who wonders why this is asked.
    package var note: String?
    /// The service of AWS that asks, such as `ec2.amazonaws.com`; nil: the caller does.
    package var service: String?

    /// Asks for an action on a resource.
    package init(_ action: String, on resource: String) {
        self.action = action
        self.resource = resource
    }

    /// Asks for an action on a resource.
    package init(_ action: String, on resource: ARN) {
        self.init(action, on: resource.description)
    }

    /// Asks for an action of STS that has no resource, which its denials then don't name.
    ///
    /// Source: answers of STS in public logs.
    package static func withoutResource(_ action: String) -> AuthorizationCheck {
        var check = AuthorizationCheck(action, on: "*")
        check.denial = .withoutResource
        return check
    }

    /// Asks for an action on a role, with the condition keys of the role's tags.
    package init(_ action: String, on role: ARN, tagged tags: Tags) {
        self.init(action, on: role)
        resourceAccount = role.accountID
        for tag in tags {
            context.append((.resourceTag(tag.key), .string(tag.value)))
            context.append((.iamResourceTag(tag.key), .string(tag.value)))
        }
    }

    /// The same check of another action.
    package func asking(_ action: String) -> AuthorizationCheck {
        var check = self
        check.action = action
        return check
    }

    /// The same check with further condition keys.
    package func with(_ context: [(key: ContextKey, value: ContextValue)]) -> AuthorizationCheck {
        var check = self
        check.context += context
        return check
    }
}

/// How a denial is worded.
package enum DenialWording: Sendable {
    /// With the type of policy that denied, as most services do.
    case withReason
    /// Without, as STS does of roles.
    case withoutReason
    /// With the reason, but without the resource, as STS does where there is none.
    case withoutResource
    /// With the reason, and the resource in quotes, as S3 does; strangers are told nothing, unless they are of the
    /// owner's organization.
    case quotingResource(tellsStrangers: Bool)
    /// In words of its own.
    case fixed(AWSError)
}
