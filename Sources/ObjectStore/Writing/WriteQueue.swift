import Dispatch
import Foundation
import GRDB
import Logging
import NIOCore
import Synchronization

/// Has writes done one after another, and those that come together made durable together.
///
/// A group's small bodies go into one file, which is synced; then one transaction takes all its writes, each in a
/// savepoint of its own, so that one that is refused changes nothing; then all are answered, refusals too, for they
/// tell what they saw. It all takes place on a thread of its own.
final class WriteQueue: Sendable {
    /// One write: what it does, and who waits for it.
    struct Job: Sendable {
        /// The bytes it brings.
        let content: ReceivedBody.Content?
        /// Does it, and gives what is to be called once it is durable.
        let run: @Sendable (inout Transaction, Segment?) throws -> @Sendable () -> Void
        /// Called where it was refused, or failed.
        let fail: @Sendable (ObjectStoreError) -> Void
    }

    private struct Pending {
        var jobs: [Job] = []
        var isBusy = false
        var isClosed = false
    }

    private let thread = DispatchQueue(label: "sallyport.object-store")
    private let pending = Mutex(Pending())
    private let group: WriteGroup
    private let logger: Logger

    init(_ group: WriteGroup, logger: Logger) { (self.group, self.logger) = (group, logger) }

    /// Does a write, and returns once it is durable.
    func write<Output: Sendable>(
        _ content: ReceivedBody.Content? = nil,
        _ body: @escaping @Sendable (inout Transaction, Segment?) throws -> Output
    ) async throws(ObjectStoreError) -> Output {
        let result: Result<Output, ObjectStoreError> = await withCheckedContinuation { continuation in
            submit(
                Job(
                    content: content,
                    run: { transaction, segment in
                        let output = try body(&transaction, segment)
                        return { continuation.resume(returning: .success(output)) }
                    }, fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    private func submit(_ job: Job) {
        let (isClosed, wasIdle) = pending.withLock { pending in
            if pending.isClosed { return (true, false) }
            pending.jobs.append(job)
            defer { pending.isBusy = true }
            return (false, !pending.isBusy)
        }
        if isClosed { return job.fail(.closed) }
        if wasIdle { thread.async { [self] in work() } }
    }

    private func work() {
        while let jobs = next() { group.commit(jobs) }
    }

    /// The next group; nil: there is nothing to do.
    private func next() -> [Job]? {
        pending.withLock { pending in
            guard !pending.jobs.isEmpty else {
                pending.isBusy = false
                return nil
            }
            let group = Array(pending.jobs.prefix(WriteQueue.groupLimit))
            pending.jobs.removeFirst(group.count)
            return group
        }
    }

    /// Most writes that share a commit.
    private static let groupLimit = 128

    /// Does what was accepted, and accepts no more.
    func close() async {
        pending.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            thread.async { [self] in
                work()
                continuation.resume()
            }
        }
    }
}
