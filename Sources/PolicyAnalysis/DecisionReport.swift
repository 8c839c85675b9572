import AWSTypes
import PolicyEngine
import PolicyLanguage

/// A decision with its reasons, ready to be read by a person or a program.
///
/// Statements of each kind of policy stand in the order in which they explain most: those that applied, then those
/// that missed on one thing only, then the rest.
public struct DecisionReport: Sendable, Codable, Hashable {
    /// Who asked, as denials call the principal.
    public let principal: String
    /// What for.
    public let action: String
    /// On what.
    public let resource: String
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    public let decision: Verdict
    /// What denied, in AWS's words, such as `because no identity-based policy allows the iam:GetUser action`.
    public let reason: String?
    /// The kind of policy that denied, such as `identity`.
    public let deniedBy: String?
    /// What a person should know who wonders why this was asked.
    public let note: String?
    /// The kinds of policies that were asked, in the order of the decision.
    public let layers: [Layer]
    /// Keys that statements asked for and the request does not have.
    public let missingContextKeys: [String]

    /// What a policy or all of them say.
    public enum Verdict: String, Sendable, Codable, Hashable {
        /// Yes.
        case allowed
        /// No, because a statement says so.
        case explicitDeny
        /// No, because nothing says yes.
        case implicitDeny
    }

    /// What one kind of policies said.
    public struct Layer: Sendable, Codable, Hashable {
        /// The kind, such as `identity`.
        public let type: String
        /// For policies of organizations the place on the way from the root, from 0.
        public let level: Int?
        /// What they say together.
        public let verdict: Verdict
        /// Their statements.
        public let statements: [Statement]
    }

    /// One statement, and how it fared.
    public struct Statement: Sendable, Codable, Hashable {
        /// The policy's name.
        public let policy: String
        /// Whose the policy is, in the simulator's words.
        public let owner: String
        /// The policy's ARN, if it has one.
        public let policyArn: String?
        /// The statement's name, if it has one.
        public let sid: String?
        /// The statement's place in the policy, from 1.
        public let number: Int
        /// Where it begins in the policy's text, from 1.
        public let line: Int
        /// Where it ends.
        public let lastLine: Int
        /// `Allow` or `Deny`.
        public let effect: String
        /// Whether it applied.
        public let applies: Bool
        /// Everything that kept it from applying.
        public let misses: [Miss]
    }

    /// One thing that kept a statement from applying.
    public struct Miss: Sendable, Codable, Hashable {
        /// The element, such as `Action` or `Condition`.
        public let element: String
        /// What the element says: patterns, or an operator, a key and its values.
        public let wanted: [String]
        /// What the request has: nil where it has nothing for that.
        public let found: [String]?
        /// The line to look at.
        public let line: Int
        /// The operator and the key, for conditions.
        public let condition: Condition?
    }

    /// A condition's operator and key.
    public struct Condition: Sendable, Codable, Hashable {
        /// The operator as written.
        public let `operator`: String
        /// The key as written.
        public let key: String
    }
}

extension DecisionReport {
    /// Puts a decision and its trace into words that stay.
    public init(_ request: AuthorizationRequest, _ decision: Decision, _ trace: Trace, note: String? = nil) {
        self.note = note
        principal = request.principal.displayName
        action = request.action
        resource = request.resource
        switch decision.outcome {
        case .allowed: (self.decision, deniedBy) = (.allowed, nil)
        case .denied(.explicit, let type): (self.decision, deniedBy) = (.explicitDeny, type.reportName)
        case .denied(.implicit, let type): (self.decision, deniedBy) = (.implicitDeny, type.reportName)
        }
        let reason = decision.denialReason(action: request.action)
        self.reason = reason.isEmpty ? nil : String(reason.dropFirst())
        layers = trace.layers.map { Layer($0, request) }
        missingContextKeys = trace.missingContextKeys
    }
}

extension DecisionReport.Layer {
    init(_ layer: LayerTrace, _ request: AuthorizationRequest) {
        type = layer.type.reportName
        level = layer.level
        switch layer.verdict {
        case .allow: verdict = .allowed
        case .explicitDeny: verdict = .explicitDeny
        case .implicitDeny: verdict = .implicitDeny
        }
        statements = layer.statements.enumerated()
            .sorted { ($0.element.misses.count, $0.offset) < ($1.element.misses.count, $1.offset) }
            .map { DecisionReport.Statement($0.element, request) }
    }
}

extension DecisionReport.Statement {
    init(_ trace: StatementTrace, _ request: AuthorizationRequest) {
        let source = trace.statement.policy.source
        let statement = trace.statement.statement
        policy = source.id
        owner = source.owner.rawValue
        policyArn = source.arn?.description
        sid = trace.statement.sid
        number = trace.statement.index + 1
        line = statement.range.start.line
        lastLine = statement.range.end.line
        effect = trace.effect.rawValue
        applies = trace.isMatch
        misses = trace.misses.map { DecisionReport.Miss($0, of: statement, request) }
    }
}

extension DecisionReport.Miss {
    init(_ miss: PolicyEngine.Miss, of statement: PolicyStatement, _ request: AuthorizationRequest) {
        let start = statement.range.start.line
        switch miss {
        case .action:
            element = statement.actions?.isNegated == true ? "NotAction" : "Action"
            wanted = statement.actions?.patterns.map(\.value) ?? []
            found = [request.action]
            line = statement.actions?.range.start.line ?? start
            condition = nil
        case .resource(let unresolved):
            element = statement.resources?.isNegated == true ? "NotResource" : "Resource"
            wanted = statement.resources?.patterns.map(\.value) ?? []
            found = unresolved.isEmpty ? [request.resource] : nil
            line = statement.resources?.range.start.line ?? start
            condition = nil
        case .principal:
            element = statement.principals?.isNegated == true ? "NotPrincipal" : "Principal"
            wanted = statement.principals?.values.map(\.text) ?? []
            found = [request.principal.displayName]
            line = statement.principals?.range.start.line ?? start
            condition = nil
        case .condition(let trace):
            element = "Condition"
            wanted = trace.condition.values.map(\.value)
            found = trace.requestValues
            line = trace.condition.key.range.start.line
            condition = DecisionReport.Condition(
                operator: trace.condition.operator.text, key: trace.condition.key.value)
        }
    }
}

extension PolicyType {
    /// The kind's name in reports.
    var reportName: String {
        switch self {
        case .serviceControl: "serviceControl"
        case .resourceControl: "resourceControl"
        case .vpcEndpoint: "vpcEndpoint"
        case .resource: "resource"
        case .roleTrust: "roleTrust"
        case .identity: "identity"
        case .boundary: "permissionsBoundary"
        case .session: "session"
        }
    }
}
