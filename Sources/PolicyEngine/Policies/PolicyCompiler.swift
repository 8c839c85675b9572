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
    var conditions: [PolicyImage.Condition] = []
    var values: [PolicyImage.ConditionValue] = []
    private var parts: [PolicyImage.TemplatePart] = []
    private var bytes: [UInt8] = []
    var knownConditions: [[[String]]: Slice] = [:]

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

    var hasVariables: Bool { document.version == .v2012 }

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

    mutating func store(_ text: some Collection<UInt8>) -> Slice {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return Slice(start: start, count: bytes.count - start)
    }

    mutating func storeGlob(_ pattern: [UInt8]) -> Glob {
        Glob(pattern: store(pattern), bytes: pattern)
    }

    mutating func storeParts(_ template: PolicyTemplate) -> Slice {
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

    mutating func compileKey(_ name: String) -> PolicyImage.Key {
        let key = ContextKey(name)
        return PolicyImage.Key(family: key.family, suffix: store(key.suffix.utf8))
    }
}

// MARK: - Actions

extension PolicyCompiler {
    private mutating func compileAction(_ text: String) -> PolicyImage.ActionPattern {
        let fields = text.utf8.map(\.asciiLowercased).split(separator: colon, omittingEmptySubsequences: false)
        let isAny = fields.count == 1 && !text.isEmpty && text.utf8.allSatisfy { $0 == UInt8(ascii: "*") }
        guard isAny || fields.count == 2 else {
            return PolicyImage.ActionPattern(serviceKind: .malformed, service: storeGlob([]), name: storeGlob([]))
        }
        let service = Glob.encode(fields[0])
        let serviceGlob = storeGlob(service)
        return PolicyImage.ActionPattern(
            serviceKind: service == [Glob.anyRun] ? .any : serviceGlob.kind == .literal ? .literal : .pattern,
            service: serviceGlob, name: storeGlob(Glob.encode(fields[fields.count - 1])))
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
        let head = Glob.encode((fields[..<5].joined(separator: [colon]) + [colon]).map(\.asciiLowercased))
        pattern.head = storeGlob(head)
        let template = PolicyTemplate(
            String(decoding: fields[5], as: UTF8.self), wildcards: true, variables: hasVariables)
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
    private func completeFields(_ text: String) -> [ArraySlice<UInt8>]? {
        var fields = Array(text.utf8).split(separator: colon, maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.first?.elementsEqual("arn".utf8) == true else { return nil }
        if fields.count < 6 {
            switch type {
            case .identity, .boundary, .session, .serviceControl: break
            case .resource, .roleTrust, .resourceControl, .vpcEndpoint:
                guard text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
                    return nil
                }
            }
            while fields.count < 6 { fields.append([UInt8(ascii: "*")]) }
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

private let colon = UInt8(ascii: ":")
