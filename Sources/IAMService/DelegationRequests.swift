import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Asks somebody to let a product act for them for a while.
///
/// AWS lets only its partners ask. Here everybody may whose policies allow it; whoever is asked decides.
struct CreateDelegationRequest: WriteOperation {
    let ownerAccount: AccountID?
    let requestDescription: String
    let permissions: DelegatedPermissions
    let message: String?
    let workflow: String
    let redirectURL: String?
    let notificationChannel: String
    let sessionDuration: Int
    let isSentByOwnerOnly: Bool

    init(from input: WireInput) {
        ownerAccount = input.text("OwnerAccountId", accountConstraint).flatMap { AccountID($0) }
        requestDescription = input.requireText("Description", TextConstraint(0...1000, .delegationText))
        permissions = input.delegatedPermissions()
        message = input.text("RequestMessage", TextConstraint(0...200, .delegationText))
        workflow = input.requireText("RequestorWorkflowId", TextConstraint(5...400, .delegationWord))
        redirectURL = input.text("RedirectUrl", TextConstraint(1...255, .redirectURL))
        notificationChannel = input.requireText(
            "NotificationChannel",
            TextConstraint(
                2...400,
                TextPattern("^[a-zA-Z0-9:_.-]+$") { text in
                    !text.isEmpty && ASCIISet.word.union(":.-").containsAll(text.utf8)
                }))
        sessionDuration = input.requireInteger("SessionDuration", in: 300...43_200)
        isSentByOwnerOnly = input.boolean("OnlySendByOwner") ?? false
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: .path("delegation-request/*"), by: caller, in: state,
            with: [
                (ContextKey("iam:DelegationDuration"), .string(String(sessionDuration))),
                (ContextKey("iam:NotificationChannel"), .string(notificationChannel)),
                (ContextKey("iam:TemplateArn"), .string(permissions.template.description)),
            ])
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) -> String {
        let account = draft.account(of: caller)
        if account.allDelegationRequests.contains(where: { $0.workflow == workflow }) {
            throw .alreadyExists("A delegation request with the workflow id \(workflow) already exists.")
        }
        if let ownerAccount, draft.state[ownerAccount] == nil {
            throw .invalidInput("The account \(ownerAccount) does not exist.")
        }
        let open = account.allDelegationRequests.count { $0.state(at: draft.now) != .expired }
        if open >= IAMQuotas.delegationRequests {
            throw .quotaExceeded("DelegationRequestsPerAccount", IAMQuotas.delegationRequests)
        }
        guard let template = draft.state.policy(permissions.template, in: account, caller.partition) else {
            throw .invalidInput("The policy template \(permissions.template) does not exist.")
        }
        let policy = try DelegationTemplate(template).filled(with: permissions.parameters)
        let request = DelegationRequest(
            id: draft.newUUID(), workflow: workflow, description: requestDescription, message: message,
            permissions: permissions, policy: policy, redirectURL: redirectURL,
            notificationChannel: notificationChannel, sessionDuration: sessionDuration,
            isSentByOwnerOnly: isSentByOwnerOnly, ownerAccount: ownerAccount, created: draft.now)
        for old in account.allDelegationRequests
        where draft.now - old.expires > DelegationRequest.lifetime {
            draft.remove(.delegationRequest(old.id), for: caller)
        }
        draft.put(.delegationRequest(request), for: caller)
        return request.id
    }

    static func encode(_ id: String, to writer: inout WireWriter) { writer.field("DelegationRequestId", id) }
}

/// Tells of a request, and whether the caller could accept it.
struct GetDelegationRequest: ReadOperation {
    let id: String
    let isChecked: Bool

    init(from input: WireInput) {
        id = input.delegationRequestID()
        isChecked = input.boolean("DelegationPermissionCheck") ?? false
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        delegationFacts(on: id, by: caller, in: state, isOwnersRight: true)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let found = try state.delegation(id, for: caller)
        return Output(
            view: DelegationView(found, at: caller.request.now, in: state),
            check: isChecked ? DelegationCheck.result(of: found.request, for: caller, in: state) : nil)
    }

    struct Output: Sendable {
        let view: DelegationView
        let check: DelegationCheck.Result?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.structure("DelegationRequest", output.view.encode)
        if let check = output.check {
            writer.field("PermissionCheckStatus", "COMPLETE")
            writer.field("PermissionCheckResult", check.rawValue)
        }
    }
}

/// Lists the requests that principals of the caller's account took, or one of them.
struct ListDelegationRequests: ReadOperation {
    let owner: String?
    let page: PageRequest

