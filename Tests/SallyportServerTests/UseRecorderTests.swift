import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The last use of keys and roles")
struct UseRecorderTests {
    /// Records a use as the requests of a key do; whether it was written.
    private func record(
        _ key: AccessKey, of service: String, in region: String, _ recorder: UseRecorder, on server: TestServer
    ) async throws -> Bool {
        let before = server.store.snapshot.accessKey(key.id)?.key.lastUse
        let facts = RequestFacts(
            id: "1", now: server.clock.now, region: region, sourceIP: nil, isSecure: nil, userAgent: nil, referer: nil)
        let caller = try Caller(
            .longTerm(key.id, key.owner, World.account), request: facts, in: server.store.snapshot)
        await recorder.recordKey(caller, of: service)
        return server.store.snapshot.accessKey(key.id)?.key.lastUse != before
    }

    @Test("A client that names another region in each request costs a few writes a minute")
    func bounded() async throws {
        let server = try await TestServer()
        let recorder = UseRecorder(store: server.store)
        let keys = [try await server.user("alice"), try await server.user("bob")]
        for _ in 0..<3 {
            for key in keys {
                var writes = 0
                for number in 0..<200 where try await record(key, of: "sts", in: "r-\(number)", recorder, on: server) {
                    writes += 1
                }
                #expect((2...5).contains(writes), "one for the minute, and a few for what is another")
            }
            server.clock.advance(by: 60)
        }
    }

    @Test("Another service or region is told at once, and after a minute the same is told again")
    func news() async throws {
        let server = try await TestServer()
        let recorder = UseRecorder(store: server.store)
        let key = try await server.user("alice")
        #expect(try await record(key, of: "sts", in: "us-east-1", recorder, on: server))
        #expect(try await record(key, of: "iam", in: "us-east-1", recorder, on: server))
        #expect(try await record(key, of: "iam", in: "eu-west-1", recorder, on: server))
        server.clock.advance(by: 59)
        #expect(try await !record(key, of: "iam", in: "eu-west-1", recorder, on: server))
        server.clock.advance(by: 1)
        #expect(try await record(key, of: "iam", in: "eu-west-1", recorder, on: server))
    }
}
