import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import Synchronization

/// Gathers which service and action each user and role used last, and hands it to the store all at once.
///
/// A request costs a few look-ups in memory here, and no write. What was gathered is written once a minute, when the
/// server ends, and before an operation that tells of it; a crash loses what came after the last of these. There is one
/// entry for each principal, service and action, and no more than a record has room for.
final class AccessLedger: Sendable {
    private struct Slot: Hashable {
        let account: AccountID
        let principal: AccessRecord.Principal
    }
    private typealias Services = [String: [String: AccessRecord.Access]]
    private let pending = Mutex<[Slot: Services]>([:])

    /// Takes a use down, if the caller is a user or a role: nothing is kept of the root user.
    func note(_ caller: Caller, _ service: String, _ action: String) {
        let principal: AccessRecord.Principal
        switch caller.identity {
        case .user(let user): principal = .user(user.id)
        case .role(let role, _): principal = .role(role.id)
        case .root, .federatedUser, .federated, .anonymous: return
        }
        let slot = Slot(account: caller.accountID, principal: principal)
        let access = AccessRecord.Access(date: caller.request.now, region: caller.request.region)
        pending.withLock { AccessLedger.put(access, of: action, in: service, into: &$0[slot, default: [:]]) }
    }

    /// Writes what was gathered; when that fails, it is kept for the next time.
    func flush(to store: StateStore, at now: Timestamp) async {
        let gathered = pending.withLock { pending in
            let gathered = pending
            pending = [:]
            return gathered
        }
        if gathered.isEmpty { return }
        do {
            try await store.write(at: now) { draft throws(AWSError) in
                for (slot, services) in gathered { AccessLedger.put(services, of: slot, into: &draft) }
            }
        } catch {
            pending.withLock { pending in
                for (slot, services) in gathered {
                    for (service, actions) in services {
                        pending[slot, default: [:]][service, default: [:]].merge(actions) { newer, _ in newer }
                    }
                }
            }
        }
    }

    /// Forgets what was gathered.
    func clear() { pending.withLock { $0 = [:] } }

    /// Services of one's own may name what they like, but not without end.
    private static func put(
        _ access: AccessRecord.Access, of action: String, in service: String, into services: inout Services
    ) {
        guard services.count < AccessRecord.limit || services[service] != nil else { return }
        func put(into actions: inout [String: AccessRecord.Access]) {
            if actions.count < AccessRecord.limit || actions[action] != nil { actions[action] = access }
        }
        put(into: &services[service, default: [:]])
    }

    private static func put(_ services: Services, of slot: Slot, into draft: inout Draft) {
        guard let account = draft.state[slot.account], account.exists(slot.principal) else { return }
        var record = account.accessRecord(of: slot.principal) ?? AccessRecord(of: slot.principal)
        for (service, actions) in services {
            for (action, access) in actions { record.note(access, of: action, in: service) }
        }
        draft.put(.accessRecord(record), in: slot.account)
    }
}
