import PolicyEngine
import Testing

@testable import PolicyEngine

@Suite("Vectors")
struct VectorTests {
    static let vectors = Result { try Vector.all() }

    @Test("There are at least 600 cases, each with a name of its own in its file")
    func count() throws {
        let vectors = try VectorTests.vectors.get()
        #expect(vectors.count >= 600)
        #expect(Set(vectors.map { "\($0.file) \($0.name)" }).count == vectors.count)
    }

    @Test("Each case comes out as the rule says, with the reason and statements it names")
    func decisions() throws {
        for vector in try VectorTests.vectors.get() {
            let scenario = Scenario(vector.layers, vector.request)
            let (decision, trace) = scenario.layers.explain(scenario.request)
            #expect(decision.vectorName == vector.decision, "\(vector)")
            #expect(decision.deniedBy?.vectorName == vector.by, "\(vector)")
            if let reason = vector.reason {
                #expect(decision.denialReason(action: vector.request.action) == reason, "\(vector)")
            }
            if let statements = vector.statements {
                let matches = trace.matches.map { "\($0.statement.policy.source.id)[\($0.statement.index)]" }
                #expect(matches == statements, "\(vector)")
            }
            if let missing = vector.missing { #expect(trace.missingContextKeys == missing, "\(vector)") }
        }
    }

    @Test("The second opinion agrees with every case")
    func reference() throws {
        for vector in try VectorTests.vectors.get() {
            let answer = ReferenceEvaluator(layers: vector.layers, request: vector.request).decide()
            #expect(answer.vectorName == vector.decision, "\(vector)")
            #expect(answer.by?.vectorName == vector.by, "\(vector)")
        }
    }

    @Test(
        "Tracing, splitting, reversing and repeating policies and giving values as text change no decision",
        arguments: [
            Scenario.Variation(), Scenario.Variation(splitsStatements: true), Scenario.Variation(reverses: true),
            Scenario.Variation(duplicates: true),
            Scenario.Variation(splitsStatements: true, reverses: true, untyped: true),
        ])
    func permutations(variation: Scenario.Variation) throws {
        for vector in try VectorTests.vectors.get() {
            let scenario = Scenario(vector.layers, vector.request, variation)
            let decision = scenario.layers.decide(scenario.request)
            #expect(decision.vectorName == vector.decision, "\(vector)")
            #expect(decision.deniedBy?.vectorName == vector.by, "\(vector)")
            let (explained, trace) = scenario.layers.explain(scenario.request)
            #expect(explained == decision, "\(vector)")
            scenario.expectIndexToAgree(with: trace, "\(vector)")
        }
    }
}

extension Scenario {
    /// Compares what the index found in each layer with what looking at each statement finds.
    func expectIndexToAgree(with trace: Trace, _ comment: @autoclosure () -> String) {
        var sets: [(PolicyType, PolicySet)] = []
        if request.principal.account != nil { sets += layers.serviceControl.map { (.serviceControl, $0) } }
        sets += layers.resourceControl.map { (.resourceControl, $0) }
        if let set = layers.vpcEndpoint { sets.append((.vpcEndpoint, set)) }
        if let set = layers.resource.policies { sets.append((layers.resource.type, set)) }
        if request.principal.account != nil {
            sets.append((.identity, layers.identity))
            if let set = layers.permissionsBoundary { sets.append((.boundary, set)) }
            if let set = layers.session { sets.append((.session, set)) }
        }
        guard sets.count == trace.layers.count else {
            Issue.record("the trace has \(trace.layers.count) layers, not \(sets.count): \(comment())")
            return
        }
        for ((type, set), layer) in zip(sets, trace.layers) {
            let verdict = set.verdict(on: request, hasBoundary: layers.permissionsBoundary != nil)
            let found: LayerTrace.Verdict =
                verdict.deny != nil ? .explicitDeny : verdict.allow != nil ? .allow : .implicitDeny
            let strengthAgrees = verdict.deny != nil || verdict.strength == layer.strength
            let location = verdict.deny ?? verdict.allow
            let statementAgrees = location.map { location in
                layer.matches.contains { $0.statement == set.reference(location) }
            }
            if type != layer.type || found != layer.verdict || !strengthAgrees || statementAgrees == false {
                Issue.record("index and trace disagree about \(type): \(found), \(layer.verdict): \(comment())")
            }
        }
    }
}
