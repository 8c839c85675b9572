import AWSTypes
import Authentication
import Foundation
import Testing

@testable import IdentityStore

@Suite("Key file")
struct KeyFileTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.path + "/keys" }

    @Test("The first start makes keys, later ones find them")
    func firstStart() throws {
        let first = try KeyFile.load(in: directory.path, at: Fixture.now)
        let second = try KeyFile.load(in: directory.path, at: Timestamp(seconds: Fixture.now.seconds + 60))
        #expect(first.exposedText == second.exposedText)
        #expect(second.creationDates == [Fixture.now])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["keys"])
    }

    @Test("Keys are never made twice alike")
    func fresh() throws {
        let other = TemporaryDirectory()
        let first = try KeyFile.load(in: directory.path, at: Fixture.now)
        #expect(try KeyFile.load(in: other.path, at: Fixture.now).exposedText != first.exposedText)
    }

    @Test("Servers that start together agree on the keys")
    func race() async throws {
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { [directory] in
                    try KeyFile.load(in: directory.path, at: Fixture.now).exposedText
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(texts.count == 1)
    }

    @Test("A file that others may read or write is refused", arguments: [0o640, 0o604, 0o620])
    func openMode(mode: Int) throws {
        _ = try KeyFile.load(in: directory.path, at: Fixture.now)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let problem = #expect(throws: StoreProblem.self) { try KeyFile.load(in: directory.path, at: Fixture.now) }
        #expect(problem?.problem == "\(path) holds secrets, but is open to other users.")
        #expect(problem?.hints.first == "Run: chmod 600 \(path)")
    }

    @Test("No new keys are made beside identities that the old ones sealed")
    func lostKeys() async throws {
        let ring = try KeyFile.load(in: directory.path, at: Fixture.now)
        let store = try StateStore(
            at: .directory(directory.path), keyRing: ring, awsPolicies: Fixture.awsPolicies, logger: Fixture.logger)
        await store.close()
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: StoreProblem.self) { try KeyFile.load(in: directory.path, at: Fixture.now) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A text given in place of the file is read the same way, and its faults are explained")
    func text() throws {
        let ring = try KeyFile.load(in: directory.path, at: Fixture.now)
        let same = try KeyFile.keyRing(of: ring.exposedText, from: "SALLYPORT_KEYS")
        #expect(same.exposedText == ring.exposedText)
        let problem = #expect(throws: StoreProblem.self) {
            try KeyFile.keyRing(of: ring.exposedText + "nonsense\n", from: "SALLYPORT_KEYS")
        }
        #expect(problem?.problem == "SALLYPORT_KEYS holds no usable keys: line 3 is not a key.")
    }
}
