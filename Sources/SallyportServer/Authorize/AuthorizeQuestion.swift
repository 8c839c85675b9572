import AWSTypes
import Operations
import PolicyEngine
import PolicyLanguage

/// One question: an action on a resource, with what the service knows of both.
struct AuthorizeQuestion: Sendable {
    var action = ""
    var resource = ""
    var resourceAccount: AccountID?
    var resourcePolicy: PolicySet?
    var context: [ContextKey: ContextValue] = [:]
    /// About how many kibibytes the question takes.
    var size = 0

    /// The question as the policy engine is asked it; a resource that nobody claims belongs to `owner`.
    func check(ownedBy owner: AccountID) -> AuthorizationCheck {
        var check = AuthorizationCheck(action, on: resource)
        check.resourceAccount = resourceAccount ?? ARN(resource)?.accountID ?? owner
        check.resourcePolicy = resourcePolicy.map { .ordinary($0) } ?? .none
        check.context = context.map { ($0.key, $0.value) }.sorted { $0.0.description < $1.0.description }
        return check
    }

    static let sharedMembers = ["resourceAccount", "resourcePolicy", "context"]
    static let ownMembers = ["action", "resource"]

    private static let longestPolicy = 20_480
    private static let greatestKeyCount = 200
    private static let greatestValueCount = 1000

    /// Takes over what is given of the members that several questions can share.
    mutating func take(shared input: JSONInput, of body: [UInt8]) throws(AWSError) {
        if let text = try input.string("resourceAccount") {
            guard let account = AccountID(text) else {
                throw .validation("\(input.place(of: "resourceAccount")) must be twelve digits.")
            }
            resourceAccount = account
        }
        if let policy = input["resourcePolicy"] {
            try take(policy: policy, at: input.place(of: "resourcePolicy"), of: body)
        }
        if let context = input["context"] { try take(context: context, at: input.place(of: "context")) }
    }

