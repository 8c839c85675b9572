import PolicyLanguage

/// What was found in one policy, with its text: ready to be shown, or read by a program.
package struct LintReport: Sendable {
    /// What to call the policy: the name of its file.
    package let name: String
    /// What was found.
    package let findings: [Finding]
    let text: String

    /// Makes a report.
    package init(name: String, text: String, findings: [Finding]) {
        self.name = name
        self.text = text
        self.findings = findings
    }

    /// Whether something at least as grave was found.
    package func has(atLeast type: FindingType) -> Bool { findings.contains { $0.type >= type } }
}

// MARK: - For programs

/// The members are those of ValidatePolicy's answer: lines count from 1, columns and offsets from 0.
extension LintReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case file, findings
    }

    private struct EncodedFinding: Encodable {
        let findingType: FindingType
        let issueCode: IssueCode
        let findingDetails: String
        let learnMoreLink: String
        let locations: [Location]
    }

    private struct Location: Encodable {
        let path: [[String: PathValue]]
        let span: Span
    }

    private struct Span: Encodable {
        let start: Position
        let end: Position
    }

    private struct Position: Encodable {
        let line: Int
        let column: Int
        let offset: Int
    }

    private enum PathValue: Encodable {
        case text(String)
        case number(Int)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    /// Writes the report.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .file)
        let encoded = findings.map { finding in
            EncodedFinding(
                findingType: finding.type, issueCode: finding.code,
                findingDetails: "\(finding.problem) \(finding.remedy)", learnMoreLink: finding.code.link,
                locations: finding.places.map(location))
        }
        try container.encode(encoded, forKey: .findings)
    }

    private func location(_ place: Place) -> Location {
        let path = place.path.map { element -> [String: PathValue] in
            switch element {
            case .value(let name): ["value": .text(name)]
            case .key(let name): ["key": .text(name)]
            case .index(let index): ["index": .number(index)]
            }
        }
        return Location(
            path: path, span: Span(start: position(place.range.start), end: position(place.range.end)))
    }

    /// Offsets count characters, not bytes.
    private func position(_ position: SourcePosition) -> Position {
        let continuing = text.utf8.prefix(position.offset).count { $0 & 0xC0 == 0x80 }
        return Position(line: position.line, column: position.column - 1, offset: position.offset - continuing)
    }
}

extension IssueCode {
    /// Where to read more: AWS's page of policy checks, or Sallyport's own list.
    package var link: String {
        if isOwn { return "docs/lint.md" }
        let kind =
            switch type {
            case .error: "error"
            case .securityWarning: "security-warning"
            case .warning: "general-warning"
            case .suggestion: "suggestion"
            }
        let page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
        let name = rawValue.lowercased().split(separator: "_").joined(separator: "-")
        return "\(page)#access-analyzer-reference-policy-checks-\(kind)-\(name)"
    }
}
