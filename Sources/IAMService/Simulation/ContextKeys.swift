import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Lists the condition keys that policies which are passed ask for.
struct GetContextKeysForCustomPolicy: ReadOperation {
    let policies: [PolicyDocument]

    init(from input: WireInput) {
        policies = input.simulated(input.requireList("PolicyInputList") { $0.requireText("", policyText) }) {
            "Policy input list item \($0) has invalid content"
        }
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) -> [String] { policies.contextKeys }

    static func encode(_ keys: [String], to writer: inout WireWriter) { writer.list("ContextKeyNames", texts: keys) }
}

/// Lists the condition keys that the policies of a user, group or role ask for.
struct GetContextKeysForPrincipalPolicy: ReadOperation {
    let source: PolicySourceReference
    let policies: [PolicyDocument]

    init(from input: WireInput) {
        source = PolicySourceReference(from: input)
        policies = input.simulated(input.texts("PolicyInputList", policyText) ?? []) {
            "Policy input list item \($0) has invalid content"
        }
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        try source.facts(Self.action, for: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> [String] {
        let account = state.account(of: caller)
        let entity = try source.entity(for: caller, in: state)
        let boundary = entity.boundary(in: account, state)
        let own = entity.identityPolicies(in: account, state) + [boundary].compactMap(\.self)
        return (own.map(\.compiled.document) + policies).contextKeys
    }

    static func encode(_ keys: [String], to writer: inout WireWriter) { writer.list("ContextKeyNames", texts: keys) }
}

extension [PolicyDocument] {
    /// The keys that any of the documents asks for, each once, whatever its case, as first written.
    fileprivate var contextKeys: [String] {
        var seen: Set<String> = []
        return flatMap(\.contextKeys).filter { seen.insert($0.lowercased()).inserted }
    }
}
