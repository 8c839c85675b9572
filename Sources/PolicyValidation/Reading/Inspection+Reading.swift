import PolicyLanguage

/// From JSON to what could be read of a policy: the grammar's own faults are reported on the way.
extension Inspection {
    mutating func readPolicy(_ json: JSONValue) -> LintedPolicy {
        let root = Place(path: [], range: json.range)
        var version: PolicyDocument.Version?
        var hasVersion = false
        var statements: [LintedStatement] = []
        var hasStatement = false
        for member in json.members ?? [] {
            let place = root.appending(.value(member.name), at: member.value.range)
            switch member.name {
            case "Version":
                hasVersion = true
                version = readVersion(member.value, at: place)
            case "Id" where kind != .serviceControl && kind != .resourceControl:
                _ = readString(member.value, at: place)
            case "Statement":
                hasStatement = true
                statements = readStatements(member.value, at: place)
            default: reportUnknown(member, at: root, among: ["Version", "Id", "Statement"])
            }
        }
        if !hasStatement {
            report(
                .missingStatement, at: root, problem: "The policy has no Statement.",
                remedy: "Add \"Statement\": [ … ].")
        }
        if !hasVersion {
            report(
                .missingVersion, at: root,
                problem: "The policy states no Version, and is read as one of 2008-10-17, without variables.",
                remedy: "Add \"Version\": \"2012-10-17\".")
        }
        return LintedPolicy(place: root, version: version ?? (hasVersion ? .v2012 : .v2008), statements: statements)
    }

    private mutating func readVersion(_ value: JSONValue, at place: Place) -> PolicyDocument.Version? {
        guard let text = readString(value, at: place) else { return nil }
        if let version = PolicyDocument.Version(rawValue: text.value) { return version }
        report(
            .invalidVersion, at: place, problem: "There is no version \"\(text.value)\" of the policy language.",
            remedy: "Write \"2012-10-17\".")
        return .v2012
    }

    private mutating func readStatements(_ value: JSONValue, at place: Place) -> [LintedStatement] {
        guard let elements = value.elements else { return readStatement(value, at: place).map { [$0] } ?? [] }
        if elements.isEmpty {
            report(
                .missingStatement, at: place, problem: "The policy has no statement.",
                remedy: "Write at least one statement.")
        }
        var statements: [LintedStatement] = []
        for (index, element) in elements.enumerated() {
            if let read = readStatement(element, at: place.appending(.index(index), at: element.range)) {
                statements.append(read)
            }
        }
        return statements
    }

    private static let elements = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    private mutating func readStatement(_ value: JSONValue, at place: Place) -> LintedStatement? {
        guard let members = value.members else {
            reportType(of: value, at: place, expected: "an object")
            return nil
        }
        var statement = LintedStatement(place: place)
        for member in members {
            let here = place.appending(.value(member.name), at: member.value.range)
            switch member.name {
            case "Sid": statement.sid = readString(member.value, at: here)
            case "Effect": statement.effect = readEffect(member.value, at: here)
            case "Principal", "NotPrincipal":
                let read = readPrincipals(member, at: here)
                if let other = statement.principals { reportConflict(member, here, other.place) }
                statement.principals = statement.principals ?? read
            case "Action", "NotAction":
                let read = readPatterns(member, at: here, whenEmpty: .emptyArrayAction)
                if let other = statement.actions { reportConflict(member, here, other.place) }
                statement.actions = statement.actions ?? read
            case "Resource", "NotResource":
                let read = readPatterns(member, at: here, whenEmpty: .emptyArrayResource)
                if let other = statement.resources { reportConflict(member, here, other.place) }
                statement.resources = statement.resources ?? read
            case "Condition": statement.conditions = readConditions(member.value, at: here)
            default: reportUnknown(member, at: place, among: Inspection.elements)
            }
        }
        reportMissing(in: statement, members: Set(members.map(\.name)))
        return statement
    }

