extension DecisionReport {
    /// How a report is painted.
    public enum Style: Sendable {
        /// Plain text.
        case plain
        /// With the colours of terminals.
        case coloured

        fileprivate func paint(_ text: String, _ colour: Colour) -> String {
            self == .plain ? text : "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
        }
    }

    fileprivate enum Colour: Int {
        case red = 31
        case green = 32
        case dim = 2
        case bold = 1
    }

    /// The report as lines for a person.
    ///
    /// Statements that are about another action altogether are counted, not listed, unless `everything` is asked for.
    public func lines(_ style: Style, everything: Bool = false) -> [String] {
        var lines: [String] = []
        switch decision {
        case .allowed: lines.append(style.paint("ALLOWED", .green) + "  \(action) on \(resource)")
        case .explicitDeny, .implicitDeny: lines.append(style.paint("DENIED", .red) + "  \(action) on \(resource)")
        }
        lines.append("to \(principal)" + (reason.map { ", \($0)" } ?? ""))
        if let note { lines.append(note) }
        for place in placesToChange { lines.append(style.paint("→ \(place)", .bold)) }
        for layer in layers { lines += layer.lines(style, everything: everything) }
        if !missingContextKeys.isEmpty {
            lines += ["", "The request has no value for: " + missingContextKeys.joined(separator: ", ")]
        }
        return lines
    }
}

extension DecisionReport {
    /// Where a denial could be turned: the statements that deny, or those that missed on one thing only.
    ///
    /// Each as file or policy, line, and what stands there.
    public var placesToChange: [String] {
        // A layer that allows needs no change, be it of the kind that denied.
        let layers = layers.filter { $0.type == deniedBy && $0.verdict == decision }
        let statements = layers.flatMap(\.statements)
        switch decision {
        case .allowed: return []
        case .explicitDeny:
            return statements.filter { $0.applies && $0.effect == "Deny" }.map { statement in
                "\(statement.policy):\(statement.line): \(statement.title) denies it"
            }
        case .implicitDeny:
            return statements.filter { $0.effect == "Allow" && $0.misses.count == 1 }.flatMap { statement in
                statement.misses.map { "\(statement.policy):\($0.line): \($0.sentence)" }
            }
        }
    }
}

extension DecisionReport.Layer {
    fileprivate func lines(_ style: DecisionReport.Style, everything: Bool) -> [String] {
        let verdict =
            switch verdict {
            case .allowed: style.paint("allow", .green)
            case .explicitDeny: style.paint("deny", .red)
            case .implicitDeny: statements.isEmpty ? "there are none" : "say nothing that applies"
            }
        let place = level.map { " at level \($0)" } ?? ""
        var lines = ["", style.paint("\(title)\(place)", .bold) + ": \(verdict)"]
        let shown = everything ? statements : statements.filter(\.isNear)
        for statement in shown { lines += statement.lines(style) }
        let others = statements.count - shown.count
        if others > 0 {
            let what = others == 1 ? "statement is" : "statements are"
            lines.append(style.paint("  \(others) more \(what) about other things", .dim))
        }
        return lines
    }

    private var title: String {
        switch type {
        case "serviceControl": "service control policies"
        case "resourceControl": "resource control policies"
        case "vpcEndpoint": "VPC endpoint policies"
        case "resource": "resource-based policies"
        case "roleTrust": "role trust policies"
        case "identity": "identity-based policies"
        case "permissionsBoundary": "permissions boundaries"
        default: "session policies"
        }
    }
}

extension DecisionReport.Statement {
    /// Whether it applied, or is about the action and would apply after few changes.
    fileprivate var isNear: Bool { applies || !misses.contains { $0.element.hasSuffix("Action") } || misses.count == 1 }

    /// `Allow 2 'Sid'`.
    fileprivate var title: String { "\(effect) \(number)" + (sid.map { " '\($0)'" } ?? "") }

    fileprivate func lines(_ style: DecisionReport.Style) -> [String] {
        let mark = applies ? (effect == "Deny" ? style.paint("✗", .red) : style.paint("✓", .green)) : "·"
        let whose = owner == "none" ? "" : " (\(owner))"
        let verb = applies ? (effect == "Deny" ? "denies" : "allows") : "does not apply"
        var lines = ["  \(mark) \(title) of \(policy)\(whose), line \(line): \(verb)"]
        for miss in misses { lines.append("      line \(miss.line): " + miss.sentence) }
        return lines
    }
}

extension DecisionReport.Miss {
    fileprivate var sentence: String {
        if let condition {
            let value = found.map { $0.isEmpty ? "nothing" : $0.joined(separator: ", ") }
            let request = value.map { "the request has \($0)" } ?? "the request has no such key"
            return "\(condition.operator) \(condition.key) wants \(list); \(request)"
        }
        guard let found else { return "\(element) \(list) has a variable that the request has no value for" }
        let isNegated = element.hasPrefix("Not")
        return "\(element) \(list) \(isNegated ? "excludes" : "does not cover") \(found.joined(separator: ", "))"
    }

    /// The values that a sentence has room for; JSON has them all.
    private static let room = 8

    /// What the element says; of many values those that are most like what the request has.
    private var list: String {
        guard wanted.count > DecisionReport.Miss.room else { return wanted.joined(separator: ", ") }
        let request = found?.first?.lowercased() ?? ""
        let likeness = wanted.enumerated().map { place, value in
            (likeness: value.lowercased().sharedBeginning(with: request), place: place, value: value)
        }
        let nearest = likeness.sorted { ($1.likeness, $0.place) < ($0.likeness, $1.place) }
        let shown = nearest.prefix(DecisionReport.Miss.room).map(\.value).joined(separator: ", ")
        return "\(shown) and \(wanted.count - DecisionReport.Miss.room) more"
    }
}

extension String {
    /// How many bytes both begin with.
    fileprivate func sharedBeginning(with other: String) -> Int {
        zip(utf8, other.utf8).prefix { $0 == $1 }.count
    }
}
