import AWSTypes
import Foundation
import GRDB
import NIOCore
import S3Checksums
import TestRandomness
import Testing

@testable import ObjectStore

/// Why something was refused; nil: it was not.
private func refusal(_ body: () async throws -> Void) async -> ObjectStoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ObjectStoreError
    }
}

private func randomBytes(_ count: Int, _ chance: inout SeededGenerator) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    for place in stride(from: 0, to: count, by: 8) {
        var word = UInt64.random(in: .min ... .max, using: &chance)
        for byte in place..<min(place + 8, count) {
            bytes[byte] = UInt8(truncatingIfNeeded: word)
            word >>= 8
        }
    }
    return bytes
}

@Suite("Object store")
struct ObjectStoreTests {
    private let directory = TemporaryDirectory()

    private func open() throws -> ObjectStore {
        try ObjectStore(at: .directory(directory.path), logger: Fixture.logger)
    }

    @Test("The entity tag of an object is its MD5, and checksums are made on the way")
    func hashes() async throws {
        let store = try open()
        let body = try await store.receive(Array("123456789".utf8), [.crc32, .sha256])
        #expect(body.hashes.checksum(.crc32)?.base64 == "y/Q5Jg==")
        let written = try await store.put(
            body, at: "digits", in: Fixture.bucket(), as: ObjectDescription(), checksum: nil, at: Fixture.now)
        #expect(written.etag == "25f9e794323b453885f5181f1b624d0b")
        #expect(written.id == nil)
        await store.close()
    }

    @Test("What is said of an object is answered after a restart")
    func description() async throws {
        var store = try open()
        let fields = FieldList([("content-type", "text/plain"), ("x-amz-meta-é", "naïve\n"), ("x-amz-meta-empty", "")])
        let tags = FieldList([("colour", "red"), ("", "")])
        let body = try await store.receive([1], [.crc64nvme])
        let checksum = body.hashes.checksum(.crc64nvme).map { ObjectChecksum($0) }
        _ = try await store.put(
            body, at: "key", in: Fixture.bucket(),
            as: ObjectDescription(storageClass: "GLACIER", fields: fields, tags: tags), checksum: checksum,
            at: Fixture.now)
        await store.close()
        store = try open()
        let found = try await store.find("key", in: "album").version
        #expect(found.fields == fields)
        #expect(found.tags == tags)
        #expect(found.storageClass == "GLACIER")
        #expect(found.checksum == checksum)
        #expect(found.modified == Fixture.now)
        await store.close()
    }

    @Test("Keys are bytes: those that only look alike are two")
    func keysAreBytes() async throws {
        let store = try open()
        let (composed, decomposed) = (ObjectKey("\u{E9}"), ObjectKey("e\u{301}"))
        try await store.put([1], at: composed)
        try await store.put([2], at: decomposed)
        #expect(try await store.bytes(composed) == [1])
        #expect(try await store.bytes(decomposed) == [2])
        await store.close()
    }

    @Test("A bucket's objects are its own, whatever the buckets are called")
    func buckets() async throws {
        let store = try open()
        for name in ["album", "album-2", "alb"] {
            try await store.put(Array(name.utf8), at: "key", in: Fixture.bucket(.off, name))
        }
        #expect(try await store.keys(ListingQuery(bucket: "album")) == ["key"])
        #expect(try await store.bytes("key", in: "alb") == Array("alb".utf8))
        #expect(try await !store.isEmpty("album"))
        #expect(try await store.isEmpty("albu"))
        await store.close()
    }

