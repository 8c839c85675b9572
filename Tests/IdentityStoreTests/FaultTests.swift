import AWSTypes
import GRDB
import IdentityModel
import Testing

@testable import IdentityStore

@Suite("Store on a disk that fails")
struct FaultTests {
    @Test("Whichever call fails, nothing acknowledged is lost, and work goes on", arguments: FaultyDisk.Fault.allCases)
    func failingCall(fault: FaultyDisk.Fault) async throws {
        for first in 1...14 {
            for length in 1...3 {
                let disk = FaultyDisk(fault, inCalls: first...(first + length - 1))
                let store = store(on: disk)
                var acknowledged: Set<String> = []
                await prepare(store)
                for round in 0..<5 {
                    acknowledged.formUnion(await makeUsers((0..<4).map { "user-\(round)-\($0)" }, in: store))
                }
                await check(store, disk, acknowledged, "calls \(first)...\(first + length - 1) fail")
            }
        }
    }

    /// Makes users, all at once; those that were acknowledged.
    private func makeUsers(_ names: [String], in store: StateStore) async -> Set<String> {
        await withTaskGroup(of: String?.self) { group in
            for name in names {
                group.addTask {
                    do throws(AWSError) {
                        try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser(name) }
                        return name
                    } catch {
                        #expect(error.status >= 500)
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { names, name in
                if let name { names.insert(name) }
            }
        }
    }

    /// After the faults, the store works, and shows what a restart would find.
    private func check(
        _ store: StateStore, _ disk: FaultyDisk, _ acknowledged: Set<String>, _ situation: Comment
    ) async {
        await prepare(store)
        let names = Set(store.userNames)
        #expect(acknowledged.isSubset(of: names), situation)
        #expect(Contents(store.snapshot) == Contents(IdentityState(disk.changes, awsPolicies: Fixture.awsPolicies)))
        #expect(store.snapshot.violations() == [], situation)
        await store.close()
        #expect(disk.isClosed, situation)
    }

    /// Makes the account, however often it takes.
    private func prepare(_ store: StateStore) async {
        for _ in 0..<10 {
            do throws(AWSError) {
                return try await store.write(at: Fixture.now) { draft throws(AWSError) in
                    if draft.state[Fixture.account] == nil { draft.makeAccount() }
                    draft.put(.account(Account(id: Fixture.account, created: draft.now)), in: Fixture.account)
                }
            } catch {
                #expect(error.status >= 500)
            }
        }
        Issue.record("the store never recovers")
    }

    @Test("A flush that fails is an internal failure, and its changes are not seen")
    func failedFlush() async throws {
        let disk = FaultyDisk(.lost, inCalls: 2...2)
        let store = store(on: disk)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        await #expect(throws: AWSError.internalFailure) {
            try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser("alice") }
        }
        #expect(store.userNames == [])
        try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser("alice") }
        #expect(store.userNames == ["alice"])
    }

    @Test("Writes without changes cost no flush")
    func noFlush() async throws {
        let disk = FaultyDisk(.lost, inCalls: 1000...1000)
        let store = store(on: disk)
        for _ in 0..<10 {
            _ = try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.state.allAccounts.count }
            _ = try? await store.write(at: Fixture.now) { draft throws(AWSError) in
                draft.makeAccount()
                throw AWSError.validation("no")
            }
        }
        #expect(disk.writes == 0)
    }

    @Test("A full disk fails the write, and the store lives on")
    func fullDisk() async throws {
        let directory = TemporaryDirectory()
        let disk = try SQLiteDisk(directory: directory.path, keyRing: Fixture.keyRing)
        let store = store(on: disk)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        let limit = try await disk.database.write { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            return try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)") ?? 0
        }
        #expect(limit > 0)
        await #expect(throws: AWSError.internalFailure) {
            try await store.write(at: Fixture.now) { draft throws(AWSError) in
                for number in 0..<1000 { try draft.makeUser("user-\(number)") }
            }
        }
        try await disk.database.write { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser("alice") }
        #expect(store.userNames == ["alice"])
        await store.close()
    }

    private func store(on disk: any Disk) -> StateStore {
        StateStore(on: disk, holding: [], awsPolicies: Fixture.awsPolicies, logger: Fixture.logger)
    }
}
