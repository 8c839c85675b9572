import AWSProtocols
import PolicyLanguage

/// What came out for one action.
struct SimulationResult: Sendable {
    let action: String
    /// The resource's ARN, or a template that stands for several.
    let resourceName: String
    /// The most restrictive of the resources' findings.
    let whole: SimulationFinding
    /// The finding on each resource; empty where none is named.
    let resources: [(name: String, finding: SimulationFinding)]

    func encode(to writer: inout WireWriter) {
        if !resources.isEmpty, whole.isAllowedByOrganizations != false {
            writer.map("EvalDecisionDetails", texts: whole.details.map { ($0.source.rawValue, $0.verdict.rawValue) })
        }
        whole.encodeBoundary(to: &writer)
        writer.list("MatchedStatements", whole.matches) { $1.encode(to: &$0) }
        writer.list("MissingContextValues", texts: whole.missingKeys)
        if let isAllowed = whole.isAllowedByOrganizations {
            writer.structure("OrganizationsDecisionDetail") { $0.field("AllowedByOrganizations", isAllowed) }
        }
        writer.field("EvalResourceName", resourceName)
        writer.field("EvalDecision", whole.verdict.rawValue)
        writer.field("EvalActionName", action)
        if resources.isEmpty { return }
        writer.list("ResourceSpecificResults", resources) { writer, resource in
            let finding = resource.finding
            if !finding.details.isEmpty {
                writer.map(
                    "EvalDecisionDetails", texts: finding.details.map { ($0.source.rawValue, $0.verdict.rawValue) })
            }
            finding.encodeBoundary(to: &writer)
            if !finding.matches.isEmpty { writer.list("MatchedStatements", finding.matches) { $1.encode(to: &$0) } }
            writer.field("EvalResourceDecision", finding.verdict.rawValue)
            if !finding.missingKeys.isEmpty { writer.list("MissingContextValues", texts: finding.missingKeys) }
            writer.field("EvalResourceName", resource.name)
        }
    }
}

/// What came out on a resource, or on several together.
struct SimulationFinding: Sendable {
    var verdict: SimulationVerdict
    /// The statements that settled it.
    var matches: [MatchedStatement] = []
    /// Keys that policies ask for and nobody gave.
    var missingKeys: [String] = []
    /// Nil: there is no boundary.
    var isAllowedByBoundary: Bool?
    /// Nil: there is no organization.
    var isAllowedByOrganizations: Bool?
    /// What each kind of policy says, across accounts only.
    var details: [(source: MatchedStatement.Source, verdict: SimulationVerdict)] = []

    /// Several resources' findings as one: the most restrictive decision, and what led to any of them.
    init(joining findings: [SimulationFinding]) {
        verdict = findings.map(\.verdict).max() ?? .implicitDeny
        let telling = verdict == .explicitDeny ? findings.filter { $0.verdict == verdict } : findings
        for finding in telling {
            for match in finding.matches where !matches.contains(match) { matches.append(match) }
        }
        for finding in findings {
            for key in finding.missingKeys where !missingKeys.contains(key) { missingKeys.append(key) }
            for (source, verdict) in finding.details {
                if let place = details.firstIndex(where: { $0.source == source }) {
                    details[place].verdict = max(details[place].verdict, verdict)
                } else {
                    details.append((source, verdict))
                }
            }
        }
        let boundaries = findings.compactMap(\.isAllowedByBoundary)
        isAllowedByBoundary = boundaries.isEmpty ? nil : boundaries.allSatisfy(\.self)
        let organizations = findings.compactMap(\.isAllowedByOrganizations)
        isAllowedByOrganizations = organizations.isEmpty ? nil : organizations.allSatisfy(\.self)
    }

    init(_ verdict: SimulationVerdict) { self.verdict = verdict }

    fileprivate func encodeBoundary(to writer: inout WireWriter) {
        guard let isAllowedByBoundary else { return }
        writer.structure("PermissionsBoundaryDecisionDetail") {
            $0.field("AllowedByPermissionsBoundary", isAllowedByBoundary)
        }
    }
}

/// `PolicyEvaluationDecisionType`, the more restrictive the greater.
enum SimulationVerdict: String, Sendable, Comparable {
    case allowed, implicitDeny, explicitDeny

    private var restriction: Int {
        switch self {
        case .allowed: 0
        case .implicitDeny: 1
        case .explicitDeny: 2
        }
    }

    static func < (one: Self, other: Self) -> Bool { one.restriction < other.restriction }
}

/// A statement that settled a decision.
struct MatchedStatement: Sendable, Hashable {
    let policy: String
    let source: Source
    let range: SourceRange

    /// The kinds of policies, as the simulator's answers call them.
    ///
    /// AWS: the model of the API has other words, which the service doesn't use.
    enum Source: String, Sendable {
        case identity = "IAM Policy"
        case resource = "Resource Policy"
        case boundary = "Permissions Boundary Policy"
    }

    func encode(to writer: inout WireWriter) {
        writer.field("SourcePolicyId", policy)
        writer.structure("EndPosition") { range.end.encode(to: &$0) }
        writer.field("SourcePolicyType", source.rawValue)
        writer.structure("StartPosition") { range.start.encode(to: &$0) }
    }
}

extension SourcePosition {
    fileprivate func encode(to writer: inout WireWriter) {
        writer.field("Column", column)
        writer.field("Line", line)
    }
}