    private mutating func reportMissing(in statement: LintedStatement, members: Set<String>) {
        if !members.contains("Effect") {
            report(
                .missingEffect, at: statement.place, problem: "The statement has no Effect.",
                remedy: "Add \"Effect\": \"Allow\" or \"Effect\": \"Deny\".")
        }
        if members.isDisjoint(with: ["Action", "NotAction"]) {
            report(
                .missingAction, at: statement.place, problem: "The statement has neither Action nor NotAction.",
                remedy: "Add \"Action\": [ … ].")
        }
        if members.isDisjoint(with: ["Resource", "NotResource"]), kind != .trust {
            report(
                .missingResource, at: statement.place, problem: "The statement has neither Resource nor NotResource.",
                remedy: "Add \"Resource\": [ … ].")
        }
        if members.isDisjoint(with: ["Principal", "NotPrincipal"]), kind.takesPrincipals {
            report(
                .missingPrincipal, at: statement.place,
                problem: "The statement has no Principal, and \(kind.displayName) needs one.",
                remedy: kind == .resourceControl
                    ? "Add \"Principal\": \"*\"." : "Add \"Principal\": {\"AWS\": \"123456789012\"}, or whom you mean.")
        }
    }

    private mutating func readEffect(_ value: JSONValue, at place: Place) -> PolicyStatement.Effect? {
        guard let text = readString(value, at: place) else { return nil }
        if let effect = PolicyStatement.Effect(rawValue: text.value) { return effect }
        report(
            .invalidEffect, at: place, problem: "There is no effect \"\(text.value)\".",
            remedy: "Write \"Allow\" or \"Deny\", in this case.")
        return nil
    }

    private mutating func readPatterns(
        _ member: JSONValue.Member, at place: Place, whenEmpty code: IssueCode
    ) -> LintedPatterns {
        if member.value.elements?.isEmpty == true {
            report(
                code, at: place, problem: "\(member.name) is empty, so that the statement does nothing.",
                remedy: "Name at least one, or remove the statement.")
        }
        return LintedPatterns(
            isNegated: member.name.hasPrefix("Not"), patterns: readStrings(member.value, at: place), place: place)
    }
}

// MARK: - Values

extension Inspection {
    mutating func readString(_ value: JSONValue, at place: Place) -> LintedText? {
        if let text = value.string { return LintedText(value: text, place: place) }
        reportType(of: value, at: place, expected: "a string")
        return nil
    }

    mutating func readStrings(_ value: JSONValue, at place: Place) -> [LintedText] {
        guard let elements = value.elements else { return readString(value, at: place).map { [$0] } ?? [] }
        var texts: [LintedText] = []
        for (index, element) in elements.enumerated() {
            if let text = readString(element, at: place.appending(.index(index), at: element.range)) {
                texts.append(text)
            }
        }
        return texts
    }

    mutating func reportType(of value: JSONValue, at place: Place, expected: String) {
        report(
            .dataTypeMismatch, at: place, problem: "Here stands \(value.typeName), and \(expected) is wanted.",
            remedy: "Write \(expected).")
    }

    private mutating func reportUnknown(_ member: JSONValue.Member, at parent: Place, among known: [String]) {
        let place = parent.appending(.key(member.name), at: member.nameRange)
        let near = NearestName.of(member.name, among: known)
        report(
            .invalidPolicyElement, at: place, problem: "There is no element \"\(member.name)\" here.",
            remedy: near.map { "Did you mean \"\($0)\"?" }
                ?? "Remove it; the elements here are \(known.joined(separator: ", ")).")
    }

    private mutating func reportConflict(_ member: JSONValue.Member, _ one: Place, _ other: Place) {
        let name = member.name.hasPrefix("Not") ? String(member.name.dropFirst(3)) : member.name
        report(
            .unsupportedElementCombination, at: one, other,
            problem: "The statement has both \(name) and Not\(name).", remedy: "Remove one, or make two statements.")
    }
}

extension JSONValue {
    /// What people call this kind of value.
    var typeName: String {
        switch content {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}
