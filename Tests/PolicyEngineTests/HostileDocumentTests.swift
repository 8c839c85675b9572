import AWSTypes
import Foundation
import PolicyEngine
import PolicyLanguage
import Testing

@testable import PolicyEngine

/// Documents that nobody would save, compiled and asked all the same: the engine answers, and never stops.
///
/// `SALLYPORT_FUZZ_ROUNDS` says how many are tried, `SALLYPORT_TEST_SEED` which.
@Suite("Hostile documents")
struct HostileDocumentTests {
    @Test("Random damage to policies and requests leads to an answer, the same with and without the index")
    func damage() {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["SALLYPORT_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1000
        let seed = environment["SALLYPORT_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
        print("hostile documents: SALLYPORT_TEST_SEED=\(seed)")
        for round in 0..<rounds {
            var random = RandomPolicies(seed: seed &+ UInt64(round))
            var drafts = random.drafts()
            drafts.layers = drafts.layers.map { layer in
                layer.map { documents in
                    documents.map { document in
                        var document = document
                        document.statements = document.statements.map { damaged($0, &random) }
                        return document
                    }
                }
            }
            var request = random.request()
            request.action = damaged(request.action, &random)
            request.resource = damaged(request.resource, &random)
            let scenario = Scenario(drafts.compiled, request)
            let (decision, trace) = scenario.layers.explain(scenario.request)
            #expect(scenario.layers.decide(scenario.request) == decision)
            scenario.expectIndexToAgree(with: trace, "seed \(seed), round \(round)")
        }
    }

    /// Puts characters with a meaning where they don't belong, in a text that stays JSON often enough.
    private func damaged(_ text: String, _ random: inout RandomPolicies) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 0...2, using: &random.generator) {
            let place = Int.random(in: 0...characters.count, using: &random.generator)
            switch Int.random(in: 0..<4, using: &random.generator) {
            case 0:
                characters.insert(
                    contentsOf: random.pick([
                        "*", "?", ":", "${", "}", "/", "é", "\\u0000", "::", "arn:", "'}", "${aws:username}",
                    ]), at: place)
            case 1: characters.removeSubrange(place..<min(characters.count, place + 2))
            case 2: characters.insert(contentsOf: characters[place..<min(characters.count, place + 6)], at: place)
            default:
                characters.insert(contentsOf: String(repeating: random.pick(["*", "a*", "?"]), count: 40), at: place)
            }
        }
        return String(characters)
    }

    @Test("Thousands of beginnings that contain each other do not exhaust the stack")
    func nestedPrefixes() throws {
        let statements = (1...3000).map { length in
            "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::\(String(repeating: "a", count: length))*\"}"
        }
        let document = try PolicyDocument(
            parsing: "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}")
        let layers = PolicyLayers(
            identity: PolicySet([CompiledPolicy(document, source: PolicySource(.identity, id: "P"))]))
        let alice = try #require(ARN("arn:aws:iam::111122223333:user/alice"))
        func decide(_ length: Int) -> Decision {
            layers.decide(
                AuthorizationRequest(
                    principal: .user(arn: alice), action: "s3:GetObject",
                    resource: "arn:aws:s3:::" + String(repeating: "a", count: length)))
        }
        #expect(!decide(0).isAllowed)
        #expect(decide(1).isAllowed)
        #expect(decide(5000).determining?.index == 2999)
    }
}
