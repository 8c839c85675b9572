import AWSTypes
import Authentication
import Foundation
import IdentityModel
import TestRandomness
import Testing

@testable import IdentityStore

@Suite("Key rotation")
struct KeyRotationTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.path + "/keys" }
    private let secret = SecretKey("a-secret-that-stays")

    /// A directory with an access key, and the ring that sealed it.
    private func furnish() async throws -> KeyRing {
        let ring = try KeyFile.load(in: directory.path, at: Fixture.now)
        let store = try open(ring)
        let id = try #require(AccessKeyID("AKIAROTATION"))
        try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.makeAccount()
            let user = try draft.makeUser("alice")
            draft.put(
                .accessKey(AccessKey(id: id, secret: secret, owner: .user(user.id), created: draft.now)),
                in: Fixture.account)
        }
        await store.close()
        return ring
    }

    private func open(_ ring: KeyRing) throws -> StateStore {
        try StateStore(
            at: .directory(directory.path), keyRing: ring, awsPolicies: Fixture.awsPolicies, logger: Fixture.logger)
    }

    private func rotate(
        at now: Timestamp = Fixture.now, _ oldKeys: KeyRotation.OldKeys = .keptUntilUnused
    ) throws -> KeyRotation.Outcome {
        var entropy = SystemRandomNumberGenerator()
        return try KeyRotation.run(in: directory.path, at: now, oldKeys: oldKeys, entropy: &entropy) {
            [tokenKey("at \(now.seconds)")]
        }
    }

    private func tokenKey(_ id: String) -> TokenSigningKey {
        TokenSigningKey(id: id, algorithm: .es384, privateKey: SecretKey("PEM of \(id)"), publicKey: ["kty": "EC"])
    }

    private func storedSecret(_ ring: KeyRing) async throws -> SecretKey? {
        let store = try open(ring)
        let secret = AccessKeyID("AKIAROTATION").flatMap { store.snapshot.accessKey($0)?.key.secret }
        await store.close()
        return secret
    }

    @Test("Stored secrets open with the new key alone, and what the old one sealed for clients with the ring")
    func rotation() async throws {
        let old = try await furnish()
        var entropy = SeededGenerator(seed: 1)
        let token = old.seal([1, 2, 3], for: .sessionToken, entropy: &entropy)
        let outcome = try rotate(at: Fixture.now + 60)
        #expect((outcome.entities, outcome.keys, outcome.forgotten) == (3, 2, 0))
        var ring = try KeyFile.load(in: directory.path, at: Fixture.now)
        #expect(ring.creationDates == [Fixture.now + 60, Fixture.now])
        #expect(try ring.open(token, for: .sessionToken) == [1, 2, 3])
        ring.forgetReplacedKeys()
        #expect(try await storedSecret(ring) == secret)
        await #expect(throws: StoreProblem.self) { try await storedSecret(old) }
    }

    @Test("A key is forgotten once nothing that it sealed can be valid: not when it was made, when it was replaced")
    func pruning() async throws {
        _ = try await furnish()
        let replaced = Fixture.now + 1_000_000
        #expect(try rotate(at: replaced).keys == 2)
        #expect(try rotate(at: replaced + KeyRing.longestLife).keys == 3)
        let outcome = try rotate(at: replaced + KeyRing.longestLife + 1)
        #expect((outcome.keys, outcome.forgotten) == (3, 1))
        #expect(try await storedSecret(KeyFile.load(in: directory.path, at: Fixture.now)) == secret)
    }

    @Test("An issuer of tokens signs with a new key, and publishes the old one for as long as its tokens last")
    func tokenKeys() async throws {
        let store = try open(try await furnish())
        try await store.write(at: Fixture.now) { draft throws(AWSError) in
            draft.put(.tokenIssuer(TokenIssuer(id: "issuer", keys: [tokenKey("first")])), in: Fixture.account)
        }
        await store.close()
        func issuer() async throws -> TokenIssuer {
            let store = try open(KeyFile.load(in: directory.path, at: Fixture.now))
            let issuer = store.snapshot.tokenIssuer("issuer")
            await store.close()
            return try #require(issuer)
        }
        let replaced = Fixture.now + 10
        _ = try rotate(at: replaced)
        let fresh = "at \(replaced.seconds)"
        #expect(try await issuer().key(for: .es384) == tokenKey(fresh))
        #expect(try await issuer().publishedKeys(at: replaced + 3600).map(\.id) == ["first", fresh])
        #expect(try await issuer().publishedKeys(at: replaced + 3601).map(\.id) == [fresh])
        _ = try rotate(at: replaced + 3601)
        #expect(try await issuer().keys.map(\.id) == [fresh, "at \(replaced.seconds + 3601)"])
        _ = try rotate(at: replaced + 3602, .forgotten)
        #expect(try await issuer().keys.map(\.id) == ["at \(replaced.seconds + 3602)"])
    }

    @Test("Old keys can be forgotten at once")
    func forgetting() async throws {
        let old = try await furnish()
        let outcome = try rotate(at: Fixture.now + 1, .forgotten)
        #expect((outcome.keys, outcome.forgotten) == (1, 1))
        let ring = try KeyFile.load(in: directory.path, at: Fixture.now)
        var entropy = SeededGenerator(seed: 1)
        let token = old.seal([1], for: .sessionToken, entropy: &entropy)
        #expect(throws: SealedRecordFailure.unknownKey) { try ring.open(token, for: .sessionToken) }
        #expect(try await storedSecret(ring) == secret)
    }

    @Test("A rotation that ended after the new key was added leaves a directory that opens, and can be done again")
    func interruption() async throws {
        var ring = try await furnish()
        var entropy = SeededGenerator(seed: 2)
        ring.rotate(at: Fixture.now + 1, entropy: &entropy)
        try KeyFile.replace(in: directory.path, with: ring)
        #expect(try await storedSecret(KeyFile.load(in: directory.path, at: Fixture.now)) == secret)
        #expect(try rotate(at: Fixture.now + 2).keys == 3)
        #expect(try await storedSecret(KeyFile.load(in: directory.path, at: Fixture.now)) == secret)
    }

    @Test("A directory that a server uses, or that has no keys, is not touched")
    func refusals() async throws {
        #expect(throws: StoreProblem.self) { try rotate() }
        #expect(!FileManager.default.fileExists(atPath: directory.path))
        let ring = try await furnish()
        let store = try open(ring)
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreProblem.self) { try rotate() }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        await store.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["identity.sqlite", "keys"])
    }
}
