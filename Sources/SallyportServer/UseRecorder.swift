import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import Synchronization

/// Keeps what IAM tells of the last use of access keys and roles.
///
/// AWS tells it to the minute or less, and so does this: a key or role is written once a minute, and within the
/// minute a few times more when the service or the region is another. A use that can't be written is lost; the
/// request goes on.
struct UseRecorder: Sendable {
    let store: StateStore
    private let budget = WriteBudget()
    private let accesses = AccessLedger()

    private static let granularity: Int64 = 60

    init(store: StateStore) { self.store = store }

    /// Takes down a request to a service: the use of the key or role, and that of the action.
    func record(_ caller: Caller, of service: String, for action: String) async {
        accesses.note(caller, service, action)
        await recordKey(caller, of: service)
    }

    /// Takes down that a key or role was used for a service.
    func recordKey(_ caller: Caller, of service: String) async {
        let use = LastUse(date: caller.request.now, service: service, region: caller.request.region)
        let account = caller.accountID
        switch (caller.identity, caller.session) {
        case (.role(let role, _), _):
            guard isNews(use, of: role.id.text, since: role.lastUse) else { return }
            await change(at: use.date) { draft in
                guard var role = draft.state[account]?.roles[role.id] else { return }
                role.lastUse = use
                draft.put(.role(role), in: account)
            }
        case (_, nil):
            guard let id = caller.accessKeyID else { return }
            guard let key = caller.account.accessKey(id), isNews(use, of: id.text, since: key.lastUse) else { return }
            await change(at: use.date) { draft in
                guard var key = draft.state[account]?.accessKey(id) else { return }
                key.lastUse = use
                draft.put(.accessKey(key), in: account)
            }
        case (_, _?): return
        }
    }

    /// Takes down that a caller used an action of any service, such as `orders:Read`.
    func note(_ caller: Caller, _ action: String) {
        let parts = action.split(separator: ":", maxSplits: 1)
        if parts.count == 2 { accesses.note(caller, String(parts[0]), String(parts[1])) }
    }

    /// Puts what was used since the last time into the state.
    func flush(at now: Timestamp) async { await accesses.flush(to: store, at: now) }

    /// Forgets what was used and is not in the state yet.
    func clear() { accesses.clear() }

    private func isNews(_ use: LastUse, of id: String, since old: LastUse?) -> Bool {
        guard let old, use.date - old.date < UseRecorder.granularity else { return true }
        guard use.service != old.service || use.region != old.region else { return false }
        return budget.take(for: id, in: use.date.seconds / UseRecorder.granularity)
    }

    private func change(at now: Timestamp, _ body: @Sendable (inout Draft) -> Void) async {
        _ = try? await store.write(at: now) { draft throws(AWSError) in body(&draft) }
    }
}

/// How often one key or role may be written within a minute beyond the first time, whatever its requests name.
private final class WriteBudget: Sendable {
    private struct Spent {
        var minute: Int64 = 0
        var writes: [String: Int] = [:]
    }
    private let spent = Mutex(Spent())
    private static let writesPerMinute = 4

    /// Takes one write out of a minute's budget; false: there is none left.
    func take(for id: String, in minute: Int64) -> Bool {
        spent.withLock { spent in
            if spent.minute != minute { spent = Spent(minute: minute) }
            let writes = spent.writes[id, default: 0]
            guard writes < WriteBudget.writesPerMinute else { return false }
            spent.writes[id] = writes + 1
            return true
        }
    }
}
