import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// An invitation with the organization that sent it.
struct FoundHandshake: Sendable {
    let handshake: Handshake
    let management: AccountID
    let state: OrganizationState
}

extension IdentityState {
    /// The invitation of an id, whoever sent it.
    func handshake(_ id: HandshakeID?) -> FoundHandshake? {
        guard let id else { return nil }
        for account in allAccounts {
            if let handshake = account.organization.handshakes[id] {
                return FoundHandshake(handshake: handshake, management: account.id, state: account.organization)
            }
        }
        return nil
    }
}

/// The question whether the caller may do something with an invitation.
func handshakeFacts(
    _ action: String, on id: HandshakeID?, for caller: Caller, in state: IdentityState
) -> AuthorizationFacts {
    guard let found = state.handshake(id) else { return AuthorizationFacts(AuthorizationCheck(action, on: "*")) }
    let view = HandshakeView(
        found.handshake, found.management, found.state, at: caller.request.now, caller.partition)
    return AuthorizationFacts(AuthorizationCheck(action, on: view.arn))
}

/// An invitation with what its wire form needs.
struct HandshakeView: Sendable {
    private let handshake: Handshake
    private let management: AccountID
    private let organization: Organization?
    private let manager: MemberAccount?
    private let state: Handshake.State
    let arn: ARN

    init(
        _ handshake: Handshake, _ management: AccountID, _ state: OrganizationState, at now: Timestamp,
        _ partition: Partition
    ) {
        self.handshake = handshake
        self.management = management
        self.state = handshake.state(at: now)
        organization = state.organization
        manager = state.accounts[management]
        let place = "\(organization?.id.text ?? "")/invite/\(handshake.id)"
        arn = ARN(
            partition: partition, service: "organizations", account: management.description,
            resource: "handshake/\(place)")
    }

    /// What listings are ordered by.
    var key: String { handshake.id.text }

    private var party: (id: String, type: String) {
        handshake.namedByEmail.map { ($0, "EMAIL") } ?? (handshake.account.description, "ACCOUNT")
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Id", handshake.id)
        writer.field("Arn", arn)
        let parties = [(id: organization?.id.text ?? "", type: "ORGANIZATION"), party]
        writer.list("Parties", parties) { writer, party in
            writer.field("Id", party.id)
            writer.field("Type", party.type)
        }
        writer.field("State", state.rawValue)
        writer.field("RequestedTimestamp", handshake.requested)
        writer.field("ExpirationTimestamp", handshake.expires)
        writer.field("Action", "INVITE")
        writer.list("Resources", resources) { $1.encode(to: &$0) }
    }

    /// What an invitation tells of both sides.
    private var resources: [Resource] {
        var inviting = [Resource(type: "MASTER_NAME", value: manager?.name ?? "")]
        if let email = manager?.email { inviting.insert(Resource(type: "MASTER_EMAIL", value: email), at: 0) }
        if let set = organization?.featureSet {
            inviting.append(Resource(type: "ORGANIZATION_FEATURE_SET", value: set.rawValue))
        }
        var resources = [
            Resource(type: "ORGANIZATION", value: organization?.id.text ?? "", resources: inviting),
            Resource(type: party.type, value: party.id),
        ]
        if let notes = handshake.notes { resources.append(Resource(type: "NOTES", value: notes)) }
        return resources
    }

    private struct Resource {
        let type: String
        let value: String
        var resources: [Resource] = []

        func encode(to writer: inout WireWriter) {
            writer.field("Value", value)
            writer.field("Type", type)
            if !resources.isEmpty { writer.list("Resources", resources) { $1.encode(to: &$0) } }
        }
    }
}

/// `Filter`: which invitations a listing shows.
struct HandshakeFilter: Sendable {
    private let action: ActionType?
    private let hasParent: Bool

    private enum ActionType: String, CaseIterable, Sendable {
        case invite = "INVITE"
        case enableAllFeatures = "ENABLE_ALL_FEATURES"
        case approveAllFeatures = "APPROVE_ALL_FEATURES"
        case addServiceLinkedRole = "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"
        case transferResponsibility = "TRANSFER_RESPONSIBILITY"
    }

    init(from input: WireInput) {
        let filter = input.structure("Filter")
        action = filter?.choice("ActionType")
        hasParent = filter?.text("ParentHandshakeId", TextConstraint(0...34)) != nil
        if action != nil, hasParent { input.reject(.severalFilters) }
    }

    /// Whether an invitation is shown: all of them are invitations, and none has a parent.
    func admits(_ handshake: HandshakeView) -> Bool { !hasParent && (action == nil || action == .invite) }
}
