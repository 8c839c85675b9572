import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Asks the members of an organization for one bill to agree to all features.
///
/// Members that were invited each get a handshake; accounts that were made in the organization are not asked. Once all
/// have agreed, the management account completes the matter by accepting the handshake that this answers with.
struct EnableAllFeatures: OrganizationWrite {
    init(from input: WireInput) {}

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> HandshakeView {
        if view.organization.featureSet == .all { throw .hasAllFeatures }
        if view.state.requestForAllFeatures(at: draft.now) != nil { throw .pendingAllFeatures }
        let request = Handshake(
            ofAllFeatures: draft.newOrganizationsID(), account: view.management, partOf: nil, requested: draft.now)
        draft.put(.handshake(request), in: view)
        for member in view.state.accounts.all.sorted(by: { $0.id < $1.id })
        where member.joinedMethod == .invited && member.id != view.management && member.closed == nil {
            let part = Handshake(
                ofAllFeatures: draft.newOrganizationsID(), account: member.id, partOf: request.id,
                requested: draft.now)
            draft.put(.handshake(part), in: view)
        }
        let state = draft.state[view.management]?.organization ?? view.state
        return HandshakeView(request, view.management, state, at: draft.now, view.partition)
    }

    static func encode(_ handshake: HandshakeView, to writer: inout WireWriter) {
        writer.structure("Handshake", handshake.encode)
    }
}

extension FoundHandshake {
    /// Whether it is the request for all features itself, which the management account completes.
    var isRequestForAllFeatures: Bool { handshake.isAboutAllFeatures && handshake.parent == nil }

    /// Gives the organization all features.
    func completeAllFeatures(in draft: inout Draft) throws(AWSError) {
        guard var organization = state.organization, state.haveAllAgreed(to: handshake.id) else {
            throw .invalidHandshakeTransition
        }
        organization.featureSet = .all
        draft.put(.organization(.organization(organization)), in: management)
        for account in state.accounts.ids { try draft.makeOrganizationsRole(in: account) }
    }
}

extension OrganizationState {
    /// The request for all features that is under way, if one is.
    func requestForAllFeatures(at now: Timestamp) -> Handshake? {
        handshakes.all.first { $0.isAboutAllFeatures && $0.parent == nil && $0.state(at: now) == .open }
    }

    /// The handshakes that a request for all features is made of.
    func parts(of request: HandshakeID) -> [Handshake] { handshakes.all.filter { $0.parent == request } }

    /// Whether every member that was asked, and is one still, has agreed.
    func haveAllAgreed(to request: HandshakeID) -> Bool {
        parts(of: request).allSatisfy { $0.state == .accepted || accounts[$0.account] == nil }
    }
}
