import AWSTypes
import PolicyLanguage

/// Turns documents into images.
struct PolicyCompiler {
    private let document: PolicyDocument
    private let type: PolicyType
    private var statements: [PolicyImage.Statement] = []
    private var actions: [PolicyImage.ActionPattern] = []
    private var resources: [PolicyImage.ResourcePattern] = []
    private var principals: [PolicyImage.Principal] = []
    private var conditions: [PolicyImage.Condition] = []
    private var values: [PolicyImage.ConditionValue] = []
    private var parts: [PolicyImage.TemplatePart] = []
    private var bytes: [UInt8] = []
    private var knownConditions: [[[String]]: Slice] = [:]

    static func compile(_ document: PolicyDocument, type: PolicyType) -> PolicyImage {
        var compiler = PolicyCompiler(document: document, type: type)
        for statement in document.statements { compiler.compile(statement) }
        return PolicyImage(
            PolicyImage.Tables(
                statements: Table(compiler.statements), actions: Table(compiler.actions),
                resources: Table(compiler.resources), principals: Table(compiler.principals),
                conditions: Table(compiler.conditions), values: Table(compiler.values), parts: Table(compiler.parts),
                bytes: Table(compiler.bytes)))
    }

    private init(document: PolicyDocument, type: PolicyType) {
        self.document = document
        self.type = type
    }

    private var hasVariables: Bool { document.version == .v2012 }

    private mutating func compile(_ statement: PolicyStatement) {
        let firstAction = actions.count
        for pattern in statement.actions?.patterns ?? [] { actions.append(compileAction(pattern.value)) }
        let firstResource = resources.count
        for pattern in statement.resources?.patterns ?? [] { resources.append(compileResource(pattern.value)) }
        let firstPrincipal = principals.count
        for value in statement.principals?.values ?? [] { principals.append(compilePrincipal(value)) }
        statements.append(
            PolicyImage.Statement(
                isDeny: statement.effect == .deny, actionsAreNegated: statement.actions?.isNegated ?? false,
                resourcesAreNegated: statement.resources?.isNegated ?? false,
                hasResources: statement.resources != nil,
                principalsAre: statement.principals.map { $0.isNegated ? .excluded : .listed } ?? .unnamed,
                actions: Slice(start: firstAction, count: actions.count - firstAction),
                resources: Slice(start: firstResource, count: resources.count - firstResource),
                principals: Slice(start: firstPrincipal, count: principals.count - firstPrincipal),
                conditions: compileConditions(statement.conditions)))
    }

    // MARK: Bytes and templates

    private mutating func store(_ text: some Collection<UInt8>) -> Slice {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return Slice(start: start, count: bytes.count - start)
    }

    private mutating func storeGlob(_ pattern: [UInt8]) -> Glob {
        Glob(pattern: store(pattern), bytes: pattern)
    }

    private mutating func storeParts(_ template: PolicyTemplate) -> Slice {
        let start = parts.count
        for part in template.parts {
            let none = PolicyImage.Key(family: .other, suffix: Slice())
            let stored: PolicyImage.TemplatePart
            switch part {
            case .text(let text): stored = PolicyImage.TemplatePart(kind: .text, text: store(text.utf8), key: none)
            case .anyRun: stored = PolicyImage.TemplatePart(kind: .anyRun, text: Slice(), key: none)
            case .anyCharacter: stored = PolicyImage.TemplatePart(kind: .anyCharacter, text: Slice(), key: none)
            case .variable(let key, let fallback):
                stored = PolicyImage.TemplatePart(
                    kind: fallback == nil ? .variable : .variableWithDefault, text: store((fallback ?? "").utf8),
                    key: compileKey(key))
            }
            parts.append(stored)
        }
        return Slice(start: start, count: parts.count - start)
    }

    private mutating func compileKey(_ name: String) -> PolicyImage.Key {
        let key = ContextKey(name)
        return PolicyImage.Key(family: key.family, suffix: store(key.suffix.utf8))
    }
}

// MARK: - Actions

extension PolicyCompiler {
    private mutating func compileAction(_ text: String) -> PolicyImage.ActionPattern {
        let fields = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        let isAny = fields.count == 1 && !text.isEmpty && text.allSatisfy { $0 == "*" }
        guard isAny || fields.count == 2 else {
            return PolicyImage.ActionPattern(serviceKind: .malformed, service: storeGlob([]), name: storeGlob([]))
        }
        let service = encode(fields[0])
        let serviceGlob = storeGlob(service)
        return PolicyImage.ActionPattern(
            serviceKind: service == [Glob.anyRun] ? .any : serviceGlob.kind == .literal ? .literal : .pattern,
            service: serviceGlob, name: storeGlob(encode(fields[fields.count - 1])))
    }

    /// A field without variables.
    private func encode(_ text: some StringProtocol) -> [UInt8] {
        Glob.encode(PolicyTemplate(text, wildcards: true, variables: false)) ?? []
    }
}

// MARK: - Resources

