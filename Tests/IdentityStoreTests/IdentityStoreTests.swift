import AWSTypes
import IdentityModel
import TestRandomness
import Testing

@testable import IdentityStore

/// Every kind of location.
enum Place: CaseIterable {
    case memory, directory

    /// A location of that kind; the directory lives as long as the value beside it.
    func make() -> (StateStore.Location, TemporaryDirectory) {
        let directory = TemporaryDirectory()
        return (self == .memory ? .memory : .directory(directory.path), directory)
    }
}

@Suite("Store, wherever it keeps things")
struct IdentityStoreTests {
    @Test("A write is in the snapshot when it returns", arguments: Place.allCases)
    func readYourWrites(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        #expect(store.snapshot.allAccounts.isEmpty)
        let user = try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.makeAccount()
            return try draft.makeUser("alice")
        }
        #expect(store.snapshot[Fixture.account]?.users[user.id] == user)
        #expect(store.snapshot.violations() == [])
        await store.close()
        withExtendedLifetime(directory) {}
    }

    @Test("A write that throws changes nothing and passes its error on", arguments: Place.allCases)
    func refusal(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.makeAccount()
            try draft.makeUser("alice")
        }
        await #expect(throws: AWSError("EntityAlreadyExists", status: 409, "")) {
            try await store.write(at: Fixture.now) { draft throws(AWSError) in
                try draft.makeUser("bob")
                try draft.makeUser("alice")
            }
        }
        #expect(store.userNames == ["alice"])
        await store.close()
        withExtendedLifetime(directory) {}
    }

    @Test(
        "Of many writers at once each sees what those before it did, and finds its own when it returns",
        arguments: Place.allCases)
    func manyWriters(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        let places = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let place = try await store.write(at: Fixture.now) { draft throws(AWSError) in
                        try draft.makeUser("user-\(number)")
                        return draft.state[Fixture.account]?.users.count ?? 0
                    }
                    #expect(store.snapshot[Fixture.account]?.users[UserName(unchecked: "USER-\(number)")] != nil)
                    return place
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(places.sorted() == Array(1...300))
        #expect(store.snapshot.violations() == [])
        await store.close()
        withExtendedLifetime(directory) {}
    }

    @Test("Of writers that want the same name, one gets it", arguments: Place.allCases)
    func oneWinner(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        let winners = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do throws(AWSError) {
                        try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser("alice") }
                        return true
                    } catch {
                        #expect(error.code == "EntityAlreadyExists")
                        #expect(store.userNames == ["alice"], "what the refusal speaks of is there for all to see")
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        await store.close()
        withExtendedLifetime(directory) {}
    }

    @Test("The same entropy makes the same ids", arguments: Place.allCases)
    func entropy(place: Place) async throws {
        var ids: [UserID] = []
        for _ in 0..<2 {
            let (location, directory) = place.make()
            let store = try Fixture.store(location)
            let user = try await store.write(at: Fixture.now, entropy: SeededGenerator(seed: 1)) {
                draft throws(AWSError) in
                draft.makeAccount()
                return try draft.makeUser("alice")
            }
            ids.append(user.id)
            await store.close()
            withExtendedLifetime(directory) {}
        }
        #expect(ids[0] == ids[1])
    }

    @Test("Reset goes back to the mark, however often", arguments: Place.allCases)
    func reset(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        let root = try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.makeAccount()
            let key = draft.newAccessKey(of: .root, in: Fixture.account)
            draft.put(.accessKey(key), in: Fixture.account)
            return key
        }
        await store.markBaseline()
        let baseline = Contents(store.snapshot)
        for _ in 0..<2 {
            try await store.write(at: Fixture.now) { draft throws(AWSError) in
                try draft.makeUser("alice")
                draft.remove(.accessKey(root.id), from: Fixture.account)
                let other = draft.newAccountID()
                draft.put(.account(Account(id: other, created: draft.now, alias: "other")), in: other)
            }
            #expect(store.snapshot.allAccounts.count == 2)
            try await store.reset()
            #expect(Contents(store.snapshot) == baseline)
            #expect(store.snapshot.account(alias: "other") == nil)
            #expect(store.snapshot.violations() == [])
        }
        await store.close()
        if place == .directory {
            let again = try Fixture.store(location)
            #expect(Contents(again.snapshot) == baseline)
            await again.close()
        }
        withExtendedLifetime(directory) {}
    }

    @Test("A closed store takes no writes, but can be read", arguments: Place.allCases)
    func closed(place: Place) async throws {
        let (location, directory) = place.make()
        let store = try Fixture.store(location)
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        await store.close()
        await store.close()
        await #expect(throws: AWSError("ServiceUnavailable", status: 503, "")) {
            try await store.write(at: Fixture.now) { draft throws(AWSError) in try draft.makeUser("alice") }
        }
        #expect(store.snapshot.allAccounts.count == 1)
        withExtendedLifetime(directory) {}
    }
}
