import AWSTypes

/// An organization: accounts in a tree of organizational units below one root.
///
/// Everything that belongs to it is kept in its management account.
package struct Organization: Sendable, Equatable, Codable {
    /// Its id.
    package let id: OrganizationID
    /// Its root's id.
    package let rootID: OrganizationRootID
    /// Whether it may have policies.
    package var featureSet: FeatureSet
    /// When it was made.
    package let created: Timestamp
    /// The kinds of policies that are in force.
    package var enabledPolicyTypes: [OrganizationPolicyType] = []
    /// The policies on the root, in the order of attachment.
    package var attachedPolicies: [OrganizationPolicyID] = []
    /// The root's tags.
    package var tags: Tags = []
    /// The services of AWS that may look into the organization.
    package var serviceAccess: [ServiceAccess] = []

    /// What member accounts may do with the organization.
    package var resourcePolicy: OrganizationResourcePolicy?
    /// What those who run the organization may do about members' root users; nil: nothing.
    private var enabledRootAccess: [RootAccessFeature]?

    /// Makes an organization.
    package init(id: OrganizationID, rootID: OrganizationRootID, featureSet: FeatureSet, created: Timestamp) {
        self.id = id
        self.rootID = rootID
        self.featureSet = featureSet
        self.created = created
    }

    /// What those who run the organization may do about members' root users.
    package var rootAccess: [RootAccessFeature] {
        get { enabledRootAccess ?? [] }
        set { enabledRootAccess = newValue.isEmpty ? nil : newValue }
    }

    /// Whether a service of AWS was let in.
    package func admits(service principal: String) -> Bool { serviceAccess.contains { $0.principal == principal } }

    /// What an organization is for.
    package enum FeatureSet: String, Sendable, Codable, CaseIterable {
        /// Everything, policies included.
        case all = "ALL"
        /// One bill.
        case consolidatedBilling = "CONSOLIDATED_BILLING"
    }
}

/// A feature of centralized root access: what IAM does for an organization.
package enum RootAccessFeature: String, Sendable, Codable, CaseIterable {
    /// Members' root users can be without credentials, and get them back.
    case credentialsManagement = "RootCredentialsManagement"
    /// Tasks that only a root user may do can be done in a member account: AssumeRoot.
    case sessions = "RootSessions"
}

/// A service of AWS that was let in, or for which an account was put in charge.
package struct ServiceAccess: Sendable, Hashable, Codable {
    /// Its name, such as `sso.amazonaws.com`.
    package let principal: String
    /// Since when.
    package let enabled: Timestamp

    /// Makes an access.
    package init(principal: String, enabled: Timestamp) {
        self.principal = principal
        self.enabled = enabled
    }
}

/// Where an account or an organizational unit stands.
package enum OrganizationParent: Hashable, Sendable, Codable {
    /// Right below the root.
    case root
    /// In a unit.
    case unit(OrganizationalUnitID)
}

/// What policies of an organization are attached to.
package enum OrganizationTarget: Hashable, Sendable {
    /// The root: all accounts.
    case root
    /// A unit: the accounts in it and below.
    case unit(OrganizationalUnitID)
    /// One account.
    case account(AccountID)
}

/// A folder of accounts.
package struct OrganizationalUnit: Sendable, Equatable, Codable {
    /// Its id.
    package let id: OrganizationalUnitID
    /// Its name, unique among those with the same parent.
    package var name: String
    /// Where it stands; that never changes.
    package let parent: OrganizationParent
    /// Its tags.
    package var tags: Tags = []
    /// The policies on it, in the order of attachment.
    package var attachedPolicies: [OrganizationPolicyID] = []

    /// Makes a unit.
    package init(id: OrganizationalUnitID, name: String, parent: OrganizationParent) {
        self.id = id
        self.name = name
        self.parent = parent
    }
}

