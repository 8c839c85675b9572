import AWSTypes
import Foundation
import GRDB
import TestRandomness
import Testing

@testable import ObjectStore

/// Objects with their versions, in the slowest way there is.
private struct NaiveModel {
    struct Version: Equatable {
        let id: VersionID
        let isMarker: Bool
        let bytes: [UInt8]
        var tag = ""
    }

    /// The versions of each key, the newest first.
    var objects: [[UInt8]: [Version]] = [:]

    mutating func put(_ version: Version, at key: [UInt8], _ versioning: BucketVersioning) {
        var versions = objects[key] ?? []
        if versioning != .enabled { versions.removeAll { $0.id == .null } }
        objects[key] = [version] + versions
    }

    mutating func delete(_ key: [UInt8], _ version: VersionID) {
        objects[key]?.removeAll { $0.id == version }
        if objects[key]?.isEmpty == true { objects[key] = nil }
    }

    func latest(_ key: [UInt8]) -> Version? { objects[key]?.first }

    /// Names of a listing, each object or version with its id.
    func list(_ prefix: [UInt8], _ delimiter: [UInt8], versions: Bool) -> [String] {
        var lines: [String] = []
        for key in objects.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) where key.starts(with: prefix) {
            let shown = (objects[key] ?? []).enumerated().filter {
                versions || ($0.offset == 0 && !$0.element.isMarker)
            }
            if shown.isEmpty { continue }
            if let folder = folder(key, prefix.count, delimiter) {
                let line = "\(folder) folder"
                if lines.last != line { lines.append(line) }
            } else {
                lines += shown.map { "\(key) \($0.element.id.text) \($0.offset == 0) \($0.element.isMarker)" }
            }
        }
        return lines
    }

    private func folder(_ key: [UInt8], _ start: Int, _ delimiter: [UInt8]) -> [UInt8]? {
        if delimiter.isEmpty { return nil }
        for end in stride(from: start + delimiter.count, through: key.count, by: 1)
        where Array(key[(end - delimiter.count)..<end]) == delimiter {
            return Array(key[..<end])
        }
        return nil
    }
}

@Suite("Random operations on objects")
struct RandomOperationsTests {
    private static let words = ["a", "b", "/", "//", "é", "..", "%2F", "\u{FFFF}", "z/", "0"]

    @Test("The store agrees with the slowest model there is", arguments: [UInt64](1...8))
    func agreement(seed: UInt64) async throws {
        let directory = TemporaryDirectory()
        var chance = SeededGenerator(seed: seed)
        var model = NaiveModel()
        var versioning = BucketVersioning.off
        for round in 0..<4 {
            let store = try ObjectStore(at: .directory(directory.path), logger: Fixture.logger)
            for _ in 0..<60 {
                if Int.random(in: 0..<15, using: &chance) == 0 {
                    versioning = [.enabled, .suspended].randomElement(using: &chance) ?? .enabled
                }
                try await step(store, &model, versioning, &chance)
            }
            try await compare(store, model, &chance, "seed \(seed), round \(round)")
            await store.close()
            #expect(try await directory.files == referenced(directory), "seed \(seed), round \(round)")
        }
    }

    private func step(
        _ store: ObjectStore, _ model: inout NaiveModel, _ versioning: BucketVersioning,
        _ chance: inout SeededGenerator
    ) async throws {
        let bucket = Fixture.bucket(versioning)
        let known = model.objects.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let key =
            Bool.random(using: &chance) ? known.randomElement(using: &chance) ?? randomKey(&chance) : randomKey(&chance)
        let version = model.objects[key]?.randomElement(using: &chance)
        switch Int.random(in: 0..<10, using: &chance) {
        case 0..<5:
            let length = [0, 1, 100, 70_000, 600_000].randomElement(using: &chance) ?? 0
            let bytes = [UInt8](repeating: UInt8.random(in: .min ... .max, using: &chance), count: length)
            let written = try await store.put(bytes, at: ObjectKey(bytes: key), in: bucket)
            let id = written.id ?? .null
            model.put(NaiveModel.Version(id: id, isMarker: false, bytes: bytes), at: key, versioning)
        case 5:
            let outcome = try await store.delete([Deletion(ObjectKey(bytes: key))], in: bucket, at: Fixture.now)
            if versioning == .off {
                model.delete(key, .null)
            } else if let marker = try outcome[0].get().marker {
                model.put(NaiveModel.Version(id: marker, isMarker: true, bytes: []), at: key, versioning)
            }
        case 6:
            guard let version else { return }
            let deletion = Deletion(ObjectKey(bytes: key), version: version.id)
            let outcome = try await store.delete([deletion], in: bucket, at: Fixture.now)
            #expect(try outcome[0].get().wasMarker == version.isMarker)
            model.delete(key, version.id)
        case 7:
            guard let source = model.latest(key), !source.isMarker else { return }
            let target = randomKey(&chance)
            let found = try await store.find(ObjectKey(bytes: key), in: "album").version
            let copy = ObjectStore.Copy(of: found, description: ObjectDescription(), checksum: nil)
            let written = try await store.copy(
                copy, from: "album", to: ObjectKey(bytes: target), in: bucket, at: Fixture.now)
            let copied = NaiveModel.Version(id: written.id ?? .null, isMarker: false, bytes: source.bytes)
            model.put(copied, at: target, versioning)
        case 8:
            guard let version, !version.isMarker else { return }
            let tag = "\(Int.random(in: 0..<100, using: &chance))"
            _ = try await store.setTags(
                FieldList([("tag", tag)]), of: ObjectKey(bytes: key), in: bucket, version: version.id)
            if let place = model.objects[key]?.firstIndex(of: version) { model.objects[key]?[place].tag = tag }
        default:
            let upload = try await store.beginUpload(
                of: ObjectKey(bytes: key), in: bucket, as: ObjectDescription(), checksum: nil, by: "", at: Fixture.now)
            for value in [1, 2] as [UInt8] {
                let body = try await store.receive([UInt8](repeating: value, count: 30_000))
                _ = try await store.putPart(
                    7, body, checksum: nil, of: upload, at: ObjectKey(bytes: key), in: bucket, at: Fixture.now)
            }
            if Bool.random(using: &chance) {
                return try await store.abortUpload(upload, at: ObjectKey(bytes: key), in: bucket)
            }
            let parts = try await store.parts(of: upload).map {
                Completion.Part(number: $0.number, etag: $0.etag, checksum: nil)
            }
            let written = try await store.completeUpload(
                upload, at: ObjectKey(bytes: key), in: bucket, Completion(parts: parts), at: Fixture.now)
            let bytes = [UInt8](repeating: 2, count: 30_000)
            let made = NaiveModel.Version(id: written.id ?? .null, isMarker: false, bytes: bytes)
            model.put(made, at: key, versioning)
        }
    }

