import PolicyLanguage

extension LintReport {
    /// How a report is painted.
    package enum Style: Sendable {
        /// Plain text.
        case plain
        /// With the colours of terminals.
        case coloured

        fileprivate func paint(_ text: String, _ code: String) -> String {
            self == .plain ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
        }
    }

    /// The report as lines for a person: each finding with its line of the policy and what to write instead.
    package func lines(_ style: Style) -> [String] {
        let source = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var lines: [String] = []
        for finding in findings {
            lines += self.lines(for: finding, source, style)
            lines.append("")
        }
        lines.append(summary)
        return lines
    }

    private func lines(for finding: Finding, _ source: [Substring], _ style: Style) -> [String] {
        let range = finding.places[0].range
        let place = style.paint("\(name):\(range.start):", "1")
        let word = style.paint("\(finding.type.word) \(finding.code.rawValue):", finding.type.colour)
        var lines = ["\(place) \(word) \(finding.problem)"]
        let number = String(range.start.line)
        let margin = String(repeating: " ", count: number.count)
        if source.indices.contains(range.start.line - 1) {
            let (line, marks) = Excerpt.make(source[range.start.line - 1], range)
            lines.append(style.paint(" \(number) | ", "2") + line)
            lines.append(style.paint(" \(margin) | ", "2") + style.paint(marks, finding.type.colour))
        }
        lines.append(style.paint(" \(margin) = ", "2") + finding.remedy)
        if finding.places.count > 1 {
            let others = finding.places.dropFirst().map { "\($0.range.start)" }.joined(separator: ", ")
            lines.append(style.paint(" \(margin) = ", "2") + "see also \(others)")
        }
        return lines
    }

    private var summary: String {
        if findings.isEmpty { return "\(name): nothing found" }
        let counts = FindingType.allCases.reversed().compactMap { type -> String? in
            let count = findings.count { $0.type == type }
            return count == 0 ? nil : "\(count) \(type.word)\(count == 1 ? "" : "s")"
        }
        return "\(name): \(counts.joined(separator: ", "))"
    }
}

extension FindingType {
    /// What people call it.
    package var word: String {
        switch self {
        case .error: "error"
        case .securityWarning: "security warning"
        case .warning: "warning"
        case .suggestion: "suggestion"
        }
    }

    fileprivate var colour: String {
        switch self {
        case .error: "31"
        case .securityWarning: "35"
        case .warning: "33"
        case .suggestion: "36"
        }
    }
}

/// A line of the policy with marks below the place that a finding is about.
private enum Excerpt {
    /// The most characters to show; policies are often one long line.
    private static let width = 96

    static func make(_ line: Substring, _ range: SourceRange) -> (line: String, marks: String) {
        let scalars = line.unicodeScalars.map { $0 == "\t" ? " " : $0 }
        let start = min(range.start.column - 1, scalars.count)
        let end = range.end.line == range.start.line ? min(range.end.column - 1, scalars.count) : scalars.count
        var first = 0
        if scalars.count > width { first = max(0, min(start - width / 4, scalars.count - width)) }
        let last = min(scalars.count, first + width)
        let (before, after) = (first > 0 ? "…" : "", last < scalars.count ? "…" : "")
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: scalars[first..<last])
        let length = max(1, min(end, last) - start)
        let marks =
            String(repeating: " ", count: start - first + before.count) + "^"
            + String(repeating: "~", count: length - 1)
        return (before + String(shown) + after, marks)
    }
}
