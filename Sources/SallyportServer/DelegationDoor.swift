import AWSTypes
import Authentication
import IdentityModel
import IdentityStore
import Operations

/// Where a requestor hears what became of a delegation request, and fetches its token once that is sent: AWS publishes
/// both to a topic.
struct DelegationDoor: Sendable {
    let store: StateStore
    let keyRing: KeyRing
    let surroundings: Surroundings

    /// What a requestor is told.
    struct Answer: Encodable {
        let delegationRequestId: String
        let state: String
        let ownerAccountId: String?
        let expires: String
        let tradeInToken: String?
    }

    /// The answer about a request of an account's; nil: any account's.
    ///
    /// - Throws: `NotFound` where there is no such request, or another account made it.
    func answer(_ id: String, to account: AccountID?) throws(AWSError) -> Answer {
        guard let (requestor, request) = store.snapshot.delegationRequest(id),
            account.map({ $0 == requestor.id }) ?? true
        else { throw AWSError("NotFound", status: 404, "There is no delegation request \(id) of this account.") }
        let state = request.state(at: surroundings.now())
        var entropy = RequestEntropy()
        return Answer(
            delegationRequestId: id, state: state.rawValue, ownerAccountId: request.ownerAccount?.description,
            expires: request.expires.description,
            tradeInToken: state == .finalized ? TradeInToken.seal(id, with: keyRing, entropy: &entropy) : nil)
    }
}
