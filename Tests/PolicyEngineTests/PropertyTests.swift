import PolicyEngine
import PolicyLanguage
import Testing

@testable import PolicyEngine

/// What has to be true of every decision, on random policies and requests.
@Suite("Properties")
struct PropertyTests {
    /// Runs `check` on random layers with three requests each.
    private func forRandomScenarios(
        _ rounds: Int = 400, _ check: (inout RandomPolicies, RandomPolicies.Drafts, ReferenceEvaluator.Request) -> Bool
    ) {
        let seed = UInt64.random(in: 0..<1_000_000_000)
        for round in 0..<rounds {
            var random = RandomPolicies(seed: seed + UInt64(round))
            let drafts = random.drafts()
            for _ in 0..<3 {
                let request = random.request()
                if !check(&random, drafts, request) {
                    Issue.record("seed \(seed + UInt64(round)): \(request) \(drafts)")
                    return
                }
            }
        }
    }

    private func decide(
        _ drafts: RandomPolicies.Drafts, _ request: ReferenceEvaluator.Request,
        _ variation: Scenario.Variation = .init()
    ) -> Decision {
        let scenario = Scenario(drafts.compiled, request, variation)
        return scenario.layers.decide(scenario.request)
    }

    /// The drafts with one more statement in a layer that is in force.
    private func adding(
        _ effect: String, to drafts: RandomPolicies.Drafts, _ random: inout RandomPolicies
    ) -> RandomPolicies.Drafts {
        var more = drafts
        let layers = drafts.layers.indices.filter { drafts.layers[$0]?.isEmpty == false }
        let layer = random.pick(layers)
        let other = effect == "Allow" ? "Deny" : "Allow"
        let isTrust = layer == 7 && drafts.kind == .trust
        let statement = random.statement(named: layer >= 5, hasResources: !isTrust)
            .replacing("\"Effect\":\"\(other)\"", with: "\"Effect\":\"\(effect)\"")
        more.layers[layer]?[0].statements.append(statement)
        return more
    }

    @Test("One more Allow never turns allowed into denied")
    func allowsOnlyAdd() {
        forRandomScenarios { random, drafts, request in
            !decide(drafts, request).isAllowed || decide(adding("Allow", to: drafts, &random), request).isAllowed
        }
    }

    @Test("One more Deny never turns denied into allowed")
    func deniesOnlyTake() {
        forRandomScenarios { random, drafts, request in
            decide(drafts, request).isAllowed || !decide(adding("Deny", to: drafts, &random), request).isAllowed
        }
    }

    @Test("Order and repetition of statements and policies change nothing")
    func orderDoesNotMatter() {
        forRandomScenarios { random, drafts, request in
            var shuffled = drafts
            for layer in shuffled.layers.indices {
                for document in (shuffled.layers[layer] ?? []).indices {
                    shuffled.layers[layer]?[document].statements.shuffle(using: &random.generator)
                }
            }
            let decision = decide(drafts, request)
            return decide(shuffled, request).outcome == decision.outcome
                && decide(drafts, request, Scenario.Variation(reverses: true, duplicates: true)).outcome
                    == decision.outcome
        }
    }

    @Test("Nothing is allowed that no statement and no root allows")
    func somethingAllows() {
        forRandomScenarios { _, drafts, request in
            let scenario = Scenario(drafts.compiled, request)
            let (decision, trace) = scenario.layers.explain(scenario.request)
            guard decision.isAllowed else { return true }
            if case .root = request.principal { return true }
            if case .federatedUser(let session) = request.principal, session.issuer == nil { return true }
            return trace.matches.contains { $0.effect == .allow }
        }
    }

    @Test("A Deny that applies denies, whatever allows")
    func denyBeatsAllow() {
        forRandomScenarios { _, drafts, request in
            let scenario = Scenario(drafts.compiled, request)
            let (decision, trace) = scenario.layers.explain(scenario.request)
            return trace.matches.contains { $0.effect == .deny } == decision.isExplicitlyDenied
        }
    }

    @Test("The determining statement is one that applied, with the effect of the decision")
    func determining() {
        forRandomScenarios { _, drafts, request in
            let scenario = Scenario(drafts.compiled, request)
            let (decision, trace) = scenario.layers.explain(scenario.request)
            guard let statement = decision.determining else { return true }
            return trace.matches.contains {
                $0.statement == statement && $0.effect == (decision.isAllowed ? .allow : .deny)
            }
        }
    }
}