/// An account as its organization knows it, the management account among them.
package struct MemberAccount: Sendable, Equatable, Codable {
    /// Its number.
    package let id: AccountID
    /// What people call it.
    package var name: String
    /// The address of its owner, if it is known.
    package var email: String?
    /// How it came in.
    package let joinedMethod: JoinedMethod
    /// When it came in.
    package let joined: Timestamp
    /// Where it stands.
    package var parent: OrganizationParent = .root
    /// When it was closed; nil: it is active.
    package var closed: Timestamp?
    /// Its tags.
    package var tags: Tags = []
    /// The policies on it, in the order of attachment.
    package var attachedPolicies: [OrganizationPolicyID] = []
    /// The services that it administers for the whole organization.
    package var delegatedServices: [ServiceAccess] = []

    /// Makes a member.
    package init(id: AccountID, name: String, email: String?, joinedMethod: JoinedMethod, joined: Timestamp) {
        self.id = id
        self.name = name
        self.email = email
        self.joinedMethod = joinedMethod
        self.joined = joined
    }

    /// Whether it administers a service for the whole organization.
    package func administers(service principal: String) -> Bool {
        delegatedServices.contains { $0.principal == principal }
    }

    /// How an account came into an organization.
    package enum JoinedMethod: String, Sendable, Codable {
        /// It was asked.
        case invited = "INVITED"
        /// It was made there.
        case created = "CREATED"
    }
}

/// A request to make an account, and what became of it.
package struct AccountCreation: Sendable, Equatable, Codable {
    /// Its id.
    package let id: AccountCreationID
    /// The name the account was to get.
    package let name: String
    /// When it was asked for, and done.
    package let requested: Timestamp
    /// What became of it.
    package let outcome: Outcome

    /// Makes a record.
    package init(id: AccountCreationID, name: String, requested: Timestamp, outcome: Outcome) {
        self.id = id
        self.name = name
        self.requested = requested
        self.outcome = outcome
    }

    /// What can become of a request to make an account.
    package enum Outcome: Sendable, Equatable, Codable {
        /// The account was made.
        case made(AccountID)
        /// It was not, for a reason in AWS's words.
        case failed(reason: String)
    }
}

/// A question to an account, and what became of it: whether it joins, or agrees to all features.
package struct Handshake: Sendable, Equatable, Codable {
    /// Its id.
    package let id: HandshakeID
    /// Who was invited.
    package let account: AccountID
    /// Whether the invitation named the account by its owner's address.
    package let namedByEmail: String?
    /// What the inviting side had to say.
    package let notes: String?
    /// The tags that the account gets when it joins.
    package let tags: Tags
    /// When it was sent.
    package let requested: Timestamp
    /// When it ends.
    package let expires: Timestamp
    /// What became of it.
    package var state: State = .open
    /// What is asked besides whether the account joins; nil: nothing.
    private let subject: Subject?

    /// What can be asked of accounts that are in the organization.
    private enum Subject: String, Codable {
        case allFeatures
    }
    /// The handshake that this is a part of.
    package let parent: HandshakeID?

    /// Makes a request for all features that lasts ninety days: to the management account, or for one that is, to a
    /// member that was invited.
    package init(
        ofAllFeatures id: HandshakeID, account: AccountID, partOf parent: HandshakeID?, requested: Timestamp
    ) {
        self.id = id
        self.account = account
        self.parent = parent
        self.requested = requested
        expires = requested + 90 * 86_400
        subject = .allFeatures
        (namedByEmail, notes, tags) = (nil, nil, [])
    }

    /// Whether it is about all features.
    package var isAboutAllFeatures: Bool { subject == .allFeatures }

    /// Makes an invitation that lasts fifteen days.
    package init(
        id: HandshakeID, account: AccountID, namedByEmail: String?, notes: String?, tags: Tags, requested: Timestamp
    ) {
        (subject, parent) = (nil, nil)
        self.id = id
        self.account = account
        self.namedByEmail = namedByEmail
        self.notes = notes
        self.tags = tags
        self.requested = requested
        expires = requested + 15 * 86_400
    }

    /// What can become of an invitation.
    package enum State: String, Sendable, Codable {
        /// It waits for an answer.
        case open = "OPEN"
        /// The inviting side took it back.
        case canceled = "CANCELED"
        /// The account joined.
        case accepted = "ACCEPTED"
        /// The account would not.
        case declined = "DECLINED"
        /// Nobody answered in time.
        case expired = "EXPIRED"
    }

    /// What became of it by a moment.
    package func state(at now: Timestamp) -> State { state == .open && now >= expires ? .expired : state }
}
