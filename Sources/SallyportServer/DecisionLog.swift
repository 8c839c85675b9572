import AWSTypes
import Authentication
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
        /// How much of the log it takes.
        var weight = 1

        var id: String { caller.request.id }
    }

    private struct Kept {
        var entries: Deque<Entry> = []
        var weight = 0
    }
    private let kept = Mutex(Kept())
    private static let capacity = 2000

    /// Takes a request down, and forgets the oldest if there are many.
    func append(_ entry: Entry) {
        // What is forgotten is freed once the lock is.
        _ = kept.withLock { kept in
            var forgotten: [Entry] = []
            kept.weight += entry.weight
            kept.entries.append(entry)
            while kept.weight > DecisionLog.capacity, kept.entries.count > 1, let oldest = kept.entries.popFirst() {
                kept.weight -= oldest.weight
                forgotten.append(oldest)
            }
            return forgotten
        }
    }

    /// The request of an id; `last` means the latest one that was denied.
    func entry(_ id: String, in account: AccountID?) -> Entry? {
        kept.withLock { kept in
            kept.entries.last { entry in
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
    let decisions: [Decision]

    /// A decision's report; a denial has the message for DecodeAuthorizationMessage beside it.
    struct Decision: Encodable {
        let report: DecisionReport
        let encodedAuthorizationMessage: String?

        private enum Key: CodingKey { case encodedAuthorizationMessage }

        func encode(to encoder: any Encoder) throws {
            try report.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(encodedAuthorizationMessage, forKey: .encodedAuthorizationMessage)
        }
    }

    init(_ entry: DecisionLog.Entry, by authorizer: Authorizer, sealingWith ring: KeyRing) {
        var entropy = RequestEntropy()
        requestId = entry.id
        operation = entry.operation
        caller = entry.caller.arn.description
        time = entry.caller.request.now.iso8601
        decisions = authorizer.explain(entry.facts, for: entry.caller, in: entry.state).map { explained in
            Decision(
                report: explained.report,
                encodedAuthorizationMessage: explained.denial.map { _ in
                    explained.encodedMessage(with: ring, entropy: &entropy)
                })
        }
    }
}
