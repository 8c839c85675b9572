import Synchronization

/// The session tokens that IMDSv2 gave out, until they end.
final class MetadataTokens: Sendable {
    private let ends = Mutex<[String: ContinuousClock.Instant]>([:])
    private static let capacity = 10_000

    /// A new token that is good for so many seconds.
    func make(for seconds: Int) -> String {
        let token = Unguessable.text()
        let now = ContinuousClock.now
        ends.withLock { ends in
            if ends.count >= MetadataTokens.capacity {
                ends = ends.filter { now < $0.value }
                if ends.count >= MetadataTokens.capacity { ends.removeAll(keepingCapacity: true) }
            }
            ends[token] = now + .seconds(seconds)
        }
        return token
    }

    /// Whether a token was given out and has not ended.
    func accept(_ token: String) -> Bool {
        ends.withLock { $0[token].map { ContinuousClock.now < $0 } ?? false }
    }
}
