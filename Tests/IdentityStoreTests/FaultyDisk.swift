import IdentityModel
import Synchronization

@testable import IdentityStore

/// A disk in memory whose n-th call fails, and in which way.
final class FaultyDisk: Disk {
    /// How a call fails.
    enum Fault: CaseIterable {
        /// Nothing of it was done.
        case lost
        /// It was done all the same.
        case doneButUnsure
    }
    struct Failure: Error {}

    private struct Platter {
        var changes: [Change] = []
        var calls = 0
        var writes = 0
        var isClosed = false
    }
    private let platter = Mutex(Platter())
    private let fault: Fault
    private let failingCalls: ClosedRange<Int>

    init(_ fault: Fault, inCalls calls: ClosedRange<Int>) {
        self.fault = fault
        failingCalls = calls
    }

    /// What would be found after a restart.
    var changes: [Change] { platter.withLock { $0.changes } }
    /// How many flushes there were.
    var writes: Int { platter.withLock { $0.writes } }
    var isClosed: Bool { platter.withLock { $0.isClosed } }

    func write(_ changes: [Change]) throws {
        try platter.withLock { platter in
            platter.writes += 1
            let fails = call(&platter)
            if !fails || fault == .doneButUnsure { platter.changes += changes }
            if fails { throw Failure() }
        }
    }

    func load() throws -> [Change] {
        try platter.withLock { platter in
            if call(&platter) { throw Failure() }
            return platter.changes
        }
    }

    func close() { platter.withLock { $0.isClosed = true } }

    private func call(_ platter: inout Platter) -> Bool {
        platter.calls += 1
        return failingCalls.contains(platter.calls)
    }
}
