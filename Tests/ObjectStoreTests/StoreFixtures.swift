import AWSTypes
import Foundation
import Logging
import NIOCore
import S3Checksums

@testable import ObjectStore

/// A directory that is gone when nobody refers to it any more.
final class TemporaryDirectory: Sendable {
    let path: String

    init() { path = FileManager.default.temporaryDirectory.path + "/object-store-\(UUID().uuidString)" }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The files of object bytes, as paths below the directory of objects.
    var files: Set<String> {
        let all = FileManager.default.enumerator(atPath: path + "/objects")?.allObjects as? [String] ?? []
        return Set(all.filter { $0.contains("/") })
    }
}

/// Fixed values that tests share.
enum Fixture {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func bucket(_ versioning: BucketVersioning? = .off, _ name: String = "album") -> TargetBucket {
        TargetBucket(name) { versioning }
    }
}

extension ObjectStore {
    func receive(_ bytes: [UInt8], _ algorithms: Set<ChecksumAlgorithm> = []) async throws -> ReceivedBody {
        let incoming = receive(algorithms)
        for start in stride(from: 0, to: bytes.count, by: 50_000) {
            try await incoming.append(ByteBuffer(bytes: bytes[start..<min(start + 50_000, bytes.count)]))
        }
        return try await incoming.finish()
    }

    @discardableResult
    func put(
        _ bytes: [UInt8], at key: ObjectKey, in bucket: TargetBucket = Fixture.bucket(),
        as description: ObjectDescription = ObjectDescription(), if conditions: WriteConditions = WriteConditions(),
        at now: Timestamp = Fixture.now
    ) async throws -> WrittenVersion {
        let body = try await receive(bytes)
        return try await put(body, at: key, in: bucket, as: description, checksum: nil, if: conditions, at: now)
    }

    func bytes(_ version: ObjectVersion, _ range: Range<Int64>? = nil) async throws -> [UInt8] {
        let reader = try await open(version, range ?? 0..<version.size).makeReader()
        var bytes: [UInt8] = []
        while let piece = try await reader.next() { bytes.append(contentsOf: piece.readableBytesView) }
        return bytes
    }

    func bytes(_ key: ObjectKey, in bucket: String = "album", version: VersionID? = nil) async throws -> [UInt8] {
        let found = try await find(key, in: bucket, version: version, withBytes: true)
        if let bytes = found.bytes { return Array(bytes.readableBytesView) }
        return try await bytes(found.version)
    }

    func keys(_ query: ListingQuery) async throws -> [String] {
        try await list(query).entries.map { entry in
            switch entry {
            case .item(let item): item.key.text
            case .folder(let name): String(decoding: name, as: UTF8.self) + " …"
            }
        }
    }
}

extension ObjectKey: ExpressibleByStringLiteral {
    /// A key as text.
    public init(stringLiteral text: String) { self.init(text) }
}
