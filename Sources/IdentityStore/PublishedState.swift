import IdentityModel
import Synchronization

/// The state that readers see: always one that is durable.
///
/// Reading holds the lock for one copy of a reference.
final class PublishedState: Sendable {
    private final class Snapshot: Sendable {
        let state: IdentityState

        init(_ state: IdentityState) { self.state = state }
    }

    private let current: Mutex<Snapshot>

    init(_ state: IdentityState) { current = Mutex(Snapshot(state)) }

    var state: IdentityState { current.withLock { $0 }.state }

    func publish(_ state: IdentityState) {
        let next = Snapshot(state)
        // The last snapshot is let go outside of the lock: nobody waits while its state is taken apart.
        let last = current.withLock { current in
            let last = current
            current = next
            return last
        }
        withExtendedLifetime(last) {}
    }
}
