import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Invites an account of this server that is in no organization.
struct InviteAccountToOrganization: OrganizationWrite {
    let partyID: String
    let partyType: PartyType
    let notes: String?
    let tags: Tags

    enum PartyType: String, CaseIterable, Sendable {
        case account = "ACCOUNT"
        case organization = "ORGANIZATION"
        case email = "EMAIL"
    }

    init(from input: WireInput) {
        let target = input.requireStructure("Target")
        partyID = target.requireText("Id", TextConstraint(1...64))
        partyType = target.requireChoice("Type", standIn: .account)
        notes = input.text("Notes", TextConstraint(0...1024))
        tags = input.organizationTags()
    }

    var subjects: [OrganizationSubject] {
        if case .account = partyType, let account = AccountID(partyID) { [.node(.account(account))] } else { [.any] }
    }
    var conditions: [(key: ContextKey, value: ContextValue)] { context(requestTags: tags) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> HandshakeView {
        let account = try invited(in: draft.state)
        if view.state.requestForAllFeatures(at: draft.now) != nil { throw .noInvitationsNow }
        if draft.state.management(of: account) != nil { throw .invitedAccountInOrganization }
        let isOpen = view.state.handshakes.all.contains {
            $0.account == account && $0.state(at: draft.now) == .open
        }
        if isOpen { throw .duplicateHandshake }
        if view.state.accounts.count >= OrganizationsQuotas.accounts { throw .memberLimit }
        if tags.count > OrganizationsQuotas.tags { throw .tagLimit }
        let handshake = Handshake(
            id: draft.newOrganizationsID(), account: account, namedByEmail: partyType == .email ? partyID : nil,
            notes: notes, tags: tags, requested: draft.now)
        draft.put(.handshake(handshake), in: view)
        return HandshakeView(handshake, view.management, view.state, at: draft.now, view.partition)
    }

    private func invited(in state: IdentityState) throws(AWSError) -> AccountID {
        switch partyType {
        case .organization: throw .invalidParty
        case .account:
            guard let id = AccountID(partyID), state[id] != nil else { throw .invalidParty }
            return id
        case .email:
            let folded = partyID.lowercased()
            guard let account = state.allAccounts.first(where: { $0.account.email?.lowercased() == folded }) else {
                throw .invalidEmail
            }
            return account.id
        }
    }

    static func encode(_ handshake: HandshakeView, to writer: inout WireWriter) {
        writer.structure("Handshake", handshake.encode)
    }
}

/// An answer to an invitation, or its end.
protocol HandshakeAnswer: WriteOperation where Output == HandshakeView {
    /// What becomes of the invitation.
    static var outcome: Handshake.State { get }
    var id: HandshakeID? { get }
    /// Whether an account may answer an invitation this way.
    static func isFor(_ account: AccountID, _ found: FoundHandshake) -> Bool
}

extension HandshakeAnswer {
    static func encode(_ handshake: HandshakeView, to writer: inout WireWriter) {
        writer.structure("Handshake", handshake.encode)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        handshakeFacts("organizations:\(Self.name)", on: id, for: caller, in: state)
    }

    /// The invitation, which the caller may bring to this end.
    fileprivate func open(by caller: Caller, in draft: Draft) throws(AWSError) -> FoundHandshake {
        guard let found = draft.state.handshake(id), Self.isFor(caller.accountID, found) else {
            throw .noSuchHandshake
        }
        let state = found.handshake.state(at: draft.now)
        if state == Self.outcome { throw .handshakeDone }
        if state != .open { throw .invalidHandshakeTransition }
        return found
    }

    fileprivate func close(
        _ found: FoundHandshake, by caller: Caller, in draft: inout Draft
    ) -> HandshakeView {
        var handshake = found.handshake
        handshake.state = Self.outcome
        draft.put(.organization(.handshake(handshake)), in: found.management)
        return HandshakeView(handshake, found.management, found.state, at: draft.now, caller.partition)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> HandshakeView {
        close(try open(by: caller, in: draft), by: caller, in: &draft)
    }
}

/// Joins the organization that invited the caller's account, or agrees to all features.
struct AcceptHandshake: HandshakeAnswer {
    static let outcome = Handshake.State.accepted
    let id: HandshakeID?

    init(from input: WireInput) { id = input.requireID("HandshakeId", length: 8...32) }

