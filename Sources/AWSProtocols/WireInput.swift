import AWSTypes
import PolicyLanguage

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
    private let source: Source
    /// The place reached, as messages spell it.
    private let path: String
    private let findings: Findings

    /// Where members are read from.
    private enum Source {
        /// Parameters whose names begin with a prefix.
        case query(QueryParameters, prefix: String)
        /// A JSON value.
        case json(JSONValue)
    }

    /// What was found wrong with a request.
    private final class Findings {
        var violations: [ConstraintViolation] = []
        var rejection: AWSError?
        /// What can't be read at all; it comes before everything that was read.
        var unreadable: AWSError?
        let refusal: ConstraintViolation.Refusal

        init(_ refusal: @escaping ConstraintViolation.Refusal) { self.refusal = refusal }
    }

    /// Reads a request's parameters.
    package init(
        _ parameters: QueryParameters,
        refusing refusal: @escaping ConstraintViolation.Refusal = ConstraintViolation.allTogether
    ) {
        self.init(.query(parameters, prefix: ""), path: "", Findings(refusal))
    }

    /// Reads a request's JSON; an empty body is an object without members.
    ///
    /// - Throws: `SerializationException` where the body is no JSON object.
    package init(
        json body: some Collection<UInt8>,
        refusing refusal: @escaping ConstraintViolation.Refusal = ConstraintViolation.allTogether
    ) throws(AWSError) {
        let value: JSONValue
        do {
            value = try JSONReader.read(body.isEmpty ? Array("{}".utf8) : Array(body))
        } catch {
            throw .serialization("The request's body is not JSON: \(error.problem)")
        }
        guard value.members != nil else { throw .serialization("The request's body is not a JSON object.") }
        self.init(.json(value), path: "", Findings(refusal))
    }

    private init(_ source: Source, path: String, _ findings: Findings) {
        self.source = source
        self.path = path
        self.findings = findings
    }

    /// The format in which the answer has to be written.
    package var answerFormat: WireWriter.Format {
        switch source {
        case .query: .xml
        case .json: .json
        }
    }

    /// Throws what was found wrong.
    package func finish() throws(AWSError) {
        if let unreadable = findings.unreadable { throw unreadable }
        if !findings.violations.isEmpty { throw findings.refusal(findings.violations) }
        if let rejection = findings.rejection { throw rejection }
    }

    /// Notes an error of its own kind, thrown unless constraints are broken too.
    ///
    /// The first one stays.
    package func reject(_ error: AWSError) {
        if findings.rejection == nil { findings.rejection = error }
    }

    /// Notes that a member is missing that has to be there.
    package func miss(_ member: String) { violate(member, nil, .required) }

    private func violate(_ member: String, _ value: String?, _ constraint: ConstraintViolation.Constraint) {
        findings.violations.append(
            ConstraintViolation(member: spelled(member), value: value, constraint: constraint))
    }

    /// `path.member`, with the member's first letter small.
    private func spelled(_ member: String) -> String {
        let name = member.prefix(1).lowercased() + member.dropFirst()
        return path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
    }

    /// The kinds of JSON that a scalar may be read from.
    private enum ScalarKind { case text, number, boolean }

    /// A scalar's text; nil where it is missing.
    private func raw(_ member: String, as kind: ScalarKind = .text) -> String? {
        switch source {
        case .query(let parameters, let prefix):
            return parameters[prefix.isEmpty ? member : member.isEmpty ? prefix : "\(prefix).\(member)"]
        case .json(let value):
            guard let value = member.isEmpty ? value : value[member] else { return nil }
            switch (value.content, kind) {
            case (.null, _): return nil
            case (.string(let text), .text), (.number(let text), .number): return text
            case (.boolean(let truth), .boolean): return truth ? "true" : "false"
            default:
                rejectType(of: member)
                return nil
            }
        }
    }

    private func rejectType(of member: String) {
        if findings.unreadable != nil { return }
        findings.unreadable = .serialization("The member '\(spelled(member))' has a value of the wrong type.")
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
        for violation in constraint.violations(of: value) { violate(member, value, .text(violation)) }
        if let fault = constraint.wordedFault(of: value) {
            reject(.validation("The specified value for \(spelled(member)) is invalid. \(fault)"))
        }
        return value
    }

    /// A plain text that must be there.
    package func requireText(_ member: String, _ constraint: TextConstraint) -> String {
        if let value = text(member, constraint) { return value }
        violate(member, nil, .required)
        return ""
    }

    /// A secret that may be missing: messages name the member and leave out its value.
    package func secret(_ member: String, _ constraint: TextConstraint) -> String? {
        guard let value = raw(member) else { return nil }
        for violation in constraint.violations(of: value) { violate(member, nil, .text(violation)) }
        return value
    }

    /// A secret that must be there: messages name the member and leave out its value.
    package func requireSecret(_ member: String, _ constraint: TextConstraint) -> String {
        if let value = secret(member, constraint) { return value }
        violate(member, nil, .required)
        return ""
    }

    // MARK: Other scalars

    /// A whole number that may be missing.
    package func integer(_ member: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = raw(member, as: .number) else { return nil }
        guard let number = Int(value) else {
            reject(AWSError("MalformedInput", status: 400, "\(member) is not a valid integer: '\(value)'"))
            return range.lowerBound
        }
        if number > range.upperBound {
            violate(member, value, .tooLarge(range.upperBound))
        }
        if number < range.lowerBound {
            violate(member, value, .tooSmall(range.lowerBound))
        }
        return number
    }

    /// A whole number that must be there.
    package func requireInteger(_ member: String, in range: ClosedRange<Int>) -> Int {
        if let number = integer(member, in: range) { return number }
        violate(member, nil, .required)
        return range.lowerBound
    }

    /// `true` or `false`; missing counts as nil.
    package func boolean(_ member: String) -> Bool? {
        guard let value = raw(member, as: .boolean) else { return nil }
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
        violate(member, value, .choice(Choice.allCases.map(\.rawValue)))
        return nil
    }

    /// One of a few words that must be there; `standIn` is what a broken request reads as.
    package func requireChoice<Choice>(_ member: String, standIn: Choice) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        if raw(member) == nil { violate(member, nil, .required) }
        return choice(member) ?? standIn
    }

    // MARK: Structures and lists

    /// A structure that may be missing; its members are read from what is returned.
    package func structure(_ member: String) -> WireInput? {
        switch source {
        case .query(let parameters, let prefix):
            let name = prefix.isEmpty ? member : "\(prefix).\(member)"
            guard parameters.hasMembers(of: name) else { return nil }
            return WireInput(.query(parameters, prefix: name), path: spelled(member), findings)
        case .json(let value):
            guard let inner = value[member], inner.content != .null else { return nil }
            if inner.members == nil { rejectType(of: member) }
            return WireInput(.json(inner), path: spelled(member), findings)
        }
    }

    /// A structure that must be there; its members are read from what is returned.
    package func requireStructure(_ member: String) -> WireInput {
        if let inner = structure(member) { return inner }
        violate(member, nil, .required)
        return WireInput(.query(QueryParameters(), prefix: ""), path: spelled(member), Findings(findings.refusal))
    }

    /// A list that may be missing; each element is read by `read` from its own members.
    package func list<Element>(
        _ member: String, count: ClosedRange<Int> = 0...1000, each read: (WireInput) -> Element
    ) -> [Element]? {
        guard let sources = elements(of: member) else { return nil }
        if sources.count > count.upperBound {
            violate(member, "[\(sources.count) members]", .text(.tooLong(count.upperBound)))
            return []
        }
        if sources.count < count.lowerBound {
            violate(member, "[\(sources.count) members]", .text(.tooShort(count.lowerBound)))
        }
        return sources.enumerated().map { index, source in
            read(WireInput(source, path: "\(spelled(member)).\(index + 1).member", findings))
        }
    }

    private func elements(of member: String) -> [Source]? {
        switch source {
        case .query(let parameters, let prefix):
            let name = prefix.isEmpty ? member : "\(prefix).\(member)"
            let places = parameters.places(of: "\(name).member")
            if places.isEmpty, raw(member) == nil { return nil }
            return places.map { .query(parameters, prefix: "\(name).member.\($0)") }
        case .json(let value):
            switch value[member]?.content {
            case nil, .null: return nil
            case .array(let elements): return elements.map { .json($0) }
            default:
                rejectType(of: member)
                return nil
            }
        }
    }

    /// A map of texts that may be missing; where `areSecret`, messages leave out what it holds.
    package func map(
        _ member: String, count: ClosedRange<Int> = 0...1000, keys: TextConstraint, values: TextConstraint,
        areSecret: Bool = false
    ) -> [String: String]? {
        map(member, count: count, keys: keys) { $0.secret("", TextConstraint(0...Int.max)) ?? "" }.map { entries in
            let broken = unique(entries.flatMap { values.violations(of: $0.value) })
            if !broken.isEmpty {
                let shown = entries.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
                violate(member, areSecret ? nil : "{\(shown)}", .mapValues(broken))
            }
            return Dictionary(entries.map { ($0.key, $0.value) }) { _, last in last }
        }
    }

    /// A map that may be missing, in its own order; each value is read by `read` from its own members.
    package func map<Value>(
        _ member: String, count: ClosedRange<Int> = 0...1000, keys: TextConstraint, each read: (WireInput) -> Value
    ) -> [(key: String, value: Value)]? {
        guard let sources = entries(of: member) else { return nil }
        if sources.count > count.upperBound {
            violate(member, nil, .text(.tooLong(count.upperBound)))
            return []
        }
        let broken = unique(sources.flatMap { keys.violations(of: $0.key) })
        if !broken.isEmpty { violate(member, nil, .mapKeys(broken)) }
        return sources.map { key, source in
            (key, read(WireInput(source, path: "\(spelled(member)).\(key).member", findings)))
        }
    }

    private func unique(_ violations: [TextConstraint.Violation]) -> [TextConstraint.Violation] {
        violations.enumerated().filter { !violations[..<$0.offset].contains($0.element) }.map(\.element)
    }

    private func entries(of member: String) -> [(key: String, value: Source)]? {
        switch source {
        case .query(let parameters, let prefix):
            let name = prefix.isEmpty ? member : "\(prefix).\(member)"
            let places = parameters.places(of: "\(name).entry")
            if places.isEmpty, raw(member) == nil { return nil }
            return places.map { place in
                let entry = "\(name).entry.\(place)"
                return (parameters["\(entry).key"] ?? "", .query(parameters, prefix: "\(entry).value"))
            }
        case .json(let value):
            guard let inner = value[member], inner.content != .null else { return nil }
            if inner.members == nil { rejectType(of: member) }
            return (inner.members ?? []).map { ($0.name, .json($0.value)) }
        }
    }

    /// A list that must be there.
    package func requireList<Element>(
        _ member: String, count: ClosedRange<Int> = 0...1000, each read: (WireInput) -> Element
    ) -> [Element] {
        if let list = list(member, count: count, each: read) { return list }
        violate(member, nil, .required)
        return []
    }

    /// A list of plain texts that may be missing.
    package func texts(
        _ member: String, count: ClosedRange<Int> = 0...1000, _ constraint: TextConstraint
    ) -> [String]? {
        list(member, count: count) { $0.requireText("", constraint) }
    }
}
