import AWSTypes
import PolicyEngine
import PolicyLanguage

/// A request and its policies in the engine's terms, made of those of the reference evaluator.
struct Scenario {
    let layers: PolicyLayers
    let request: AuthorizationRequest

    /// How the same policies may be gathered, and values given, without any change to the decision.
    struct Variation {
        /// Each statement in a document of its own.
        var splitsStatements = false
        var reverses = false
        var duplicates = false
        /// Values as text, not as the type that their key has.
        var untyped = false
    }

    init(layers: PolicyLayers, request: AuthorizationRequest) {
        self.layers = layers
        self.request = request
    }

    init(
        _ layers: ReferenceEvaluator.Layers, _ request: ReferenceEvaluator.Request, _ variation: Variation = Variation()
    ) {
        self.layers = Scenario.compile(layers, variation)
        self.request = Scenario.compile(request, variation)
    }

    static func compile(_ layers: ReferenceEvaluator.Layers, _ variation: Variation = Variation()) -> PolicyLayers {
        func set(_ documents: [PolicyDocument], _ type: PolicyType) -> PolicySet {
            var documents = documents
            if variation.splitsStatements { documents = documents.flatMap(split) }
            if variation.reverses { documents.reverse() }
            if variation.duplicates { documents += documents }
            return PolicySet(
                documents.enumerated().map { place, document in
                    CompiledPolicy(document, source: PolicySource(type, id: "\(type.vectorName).\(place)"))
                })
        }
        var result = PolicyLayers(identity: set(layers.identity, .identity))
        result.permissionsBoundary = layers.boundary.map { set($0, .boundary) }
        result.session = layers.session.map { set($0, .session) }
        result.serviceControl = layers.serviceControl.map { set($0, .serviceControl) }
        result.resourceControl = layers.resourceControl.map { set($0, .resourceControl) }
        result.vpcEndpoint = layers.vpcEndpoint.map { set($0, .vpcEndpoint) }
        if let documents = layers.resource {
            switch layers.resourceKind {
            case .ordinary: result.resource = .ordinary(set(documents, .resource))
            case .trust: result.resource = .trust(set(documents, .roleTrust))
            case .keyPolicy: result.resource = .keyPolicy(set(documents, .resource))
            }
        }
        return result
    }

    static func compile(
        _ request: ReferenceEvaluator.Request, _ variation: Variation = Variation()
    ) -> AuthorizationRequest {
        var context = RequestContext(keyCapacity: 2, byteCapacity: 16)
        for (name, value) in request.context {
            let key = ContextKey(name)
            // A typed value has one text only; values in other spellings stay text.
            func typed(_ text: String) -> ContextValue {
                let value = ContextValue(text, as: variation.untyped ? .string : key.valueType)
                return value.texts == [text] ? value : .string(text)
            }
            switch value {
            case .one(let text): context.set(key, typed(text))
            case .many(let texts): context.set(key, .list(texts.map(typed)))
            }
        }
        return AuthorizationRequest(
            principal: request.principal, action: request.action, resource: request.resource,
            resourceAccount: request.resourceAccount, context: context)
    }

    /// A document for each statement.
    private static func split(_ document: PolicyDocument) -> [PolicyDocument] {
        document.statements.compactMap { statement in
            let bytes = Array(document.text.utf8)[statement.range.start.offset..<statement.range.end.offset]
            let version = document.statedVersion.map { "\"Version\":\"\($0.rawValue)\"," } ?? ""
            return try? PolicyDocument(parsing: "{\(version)\"Statement\":\(String(decoding: bytes, as: UTF8.self))}")
        }
    }
}

extension PolicyType {
    /// The name by which vectors call the type.
    var vectorName: String {
        switch self {
        case .serviceControl: "serviceControl"
        case .resourceControl: "resourceControl"
        case .vpcEndpoint: "vpcEndpoint"
        case .resource: "resource"
        case .roleTrust: "trust"
        case .identity: "identity"
        case .boundary: "boundary"
        case .session: "session"
        }
    }
}

extension Decision {
    /// The decision in the words of vectors.
    var vectorName: String { isAllowed ? "allow" : isExplicitlyDenied ? "explicitDeny" : "implicitDeny" }

    /// The kind of policy that denied.
    var deniedBy: PolicyType? {
        if case .denied(_, let type) = outcome { type } else { nil }
    }
}

extension ReferenceEvaluator.Answer {
    var vectorName: String {
        switch effect {
        case .allow: "allow"
        case .explicitDeny: "explicitDeny"
        case .implicitDeny: "implicitDeny"
        }
    }
}
