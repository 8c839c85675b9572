import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Makes an account in the organization, with a role for whoever manages it.
///
/// The account is there when the answer is; the answer says `IN_PROGRESS` all the same, as AWS's always does, and
/// `DescribeCreateAccountStatus` tells the outcome.
struct CreateAccount: OrganizationWrite {
    let email: String
    let accountName: String
    let roleName: RoleName
    let tags: Tags

    init(from input: WireInput) {
        email = input.requireText("Email", emailConstraint)
        accountName = input.requireText(
            "AccountName",
            TextConstraint(1...50, TextPattern("[\\u0020-\\u007E]+", of: ASCIISet(0x20...0x7E))))
        let role = input.text("RoleName", roleNameConstraint)
        roleName = RoleName(unchecked: role ?? "OrganizationAccountAccessRole")
        let _: BillingAccess? = input.choice("IamUserAccessToBilling")
        tags = input.organizationTags()
        if roleName.folded.hasPrefix("awsservicerolefor") { input.reject(.invalidRoleName) }
    }

    /// Whether users may see the bills: nothing here costs anything.
    private enum BillingAccess: String, CaseIterable {
        case allow = "ALLOW"
        case deny = "DENY"
    }

    var conditions: [(key: ContextKey, value: ContextValue)] { context(requestTags: tags) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> AccountCreation {
        if view.state.accounts.count >= OrganizationsQuotas.accounts { throw .memberLimit }
        if tags.count > OrganizationsQuotas.tags { throw .tagLimit }
        let creation = AccountCreation(
            id: draft.newOrganizationsID(), name: accountName, requested: draft.now,
            outcome: try make(view, in: &draft))
        draft.put(.creation(creation), in: view)
        return creation
    }

    private func make(
        _ view: OrganizationView, in draft: inout Draft
    ) throws(AWSError) -> AccountCreation.Outcome {
        let folded = email.lowercased()
        if draft.state.allAccounts.contains(where: { $0.account.email?.lowercased() == folded }) {
            return .failed(reason: "EMAIL_ALREADY_EXISTS")
        }
        let id = draft.newAccountID()
        draft.put(.account(Account(id: id, created: draft.now, email: email)), in: id)
        var role = Role(
            id: draft.newID(in: id), name: roleName, path: .root, created: draft.now,
            trustPolicy: TrustPolicy(try accessTrust(of: view.management, view.partition)))
        role.attachedPolicies = [.aws("/AdministratorAccess")]
        draft.put(.role(role), in: id)
        if view.organization.featureSet == .all { try draft.makeOrganizationsRole(in: id) }
        var member = MemberAccount(
            id: id, name: accountName, email: email, joinedMethod: .created, joined: draft.now)
        member.tags = tags
        member.attachedPolicies = view.policiesOfNewTargets
        draft.put(.account(member), in: view)
        return .made(id)
    }

    /// Lets the management account's principals in, as far as their own policies do.
    private func accessTrust(of management: AccountID, _ partition: Partition) throws(AWSError) -> PolicyDocument {
        let root = ARN.iam(management, "root", in: partition)
        return try PolicyDocument(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\(root)"},\
                "Action":"sts:AssumeRole"}]}
                """, as: .trust)
    }

    static func encode(_ creation: AccountCreation, to writer: inout WireWriter) {
        writer.structure("CreateAccountStatus") { writer in
            writer.field("Id", creation.id)
            writer.field("AccountName", creation.name)
            writer.field("State", "IN_PROGRESS")
            writer.field("RequestedTimestamp", creation.requested)
        }
    }
}

private let roleNameConstraint = TextConstraint(
    0...64,
    TextPattern("[\\w+=,.@-]{1,64}") { text in
        !text.isEmpty && ASCIISet.word.union("+=,.@-").containsAll(text.utf8)
    })

/// Tells what became of a request to make an account.
struct DescribeCreateAccountStatus: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let creation: AccountCreationID?

    init(from input: WireInput) { creation = input.requireID("CreateAccountRequestId", length: 8...32) }

    func answer(in view: OrganizationView) throws(AWSError) -> AccountCreation {
        guard let creation = creation.flatMap({ view.state.creations[$0] }) else { throw .noSuchAccountCreation }
        return creation
    }

    static func encode(_ creation: AccountCreation, to writer: inout WireWriter) {
        writer.structure("CreateAccountStatus") { $0.encodeOutcome(of: creation) }
    }
}

/// Lists what became of requests to make accounts, in the order of their ids.
struct ListCreateAccountStatus: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let states: [String]?
    let page: PageRequest

    init(from input: WireInput) {
        states = input.list("States") { element in
            let state: CreationState = element.requireChoice("", standIn: .succeeded)
            return state.rawValue
        }
        page = input.page(of: Self.self)
    }

    private enum CreationState: String, CaseIterable {
        case inProgress = "IN_PROGRESS"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
    }

    func answer(in view: OrganizationView) -> Page<AccountCreation> {
        let creations = view.state.creations.all.filter { states?.contains($0.state) != false }
        return Page(of: creations.sorted { $0.id < $1.id }, by: \.id.text, page)
    }

    static func encode(_ page: Page<AccountCreation>, to writer: inout WireWriter) {
        writer.list("CreateAccountStatuses", page.elements) { $0.encodeOutcome(of: $1) }
        page.encodeToken(to: &writer)
    }
}

extension AccountCreation {
    fileprivate var state: String {
        switch outcome {
        case .made: "SUCCEEDED"
        case .failed: "FAILED"
        }
    }
}

extension WireWriter {
    fileprivate mutating func encodeOutcome(of creation: AccountCreation) {
        field("Id", creation.id)
        field("AccountName", creation.name)
        field("State", creation.state)
        field("RequestedTimestamp", creation.requested)
        field("CompletedTimestamp", creation.requested)
        switch creation.outcome {
        case .made(let id): field("AccountId", id)
        case .failed(let reason): field("FailureReason", reason)
        }
    }
}

/// Describes an account of the organization.
struct DescribeAccount: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let account: AccountID

    init(from input: WireInput) { account = input.requireAccount() }

    var subjects: [OrganizationSubject] { [.node(.account(account))] }

    func answer(in view: OrganizationView) throws(AWSError) -> MemberView {
        MemberView(try view.account(account), view)
    }

    static func encode(_ member: MemberView, to writer: inout WireWriter) {
        writer.structure("Account", member.encode)
    }
}

/// An account with what its wire form needs.
struct MemberView: Sendable {
    let member: MemberAccount
    private let arn: ARN
    private let path: String?

    init(_ member: MemberAccount, _ view: OrganizationView) {
        self.member = member
        arn = view.arn(of: .account(member.id))
        path = view.state.path(to: member.parent).map { "\($0)\(member.id)/" }
    }

    func encode(to writer: inout WireWriter) {
        encodeAccount(to: &writer)
        writer.list("Paths", texts: path.map { [$0] } ?? [])
    }

    /// The members that descriptions of delegated administrators have too.
    func encodeAccount(to writer: inout WireWriter) {
        writer.field("Id", member.id)
        writer.field("Arn", arn)
        writer.field("Email", member.email)
        writer.field("Name", member.name)
        writer.field("Status", member.closed == nil ? "ACTIVE" : "SUSPENDED")
        writer.field("State", member.closed == nil ? "ACTIVE" : "CLOSED")
        writer.field("JoinedMethod", member.joinedMethod.rawValue)
        writer.field("JoinedTimestamp", member.joined)
    }
}
