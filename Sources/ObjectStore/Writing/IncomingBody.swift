import Logging
import NIOCore
import S3Checksums
import Synchronization

/// Takes the bytes of an object as they come, in constant memory: hashes them, and puts them into a file.
///
/// A small body stays in memory until it is committed. Of a long one, the next piece is received while the last one is
/// hashed and written on another thread.
///
/// ```swift
/// let incoming = store.receive([.crc32])
/// for try await buffer in request.body { try await incoming.append(buffer) }
/// let body = try await incoming.finish()
/// ```
package final class IncomingBody {
    private let digests: Digests
    private let files: ObjectFiles
    private let workers: DiskWorkers
    private let logger: Logger

    private var gathered: [ByteBuffer] = []
    private var gatheredCount = 0
    private var file: StagedFile?
    private var writing: Task<Void, any Error>?

    /// Most bytes of a body that shares a file with others.
    static let smallLimit = 64 << 10
    /// How many bytes are written at a time.
    private static let pieceSize = 256 << 10
    /// Most bytes that are hashed where the caller runs.
    private static let briefLimit = 8 << 10

    init(_ algorithms: Set<ChecksumAlgorithm>, files: ObjectFiles, workers: DiskWorkers, logger: Logger) {
        digests = Digests(algorithms)
        (self.files, self.workers, self.logger) = (files, workers, logger)
    }

    /// Takes the next bytes; returns when more may come.
    package func append(_ buffer: ByteBuffer) async throws(ObjectStoreError) {
        gathered.append(buffer)
        gatheredCount += buffer.readableBytes
        if gatheredCount >= IncomingBody.pieceSize { try await write() }
    }

    /// Takes the end, and gives what was received; bytes in a file are on the disk then.
    package func finish() async throws(ObjectStoreError) -> ReceivedBody {
        if file == nil, gatheredCount <= IncomingBody.smallLimit {
            let whole = ByteBuffer.joining(gathered, count: gatheredCount)
            if gatheredCount <= IncomingBody.briefLimit {
                digests.update([whole])
            } else {
                let digests = digests
                try await onDisk { digests.update([whole]) }
            }
            return ReceivedBody(size: Int64(gatheredCount), hashes: digests.hashes, content: .memory(whole))
        }
        if gatheredCount > 0 { try await write() }
        try await finishWriting()
        guard let file else { throw .failure }
        let isDurable = files.isDurable
        try await onDisk { try file.finish(isDurable: isDurable) }
        return ReceivedBody(size: file.size, hashes: digests.hashes, content: .file(file))
    }

    private func write() async throws(ObjectStoreError) {
        try await finishWriting()
        let (pieces, digests, files) = (gathered, digests, files)
        (gathered, gatheredCount) = ([], 0)
        let target: StagedFile
        if let file {
            target = file
        } else {
            target = try await onDisk { try files.make() }
            file = target
        }
        writing = Task { [workers] in
            try await workers.run {
                for piece in pieces { try piece.withUnsafeReadableBytes { try target.write($0) } }
                digests.update(pieces)
            }
        }
    }

    private func finishWriting() async throws(ObjectStoreError) {
        guard let writing else { return }
        self.writing = nil
        do {
            try await writing.value
        } catch {
            throw ObjectStoreError(error, logger: logger)
        }
    }

    private func onDisk<Output: Sendable>(
        _ work: @escaping @Sendable () throws -> Output
    ) async throws(ObjectStoreError) -> Output {
        do {
            return try await workers.run(work)
        } catch {
            throw ObjectStoreError(error, logger: logger)
        }
    }
}

/// The hashes of a body.
final class Digests: Sendable {
    private let running: Mutex<[RunningChecksum]>

    /// MD5, and those.
    init(_ algorithms: Set<ChecksumAlgorithm>) {
        running = Mutex([RunningChecksum(.md5)] + algorithms.subtracting([.md5]).map(RunningChecksum.init))
    }

    func update(_ pieces: [ByteBuffer]) {
        running.withLock { running in
            for piece in pieces {
                piece.withUnsafeReadableBytes { bytes in
                    for place in running.indices { running[place].update(bytes) }
                }
            }
        }
    }

    /// Those of all bytes so far.
    var hashes: BodyHashes {
        let checksums = running.withLock { $0.map(\.checksum) }
        return BodyHashes(md5: checksums[0], checksums: Array(checksums.dropFirst()))
    }
}

extension ByteBuffer {
    static func joining(_ buffers: [ByteBuffer], count: Int) -> ByteBuffer {
        if buffers.count == 1 { return buffers[0] }
        var whole = ByteBufferAllocator().buffer(capacity: count)
        for buffer in buffers { whole.writeImmutableBuffer(buffer) }
        return whole
    }
}

extension ObjectStoreError {
    /// The one place where a failure of the disk becomes what the store says; the cause goes to the log.
    init(_ error: any Error, logger: Logger) {
        switch error {
        case let error as ObjectStoreError:
            self = error
            return
        case let failure as DiskFailure where failure.isFull:
            self = .diskFull
        case is CancellationError:
            self = .closed
            return
        default:
            self = DatabaseFullness.isFull(error) ? .diskFull : .failure
        }
        logger.error("The disk of objects failed.", metadata: ["error": "\(error)"])
    }
}
