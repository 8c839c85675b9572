import AWSTypes
import DequeModule
import IdentityModel
import Operations
import PolicyAnalysis
import Synchronization

/// The latest requests that something was decided about, ready to be explained.
///
/// What is kept is what the decisions were taken on: the questions, the caller and the state, all of them values.
/// So an explanation is the same decision taken once more with its trace on, however much has changed since.
final class DecisionLog: Sendable {
    /// A request, and what was decided on.
    struct Entry: Sendable {
        let operation: String
        let facts: AuthorizationFacts
        let caller: Caller
        let state: IdentityState
        var isDenied: Bool

        var id: String { caller.request.id }
    }

    private let entries = Mutex<Deque<Entry>>([])
    private static let capacity = 2000

    /// Takes a request down, and forgets the oldest if there are many.
    func append(_ entry: Entry) {
        // What is forgotten is freed once the lock is.
        _ = entries.withLock { entries in
            let oldest = entries.count >= DecisionLog.capacity ? entries.popFirst() : nil
            entries.append(entry)
            return oldest
        }
    }

    /// The request of an id; `last` means the latest one that was denied.
    func entry(_ id: String, in account: AccountID?) -> Entry? {
        entries.withLock { entries in
            entries.last { entry in
                (id == "last" ? entry.isDenied : entry.id == id)
                    && (account == nil || account == entry.caller.accountID)
            }
        }
    }
}

/// Why a request was allowed or denied.
struct Explanation: Encodable, Sendable {
    let requestId: String
    let operation: String
    let caller: String
    let time: String
    let decisions: [DecisionReport]

    init(_ entry: DecisionLog.Entry, by authorizer: Authorizer) {
        requestId = entry.id
        operation = entry.operation
        caller = entry.caller.arn.description
        time = entry.caller.request.now.iso8601
        decisions = authorizer.explain(entry.facts, for: entry.caller, in: entry.state)
    }
}
