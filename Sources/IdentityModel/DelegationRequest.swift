import AWSTypes

/// A product's request to act for somebody for a while, and what became of it: temporary delegation.
///
/// It is kept in the account of whoever asks, the requestor.
package struct DelegationRequest: Sendable, Equatable, Codable {
    /// Its id.
    package let id: String
    /// The requestor's own name for it, unique among the requestor's.
    package let workflow: String
    /// What it is for.
    package let description: String
    /// A word about this request in particular.
    package let message: String?
    /// What is asked for, as the requestor put it.
    package let permissions: DelegatedPermissions
    /// What is asked for, as the policy that the template makes.
    package let policy: String
    /// Where the requestor's product goes on.
    package let redirectURL: String?
    /// Where AWS would tell the requestor what becomes of it.
    package let notificationChannel: String
    /// How long the requestor wants to act, in seconds, from the moment that the token is sent.
    package let sessionDuration: Int
    /// Whether nobody but the owner may have the token sent.
    package let isSentByOwnerOnly: Bool
    /// When it was made.
    package let created: Timestamp
    /// The account that it is for; nil: anybody's who takes it.
    package private(set) var ownerAccount: AccountID?
    /// The principal who took it.
    package private(set) var owner: ARN?
    /// Whoever accepted it, and for whom the requestor acts.
    package private(set) var approver: Approver?
    /// What was said to whoever is to accept it.
    package private(set) var notes: String?
    /// Why it was rejected.
    package private(set) var rejectionReason: String?
    /// When something last became of it.
    package private(set) var updated: Timestamp
    private var stage: State

    /// Makes a request.
    package init(
        id: String, workflow: String, description: String, message: String?, permissions: DelegatedPermissions,
        policy: String, redirectURL: String?, notificationChannel: String, sessionDuration: Int,
        isSentByOwnerOnly: Bool, ownerAccount: AccountID?, created: Timestamp
    ) {
        self.id = id
        self.workflow = workflow
        self.description = description
        self.message = message
        self.permissions = permissions
        self.policy = policy
        self.redirectURL = redirectURL
        self.notificationChannel = notificationChannel
        self.sessionDuration = sessionDuration
        self.isSentByOwnerOnly = isSentByOwnerOnly
        self.ownerAccount = ownerAccount
        self.created = created
        updated = created
        stage = .unassigned
    }

    /// What can become of a request.
    package enum State: String, Sendable, Codable {
        /// Nobody took it.
        case unassigned = "UNASSIGNED"
        /// Its owner looks at it.
        case assigned = "ASSIGNED"
        /// Somebody else was asked to accept it.
        case pendingApproval = "PENDING_APPROVAL"
        /// The requestor has the token.
        case finalized = "FINALIZED"
        /// The token may be sent.
        case accepted = "ACCEPTED"
        /// It will not be.
        case rejected = "REJECTED"
        /// Nobody did anything about it in time.
        case expired = "EXPIRED"
    }

    /// Whoever accepted a request.
    package struct Approver: Sendable, Equatable, Codable {
        /// The ARN, for a role's session that of the session.
        package let arn: ARN
        /// The principal.
        package let principal: Principal

        /// Names an approver.
        package init(arn: ARN, principal: Principal) {
            self.arn = arn
            self.principal = principal
        }

        /// The principals that can accept.
        package enum Principal: Sendable, Equatable, Codable {
            /// The root user.
            case root
            /// A user.
            case user(UserID)
            /// A session of a role.
            case role(RoleID, name: String, sessionName: String)
        }
    }

    /// How long a request waits for the next step, in seconds: a week.
    ///
    /// AWS's model tells it of requests that were rejected; the others are taken to be alike.
    package static let lifetime: Int64 = 7 * 86_400

    /// When it expires: a finalized one when the requestor's time is over.
    package var expires: Timestamp {
        updated + (stage == .finalized ? Int64(sessionDuration) : DelegationRequest.lifetime)
    }

    /// What became of it by a moment.
    package func state(at now: Timestamp) -> State { now < expires ? stage : .expired }
}

/// What a delegation request asks for: a template and what to fill it with.
package struct DelegatedPermissions: Sendable, Equatable, Codable {
    /// The managed policy that is the template.
    package let template: ARN
    /// What its places are filled with.
    package let parameters: [Parameter]

    /// Makes a wish.
    package init(template: ARN, parameters: [Parameter]) {
        self.template = template
        self.parameters = parameters
    }

    /// A place of a template, and what it is filled with.
    package struct Parameter: Sendable, Equatable, Codable {
        /// The place's name.
        package let name: String
        /// One value, or those of a list.
        package let values: [String]
        /// Whether the place is that of a list.
        package let isList: Bool

        /// Fills a place.
        package init(name: String, values: [String], isList: Bool) {
            self.name = name
            self.values = values
            self.isList = isList
        }
    }
}

// MARK: - Steps

/// A step that a request can't take in its state.
package struct DelegationStepRefused: Error, Sendable, Equatable {
    /// The state.
    package let state: DelegationRequest.State
}

extension DelegationRequest {
    private mutating func step(
        to next: State, from states: Set<State>, at now: Timestamp
    ) throws(DelegationStepRefused) {
        let state = state(at: now)
        guard states.contains(state) else { throw DelegationStepRefused(state: state) }
        stage = next
        updated = now
    }

    /// A principal of an account takes it.
    package mutating func associate(
        with owner: ARN, of account: AccountID, at now: Timestamp
    ) throws(DelegationStepRefused) {
        try step(to: .assigned, from: [.unassigned], at: now)
        self.owner = owner
        ownerAccount = account
    }

    /// Somebody else is asked to accept it.
    package mutating func ask(_ notes: String?, at now: Timestamp) throws(DelegationStepRefused) {
        try step(to: .pendingApproval, from: [.assigned, .pendingApproval], at: now)
        self.notes = notes ?? self.notes
    }

    /// Somebody accepts it, for whom the requestor will act.
    package mutating func accept(by approver: Approver, at now: Timestamp) throws(DelegationStepRefused) {
        try step(to: .accepted, from: [.assigned, .pendingApproval], at: now)
        self.approver = approver
    }

    /// Somebody rejects it.
    package mutating func reject(_ reason: String?, at now: Timestamp) throws(DelegationStepRefused) {
        try step(to: .rejected, from: [.assigned, .pendingApproval, .accepted], at: now)
        rejectionReason = reason
    }

    /// The token goes to the requestor.
    package mutating func finalize(at now: Timestamp) throws(DelegationStepRefused) {
        try step(to: .finalized, from: [.accepted], at: now)
    }
}
