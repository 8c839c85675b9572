import AWSTypes

/// What a write works on: a copy of the state, the changes made to it, and the only time and chance it may use.
package struct Draft {
    /// The state with the changes so far.
    package private(set) var state: IdentityState
    /// What was changed, in order.
    package private(set) var changes: [Change] = []
    /// The moment of the write.
    package let now: Timestamp
    private var entropy: any RandomNumberGenerator

    /// Starts a write.
    package init(of state: IdentityState, at now: Timestamp, entropy: any RandomNumberGenerator) {
        self.state = state
        self.now = now
        self.entropy = entropy
    }

    /// Makes a change, and remembers it.
    package mutating func apply(_ change: Change) {
        state.apply(change)
        changes.append(change)
    }

    /// Puts an entity into an account.
    package mutating func put(_ entity: Entity, in account: AccountID) { apply(.put(account, entity)) }

    /// Removes an entity from an account.
    package mutating func remove(_ key: EntityKey, from account: AccountID) { apply(.remove(account, key)) }

    /// A unique id that nobody has had.
    package mutating func newID<Kind>(in account: AccountID) -> UniqueID<Kind> {
        UniqueID(account: account, entropy: &entropy)
    }

    /// An id of Organizations that nobody has had.
    package mutating func newOrganizationsID<Kind>(scope: String = "") -> OrganizationsID<Kind> {
        OrganizationsID(scope: scope, entropy: &entropy)
    }

    /// A long-term access key that nobody has had.
    package mutating func newAccessKey(of owner: KeyOwner, in account: AccountID) -> AccessKey {
        AccessKey(
            id: AccessKeyID(.longTerm, account: account, entropy: &entropy), secret: SecretKey(entropy: &entropy),
            owner: owner, created: now)
    }

    /// A random UUID of version 4, as text.
    package mutating func newUUID() -> String { RandomUUID.make(entropy: &entropy) }

    /// A fresh seed for a virtual MFA device.
    package mutating func newMFASeed() -> SecretKey { MFADevice.newSeed(entropy: &entropy) }

    /// The password of a service-specific credential: 60 characters, the last of them an equals sign, as AWS's are.
    package mutating func newServicePassword() -> String { SecretKey(length: 59, entropy: &entropy).exposed + "=" }

    /// An account number that is not in use.
    package mutating func newAccountID() -> AccountID {
        while true {
            let id = AccountID(entropy: &entropy)
            if state[id] == nil { return id }
        }
    }
}