    @Test("Of many writers who want to be the first, one is")
    func firstWriter() async throws {
        let store = try open()
        var conditions = WriteConditions()
        conditions.ifNoneMatch = true
        let winners = await withTaskGroup(of: Bool.self) { group in
            for value in 0..<50 as Range<UInt8> {
                group.addTask { [conditions] in
                    (try? await store.put([value], at: "key", if: conditions)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        await store.close()
        #expect(directory.files.count == 1)
    }

    @Test("A write that names an entity tag replaces that object only")
    func ifMatch() async throws {
        let store = try open()
        var conditions = WriteConditions()
        conditions.ifMatch = ["*"]
        var failure = await refusal {
            _ = try await store.put([1], at: "key", if: conditions)
        }
        #expect(failure == .noSuchKey)
        let first = try await store.put([1], at: "key")
        conditions.ifMatch = [first.etag]
        try await store.put([2], at: "key", if: conditions)
        failure = await refusal {
            _ = try await store.put([3], at: "key", if: conditions)
        }
        #expect(failure == .preconditionFailed)
        #expect(try await store.bytes("key") == [2])
        await store.close()
    }

    @Test("Each byte of an object in parts can be had by itself, and any range")
    func ranges() async throws {
        let store = try open()
        let (key, bucket) = (ObjectKey("long"), Fixture.bucket())
        let upload = try await store.beginUpload(
            of: key, in: bucket, as: ObjectDescription(), checksum: UploadChecksum(.crc32, .fullObject), by: "me",
            at: Fixture.now)
        var chance = SeededGenerator(seed: 5)
        let pieces = [5 << 20, (5 << 20) + 17, 100].map { randomBytes($0, &chance) }
        var parts: [Completion.Part] = []
        for (place, piece) in pieces.enumerated() {
            let body = try await store.receive(piece, [.crc32])
            let etag = try await store.putPart(
                place + 1, body, checksum: body.hashes.checksum(.crc32), of: upload, at: key, in: bucket,
                at: Fixture.now)
            parts.append(Completion.Part(number: place + 1, etag: etag, checksum: nil))
        }
        let whole = Array(pieces.joined())
        var completion = Completion(parts: parts.reversed())
        var failure = await refusal {
            _ = try await store.completeUpload(upload, at: key, in: bucket, completion, at: Fixture.now)
        }
        #expect(failure == .invalidPartOrder)
        completion.parts = parts
        completion.size = 1
        failure = await refusal {
            _ = try await store.completeUpload(upload, at: key, in: bucket, completion, at: Fixture.now)
        }
        #expect(failure == .otherSize(expected: Int64(whole.count)))
        completion.size = Int64(whole.count)
        let written = try await store.completeUpload(upload, at: key, in: bucket, completion, at: Fixture.now)
        #expect(written.etag.hasSuffix("-3"))
        var checksum = RunningChecksum(.crc32)
        whole.withUnsafeBytes { checksum.update($0) }
        #expect(written.checksum?.checksum == checksum.checksum)
        let found = try await store.find(key, in: "album").version
        #expect(try await store.bytes(found) == whole)
        for _ in 0..<12 {
            let start = Int.random(in: 0..<whole.count, using: &chance)
            let end = Int.random(in: start...min(whole.count, start + 6 << 20), using: &chance)
            #expect(try await store.bytes(found, Int64(start)..<Int64(end)) == Array(whole[start..<end]))
        }
        failure = await refusal {
            _ = try await store.completeUpload(upload, at: key, in: bucket, completion, at: Fixture.now)
        }
        #expect(failure == .noSuchUpload)
        await store.close()
        #expect(directory.files.count == 3)
    }

    @Test("A part that another one follows has five mebibytes at least")
    func smallPart() async throws {
        let store = try open()
        let (key, bucket) = (ObjectKey("long"), Fixture.bucket())
        let upload = try await store.beginUpload(
            of: key, in: bucket, as: ObjectDescription(), checksum: nil, by: "me", at: Fixture.now)
        var parts: [Completion.Part] = []
        for number in 1...2 {
            let etag = try await store.putPart(
                number, try await store.receive([1, 2]), checksum: nil, of: upload, at: key, in: bucket,
                at: Fixture.now)
            parts.append(Completion.Part(number: number, etag: etag, checksum: nil))
        }
        let etag = parts[0].etag
        let failure = await refusal {
            _ = try await store.completeUpload(
                upload, at: key, in: bucket, Completion(parts: parts), at: Fixture.now)
        }
        #expect(failure == .partTooSmall(number: 1, size: 2, etag: etag))
        await store.close()
    }

    @Test("Copies share bytes, which go with the last of them")
    func copies() async throws {
        let store = try open()
        try await store.put([UInt8](repeating: 7, count: 100_000), at: "one")
        let source = try await store.find("one", in: "album").version
        let copy = ObjectStore.Copy(of: source, description: ObjectDescription(), checksum: nil)
        for target in ["two", "one"] as [ObjectKey] {
            _ = try await store.copy(copy, from: "album", to: target, in: Fixture.bucket(), at: Fixture.now)
                .size
        }
        #expect(directory.files.count == 1)
        _ = try await store.delete([Deletion("one")], in: Fixture.bucket(), at: Fixture.now)
        #expect(try await store.bytes("two").count == 100_000)
        _ = try await store.delete([Deletion("two")], in: Fixture.bucket(), at: Fixture.now)
        await store.close()
        #expect(directory.files == [])
    }

    @Test("Who reads an object reads it to the end, also when it is deleted")
    func deletedWhileRead() async throws {
        let store = try open()
        try await store.put([UInt8](repeating: 1, count: 2 << 20), at: "long")
        let found = try await store.find("long", in: "album").version
        let reader = try await store.open(found, 0..<found.size).makeReader()
        let first = try await reader.next()
        _ = try await store.delete([Deletion("long")], in: Fixture.bucket(), at: Fixture.now)
        var count = first?.readableBytes ?? 0
        while let piece = try await reader.next() { count += piece.readableBytes }
        #expect(count == 2 << 20)
        #expect(await refusal { _ = try await store.find("long", in: "album") } == .noSuchKey)
        await store.close()
    }

    @Test("What was found can be read, also when it is replaced in between", arguments: [false, true])
    func replacedBeforeRead(isKnown: Bool) async throws {
        let store = try open()
        try await store.put([UInt8](repeating: 1, count: 100_000), at: "long")
        if isKnown { _ = try await store.find("long", in: "album", withBytes: true) }
        var found: FoundObject? = try await store.find("long", in: "album", withBytes: true)
        try await store.put([UInt8](repeating: 2, count: 100_000), at: "long")
        // The removal has its turn.
        await store.workers.close()
        let version = try #require(found).version
        #expect(try await store.bytes(version) == [UInt8](repeating: 1, count: 100_000))
        found = nil
        #expect(try await store.bytes("long") == [UInt8](repeating: 2, count: 100_000))
        await store.close()
    }

    @Test("A folder costs a listing one row, however much is in it")
    func skipScan() async throws {
        let store = try open()
        for folder in ["a", "b"] {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask { _ = try? await store.put([1], at: ObjectKey("\(folder)/\(number)")) }
                }
            }
        }
        try await store.put([1], at: "c")
        var query = ListingQuery(bucket: "album")
        query.delimiter = Array("/".utf8)
        let listing = try await store.list(query)
        #expect(try await store.keys(query) == ["a/ …", "b/ …", "c"])
        #expect(listing.visited == 3)
        await store.close()
    }

    @Test("Nothing gets into a bucket that is being deleted, or is gone")
    func deletedBucket() async throws {
        let store = try open()
        try await store.put([1], at: "key")
        #expect(await refusal { try await store.close(bucket: "album") } == .bucketNotEmpty)
        _ = try await store.delete([Deletion("key")], in: Fixture.bucket(), at: Fixture.now)
        let upload = try await store.beginUpload(
            of: "key", in: Fixture.bucket(), as: ObjectDescription(), checksum: nil, by: "me", at: Fixture.now)
        try await store.close(bucket: "album")
        #expect(await refusal { _ = try await store.put([1], at: "key") } == .bucketIsBeingDeleted)
        #expect(await refusal { try await store.close(bucket: "album") } == .bucketIsBeingDeleted)
        store.reopen(bucket: "album")
        try await store.put([1], at: "key")
        _ = try await store.delete([Deletion("key")], in: Fixture.bucket(), at: Fixture.now)
        try await store.close(bucket: "album")
        try await store.forget(bucket: "album")
        #expect(await refusal { _ = try await store.upload(upload, at: "key", in: "album") } == .noSuchUpload)
        let failure = await refusal {
            _ = try await store.put([1], at: "key", in: Fixture.bucket(nil))
        }
        #expect(failure == .noSuchBucket)
        await store.close()
    }

    @Test("A file that nothing refers to is gone after a restart, and nothing else is")
    func sweep() async throws {
        var store = try open()
        try await store.put([1], at: "small")
        try await store.put([UInt8](repeating: 1, count: 100_000), at: "long")
        let orphan = try store.files.make()
        try [1, 2, 3].withUnsafeBytes { try orphan.write($0) }
        orphan.keep()
        await store.close()
        #expect(directory.files.count == 3)
        store = try open()
        #expect(directory.files.count == 2)
        #expect(try await store.bytes("small") == [1])
        #expect(try await store.bytes("long").count == 100_000)
        await store.close()
    }

    @Test("An object whose file was lost is a failure, and no endless search")
    func lostFile() async throws {
        let store = try open()
        try await store.put([1], at: "small")
        try await store.put([UInt8](repeating: 1, count: 100_000), at: "long")
        for file in directory.files { try FileManager.default.removeItem(atPath: directory.path + "/objects/" + file) }
        for key in ["small", "long"] as [ObjectKey] {
            #expect(await refusal { _ = try await store.bytes(key) } == (key.text == "small" ? .failure : .gone))
        }
        await store.close()
    }

    @Test("Objects without their database are left alone")
    func missingDatabase() async throws {
        let store = try open()
        try await store.put([1], at: "key")
        await store.close()
        try FileManager.default.removeItem(atPath: directory.path + "/objects.sqlite")
        #expect(throws: ObjectStoreProblem.self) { try open() }
        #expect(directory.files.count == 1)
    }

    @Test("A temporary store is empty after a reset, and leaves nothing")
    func temporary() async throws {
        let store = try ObjectStore(at: .temporary, logger: Fixture.logger)
        let path = store.files.directory
        try await store.put([1], at: "key")
        try await store.reset()
        #expect(try await store.isEmpty("album"))
        #expect(await refusal { _ = try await store.find("key", in: "album") } == .noSuchKey)
        await store.close()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("Directory, database and files are for the server's user only")
    func modes() async throws {
        let store = try open()
        try await store.put([UInt8](repeating: 1, count: 100_000), at: "key")
        for path in ["objects", "objects.sqlite", "objects/" + (directory.files.first ?? "")] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + path)
            let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
            #expect(mode & 0o077 == 0, "\(path)")
        }
        await store.close()
    }

    @Test("Commits are synced and written ahead")
    func durability() async throws {
        let store = try open()
        let settings = try await store.database.write { database in
            ["synchronous", "journal_mode"].map { (try? String.fetchOne(database, sql: "PRAGMA \($0)")) ?? "" }
        }
        #expect(settings == ["2", "wal"])
        await store.close()
    }

    @Test("An id is read from its own text only", arguments: ["", "null ", "é", String(repeating: "+", count: 32)])
    func identifiers(text: String) {
        #expect(VersionID(text) == nil)
        let id = OpaqueID(number: 77, secret: OpaqueID.makeSecret())
        #expect(OpaqueID(id.text) == id)
        #expect(VersionID("null") == .null)
    }
}