    static func isFor(_ account: AccountID, _ found: FoundHandshake) -> Bool { found.handshake.account == account }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> HandshakeView {
        let found = try open(by: caller, in: draft)
        if found.handshake.isAboutAllFeatures {
            if found.isRequestForAllFeatures { try found.completeAllFeatures(in: &draft) }
            return close(found, by: caller, in: &draft)
        }
        if draft.state.management(of: caller.accountID) != nil { throw .invitedAccountInOrganization }
        guard let organization = found.state.organization, let account = draft.state[caller.accountID]?.account else {
            throw .noSuchHandshake
        }
        if found.state.accounts.count >= OrganizationsQuotas.accounts { throw .memberLimit }
        var member = MemberAccount(
            id: account.id, name: account.alias ?? account.id.description, email: account.email,
            joinedMethod: .invited, joined: draft.now)
        member.tags = found.handshake.tags
        member.attachedPolicies = organization.enabledPolicyTypes.map(\.fullAccess.id)
        draft.put(.organization(.account(member)), in: found.management)
        if organization.featureSet == .all { try draft.makeOrganizationsRole(in: account.id) }
        return close(found, by: caller, in: &draft)
    }
}

/// Turns an invitation down, or all features.
struct DeclineHandshake: HandshakeAnswer {
    static let outcome = Handshake.State.declined
    let id: HandshakeID?

    init(from input: WireInput) { id = input.requireID("HandshakeId", length: 8...32) }

    static func isFor(_ account: AccountID, _ found: FoundHandshake) -> Bool {
        found.handshake.account == account && !found.isRequestForAllFeatures
    }
}

/// Takes an invitation back, or a request for all features with all its parts.
struct CancelHandshake: HandshakeAnswer {
    static let outcome = Handshake.State.canceled
    let id: HandshakeID?

    init(from input: WireInput) { id = input.requireID("HandshakeId", length: 8...32) }

    static func isFor(_ account: AccountID, _ found: FoundHandshake) -> Bool {
        found.management == account && found.handshake.parent == nil
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> HandshakeView {
        let found = try open(by: caller, in: draft)
        for var part in found.state.parts(of: found.handshake.id) where part.state == .open {
            part.state = .canceled
            draft.put(.organization(.handshake(part)), in: found.management)
        }
        return close(found, by: caller, in: &draft)
    }
}

/// Describes an invitation to either side.
struct DescribeHandshake: ReadOperation {
    let id: HandshakeID?

    init(from input: WireInput) { id = input.requireID("HandshakeId", length: 8...32) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        handshakeFacts("organizations:DescribeHandshake", on: id, for: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> HandshakeView {
        guard let found = state.handshake(id),
            [found.management, found.handshake.account].contains(caller.accountID)
        else { throw .noSuchHandshake }
        return HandshakeView(found.handshake, found.management, found.state, at: caller.request.now, caller.partition)
    }

    static func encode(_ handshake: HandshakeView, to writer: inout WireWriter) {
        writer.structure("Handshake", handshake.encode)
    }
}

/// Lists the invitations to the caller's account.
struct ListHandshakesForAccount: ReadOperation {
    let filter: HandshakeFilter
    let page: PageRequest

    init(from input: WireInput) {
        filter = HandshakeFilter(from: input)
        page = input.page(of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(AuthorizationCheck("organizations:\(Self.name)", on: "*"))
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<HandshakeView> {
        let views = state.allAccounts.flatMap { account in
            account.organization.handshakes.all.filter { $0.account == caller.accountID }.map {
                HandshakeView($0, account.id, account.organization, at: caller.request.now, caller.partition)
            }
        }
        return Page(of: views.filter(filter.admits).sorted { $0.key < $1.key }, by: \.key, page)
    }

    static func encode(_ page: Page<HandshakeView>, to writer: inout WireWriter) {
        writer.list("Handshakes", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// Lists the invitations that the organization sent.
struct ListHandshakesForOrganization: ReadOperation {
    let filter: HandshakeFilter
    let page: PageRequest

    init(from input: WireInput) {
        filter = HandshakeFilter(from: input)
        page = input.page(of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        AuthorizationFacts(AuthorizationCheck("organizations:\(Self.name)", on: "*"))
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Page<HandshakeView> {
        let view = try state.organizationView(for: caller, .administrators)
        let views = view.state.handshakes.all.map {
            HandshakeView($0, view.management, view.state, at: caller.request.now, caller.partition)
        }
        return Page(of: views.filter(filter.admits).sorted { $0.key < $1.key }, by: \.key, page)
    }

    static func encode(_ page: Page<HandshakeView>, to writer: inout WireWriter) {
        writer.list("Handshakes", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}
