import AWSTypes

/// The members of a request, or of a structure within one, read by name.
///
/// Reading never fails: what breaks a constraint is noted, and a stand-in is returned. Whoever made the input calls
/// `finish()` before anybody sees what was read, and that throws all that was noted at once, as AWS does:
///
/// ```swift
/// let input = WireInput(parameters)
/// let name: UserName = input.require("UserName")
/// try input.finish()  // 1 validation error detected: Value null at 'userName' failed to satisfy constraint: …
/// ```
package struct WireInput {
    private let parameters: QueryParameters
    /// What names of members are appended to.
    private let prefix: String
    /// The same, as messages spell it.
    private let path: String
    private let findings: Findings

    /// What was found wrong with a request.
    private final class Findings {
        var violations: [String] = []
        var rejection: AWSError?
    }

    /// Reads a request's parameters.
    package init(_ parameters: QueryParameters) {
        self.init(parameters: parameters, prefix: "", path: "", findings: Findings())
    }

    private init(parameters: QueryParameters, prefix: String, path: String, findings: Findings) {
        self.parameters = parameters
        self.prefix = prefix
        self.path = path
        self.findings = findings
    }

    /// Throws what was found wrong.
    package func finish() throws(AWSError) {
        let count = findings.violations.count
        if count > 0 {
            let errors = count == 1 ? "error" : "errors"
            throw .validation(
                "\(count) validation \(errors) detected: " + findings.violations.joined(separator: "; "))
        }
        if let rejection = findings.rejection { throw rejection }
    }

    /// Notes an error of its own kind, thrown unless constraints are broken too.
    ///
    /// The first one stays.
    package func reject(_ error: AWSError) {
        if findings.rejection == nil { findings.rejection = error }
    }

    private func violate(_ member: String, _ value: String?, _ constraint: String) {
        let shown = value.map { "'\($0)'" } ?? "null"
        findings.violations.append("Value \(shown) at '\(spelled(member))' failed to satisfy constraint: \(constraint)")
    }

    /// `path.member`, with the member's first letter small.
    private func spelled(_ member: String) -> String {
        let name = member.prefix(1).lowercased() + member.dropFirst()
        return path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
    }

    private func raw(_ member: String) -> String? {
        parameters[prefix.isEmpty ? member : member.isEmpty ? prefix : "\(prefix).\(member)"]
    }

    // MARK: Texts

    /// A member that may be missing, checked as a new text.
    package func optional<Text: ConstrainedText>(_ member: String) -> Text? {
        text(member, Text.constraint).map(Text.init(unchecked:))
    }

    /// A member that must be there, checked as a new text.
    package func require<Text: ConstrainedText>(_ member: String) -> Text {
        Text(unchecked: requireText(member, Text.constraint))
    }

    /// A member that may be missing and refers to something.
    package func optionalReference<Text: ConstrainedText>(_ member: String) -> Text? {
        text(member, Text.lookupConstraint).map(Text.init(unchecked:))
    }

    /// A member that must be there and refers to something.
    package func requireReference<Text: ConstrainedText>(_ member: String) -> Text {
        Text(unchecked: requireText(member, Text.lookupConstraint))
    }

    /// A plain text that may be missing.
    package func text(_ member: String, _ constraint: TextConstraint) -> String? {
        guard let value = raw(member) else { return nil }
        for violation in constraint.violations(of: value) { violate(member, value, violation) }
        if let fault = constraint.wordedFault(of: value) {
            reject(.validation("The specified value for \(spelled(member)) is invalid. \(fault)"))
        }
        return value
    }

    /// A plain text that must be there.
    package func requireText(_ member: String, _ constraint: TextConstraint) -> String {
        if let value = text(member, constraint) { return value }
        violate(member, nil, "Member must not be null")
        return ""
    }

    // MARK: Other scalars

    /// A whole number that may be missing.
    package func integer(_ member: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = raw(member) else { return nil }
        guard let number = Int(value) else {
            reject(AWSError("MalformedInput", status: 400, "\(member) is not a valid integer: '\(value)'"))
            return range.lowerBound
        }
        if number > range.upperBound {
            violate(member, value, "Member must have value less than or equal to \(range.upperBound)")
        }
        if number < range.lowerBound {
            violate(member, value, "Member must have value greater than or equal to \(range.lowerBound)")
        }
        return number
    }

    /// `true` or `false`; missing counts as nil.
    package func boolean(_ member: String) -> Bool? {
        guard let value = raw(member) else { return nil }
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default:
            reject(AWSError("MalformedInput", status: 400, "\(member) is not a valid boolean: '\(value)'"))
            return nil
        }
    }

    /// One of a few words that may be missing.
    package func choice<Choice>(_ member: String) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let value = raw(member) else { return nil }
        if let choice = Choice(rawValue: value) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        violate(member, value, "Member must satisfy enum value set: [\(known)]")
        return nil
    }

    /// One of a few words that must be there; `standIn` is what a broken request reads as.
    package func requireChoice<Choice>(_ member: String, standIn: Choice) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        if raw(member) == nil { violate(member, nil, "Member must not be null") }
        return choice(member) ?? standIn
    }

    // MARK: Lists

    /// A list that may be missing; each element is read by `read` from its own members.
    package func list<Element>(
        _ member: String, count: ClosedRange<Int> = 0...1000, each read: (WireInput) -> Element
    ) -> [Element]? {
        let name = prefix.isEmpty ? member : "\(prefix).\(member)"
        let places = parameters.places(of: "\(name).member")
        if places.isEmpty, raw(member) == nil { return nil }
        if places.count > count.upperBound {
            violate(
                member, "[\(places.count) members]",
                "Member must have length less than or equal to \(count.upperBound)")
            return []
        }
        if places.count < count.lowerBound {
            violate(
                member, "[\(places.count) members]",
                "Member must have length greater than or equal to \(count.lowerBound)")
        }
        return places.enumerated().map { index, place in
            read(
                WireInput(
                    parameters: parameters, prefix: "\(name).member.\(place)",
                    path: "\(spelled(member)).\(index + 1).member", findings: findings))
        }
    }

    /// A list that must be there.
    package func requireList<Element>(
        _ member: String, count: ClosedRange<Int> = 0...1000, each read: (WireInput) -> Element
    ) -> [Element] {
        if let list = list(member, count: count, each: read) { return list }
        violate(member, nil, "Member must not be null")
        return []
    }

    /// A list of plain texts that may be missing.
    package func texts(
        _ member: String, count: ClosedRange<Int> = 0...1000, _ constraint: TextConstraint
    ) -> [String]? {
        list(member, count: count) { $0.requireText("", constraint) }
    }
}