    /// Takes the action and the resource.
    mutating func take(own input: JSONInput) throws(AWSError) {
        action = try input.requireString("action")
        let parts = action.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard action.utf8.count <= 128, parts.count == 2,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(AuthorizeQuestion.actionCharacters.contains) })
        else {
            throw .validation(
                "\(input.place(of: "action")) must be a service and an action without wildcards, such as "
                    + "orders:GetOrder.")
        }
        resource = try input.requireString("resource")
        let isPrintable = resource.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard resource == "*" || ARN(resource) != nil, isPrintable, resource.utf8.count <= 2048 else {
            throw .validation("\(input.place(of: "resource")) must be an ARN of at most 2,048 bytes, or *.")
        }
    }

    private static let actionCharacters = ASCIISet.alphanumerics.union("-_.")

    // MARK: Resource policy

    /// The policy as an object, or as a text that is one.
    private mutating func take(policy: JSONValue, at place: String, of body: [UInt8]) throws(AWSError) {
        let text =
            policy.string
            ?? String(decoding: body[policy.range.start.offset..<policy.range.end.offset], as: UTF8.self)
        guard text.utf8.count <= AuthorizeQuestion.longestPolicy else {
            throw .validation("\(place) is longer than \(AuthorizeQuestion.longestPolicy) bytes.")
        }
        let document: PolicyDocument
        do {
            document = try PolicyDocument(parsing: text)
        } catch {
            throw .malformedPolicy("\(place), at \(error)")
        }
        do {
            try document.validate(as: .resource(service: ""))
        } catch {
            throw .malformedPolicy("\(place): \(error.message)")
        }
        size += text.utf8.count / 1024
        resourcePolicy = PolicySet([
            CompiledPolicy(document, source: PolicySource(.resource, id: "ResourcePolicy", owner: .resource))
        ])
    }

    // MARK: Context

    private mutating func take(context value: JSONValue, at place: String) throws(AWSError) {
        guard let members = value.members else { throw .validation("\(place) must be an object.") }
        var seen: Set<ContextKey> = []
        for member in members {
            let place = "\(place)['\(member.name)']"
            let key = ContextKey(member.name)
            guard (3...256).contains(member.name.utf8.count), member.name.utf8.contains(UInt8(ascii: ":")) else {
                throw .validation("\(place) must be a condition key, such as orders:Amount.")
            }
            if key.isOfCaller { throw .validation("\(place) can't be given; the server knows it of the caller.") }
            if !seen.insert(key).inserted { throw .validation("\(place) came before, in another case.") }
            context[key] = try AuthorizeQuestion.value(member.value, of: key, at: place)
            size += (member.value.range.end.offset - member.value.range.start.offset) / 1024
        }
        guard context.count <= AuthorizeQuestion.greatestKeyCount else {
            throw .validation("\(place) makes more than \(AuthorizeQuestion.greatestKeyCount) keys.")
        }
    }

    /// A key's value; nil for a list of none, which leaves the key absent.
    private static func value(
        _ json: JSONValue, of key: ContextKey, at place: String
    ) throws(AWSError) -> ContextValue? {
        guard json.members != nil else { return try value(json, as: key.valueType, isStated: false, at: place) }
        let input = try JSONInput(json, at: place, members: ["type", "value"])
        guard let type = ContextValue.ValueType(rawValue: try input.requireString("type")) else {
            throw .validation(
                "\(input.place(of: "type")) must be string, boolean, number, date, ipAddress or binary.")
        }
        guard let content = input["value"] else { throw .validation("\(input.place(of: "value")) is missing.") }
        return try value(content, as: type, isStated: true, at: input.place(of: "value"))
    }

    private static func value(
        _ json: JSONValue, as type: ContextValue.ValueType, isStated: Bool, at place: String
    ) throws(AWSError) -> ContextValue? {
        guard let elements = json.elements else { return try scalar(json, as: type, isStated: isStated, at: place) }
        guard elements.count <= greatestValueCount else {
            throw .validation("\(place) has more than \(greatestValueCount) values.")
        }
        var values: [ContextValue] = []
        for element in elements { values.append(try scalar(element, as: type, isStated: isStated, at: place)) }
        return values.isEmpty ? nil : .list(values)
    }

    /// One value: JSON's booleans and numbers are what they look like, texts are read as the key's type.
    private static func scalar(
        _ json: JSONValue, as type: ContextValue.ValueType, isStated: Bool, at place: String
    ) throws(AWSError) -> ContextValue {
        switch json.content {
        case .boolean(let value) where !isStated: return .boolean(value)
        case .number(let text) where !isStated && type != .date:
            guard let number = PolicyNumber(text) else {
                throw .validation("\(place) must be a decimal number without an exponent.")
            }
            return .number(number)
        case .string, .boolean, .number:
            let text = json.scalarText ?? ""
            let value = ContextValue(text, as: type)
            if isStated, type != .string, case .string = value {
                throw .validation("\(place) is no value of the type \(type.rawValue): '\(text)'")
            }
            return value
        case .array, .object, .null:
            throw .validation("\(place) must be a string, a number, a boolean, or an array of them.")
        }
    }
}

extension ContextKey {
    /// Whether the server knows the key's value of the caller or the request, so that nobody else may say it.
    fileprivate var isOfCaller: Bool {
        let name = description.lowercased()
        return ContextKey.ofCaller.contains(self) || name.hasPrefix("aws:principal") || name.hasPrefix("saml:")
            || name.hasPrefix("sts:")
    }

    private static let ofCaller: Set<ContextKey> = [
        .assumedRoot, .currentTime, .epochTime, .federatedProvider, .multiFactorAuthAge, .multiFactorAuthPresent,
        .requestedRegion, .resourceAccount, .secureTransport, .sourceIP, .sourceIdentity, .tokenIssueTime, .userID,
        .username, .viaAWSService, "aws:ResourceOrgID", "aws:ResourceOrgPaths",
    ]
}
