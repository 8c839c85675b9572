import AWSTypes
import PolicyEngine
import PolicyLanguage

/// A second opinion: the evaluation logic written down once more, slowly, from AWS's documents.
///
/// It shares with the engine the parsed document and the names of things, and nothing else: no compiling, no
/// index, no bytes. Texts are arrays of characters (Unicode scalars), patterns are matched by a table of all
/// prefixes, values stay texts until an operator needs them.
struct ReferenceEvaluator {
    /// The policies of each layer; levels of organizations as lists of lists.
    struct Layers {
        var identity: [PolicyDocument] = []
        var boundary: [PolicyDocument]?
        var session: [PolicyDocument]?
        var serviceControl: [[PolicyDocument]] = []
        var resourceControl: [[PolicyDocument]] = []
        var vpcEndpoint: [PolicyDocument]?
        var resource: [PolicyDocument]?
        var resourceKind = ResourceKind.ordinary
    }

    enum ResourceKind { case ordinary, trust, keyPolicy }

    /// A request; values are texts, multivalued keys are lists.
    struct Request {
        var principal: RequestPrincipal
        var action: String
        var resource: String
        var resourceAccount: AccountID?
        var context: [String: Value] = [:]

        enum Value: Hashable {
            case one(String)
            case many([String])
        }

        subscript(key: String) -> Value? {
            context.first { $0.key.lowercased() == key.lowercased() }?.value
        }
    }

    enum Effect: Hashable { case allow, explicitDeny, implicitDeny }

    struct Answer: Hashable {
        var effect: Effect
        var by: PolicyType?
    }

    let layers: Layers
    let request: Request

    // MARK: The decision

    func decide() -> Answer {
        let isAnonymousKind = request.principal.account == nil
        let resourceType: PolicyType = layers.resourceKind == .trust ? .roleTrust : .resource
        var all: [(PolicyType, [PolicyDocument])] = []
        if !isAnonymousKind { all += layers.serviceControl.map { (.serviceControl, $0) } }
        all += layers.resourceControl.map { (.resourceControl, $0) }
        if let endpoint = layers.vpcEndpoint { all.append((.vpcEndpoint, endpoint)) }
        if let resource = layers.resource { all.append((resourceType, resource)) }
        if !isAnonymousKind {
            all.append((.identity, layers.identity))
            if let boundary = layers.boundary { all.append((.boundary, boundary)) }
            if let session = layers.session { all.append((.session, session)) }
        }
        // 1. An explicit deny anywhere.
        for (type, documents) in all where !matching(.deny, documents, type).isEmpty {
            return Answer(effect: .explicitDeny, by: type)
        }
        // 2 to 4. Every level of organizations and the endpoint have to allow.
        for (type, documents) in all where [.serviceControl, .resourceControl, .vpcEndpoint].contains(type) {
            if matching(.allow, documents, type).isEmpty { return Answer(effect: .implicitDeny, by: type) }
        }
        let grants = layers.resource.map { matching(.allow, $0, resourceType) } ?? []
        if isAnonymousKind {
            return grants.isEmpty ? Answer(effect: .implicitDeny, by: resourceType) : Answer(effect: .allow)
        }
        var ownSide: [PolicyType] = []
        if !isRootSide, matching(.allow, layers.identity, .identity).isEmpty { ownSide.append(.identity) }
        var limits: [PolicyType] = []
        if let boundary = layers.boundary, matching(.allow, boundary, .boundary).isEmpty { limits.append(.boundary) }
        if let session = layers.session, matching(.allow, session, .session).isEmpty { limits.append(.session) }
        // 7. Across accounts everything has to allow.
        if let account = request.resourceAccount, account != request.principal.account {
            return answer(grants.isEmpty ? [resourceType] : ownSide + limits)
        }
        // 6. Within an account it depends on whom the resource's policy names.
        if grants.contains(.direct), !isAssumeRoot { return Answer(effect: .allow) }
        if grants.contains(.limited) || grants.contains(.direct) { return answer(limits) }
        if grants.isEmpty, layers.resource != nil, layers.resourceKind != .ordinary { return answer([resourceType]) }
        return answer(ownSide + limits)
    }

    private func answer(_ silent: [PolicyType]) -> Answer {
        silent.first.map { Answer(effect: .implicitDeny, by: $0) } ?? Answer(effect: .allow)
    }

    private var isRootSide: Bool {
        if case .root = request.principal { return true }
        if case .federatedUser(let session) = request.principal { return session.issuer == nil }
        return false
    }

    private var isAssumeRoot: Bool {
        if case .root = request.principal { return layers.session != nil }
        return false
    }

    // MARK: Statements

    /// How the statements of an effect that apply name the caller.
    private func matching(
        _ effect: PolicyStatement.Effect, _ documents: [PolicyDocument], _ type: PolicyType
    ) -> [GrantStrength] {
        documents.flatMap { document in
            document.statements.filter { $0.effect == effect }.compactMap { strength(of: $0, in: document, type) }
        }
    }

    private func strength(
        of statement: PolicyStatement, in document: PolicyDocument, _ type: PolicyType
    ) -> GrantStrength? {
        let actions = statement.actions.map { element in
            element.patterns.contains { actionMatches($0.value) } != element.isNegated
        }
        let resources = statement.resources.map { element in
            element.patterns.contains { resourceMatches($0.value, in: document, type) } != element.isNegated
        }
        guard actions == true, resources ?? true else { return nil }
        let holds = statement.conditions.allSatisfy {
            ReferenceCondition(condition: $0, version: document.version, request: request).holds
        }
        guard holds else { return nil }
        guard let principals = statement.principals else { return .direct }
        return ReferencePrincipals(
            element: principals, principal: request.principal, isDeny: statement.effect == .deny,
            hasBoundary: layers.boundary != nil
        ).strength
    }

    private func actionMatches(_ pattern: String) -> Bool {
        if !pattern.isEmpty, pattern.allSatisfy({ $0 == "*" }) { return true }
        let wanted = pattern.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        let asked = request.action.lowercased().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard wanted.count == 2, asked.count == 2 else { return false }
        return zip(wanted, asked).allSatisfy { ReferencePattern(wildcards: $0).matches($1) }
    }

    private func resourceMatches(_ pattern: String, in document: PolicyDocument, _ type: PolicyType) -> Bool {
        if !pattern.isEmpty, pattern.allSatisfy({ $0 == "*" }) { return true }
        var wanted = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let asked = request.resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard wanted[0] == "arn", asked[0].lowercased() == "arn", asked.count == 6 else { return false }
        let isPadded = [.identity, .boundary, .session, .serviceControl].contains(type)
        if wanted.count < 6, !isPadded, !pattern.contains("*"), !pattern.contains("?") { return false }
        while wanted.count < 6 { wanted.append("*") }
        for place in 0..<5 {
            let field = ReferencePattern(wildcards: wanted[place].lowercased())
            guard field.matches(asked[place].lowercased()) else { return false }
        }
        guard document.version == .v2012 else { return ReferencePattern(wildcards: wanted[5]).matches(asked[5]) }
        return ReferencePattern(String(wanted[5]), wildcards: true, request: request)?.matches(asked[5]) ?? false
    }
}
