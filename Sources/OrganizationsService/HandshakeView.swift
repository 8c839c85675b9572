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
    private let state: String
    let action: HandshakeAction
    let arn: ARN

    init(
        _ handshake: Handshake, _ management: AccountID, _ state: OrganizationState, at now: Timestamp,
        _ partition: Partition
    ) {
        self.handshake = handshake
        self.management = management
        self.state = HandshakeView.state(of: handshake, in: state, at: now)
        action = handshake.isAboutAllFeatures ? .enableAllFeatures : .invite
        organization = state.organization
        manager = state.accounts[management]
        let place = "\(organization?.id.text ?? "")/\(action.rawValue.lowercased())/\(handshake.id)"
        arn = ARN(
            partition: partition, service: "organizations", account: management.description,
            resource: "handshake/\(place)")
    }

    /// AWS: a question about all features is requested until all have answered, and then open to be completed.
    private static func state(of handshake: Handshake, in state: OrganizationState, at now: Timestamp) -> String {
        let own = handshake.state(at: now)
        guard own == .open, handshake.isAboutAllFeatures else { return own.rawValue }
        return handshake.parent == nil && state.haveAllAgreed(to: handshake.id) ? own.rawValue : "REQUESTED"
    }

    /// What listings are ordered by.
    var key: String { handshake.id.text }

    /// The handshake that it is a part of.
    var parent: HandshakeID? { handshake.parent }

    private var party: (id: String, type: String) {
        handshake.namedByEmail.map { ($0, "EMAIL") } ?? (handshake.account.description, "ACCOUNT")
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Id", handshake.id)
        writer.field("Arn", arn)
        var parties = [(id: organization?.id.text ?? "", type: "ORGANIZATION")]
        if isForOneAccount { parties.append(party) }
        writer.list("Parties", parties) { writer, party in
            writer.field("Id", party.id)
            writer.field("Type", party.type)
        }
        writer.field("State", state)
        writer.field("RequestedTimestamp", handshake.requested)
        writer.field("ExpirationTimestamp", handshake.expires)
        writer.field("Action", action.rawValue)
        writer.list("Resources", resources) { $1.encode(to: &$0) }
    }

    /// Whether it has a side besides the organization.
    private var isForOneAccount: Bool { action == .invite || handshake.parent != nil }

    /// What an invitation tells of both sides, and what a question about all features belongs to.
    private var resources: [Resource] {
        if action != .invite {
            var resources = [Resource(type: "ORGANIZATION", value: organization?.id.text ?? "")]
            if let parent { resources.append(Resource(type: "PARENT_HANDSHAKE", value: parent.text)) }
            return resources
        }
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

/// The types of handshakes that AWS's model names.
enum HandshakeAction: String, CaseIterable, Sendable {
    case invite = "INVITE"
    case enableAllFeatures = "ENABLE_ALL_FEATURES"
    case approveAllFeatures = "APPROVE_ALL_FEATURES"
    case addServiceLinkedRole = "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE"
    case transferResponsibility = "TRANSFER_RESPONSIBILITY"
}

/// `Filter`: which handshakes a listing shows.
struct HandshakeFilter: Sendable {
    private let action: HandshakeAction?
    private let parent: String?

    init(from input: WireInput) {
        let filter = input.structure("Filter")
        action = filter?.choice("ActionType")
        parent = filter?.text("ParentHandshakeId", TextConstraint(0...34))
        if action != nil, parent != nil { input.reject(.severalFilters) }
    }

    /// Whether a handshake is shown.
    func admits(_ handshake: HandshakeView) -> Bool {
        (action == nil || action == handshake.action) && (parent == nil || parent == handshake.parent?.text)
    }
}
