import AWSTypes
import Foundation
import SallyportServer

/// Credentials that are made anew well before they expire, when somebody asks for them.
///
/// As long as the old ones are good, a server that can't be reached or refuses is no trouble.
actor RotatingCredentials {
    private let fetch: @Sendable () async throws -> WorkloadCredential
    private let margin: Int64?
    private var current: WorkloadCredential?
    private var underway: Task<WorkloadCredential, any Error>?

    /// Credentials that `fetch` makes; they are replaced `margin` seconds before their end, or else at half of their
    /// life.
    init(refreshedBefore margin: Int64?, fetch: @escaping @Sendable () async throws -> WorkloadCredential) {
        self.margin = margin
        self.fetch = fetch
    }

    /// Credentials that will be good for a while.
    func credentials() async throws -> WorkloadCredential {
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        if let current, let renewal = renewal(of: current), now < renewal { return current }
        do {
            return try await fresh()
        } catch {
            guard let current, let end = Timestamp(iso8601: current.expiration), now < end else { throw error }
            return current
        }
    }

    /// When credentials are to be replaced.
    private func renewal(of credential: WorkloadCredential) -> Timestamp? {
        guard let begin = Timestamp(iso8601: credential.lastUpdated),
            let end = Timestamp(iso8601: credential.expiration)
        else { return nil }
        return end + -(margin ?? (end - begin) / 2)
    }

    /// New credentials; those who ask meanwhile get the same.
    private func fresh() async throws -> WorkloadCredential {
        if let underway { return try await underway.value }
        let task = Task { [fetch] in try await fetch() }
        underway = task
        defer { underway = nil }
        let made = try await task.value
        current = made
        return made
    }
}
