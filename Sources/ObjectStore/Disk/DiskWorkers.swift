import Dispatch
import NIOPosix

/// The threads that wait for the disk.
///
/// Event loops run all tasks and may not stand still, so everything that opens, reads, writes or hashes much comes
/// here.
struct DiskWorkers: Sendable {
    private let pool = NIOThreadPool.singleton
    private let remover = DispatchQueue(label: "sallyport.object-store.removal")

    /// Has one of them do it.
    func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await pool.runIfActive(work)
    }

    /// Has a removal done, after those before it; nobody waits for it.
    func remove(_ work: @escaping @Sendable () -> Void) { remover.async(execute: work) }

    /// Waits for the removals.
    func close() async {
        await withCheckedContinuation { continuation in
            remover.async { continuation.resume() }
        }
    }
}
