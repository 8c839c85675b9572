import AWSTypes
import IdentityModel
import IdentityStore
import Operations

/// Keeps what IAM tells of the last use of access keys and roles.
///
/// AWS tells it to the minute or less, and so does this: a key or role is written at most once a minute, unless the
/// service or the region is another. A use that can't be written is lost; the request goes on.
struct UseRecorder: Sendable {
    let store: StateStore

    private static let granularity: Int64 = 60

    func record(_ caller: Caller, of service: String) async {
        let use = LastUse(date: caller.request.now, service: service, region: caller.request.region)
        let account = caller.accountID
        switch (caller.identity, caller.session) {
        case (.role(let role, _), _):
            guard isNews(use, since: role.lastUse) else { return }
            await change(at: use.date) { draft in
                guard var role = draft.state[account]?.roles[role.id] else { return }
                role.lastUse = use
                draft.put(.role(role), in: account)
            }
        case (_, nil):
            let id = caller.accessKeyID
            guard let key = caller.account.accessKey(id), isNews(use, since: key.lastUse) else { return }
            await change(at: use.date) { draft in
                guard var key = draft.state[account]?.accessKey(id) else { return }
                key.lastUse = use
                draft.put(.accessKey(key), in: account)
            }
        case (_, _?): return
        }
    }

    private func isNews(_ use: LastUse, since old: LastUse?) -> Bool {
        guard let old else { return true }
        return use.date - old.date >= UseRecorder.granularity || use.service != old.service || use.region != old.region
    }

    private func change(at now: Timestamp, _ body: @Sendable (inout Draft) -> Void) async {
        _ = try? await store.write(at: now) { draft throws(AWSError) in body(&draft) }
    }
}
