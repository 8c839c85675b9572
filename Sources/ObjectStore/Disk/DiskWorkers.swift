import NIOPosix

/// The threads that wait for the disk.
///
/// Event loops run all tasks and may not stand still, so everything that opens, reads, writes or hashes much comes
/// here.
struct DiskWorkers: Sendable {
    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
    }

    /// Has one of them do it.
    func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await pool.runIfActive(work)
    }

    /// Has one of them do it, and does not wait.
    func start(_ work: @escaping @Sendable () -> Void) {
        pool.submit { state in if case .active = state { work() } }
    }

    func close() async { try? await pool.shutdownGracefully() }
}
