import AWSTypes
import PolicyLanguage

extension PolicyCompiler {
    /// Compiles a statement's conditions; statements with the same conditions share them, so that they stay in the
    /// processor's cache.
    mutating func compileConditions(_ list: [PolicyCondition]) -> Slice {
        if list.isEmpty { return Slice() }
        let texts = list.map { [$0.operator.text, $0.key.value] + $0.values.map(\.value) }
        if let known = knownConditions[texts] { return known }
        let compiled = list.map { compileCondition($0) }
        let slice = Slice(start: conditions.count, count: compiled.count)
        conditions += compiled
        knownConditions[texts] = slice
        return slice
    }

    private mutating func compileCondition(_ condition: PolicyCondition) -> PolicyImage.Condition {
        let name = condition.operator
        let (comparison, isNegated) = name.comparison.map(PolicyCompiler.split) ?? (.unknown, false)
        let first = values.count
        for value in condition.values {
            let compiled =
                name.comparison.map { compileValue(value.value, for: $0, comparing: comparison) } ?? emptyValue
            values.append(compiled)
        }
        return PolicyImage.Condition(
            comparison: comparison,
            quantifier: name.quantifier == .none
                ? .none : name.quantifier == .forAllValues ? .forAllValues : .forAnyValue,
            isNegated: isNegated, ifExists: name.ifExists, key: compileKey(condition.key.value),
            values: Slice(start: first, count: values.count - first))
    }

    /// An operator as what it compares, and whether it negates.
    private static func split(
        _ comparison: ConditionOperator.Comparison
    ) -> (PolicyImage.Comparison, isNegated: Bool) {
        switch comparison {
        case .stringEquals, .stringLike: (.string, false)
        case .stringNotEquals, .stringNotLike: (.string, true)
        case .stringEqualsIgnoreCase: (.stringIgnoringCase, false)
        case .stringNotEqualsIgnoreCase: (.stringIgnoringCase, true)
        case .arnEquals, .arnLike: (.arn, false)
        case .arnNotEquals, .arnNotLike: (.arn, true)
        case .numericEquals: (.numberEqual, false)
        case .numericNotEquals: (.numberEqual, true)
        case .numericLessThan: (.numberLess, false)
        case .numericLessThanEquals: (.numberLessOrEqual, false)
        case .numericGreaterThan: (.numberGreater, false)
        case .numericGreaterThanEquals: (.numberGreaterOrEqual, false)
        case .dateEquals: (.dateEqual, false)
        case .dateNotEquals: (.dateEqual, true)
        case .dateLessThan: (.dateLess, false)
        case .dateLessThanEquals: (.dateLessOrEqual, false)
        case .dateGreaterThan: (.dateGreater, false)
        case .dateGreaterThanEquals: (.dateGreaterOrEqual, false)
        case .bool: (.bool, false)
        case .binaryEquals: (.binary, false)
        case .ipAddress: (.ipAddress, false)
        case .notIPAddress: (.ipAddress, true)
        case .null: (.null, false)
        }
    }

    private var emptyValue: PolicyImage.ConditionValue {
        PolicyImage.ConditionValue(
            kind: .nothing, glob: Glob(pattern: Slice(), bytes: []), parts: Slice(), bits: 0, mask: 0)
    }

    private mutating func compileValue(
        _ text: String, for name: ConditionOperator.Comparison, comparing comparison: PolicyImage.Comparison
    ) -> PolicyImage.ConditionValue {
        var value = emptyValue
        switch comparison {
        case .string, .stringIgnoringCase, .arn, .bool:
            let template = PolicyTemplate(text, wildcards: name.takesWildcards, variables: hasVariables)
            setTemplate(template, comparing: comparison, &value)
        case .binary:
            guard let bytes = Base64.decode(text) else { break }
            value.kind = .glob
            value.glob = Glob(pattern: store(bytes), bytes: [])
        case .ipAddress:
            guard let network = IPNetwork(text) else { break }
            value.kind = network.base.version == .v4 ? .networkV4 : .networkV6
            (value.bits, value.mask) = (network.base.bits, network.mask)
        case .null: setTruth(text, &value)
        case .dateEqual, .dateLess, .dateLessOrEqual, .dateGreater, .dateGreaterOrEqual:
            guard let date = PolicyDate(text) else { break }
            value.kind = .date
            value.bits = UInt128(UInt64(bitPattern: date.timestamp.seconds))
        case .numberEqual, .numberLess, .numberLessOrEqual, .numberGreater, .numberGreaterOrEqual:
            guard let number = PolicyNumber(text) else { break }
            value.kind = .number
            value.bits = UInt128(bitPattern: number.units)
        case .unknown: break
        }
        return value
    }

    /// A value that may have variables: without them it is converted now.
    private mutating func setTemplate(
        _ template: PolicyTemplate, comparing comparison: PolicyImage.Comparison,
        _ value: inout PolicyImage.ConditionValue
    ) {
        guard let pattern = Glob.encode(template) else {
            value.kind = .template
            value.parts = storeParts(template)
            return
        }
        if comparison == .bool {
            setTruth(String(decoding: pattern, as: UTF8.self), &value)
        } else if comparison == .arn {
            setARN(pattern, &value)
        } else {
            value.kind = .glob
            value.glob = storeGlob(pattern)
        }
    }

    private func setTruth(_ text: String, _ value: inout PolicyImage.ConditionValue) {
        guard
            let truth = text.equalsIgnoringASCIICase("true")
                ? true : text.equalsIgnoringASCIICase("false") ? false : nil
        else { return }
        value.kind = .boolean
        value.bits = truth ? 1 : 0
    }

    /// A pattern of ARNs: without wildcards before the sixth field, matching all of it is matching each field.
    private mutating func setARN(_ pattern: [UInt8], _ value: inout PolicyImage.ConditionValue) {
        if pattern == [Glob.anyRun] {
            value.kind = .anyARN
            return
        }
        let fields = pattern.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6 else { return }
        let headHasWildcards = fields[..<5].contains { $0.contains { $0 >= Glob.anyCharacter } }
        guard headHasWildcards || fields[0].elementsEqual("arn".utf8) else { return }
        value.kind = headHasWildcards ? .arnPattern : .glob
        value.glob = storeGlob(pattern)
    }
}
