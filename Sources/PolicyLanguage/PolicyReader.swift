import AWSTypes

/// Turns JSON into a document, element by element.
struct PolicyReader {
    let text: String
    /// A fault that AWS finds only after it has looked at the version.
    private(set) var deferredFault: PolicySyntaxError?

    init(text: String) { self.text = text }

    mutating func readDocument() throws(PolicySyntaxError) -> PolicyDocument {
        let json = try JSONReader.read(text.utf8)
        guard let members = json.members else {
            throw PolicySyntaxError(
                .notAnObject, at: json.range.start, "A policy is a JSON object, not \(json.kindName).",
                remedy: "Write {\"Version\": \"2012-10-17\", \"Statement\": [ … ]}.")
        }
        var version: PolicyDocument.Version?
        var id: String?
        var statements: [PolicyStatement]?
        for member in members {
            switch member.name {
            case "Version": version = try readVersion(member.value)
            case "Id": id = try readString(member.value, of: "Id").value
            case "Statement": statements = try readStatements(member.value)
            default: throw unknown(member, among: "Version, Id and Statement")
            }
        }
        guard let statements else {
            throw PolicySyntaxError(
                .missingElement("Statement"), at: json.range.start, "The policy has no Statement.",
                remedy: "Add \"Statement\": [ … ].")
        }
        return PolicyDocument(text: text, statedVersion: version, id: id, statements: statements)
    }

    private func readVersion(_ value: JSONValue) throws(PolicySyntaxError) -> PolicyDocument.Version {
        let text = try readString(value, of: "Version").value
        guard let version = PolicyDocument.Version(rawValue: text) else {
            throw PolicySyntaxError(
                .invalidVersion(text), at: value.range.start, "There is no version \"\(text)\" of the policy language.",
                remedy: "Write \"2012-10-17\".")
        }
        return version
    }

    private mutating func readStatements(_ value: JSONValue) throws(PolicySyntaxError) -> [PolicyStatement] {
        let values = value.elements ?? [value]
        guard !values.isEmpty else {
            throw PolicySyntaxError(
                .emptyStatement, at: value.range.start, "The policy has no statement.",
                remedy: "Write at least one statement.")
        }
        var statements: [PolicyStatement] = []
        for value in values { statements.append(try readStatement(value, index: statements.count)) }
        return statements
    }

    private mutating func readStatement(_ value: JSONValue, index: Int) throws(PolicySyntaxError) -> PolicyStatement {
        guard let members = value.members else {
            throw wrongType(value, of: "Statement", expected: "an object, or an array of objects")
        }
        var sid: Located<String>?
        var effect: PolicyStatement.Effect?
        var (principals, actions, resources): (PrincipalElement?, PatternElement?, PatternElement?)
        var conditions: [PolicyCondition] = []
        for member in members {
            switch member.name {
            case "Sid": sid = try readString(member.value, of: "Sid")
            case "Effect": effect = try readEffect(member.value)
            case "Principal", "NotPrincipal":
                if principals != nil { throw conflict("Principal", "NotPrincipal", at: member) }
                principals = try readPrincipals(member)
            case "Action", "NotAction":
                if actions != nil { throw conflict("Action", "NotAction", at: member) }
                actions = try readPatterns(member)
            case "Resource", "NotResource":
                if resources != nil { throw conflict("Resource", "NotResource", at: member) }
                resources = try readPatterns(member)
            case "Condition": conditions = try readConditions(member.value)
            default:
                throw unknown(
                    member, among: "Sid, Effect, Principal, Action, Resource, Condition and the forms with Not")
            }
        }
        guard let effect else {
            throw PolicySyntaxError(
                .missingElement("Effect"), at: value.range.start, "The statement has no Effect.",
                remedy: "Add \"Effect\": \"Allow\" or \"Effect\": \"Deny\".")
        }
        return PolicyStatement(
            index: index, sid: sid, effect: effect, principals: principals, actions: actions, resources: resources,
            conditions: conditions, range: value.range)
    }

    private mutating func readEffect(_ value: JSONValue) throws(PolicySyntaxError) -> PolicyStatement.Effect {
        let text = try readString(value, of: "Effect").value
        if let effect = PolicyStatement.Effect(rawValue: text) { return effect }
        let lowercase = text.lowercased()
        guard lowercase == "allow" || lowercase == "deny" else {
            throw PolicySyntaxError(
                .invalidEffect(text), at: value.range.start, "There is no effect \"\(text)\".",
                remedy: "Write \"Allow\" or \"Deny\".")
        }
        if deferredFault == nil {
            deferredFault = PolicySyntaxError(
                .effectCase(text), at: value.range.start, "The effect \"\(text)\" is written in the wrong case.",
                remedy: "Write \"\(lowercase == "allow" ? "Allow" : "Deny")\".")
        }
        return lowercase == "allow" ? .allow : .deny
    }