    private func randomKey(_ chance: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 1...4, using: &chance)).flatMap { _ in
            Array((RandomOperationsTests.words.randomElement(using: &chance) ?? "").utf8)
        }
    }

    private func compare(
        _ store: ObjectStore, _ model: NaiveModel, _ chance: inout SeededGenerator, _ place: String
    ) async throws {
        for (key, versions) in model.objects {
            for (age, version) in versions.enumerated() {
                let key = ObjectKey(bytes: key)
                if version.isMarker {
                    await #expect(throws: ObjectStoreError.deleteMarker(version.id, isLatest: age == 0)) {
                        try await store.find(key, in: "album", version: version.id)
                    }
                    continue
                }
                #expect(try await store.bytes(key, version: version.id) == version.bytes, "\(place)")
                if age == 0 { #expect(try await store.bytes(key) == version.bytes, "\(place)") }
                let found = try await store.find(key, in: "album", version: version.id).version
                #expect(found.tags["tag"] ?? "" == version.tag, "\(place)")
            }
        }
        for _ in 0..<20 {
            let prefix = Bool.random(using: &chance) ? [] : randomKey(&chance)
            let delimiter = Array((["", "/", "//", "a", "é"].randomElement(using: &chance) ?? "").utf8)
            let limit = Int.random(in: 1...7, using: &chance)
            var query = ListingQuery(bucket: "album")
            (query.prefix, query.delimiter, query.limit) = (prefix, delimiter, limit)
            let expected = model.list(prefix, delimiter, versions: false)
            #expect(try await pages(query) { try await store.list($0) } == expected, "\(place), \(query)")
            #expect(try await pagesByLast(query) { try await store.list($0) } == expected, "\(place), \(query)")
            #expect(
                try await pagesByLast(query) { try await store.listVersions($0) }
                    == model.list(prefix, delimiter, versions: true), "\(place), \(query)")
        }
    }

    private func lines(_ listing: Listing<ListedVersion>) -> [String] {
        listing.entries.map { entry in
            switch entry {
            case .item(let item): "\(item.key.bytes) \(item.id.text) \(item.isLatest) \(item.isDeleteMarker)"
            case .folder(let name): "\(name) folder"
            }
        }
    }

    /// All pages, each from the place that the last one told.
    private func pages(
        _ query: ListingQuery, _ list: (ListingQuery) async throws -> Listing<ListedVersion>
    ) async throws -> [String] {
        var (query, all) = (query, [String]())
        while true {
            let page = try await list(query)
            #expect(page.entries.count <= query.limit)
            all += lines(page)
            guard let next = page.next else { return all }
            query.start = .at(next)
        }
    }

    /// All pages, each from the last entry of the one before.
    private func pagesByLast(
        _ query: ListingQuery, _ list: (ListingQuery) async throws -> Listing<ListedVersion>
    ) async throws -> [String] {
        var (query, all) = (query, [String]())
        while true {
            let page = try await list(query)
            all += lines(page)
            guard page.next != nil, let last = page.last else { return all }
            query.start = last.version.map { .within(last.name, $0.text) } ?? .after(last.name)
        }
    }

    /// The files that a store refers to, when it was opened anew, so that all others were swept away.
    private func referenced(_ directory: TemporaryDirectory) async throws -> Set<String> {
        let store = try ObjectStore(at: .directory(directory.path), logger: Fixture.logger)
        let names = try await store.database.read { database in
            try Data.fetchAll(database, sql: "SELECT name FROM files").compactMap(FileName.init(bytes:)).map(\.path)
        }
        await store.close()
        return Set(names)
    }
}
