// IdentityStore: the identities' home. It keeps the state in memory and its changes on disk.
//
// Readers take `snapshot`, which never waits. A write is a function on a `Draft`; it is answered when what it did,
// and all that it saw, is durable. Writes that come together share one flush.
//
// It knows nothing of requests, users or policies: what a write means is the business of whoever passes it. Start
// with `StateStore`; how a commit goes stands in `CommitQueue`, what lies on disk in `Schema`.
import AWSTypes
import Authentication
import IdentityModel
import Logging

/// Every identity the server knows: read at once from memory, written durably.
///
/// ```swift
/// let store = try StateStore(at: .directory(".sallyport"), keyRing: keys, awsPolicies: policies, logger: logger)
/// let user = try await store.write(at: now) { draft throws(AWSError) in … }
/// store.snapshot[account]?.users[user.id]
/// ```
package final class StateStore: Sendable {
    private let published: PublishedState
    private let committer: Committer

    /// Where identities are kept.
    package enum Location: Sendable, Hashable {
        /// In memory, until the server stops.
        case memory
        /// In a directory, which is made if need be.
        case directory(String)
    }

    /// Opens the store, and reads all that it holds.
    ///
    /// Throws `StoreProblem` where the directory can't be used, another server uses it, or anything in it can't be
    /// read.
    package convenience init(
        at location: Location, keyRing: KeyRing, awsPolicies: AWSManagedPolicies, logger: Logger
    ) throws {
        switch location {
        case .memory:
            self.init(on: nil, holding: [], awsPolicies: awsPolicies, logger: logger)
        case .directory(let path):
            let disk = try SQLiteDisk(directory: path, keyRing: keyRing)
            self.init(on: disk, holding: try disk.load(), awsPolicies: awsPolicies, logger: logger)
        }
    }

    /// A store on a disk that holds the state that changes make.
    init(on disk: (any Disk)?, holding changes: [Change], awsPolicies: AWSManagedPolicies, logger: Logger) {
        let state = IdentityState(changes, awsPolicies: awsPolicies)
        published = PublishedState(state)
        committer = Committer(state, published: published, disk: disk, awsPolicies: awsPolicies, logger: logger)
    }

    /// What is durable now.
    package var snapshot: IdentityState { published.state }

    /// Lets `body` work on the newest state, and returns when its changes are durable and in `snapshot`.
    ///
    /// Bodies run one at a time. One that throws changes nothing. Its answer, like that of one without changes, costs
    /// no I/O, but waits until what it saw is durable. When the disk fails, the error is `InternalFailure`, and nobody
    /// knows whether the changes were made; the cause is in the log.
    @discardableResult
    package func write<Output: Sendable>(
        at now: Timestamp, entropy: sending any RandomNumberGenerator = SystemRandomNumberGenerator(),
        _ body: @Sendable (inout Draft) throws(AWSError) -> Output
    ) async throws(AWSError) -> Output {
        try await committer.write(at: now, entropy: entropy, body)
    }

    /// Takes the present state as the one that `reset` goes back to.
    package func markBaseline() async { await committer.markBaseline() }

    /// Goes back to the marked state, as a write like any other; without a mark, does nothing.
    package func reset() async throws(AWSError) { try await committer.reset() }

    /// Writes what was accepted, and lets go of the disk; later writes fail with `ServiceUnavailable`.
    package func close() async { await committer.close() }
}
