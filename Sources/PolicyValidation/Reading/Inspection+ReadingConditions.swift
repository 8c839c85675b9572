import PolicyLanguage

/// Principals and conditions, from JSON to what could be read of them.
extension Inspection {
    mutating func readPrincipals(_ member: JSONValue.Member, at place: Place) -> LintedPrincipals {
        var values: [LintedPrincipals.Value] = []
        if let text = member.value.string {
            if text == "*" {
                values.append(LintedPrincipals.Value(kind: .everyone, text: LintedText(value: text, place: place)))
            } else {
                report(
                    .invalidPrincipalFormat, at: place, problem: "\"\(text)\" is no principal by itself.",
                    remedy: "Write \"*\", or {\"AWS\": \"\(text)\"}.")
            }
        } else if let kinds = member.value.members {
            if kinds.isEmpty { reportEmpty(.emptyObjectPrincipal, member.name, at: place) }
            for entry in kinds { values += readPrincipals(under: entry, of: member.name, at: place) }
        } else if member.value.elements != nil {
            report(
                .invalidPrincipalFormat, at: place, problem: "\(member.name) can't be an array.",
                remedy: "Write {\"AWS\": [ … ]}.")
        } else {
            reportType(of: member.value, at: place, expected: "\"*\" or an object")
        }
        return LintedPrincipals(isNegated: member.name.hasPrefix("Not"), values: values, place: place)
    }

    private mutating func readPrincipals(
        under entry: JSONValue.Member, of element: String, at place: Place
    ) -> [LintedPrincipals.Value] {
        let kinds = PrincipalValue.Kind.allCases.filter { $0 != .everyone }
        guard let kind = kinds.first(where: { $0.rawValue == entry.name }) else {
            let near = NearestName.of(entry.name, among: kinds.map(\.rawValue))
            report(
                .invalidPrincipalKey, at: place.appending(.key(entry.name), at: entry.nameRange),
                problem: "There is no kind of principal \"\(entry.name)\".",
                remedy: near.map { "Did you mean \"\($0)\"?" } ?? "Write AWS, Federated, Service or CanonicalUser.")
            return []
        }
        let here = place.appending(.value(entry.name), at: entry.value.range)
        if entry.value.elements?.isEmpty == true { reportEmpty(.emptyArrayPrincipal, entry.name, at: here) }
        return readStrings(entry.value, at: here).map { LintedPrincipals.Value(kind: kind, text: $0) }
    }

    private mutating func reportEmpty(_ code: IssueCode, _ name: String, at place: Place) {
        report(
            code, at: place, problem: "\(name) is empty, so that the statement applies to nobody.",
            remedy: "Name at least one principal, or remove the statement.")
    }

    mutating func readConditions(_ value: JSONValue, at place: Place) -> [LintedCondition] {
        guard let operators = value.members else {
            reportType(of: value, at: place, expected: "an object of operators")
            return []
        }
        if operators.isEmpty { reportEmptyCondition("Condition", at: place) }
        var conditions: [LintedCondition] = []
        for block in operators {
            let here = place.appending(.value(block.name), at: block.value.range)
            guard let keys = block.value.members else {
                reportType(of: block.value, at: here, expected: "an object of condition keys")
                continue
            }
            if keys.isEmpty { reportEmptyCondition("\"\(block.name)\"", at: here) }
            let name = place.appending(.key(block.name), at: block.nameRange)
            let `operator` = ConditionOperator(block.name)
            checkOperator(`operator`, at: name)
            checkRepeatedKeys(keys, at: here)
            for key in keys {
                conditions.append(readCondition(key, under: `operator`, named: name, at: here))
            }
        }
        return conditions
    }

    private mutating func reportEmptyCondition(_ name: String, at place: Place) {
        report(
            .emptyObjectCondition, at: place, problem: "\(name) is empty, and restricts nothing.",
            remedy: "Remove it, or write conditions.")
    }

    private mutating func readCondition(
        _ member: JSONValue.Member, under operator: ConditionOperator, named name: Place, at block: Place
    ) -> LintedCondition {
        let place = block.appending(.value(member.name), at: member.value.range)
        var values: [LintedCondition.Value] = []
        let elements = member.value.elements
        for (index, value) in (elements ?? [member.value]).enumerated() {
            let here = elements == nil ? place : place.appending(.index(index), at: value.range)
            guard let text = value.scalarText else {
                reportType(of: value, at: here, expected: "a string, number or boolean")
                continue
            }
            values.append(LintedCondition.Value(text: LintedText(value: text, place: here), jsonType: value.typeName))
        }
        let key = block.appending(.key(member.name), at: member.nameRange)
        return LintedCondition(
            operator: `operator`, operatorPlace: name, key: LintedText(value: member.name, place: key),
            lowercasedKey: member.name.lowercased(), values: values, place: place)
    }
}
