import Foundation
import GRDB
import Logging
import NIOCore
import Synchronization

/// Makes a group of writes durable, one group at a time.
final class WriteGroup: Sendable {
    private let database: DatabasePool
    private let files: ObjectFiles
    private let workers: DiskWorkers
    private let cache: ObjectCache
    private let logger: Logger
    /// Files that are gone, whose names are still in the table of those to be removed.
    private let removed = Mutex<[FileName]>([])

    init(
        _ database: DatabasePool, files: ObjectFiles, workers: DiskWorkers, cache: ObjectCache, logger: Logger
    ) {
        (self.database, self.files, self.workers, self.cache, self.logger) = (database, files, workers, cache, logger)
    }

    func commit(_ jobs: [WriteQueue.Job]) {
        let staged = stage(jobs)
        var outcomes: [Outcome] = []
        do {
            outcomes = try database.writeWithoutTransaction { try run(staged, in: $0) }
        } catch {
            return fail(staged, error)
        }
        for (place, outcome) in zip(staged.indices, outcomes) where outcome.isDone { staged[place].file?.keep() }
        let touched = outcomes.flatMap(\.touched)
        if !touched.isEmpty { cache.forget(touched) }
        remove(outcomes.flatMap(\.doomed))
        for outcome in outcomes { outcome.answer() }
    }

    /// A write whose bytes are on the disk.
    private struct Staged {
        let job: WriteQueue.Job
        let segment: Segment?
        let file: StagedFile?
    }

    /// What became of a write, provided that the transaction is committed.
    private struct Outcome {
        var isDone = false
        var touched: [ObjectPath] = []
        var doomed: [FileName] = []
        var answer: @Sendable () -> Void
    }

    // MARK: - Bytes

    /// Makes the writes' bytes durable; those whose bytes can't be are failed, and left out.
    private func stage(_ jobs: [WriteQueue.Job]) -> [Staged] {
        var staged: [Staged] = []
        var small: [(job: WriteQueue.Job, bytes: ByteBuffer)] = []
        for job in jobs {
            switch job.content {
            case nil: staged.append(Staged(job: job, segment: nil, file: nil))
            case .file(let file):
                let segment = Segment(file: file.name, offset: 0, length: file.size)
                staged.append(Staged(job: job, segment: segment, file: file))
            case .memory(let bytes) where bytes.readableBytes == 0:
                staged.append(Staged(job: job, segment: nil, file: nil))
            case .memory(let bytes): small.append((job, bytes))
            }
        }
        do {
            staged += try bundle(small)
        } catch {
            let failure = ObjectStoreError(error, logger: logger)
            for (job, _) in small { job.fail(failure) }
        }
        do {
            try files.syncFolders(Set(staged.compactMap { $0.file?.name.batch }))
        } catch {
            let failure = ObjectStoreError(error, logger: logger)
            for one in staged where one.file != nil { one.job.fail(failure) }
            staged.removeAll { $0.file != nil }
        }
        return staged
    }

    /// Puts small bodies into one file.
    private func bundle(_ small: [(job: WriteQueue.Job, bytes: ByteBuffer)]) throws(DiskFailure) -> [Staged] {
        if small.isEmpty { return [] }
        let file = try files.make()
        var staged: [Staged] = []
        var whole = ByteBufferAllocator().buffer(capacity: small.reduce(0) { $0 + $1.bytes.readableBytes })
        for (job, bytes) in small {
            let segment = Segment(
                file: file.name, offset: Int64(whole.writerIndex), length: Int64(bytes.readableBytes))
            staged.append(Staged(job: job, segment: segment, file: file))
            whole.writeImmutableBuffer(bytes)
        }
        try whole.withUnsafeReadableBytes { bytes throws(DiskFailure) in try file.write(bytes) }
        try file.finish(isDurable: files.isDurable)
        return staged
    }

    // MARK: - Rows

    private func run(_ staged: [Staged], in database: Database) throws -> [Outcome] {
        try database.beginTransaction(.immediate)
        do {
            let gone = removed.withLock { $0 }
            let forget = try database.cachedStatement(sql: "DELETE FROM doomed WHERE name = ?")
            for name in gone { try forget.execute(arguments: [Data(name.bytes)]) }
            var outcomes: [Outcome] = []
            for one in staged { outcomes.append(try run(one, in: database)) }
            try database.commit()
            removed.withLock { $0.removeFirst(gone.count) }
            return outcomes
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            throw error
        }
    }

    private func run(_ staged: Staged, in database: Database) throws -> Outcome {
        try database.cachedStatement(sql: "SAVEPOINT one").execute()
        var transaction = Transaction(database)
        do {
            let answer = try staged.job.run(&transaction, staged.segment)
            try database.cachedStatement(sql: "RELEASE one").execute()
            return Outcome(
                isDone: true, touched: transaction.touched, doomed: transaction.doomed, answer: answer)
        } catch let refusal as ObjectStoreError {
            try database.cachedStatement(sql: "ROLLBACK TO one").execute()
            try database.cachedStatement(sql: "RELEASE one").execute()
            return Outcome(answer: { [fail = staged.job.fail] in fail(refusal) })
        }
    }

    private func fail(_ staged: [Staged], _ error: any Error) {
        let failure = ObjectStoreError(error, logger: logger)
        if failure != .diskFull {
            // The disk may hold the commit or not, so the files stay; the sweep at the next start knows.
            for one in staged { one.file?.keep() }
        }
        cache.forgetAll()
        for one in staged { one.job.fail(failure) }
    }

    // MARK: - Afterwards

    private func remove(_ doomed: [FileName]) {
        if doomed.isEmpty { return }
        workers.remove { [self] in
            let gone = doomed.filter(files.remove)
            removed.withLock { $0 += gone }
        }
    }
}

/// What SQLite says when there is no room.
enum DatabaseFullness {
    static func isFull(_ error: any Error) -> Bool {
        (error as? DatabaseError)?.resultCode == .SQLITE_FULL
    }
}
