import Logging
import NIOCore

/// Gives bytes of an object piece by piece; the next is read while the last one is sent.
package final class ObjectReader {
    private let files: ObjectFiles
    private let workers: DiskWorkers
    private let lease: ReadLease?
    private let logger: Logger

    private var pieces: ArraySlice<Segment>
    private var file: (name: FileName, open: OpenFile)?
    private var ready: ByteBuffer?
    private var reading: Task<ByteBuffer, any Error>?

    /// Most bytes of a piece.
    static let pieceSize: Int64 = 256 << 10

    init(
        _ opened: OpenedObject, files: ObjectFiles, workers: DiskWorkers, logger: Logger
    ) {
        (self.files, self.workers, self.logger) = (files, workers, logger)
        (pieces, file, lease, ready) = (opened.pieces, opened.file, opened.lease, opened.first)
    }

    /// The next bytes; nil: there are no more.
    package func next() async throws(ObjectStoreError) -> ByteBuffer? {
        let piece: ByteBuffer?
        if let ready {
            (piece, self.ready) = (ready, nil)
        } else if let reading {
            self.reading = nil
            do {
                piece = try await reading.value
            } catch {
                throw ObjectStoreError(error, logger: logger)
            }
        } else {
            return nil
        }
        try await readAhead()
        return piece
    }

    private func readAhead() async throws(ObjectStoreError) {
        guard let next = pieces.popFirst() else { return }
        let file: OpenFile
        if let known = self.file, known.name == next.file {
            file = known.open
        } else {
            do {
                let opened = try await workers.run { [files] in try files.open(next.file) }
                guard let opened else { throw ObjectStoreError.gone }
                file = opened
                self.file = (next.file, opened)
            } catch {
                throw ObjectStoreError(error, logger: logger)
            }
        }
        reading = Task { [workers] in
            try await workers.run { try file.read(next) }
        }
    }
}

/// Bytes of an object that are about to be read; they stay, whatever becomes of the object.
package struct ObjectContent: Sendable {
    /// How many bytes.
    package var count: Int64 { opened.count }
    let opened: OpenedObject
    let files: ObjectFiles
    let workers: DiskWorkers
    let logger: Logger

    /// Reads them, from the first on.
    package func makeReader() -> ObjectReader {
        ObjectReader(opened, files: files, workers: workers, logger: logger)
    }
}

/// What is known of an object's bytes once the first of them were read.
struct OpenedObject: Sendable {
    let count: Int64
    let pieces: ArraySlice<Segment>
    let file: (name: FileName, open: OpenFile)?
    let lease: ReadLease?
    let first: ByteBuffer?

    /// Opens the bytes of a range, and reads the first of them; nil: they are gone.
    init?(_ segments: [Segment], _ range: Range<Int64>, in files: ObjectFiles) throws {
        let segments = segments.holding(range)
        var pieces = segments.flatMap { $0.pieces(of: ObjectReader.pieceSize) }[...]
        count = range.upperBound - range.lowerBound
        guard let piece = pieces.popFirst() else {
            (self.pieces, file, lease, first) = ([], nil, nil, nil)
            return
        }
        lease = segments.count > 1 ? files.lease(segments.files) : nil
        guard let open = try files.open(piece.file) else { return nil }
        file = (piece.file, open)
        first = try open.read(piece)
        self.pieces = pieces
    }
}

extension OpenFile {
    func read(_ segment: Segment) throws(DiskFailure) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: Int(segment.length))
        try read(Int(segment.length), at: segment.offset, into: &buffer)
        return buffer
    }
}

extension Segment {
    fileprivate func pieces(of size: Int64) -> [Segment] {
        stride(from: 0, to: length, by: Int64.Stride(size)).map { start in
            Segment(file: file, offset: offset + start, length: Swift.min(size, length - start))
        }
    }
}
