import PolicyLanguage

/// Finds what is wrong with policies, and what could be better.
///
/// ```swift
/// let linter = PolicyLinter(catalog)
/// for finding in linter.findings(in: text, as: .identity) {
///     print(finding.places[0].range.start, finding.code.rawValue, finding.problem, finding.remedy)
/// }
/// ```
package struct PolicyLinter: Sendable {
    private let library: ServiceLibrary

    /// Makes a linter that knows the services of a catalogue.
    package init(_ catalog: ServiceCatalog) { library = ServiceLibrary(catalog) }

    /// Everything that was found in a text, in the order of the text.
    package func findings(in text: String, as kind: LintedKind) -> [Finding] {
        var inspection = Inspection(kind: kind, library: library)
        inspection.run(text)
        return inspection.findings.enumerated()
            .sorted { one, other in
                let (left, right) = (one.element.places[0].range.start, other.element.places[0].range.start)
                return (left, one.offset) < (right, other.offset)
            }
            .map(\.element)
    }
}

/// One policy under examination.
///
/// Each check is a method of its own, in the file of its subject, and reports what it finds.
struct Inspection {
    let kind: LintedKind
    let library: ServiceLibrary
    private(set) var findings: [Finding] = []

    init(kind: LintedKind, library: ServiceLibrary) {
        self.kind = kind
        self.library = library
    }

    /// Notes a finding.
    mutating func report(_ code: IssueCode, at places: Place..., problem: String, remedy: String) {
        report(code, at: places, problem: problem, remedy: remedy)
    }

    /// Notes a finding about places, of which there is at least one.
    mutating func report(_ code: IssueCode, at places: [Place], problem: String, remedy: String) {
        findings.append(Finding(code: code, places: places, problem: problem, remedy: remedy))
    }

    mutating func run(_ text: String) {
        let json: JSONValue
        do {
            json = try JSONReader.read(text.utf8)
        } catch {
            let place = Place(path: [], range: SourceRange(start: error.position, end: error.position))
            return report(.jsonSyntaxError, at: place, problem: error.problem, remedy: error.remedy)
        }
        guard json.members != nil else {
            return report(
                .jsonSyntaxError, at: Place(path: [], range: json.range), problem: "A policy is a JSON object.",
                remedy: "Write {\"Version\": \"2012-10-17\", \"Statement\": [ … ]}.")
        }
        let policy = readPolicy(json)
        checkSize(of: text, at: policy.place)
        checkSids(policy)
        for statement in policy.statements { check(statement, of: policy) }
        checkRedundantStatements(policy)
        checkTrustedActions(policy)
    }

    private mutating func check(_ statement: LintedStatement, of policy: LintedPolicy) {
        checkActions(statement)
        checkResources(statement)
        checkResourceTypes(statement)
        checkPrincipals(statement)
        checkVariables(statement, version: policy.version)
        for condition in statement.conditions { check(condition, of: statement) }
        checkConditionsTogether(statement)
        checkTagKeys(statement)
        checkPowerfulActions(statement)
        checkServicePrincipals(statement)
        checkBreadth(statement)
        switch kind {
        case .trust: checkTrust(statement)
        case .resourceControl: checkResourceControl(statement)
        case .identity, .resource, .bucket, .serviceControl: break
        }
    }

    private mutating func check(_ condition: LintedCondition, of statement: LintedStatement) {
        guard condition.operator.comparison != nil else { return }
        checkKey(condition, of: statement)
        checkValues(condition)
        checkAddresses(condition)
        checkIdentifiers(condition)
        checkWildcards(condition)
    }
}
