import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The log of decisions")
struct DecisionLogTests {
    private func entry(_ id: String, weight: Int, on server: TestServer) async throws -> DecisionLog.Entry {
        let facts = RequestFacts(
            id: id, now: server.clock.now, region: "us-east-1", sourceIP: nil, isSecure: nil, userAgent: nil,
            referer: nil)
        guard let key = TestServer.rootKey.id else { throw Missing(what: "root key") }
        let state = server.store.snapshot
        let caller = try Caller(.longTerm(key, .root, World.account), request: facts, in: state)
        var entry = DecisionLog.Entry(
            operation: "Authorize", facts: .unrestricted, caller: caller, state: state, isDenied: false)
        entry.weight = weight
        return entry
    }

    @Test("It forgets the oldest by what they weigh together, and never the newest")
    func weights() async throws {
        let server = try await TestServer()
        let log = DecisionLog()
        for number in 0..<2000 { log.append(try await entry("\(number)", weight: 1, on: server)) }
        #expect(log.entry("0", in: nil) != nil)
        log.append(try await entry("heavy", weight: 1500, on: server))
        #expect(log.entry("1499", in: nil) == nil)
        #expect(log.entry("1500", in: nil) != nil)
        log.append(try await entry("heavier", weight: 5000, on: server))
        #expect(log.entry("heavier", in: nil) != nil)
        #expect(log.entry("heavy", in: nil) == nil)
        log.append(try await entry("light", weight: 1, on: server))
        #expect(log.entry("heavier", in: nil) == nil)
        #expect(log.entry("light", in: World.account) != nil)
        #expect(log.entry("light", in: World.otherAccount) == nil)
    }
}
