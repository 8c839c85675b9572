import AWSTypes
import PolicyEngine
import PolicyLanguage

/// What STS's `DecodeAuthorizationMessage` tells of a denial, in AWS's JSON.
///
/// Source: the answers that AWS's documentation of the operation shows. An implicit denial has no matched statement.
/// AWS names the principal of a policy that belongs to one by its unique id.
public struct AuthorizationMessage: Sendable {
    private let isAllowed: Bool
    private let isExplicit: Bool
    private let statements: [String]
    private let principal: String
    private let action: String
    private let resource: String
    private let conditions: [String]

    /// Puts a decision into the message; the principal's id and name are those that IAM gave it.
    public init(
        _ request: AuthorizationRequest, _ decision: Decision, _ trace: Trace, principalID: String,
        principalName: String?
    ) {
        isAllowed = decision.isAllowed
        isExplicit = decision.isExplicitlyDenied
        let denials = isExplicit ? trace.matches.filter { $0.effect == .deny } : []
        // The unique id of a role goes without the session's name.
        let ownerID = String(principalID.prefix { $0 != ":" })
        statements = denials.map { $0.statement.message(ownerID: ownerID) }
        var members = [("id", JSONText.string(principalID))]
        if let principalName { members.append(("name", JSONText.string(principalName))) }
        members.append(("arn", JSONText.string(request.principal.displayName)))
        principal = JSONText.object(members)
        action = request.action
        resource = request.resource
        conditions = request.context.keys.map { key in
            JSONText.condition(key.description, request.context[key]?.texts ?? [])
        }
    }

    /// The message in at most that many bytes of UTF-8.
    ///
    /// What is too long goes without its longest conditions, if need be without its longest statements, and at last
    /// without the end of the resource's name.
    public func json(atMost limit: Int) -> String {
        let whole = json(statements, conditions, resource)
        var excess = whole.utf8.count - limit
        if excess <= 0 { return whole }
        var (statements, conditions, resource) = (statements, conditions, resource)
        JSONText.drop(&excess, from: &conditions)
        JSONText.drop(&excess, from: &statements)
        if excess > 0 { resource = String(String.UnicodeScalarView(resource.unicodeScalars.prefix(limit / 32))) }
        return json(statements, conditions, resource)
    }

    private func json(_ statements: [String], _ conditions: [String], _ resource: String) -> String {
        JSONText.object([
            ("allowed", "\(isAllowed)"), ("explicitDeny", "\(isExplicit)"),
            ("matchedStatements", JSONText.items(statements)), ("failures", JSONText.items([])),
            (
                "context",
                JSONText.object([
                    ("principal", principal), ("action", JSONText.string(action)),
                    ("resource", JSONText.string(resource)), ("conditions", JSONText.items(conditions)),
                ])
            ),
        ])
    }
}

extension StatementReference {
    /// The statement in AWS's form, which has no place for the elements with `Not`: those are left out.
    fileprivate func message(ownerID: String) -> String {
        let principals = statement.principals?.values.map(\.text) ?? [ownerID]
        func patterns(_ element: PatternElement?) -> [String] {
            element.map { $0.isNegated ? [] : $0.patterns.map(\.value) } ?? []
        }
        return JSONText.object([
            ("statementId", JSONText.string(sid ?? "")), ("effect", JSONText.string(statement.effect.inMessages)),
            ("principals", JSONText.values(statement.principals?.isNegated == true ? [] : principals)),
            ("principalGroups", JSONText.items([])),
            ("actions", JSONText.values(patterns(statement.actions))),
            ("resources", JSONText.values(patterns(statement.resources))),
            (
                "conditions",
                JSONText.items(statement.conditions.map { JSONText.condition($0.key.value, $0.values.map(\.value)) })
            ),
        ])
    }
}

extension PolicyStatement.Effect {
    fileprivate var inMessages: String {
        switch self {
        case .allow: "ALLOW"
        case .deny: "DENY"
        }
    }
}

/// JSON without white space, written by hand.
private enum JSONText {
    static func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    /// AWS's form of a list.
    static func items(_ items: [String]) -> String { "{\"items\":[" + items.joined(separator: ",") + "]}" }

    static func values(_ values: [String]) -> String { items(values.map { object([("value", string($0))]) }) }

    static func condition(_ key: String, _ values: [String]) -> String {
        object([("key", string(key)), ("values", self.values(values))])
    }

    static func string(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { return "\"\(text)\"" }
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    /// Takes the longest elements out until the excess is gone; the rest stays in order.
    static func drop(_ excess: inout Int, from elements: inout [String]) {
        guard excess > 0 else { return }
        let longestFirst = elements.indices.sorted { elements[$0].utf8.count > elements[$1].utf8.count }
        var dropped: Set<Int> = []
        for index in longestFirst where excess > 0 {
            dropped.insert(index)
            excess -= elements[index].utf8.count + 1
        }
        elements = elements.indices.filter { !dropped.contains($0) }.map { elements[$0] }
    }
}