    private func readPatterns(_ member: JSONValue.Member) throws(PolicySyntaxError) -> PatternElement {
        PatternElement(
            isNegated: member.name.hasPrefix("Not"), patterns: try readStrings(member.value, of: member.name),
            range: member.value.range)
    }

    private func readConditions(_ value: JSONValue) throws(PolicySyntaxError) -> [PolicyCondition] {
        guard let operators = value.members else {
            throw wrongType(value, of: "Condition", expected: "an object of operators")
        }
        var conditions: [PolicyCondition] = []
        for block in operators {
            guard let keys = block.value.members else {
                throw wrongType(
                    block.value, of: "Condition", expected: "an object of condition keys under \"\(block.name)\"")
            }
            let `operator` = ConditionOperator(block.name)
            for key in keys {
                var values: [Located<String>] = []
                for value in key.value.elements ?? [key.value] {
                    guard let text = value.scalarText else {
                        throw wrongType(
                            value, of: "Condition", expected: "a string, number or boolean, or an array of them")
                    }
                    values.append(Located(text, at: value.range))
                }
                conditions.append(
                    PolicyCondition(operator: `operator`, key: Located(key.name, at: key.nameRange), values: values))
            }
        }
        return conditions
    }
}

// MARK: - Principals

extension PolicyReader {
    private func readPrincipals(_ member: JSONValue.Member) throws(PolicySyntaxError) -> PrincipalElement {
        var values: [PrincipalValue] = []
        if let text = member.value.string {
            guard text == "*" else {
                throw PolicySyntaxError(
                    .invalidPrincipal(text), at: member.value.range.start, "\"\(text)\" is no principal by itself.",
                    remedy: "Write \"*\", or {\"AWS\": \"\(text)\"}.")
            }
            values.append(PrincipalValue(kind: .everyone, text: text, range: member.value.range))
        } else if let kinds = member.value.members {
            for entry in kinds {
                guard let kind = PrincipalValue.Kind(rawValue: entry.name), kind != .everyone else {
                    throw PolicySyntaxError(
                        .invalidPrincipal(entry.name), at: entry.nameRange.start,
                        "There is no kind of principal \"\(entry.name)\".",
                        remedy: "Write AWS, Federated, Service or CanonicalUser.")
                }
                for value in try readStrings(entry.value, of: member.name) {
                    values.append(PrincipalValue(kind: kind, text: value.value, range: value.range))
                }
            }
        } else {
            throw wrongType(
                member.value, of: member.name, expected: "\"*\" or an object such as {\"AWS\": \"123456789012\"}")
        }
        return PrincipalElement(isNegated: member.name.hasPrefix("Not"), values: values, range: member.value.range)
    }
}

// MARK: - Values

extension PolicyReader {
    private func readString(_ value: JSONValue, of element: String) throws(PolicySyntaxError) -> Located<String> {
        guard let text = value.string else { throw wrongType(value, of: element, expected: "a string") }
        return Located(text, at: value.range)
    }

    private func readStrings(_ value: JSONValue, of element: String) throws(PolicySyntaxError) -> [Located<String>] {
        var strings: [Located<String>] = []
        for value in value.elements ?? [value] {
            guard let text = value.string else {
                throw wrongType(value, of: element, expected: "a string, or an array of strings")
            }
            strings.append(Located(text, at: value.range))
        }
        return strings
    }

    private func wrongType(_ value: JSONValue, of element: String, expected: String) -> PolicySyntaxError {
        PolicySyntaxError(
            .wrongType(element: element), at: value.range.start, "\(element) can't hold \(value.kindName) here.",
            remedy: "Write \(expected).")
    }

    private func unknown(_ member: JSONValue.Member, among known: String) -> PolicySyntaxError {
        PolicySyntaxError(
            .unknownElement(member.name), at: member.nameRange.start, "There is no element \"\(member.name)\".",
            remedy: "The elements here are \(known); names are case-sensitive.")
    }

    private func conflict(_ one: String, _ other: String, at member: JSONValue.Member) -> PolicySyntaxError {
        PolicySyntaxError(
            .conflictingElements(one, other), at: member.nameRange.start,
            "A statement has either \(one) or \(other), not both.",
            remedy: "Remove one, or make two statements.")
    }
}