    init(from input: WireInput) {
        owner = input.text(
            "OwnerId",
            TextConstraint(
                20...2048,
                TextPattern("^[a-zA-Z0-9:/+=,.@_-]+$") { text in
                    !text.isEmpty && ASCIISet.word.union(":/+=,.@-").containsAll(text.utf8)
                }))
        page = PageRequest(from: input, of: Self.self)
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(
            on: .any, by: caller, in: state,
            with: owner.map { [(delegationOwnerKey, .string($0))] } ?? [])
    }

    func run(by caller: Caller, in state: IdentityState) -> Page<DelegationView> {
        let found = state.allAccounts.flatMap { account in
            account.allDelegationRequests.filter { request in
                request.ownerAccount == caller.accountID && request.owner != nil
                    && (owner == nil || request.owner?.description == owner)
            }.map {
                DelegationView(FoundDelegation(request: $0, requestor: account), at: caller.request.now, in: state)
            }
        }
        return Page(of: found.sorted { $0.key < $1.key }, by: \.key, page)
    }

    static func encode(_ page: Page<DelegationView>, to writer: inout WireWriter) {
        writer.list("DelegationRequests", page.elements) { $1.encode(to: &$0) }
        // AWS: this listing alone spells the member with a small letter.
        writer.field("isTruncated", page.marker != nil)
        writer.field("Marker", page.marker)
    }
}

// MARK: - Steps

/// An operation that takes a request one step on.
protocol DelegationStep: WriteOperation where Output == Void {
    var id: String { get }
    /// Whether the request's owner may do it without a policy.
    static var isOwnersRight: Bool { get }
    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError)
}

extension DelegationStep {
    static var isOwnersRight: Bool { false }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        delegationFacts(on: id, by: caller, in: state, isOwnersRight: Self.isOwnersRight)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let found = try draft.state.delegation(id, for: caller)
        var request = found.request
        try take(&request, by: caller, at: draft.now)
        draft.put(.delegationRequest(request), in: found.requestor.id)
    }

    /// Takes the step, or says in which state it can't be taken.
    fileprivate func step(_ body: () throws(DelegationStepRefused) -> Void) throws(AWSError) {
        do {
            try body()
        } catch {
            throw .invalidInput(
                "The delegation request \(id) is in the state \(error.state.rawValue), in which \(Self.name) is not "
                    + "possible.")
        }
    }
}

/// Takes a request: the caller is its owner from then on.
struct AssociateDelegationRequest: DelegationStep {
    let id: String

    init(from input: WireInput) { id = input.delegationRequestID() }

    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError) {
        try step { () throws(DelegationStepRefused) in
            try request.associate(with: caller.arn, of: caller.accountID, at: now)
        }
    }
}

/// Asks somebody else to accept a request.
struct UpdateDelegationRequest: DelegationStep {
    static let isOwnersRight = true

    let id: String
    let notes: String?

    init(from input: WireInput) {
        id = input.delegationRequestID()
        notes = input.text("Notes", TextConstraint(0...500, .delegationText))
    }

    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError) {
        try step { () throws(DelegationStepRefused) in try request.ask(notes, at: now) }
    }
}

/// Accepts a request: the requestor will act for the caller, as far as both the caller and the request may go.
struct AcceptDelegationRequest: DelegationStep {
    let id: String

    init(from input: WireInput) { id = input.delegationRequestID() }

    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError) {
        let principal: DelegationRequest.Approver.Principal
        switch caller.identity {
        case .root: principal = .root
        case .user(let user): principal = .user(user.id)
        case .role(let role, let session): principal = .role(role.id, name: role.name.text, sessionName: session)
        case .federatedUser, .federated, .anonymous:
            throw .invalidInput("Only users, sessions of roles and root users can accept delegation requests.")
        }
        let approver = DelegationRequest.Approver(arn: caller.arn, principal: principal)
        try step { () throws(DelegationStepRefused) in try request.accept(by: approver, at: now) }
    }
}

/// Rejects a request.
struct RejectDelegationRequest: DelegationStep {
    let id: String
    let notes: String?

    init(from input: WireInput) {
        id = input.delegationRequestID()
        notes = input.text("Notes", TextConstraint(0...500, .delegationText))
    }

    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError) {
        try step { () throws(DelegationStepRefused) in try request.reject(notes, at: now) }
    }
}

/// Hands the token of an accepted request to the requestor.
///
/// AWS publishes it to a topic of the requestor's. Here the requestor's root user fetches it from the server
/// (`DelegationDoor`).
struct SendDelegationToken: DelegationStep {
    let id: String

    init(from input: WireInput) { id = input.delegationRequestID() }

    func take(_ request: inout DelegationRequest, by caller: Caller, at now: Timestamp) throws(AWSError) {
        if request.isSentByOwnerOnly, let owner = request.owner, owner != caller.arn {
            throw .invalidInput("Only the owner of the delegation request \(id) can have its token sent.")
        }
        try step { () throws(DelegationStepRefused) in try request.finalize(at: now) }
    }
}
