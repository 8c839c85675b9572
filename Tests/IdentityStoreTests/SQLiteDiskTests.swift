import AWSTypes
import Authentication
import Foundation
import GRDB
import IdentityModel
import TestRandomness
import Testing

@testable import IdentityStore

@Suite("Store in a directory")
struct SQLiteDiskTests {
    private let directory = TemporaryDirectory()

    private func open(keyRing: KeyRing = Fixture.keyRing) throws -> StateStore {
        try StateStore(
            at: .directory(directory.path), keyRing: keyRing, awsPolicies: Fixture.awsPolicies, logger: Fixture.logger)
    }

    /// Makes an account with a user and a key, and closes.
    private func prepare() async throws -> AccessKey {
        let store = try open()
        let key = try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.makeAccount()
            let user = try draft.makeUser("alice")
            let key = draft.newAccessKey(of: .user(user.id), in: Fixture.account)
            draft.put(.accessKey(key), in: Fixture.account)
            return key
        }
        await store.close()
        return key
    }

    private func edit(_ sql: String) async throws {
        let database = try DatabaseQueue(path: directory.path + "/identity.sqlite")
        try await database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    private func problem() -> StoreProblem? {
        do {
            _ = try open()
            return nil
        } catch {
            return error as? StoreProblem
        }
    }

    @Test("Changes folded equal rows reloaded", arguments: 1...12)
    func reload(seed: UInt64) async throws {
        var changes = RandomChanges(seed: seed)
        var folded = IdentityState(awsPolicies: Fixture.awsPolicies)
        for round in 0..<4 {
            let store = try open()
            #expect(Contents(store.snapshot) == Contents(folded), "seed \(seed), round \(round)")
            for step in 0..<25 {
                let entropy = SeededGenerator(seed: seed << 32 | UInt64(round << 16 | step))
                var draft = Draft(of: folded, at: Fixture.now, entropy: entropy)
                try changes.change(&draft)
                folded = draft.state
                let made = draft.changes
                try await store.write(at: Fixture.now) { draft throws(AWSError) in
                    for change in made { draft.apply(change) }
                }
            }
            #expect(Contents(store.snapshot) == Contents(folded), "seed \(seed), round \(round)")
            #expect(store.snapshot.violations() == [], "seed \(seed), round \(round)")
            await store.close()
        }
        let store = try open()
        #expect(Contents(store.snapshot) == Contents(folded), "seed \(seed)")
        await store.close()
    }

    @Test("A second server on the directory is refused")
    func exclusive() async throws {
        let store = try open()
        #expect(problem()?.problem == "Another server uses the data directory \(directory.path).")
        await store.close()
        #expect(problem() == nil)
    }

    @Test("A row that can't be read stops the start, and is named")
    func unreadableRow() async throws {
        _ = try await prepare()
        try await edit("UPDATE entities SET body = x'7B7D' WHERE kind = 'user'")
        let problem = problem()?.problem ?? ""
        #expect(problem.hasPrefix("The user AIDA"))
        #expect(problem.contains("of account 123456789012 can't be read"))
    }

    @Test(
        "A row of another kind, account or id than its body is refused",
        arguments: [
            "UPDATE entities SET kind = 'robot' WHERE kind = 'user'",
            "UPDATE entities SET kind = 'group' WHERE kind = 'user'",
            "UPDATE entities SET id = 'AIDAAAAAAAAAAAAAAAAAA' WHERE kind = 'user'",
            "UPDATE entities SET account = 111111111111 WHERE kind = 'account'",
            "UPDATE entities SET account = 111111111111 WHERE kind = 'access-key'",
            "DELETE FROM entities WHERE kind = 'account'",
        ])
    func swappedRow(edit sql: String) async throws {
        _ = try await prepare()
        try await edit(sql)
        #expect(problem() != nil)
    }

    @Test("Secrets lie on disk sealed, and open with the key ring only")
    func sealedSecrets() async throws {
        let key = try await prepare()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/identity.sqlite"))
        #expect(bytes.range(of: Data(key.id.text.utf8)) != nil)
        #expect(bytes.range(of: Data(key.secret.exposed.utf8)) == nil)
        let store = try open()
        #expect(store.snapshot.accessKey(key.id)?.key == key)
        await store.close()
        var entropy = SeededGenerator(seed: 8)
        let other = KeyRing(created: Fixture.now, entropy: &entropy)
        #expect(throws: StoreProblem.self) { try open(keyRing: other) }
    }

    @Test("A sealed secret does not open for another account")
    func movedSecret() async throws {
        _ = try await prepare()
        let store = try open()
        let other = try await store.write(at: Fixture.now) { draft throws(AWSError) in
            let other = draft.newAccountID()
            draft.put(.account(Account(id: other, created: draft.now)), in: other)
            return other
        }
        await store.close()
        try await edit("UPDATE entities SET account = \(other), born = born + 100 WHERE kind = 'access-key'")
        #expect(problem()?.problem.hasSuffix("of account \(other) can't be read: tampered.") == true)
    }

    @Test("Removals keep a numbered row without a body, until many changes later")
    func removals() async throws {
        let key = try await prepare()
        var store = try open()
        try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.remove(.accessKey(key.id), from: Fixture.account)
        }
        await store.close()
        #expect(try await rows() == ["1 1 account body", "2 2 user body", "3 4 access-key "])
        try await edit("UPDATE meta SET value = 100004 WHERE name = 'sequence'")
        store = try open()
        try await store.write(at: Fixture.now) { draft throws(AWSError) in draft.makeAccount() }
        await store.close()
        #expect(try await rows() == ["1 100005 account body", "2 2 user body"])
    }

    private func rows() async throws -> [String] {
        let database = try DatabaseQueue(path: directory.path + "/identity.sqlite")
        defer { try? database.close() }
        return try await database.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT born || ' ' || sequence || ' ' || kind || ' ' || iif(body IS NULL, '', 'body')
                    FROM entities ORDER BY born
                    """)
        }
    }

    @Test("A directory of a newer version is left alone")
    func newerVersion() async throws {
        _ = try await prepare()
        try await edit("INSERT INTO grdb_migrations (identifier) VALUES ('a step from the future')")
        #expect(problem()?.problem.hasSuffix("was written by a newer version of Sallyport.") == true)
    }

    @Test("A file that is no database is refused")
    func noDatabase() throws {
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: directory.path + "/identity.sqlite"))
        #expect(problem()?.problem.contains("not a database") == true)
    }

    @Test("Directory and database are for the server's user only")
    func modes() async throws {
        _ = try await prepare()
        #expect(try mode(directory.path) == 0o700)
        #expect(try mode(directory.path + "/identity.sqlite") == 0o600)
    }

    private func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("Commits are synced, written ahead, and leave no shared memory file")
    func durability() async throws {
        let disk = try SQLiteDisk(directory: directory.path, keyRing: Fixture.keyRing)
        let settings = try await disk.database.read { database in
            ["synchronous", "journal_mode", "locking_mode"].map { name in
                (try? String.fetchOne(database, sql: "PRAGMA \(name)")) ?? ""
            }
        }
        #expect(settings == ["2", "wal", "exclusive"])
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/identity.sqlite-shm"))
        try disk.close()
    }
}