extension PolicyCompiler {
    private mutating func compileResource(_ text: String) -> PolicyImage.ResourcePattern {
        let none = storeGlob([])
        var pattern = PolicyImage.ResourcePattern(
            kind: .nothing, head: none, whole: none, tail: none, parts: Slice(), literalPrefix: Slice())
        if !text.isEmpty, text.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) {
            pattern.kind = .any
            return pattern
        }
        guard let fields = completeFields(text) else { return pattern }
        let head = fields[..<5].flatMap { encode($0.lowercased()) + [UInt8(ascii: ":")] }
        pattern.head = storeGlob(head)
        let template = PolicyTemplate(fields[5], wildcards: true, variables: hasVariables)
        guard let tail = Glob.encode(template) else {
            pattern.parts = storeParts(template)
            pattern.kind = pattern.head.kind == .literal ? .template : .segmented
            let known = if case .text(let text) = template.parts.first { Array(text.utf8) } else { [UInt8]() }
            pattern.literalPrefix = storeLiteralPrefix(of: head + known)
            return pattern
        }
        pattern.whole = storeGlob(head + tail)
        pattern.tail = storeGlob(tail)
        pattern.kind =
            pattern.head.kind != .literal ? .segmented : pattern.whole.kind == .literal ? .literal : .glob
        pattern.literalPrefix = storeLiteralPrefix(of: head + tail)
        return pattern
    }

    private mutating func storeLiteralPrefix(of pattern: [UInt8]) -> Slice {
        store(pattern.prefix { $0 < Glob.anyCharacter })
    }

    /// The six fields of an ARN, or nil where the text can't match anything.
    ///
    /// Source: IAM User Guide, "Resource". Policies of principals may leave fields out, which then are `*`; in a
    /// resource's policy such an ARN matches only where it has a wildcard.
    private func completeFields(_ text: String) -> [Substring]? {
        var fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.first == "arn" else { return nil }
        if fields.count < 6 {
            switch type {
            case .identity, .boundary, .session, .serviceControl: break
            case .resource, .roleTrust, .resourceControl, .vpcEndpoint:
                guard text.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
            }
            while fields.count < 6 { fields.append("*") }
        }
        return fields
    }
}

// MARK: - Principals

extension PolicyCompiler {
    private mutating func compilePrincipal(_ value: PrincipalValue) -> PolicyImage.Principal {
        var kind: PolicyImage.Principal.Kind
        var account: UInt64 = 0
        switch value.kind {
        case .everyone: kind = .everyone
        case .service: kind = value.text == "*" ? .anyService : .service
        case .federated: kind = value.text == "*" ? .anyFederated : .federated
        case .canonicalUser: kind = .canonicalUser
        case .aws:
            if value.text == "*" {
                kind = .everyone
            } else if let id = AccountID(value.text) {
                (kind, account) = (.account, id.number)
            } else if let arn = ARN(value.text) {
                kind = .arn
                if arn.service == "iam", arn.resource == "root", let id = arn.accountID {
                    (kind, account) = (.account, id.number)
                }
            } else {
                kind = UserID(value.text) != nil || RoleID(value.text) != nil ? .uniqueID : .nobody
            }
        }
        return PolicyImage.Principal(kind: kind, account: account, text: store(value.text.utf8))
    }
}

// MARK: - Conditions

extension PolicyCompiler {
    /// Compiles a statement's conditions; statements with the same conditions share them, so that they stay in the
    /// processor's cache.
    private mutating func compileConditions(_ list: [PolicyCondition]) -> Slice {
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
            let compiled = name.comparison.map { compileValue(value.value, for: $0) } ?? emptyValue
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
        _ text: String, for comparison: ConditionOperator.Comparison
    ) -> PolicyImage.ConditionValue {
        var value = emptyValue
        if comparison.takesVariables {
            let template = PolicyTemplate(
                text, wildcards: comparison.takesWildcards, variables: hasVariables)
            guard let pattern = Glob.encode(template) else {
                value.kind = .template
                value.parts = storeParts(template)
                return value
            }
            switch comparison {
            case .bool: setTruth(String(decoding: pattern, as: UTF8.self), &value)
            case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: setARN(pattern, &value)
            default:
                value.kind = .glob
                value.glob = storeGlob(pattern)
            }
            return value
        }
        switch comparison {
        case .binaryEquals:
            guard let bytes = Base64.decode(text) else { break }
            value.kind = .glob
            value.glob = Glob(pattern: store(bytes), bytes: [])
        case .ipAddress, .notIPAddress:
            guard let network = IPNetwork(text) else { break }
            value.kind = network.base.version == .v4 ? .networkV4 : .networkV6
            (value.bits, value.mask) = (network.base.bits, network.mask)
        case .null: setTruth(text, &value)
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
            guard let date = PolicyDate(text) else { break }
            value.kind = .date
            value.bits = UInt128(UInt64(bitPattern: date.timestamp.seconds))
        default:
            guard let number = PolicyNumber(text) else { break }
            value.kind = .number
            value.bits = UInt128(bitPattern: number.units)
        }
        return value
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
