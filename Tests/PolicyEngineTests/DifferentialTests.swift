import Foundation
import PolicyEngine
import Testing

@testable import PolicyEngine

/// Engine and second opinion on random policies and requests.
///
/// `SALLYPORT_TEST_SEED` chooses the seed, which is printed; `SALLYPORT_TEST_CASES` how many decisions are compared.
@Suite("Differential")
struct DifferentialTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["SALLYPORT_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
    static let cases = environment["SALLYPORT_TEST_CASES"].flatMap { Int($0) } ?? 200_000
    private static let requestsPerScenario = 100
    private static let parts = 4

    @Test("The engine agrees with the second opinion on random policies and requests", arguments: 0..<parts)
    func agreement(part: Int) async {
        if part == 0 { print("differential test: SALLYPORT_TEST_SEED=\(DifferentialTests.seed)") }
        var tally: [String: Int] = [:]
        let scenarios = DifferentialTests.cases / DifferentialTests.requestsPerScenario / DifferentialTests.parts
        for number in 0..<scenarios {
            var random = RandomPolicies(seed: DifferentialTests.seed &+ UInt64(part * 1_000_000 + number))
            let drafts = random.drafts()
            let layers = drafts.compiled
            let compiled = Scenario.compile(layers)
            for requestNumber in 0..<DifferentialTests.requestsPerScenario {
                let request = random.request()
                let expected = ReferenceEvaluator(layers: layers, request: request).decide()
                let asked = Scenario.compile(request, Scenario.Variation(untyped: requestNumber.isMultiple(of: 2)))
                let decision = compiled.decide(asked)
                tally[decision.vectorName, default: 0] += 1
                if decision.vectorName != expected.vectorName || decision.deniedBy != expected.by {
                    report(drafts, request, part, number, untyped: requestNumber.isMultiple(of: 2))
                    return
                }
                // Some of them once more with a trace, layer by layer.
                if requestNumber == 0 {
                    let (explained, trace) = compiled.explain(asked)
                    #expect(explained == decision)
                    Scenario(layers: compiled, request: asked).expectIndexToAgree(with: trace, "\(part), \(number)")
                }
            }
        }
        #expect(tally.count == 3, "allowances and both kinds of denials occur")
    }

    /// Shrinks a disagreement, statement by statement and key by key, and prints what is left.
    private func report(
        _ drafts: RandomPolicies.Drafts, _ request: ReferenceEvaluator.Request, _ part: Int, _ number: Int,
        untyped: Bool
    ) {
        let variation = Scenario.Variation(untyped: untyped)
        func disagree(_ drafts: RandomPolicies.Drafts, _ request: ReferenceEvaluator.Request) -> Bool {
            let layers = drafts.compiled
            let expected = ReferenceEvaluator(layers: layers, request: request).decide()
            let scenario = Scenario(layers, request, variation)
            let decision = scenario.layers.decide(scenario.request)
            return decision.vectorName != expected.vectorName || decision.deniedBy != expected.by
        }
        var (drafts, request) = (drafts, request)
        var shrank = true
        while shrank {
            shrank = false
            for layer in drafts.layers.indices {
                for document in (drafts.layers[layer] ?? []).indices {
                    for statement in (drafts.layers[layer]?[document].statements ?? []).indices.reversed() {
                        var smaller = drafts
                        smaller.layers[layer]?[document].statements.remove(at: statement)
                        if disagree(smaller, request) { (drafts, shrank) = (smaller, true) }
                    }
                }
                var smaller = drafts
                smaller.layers[layer] = nil
                if drafts.layers[layer] != nil, disagree(smaller, request) { (drafts, shrank) = (smaller, true) }
            }
            for key in request.context.keys {
                var smaller = request
                smaller.context[key] = nil
                if disagree(drafts, smaller) { (request, shrank) = (smaller, true) }
            }
        }
        let layers = drafts.compiled
        let scenario = Scenario(layers, request, variation)
        Issue.record(
            """
            seed \(DifferentialTests.seed), part \(part), scenario \(number): the engine says \
            \(scenario.layers.decide(scenario.request).outcome), the second opinion \
            \(ReferenceEvaluator(layers: layers, request: request).decide()) of
            \(request)
            \(drafts.layers.map { ($0 ?? []).map { $0.version + $0.statements.joined(separator: "\n") } }) \(drafts.kind)
            """)
    }
}
