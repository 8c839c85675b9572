import AWSTypes
import HashTreeCollections

/// What one account holds, at one moment.
///
/// A value: copying it copies references. `Change` alters it; everything else reads. Names are looked up without
/// regard to case, as IAM does.
package struct AccountState: Sendable {
    /// The account itself.
    package internal(set) var account: Account
    /// Users by unique id.
    package internal(set) var users = EntityTable<User>()
    /// Groups by unique id.
    package internal(set) var groups = EntityTable<Group>()
    /// Roles by unique id.
    package internal(set) var roles = EntityTable<Role>()
    /// Customer managed policies by unique id.
    package internal(set) var policies = EntityTable<ManagedPolicy>()
    /// Instance profiles by unique id.
    package internal(set) var instanceProfiles = EntityTable<InstanceProfile>()
    /// Long-term access keys.
    package internal(set) var accessKeys = TreeDictionary<AccessKeyID, AccessKey>()
    /// Reports and the outcomes of tasks, by id.
    package internal(set) var reports = TreeDictionary<String, Report>()
    /// When principals last used what.
    package internal(set) var accessRecords = TreeDictionary<AccessRecord.Principal, AccessRecord>()
    /// Virtual MFA devices.
    package internal(set) var mfaDevices = TreeDictionary<MFADeviceID, MFADevice>()
    /// Passwords.
    package internal(set) var loginProfiles = TreeDictionary<KeyOwner, LoginProfile>()
    /// The devices of each owner, in the order of enabling.
    var mfaDevicesByOwner = TreeDictionary<KeyOwner, [MFADeviceID]>()
    /// The organization that the account manages.
    package internal(set) var organization = OrganizationState()
    /// SAML providers by unique id.
    package internal(set) var samlProviders = EntityTable<SAMLProvider>()
    /// OpenID Connect providers.
    package internal(set) var oidcProviders = TreeDictionary<OIDCProviderURL, OIDCProvider>()
    /// SSH public keys.
    package internal(set) var sshPublicKeys = OwnedTable<SSHPublicKey>()
    /// Signing certificates.
    package internal(set) var signingCertificates = OwnedTable<SigningCertificate>()
    /// Server certificates by unique id.
    package internal(set) var serverCertificates = EntityTable<ServerCertificate>()
    /// Service-specific credentials.
    package internal(set) var serviceCredentials = OwnedTable<ServiceCredential>()
    /// Buckets of S3.
    package internal(set) var buckets = TreeDictionary<BucketName, Bucket>()
    /// What it issues web identity tokens as; nil: it never did.
    package internal(set) var tokenIssuer: TokenIssuer?
    /// The delegation requests that it made, by id.
    package internal(set) var delegationRequests = TreeDictionary<String, DelegationRequest>()
    /// Identity pools.
    package internal(set) var identityPools = IdentityPoolState()
    /// The keys of each owner, oldest first.
    var keysByOwner = TreeDictionary<KeyOwner, [AccessKeyID]>()
    /// Who is in each group, in the order of joining.
    var members = TreeDictionary<GroupID, TreeSet<UserID>>()
    /// What each managed policy is attached to.
    var attachments = TreeDictionary<PolicyReference, PolicyAttachments>()

    /// An account that holds nothing.
    package init(account: Account) { self.account = account }

    /// The account's number.
    package var id: AccountID { account.id }
}

/// What a managed policy is attached to.
package struct PolicyAttachments: Sendable, Equatable {
    /// Users that have its permissions.
    package internal(set) var users = TreeSet<UserID>()
    /// Groups that have its permissions.
    package internal(set) var groups = TreeSet<GroupID>()
    /// Roles that have its permissions.
    package internal(set) var roles = TreeSet<RoleID>()
    /// Users it bounds.
    package internal(set) var boundedUsers = TreeSet<UserID>()
    /// Roles it bounds.
    package internal(set) var boundedRoles = TreeSet<RoleID>()

    /// How many entities have its permissions.
    package var permissionsCount: Int { users.count + groups.count + roles.count }
    /// How many entities it bounds.
    package var boundaryCount: Int { boundedUsers.count + boundedRoles.count }

    var isEmpty: Bool { permissionsCount + boundaryCount == 0 }
}

/// What a table of entities has to know of them.
package protocol NamedEntity: Sendable {
    /// The kind of name.
    associatedtype Name: NameKind
    /// The kind of unique id.
    associatedtype Kind: UniqueIDKind
    /// Its unique id.
    var id: UniqueID<Kind> { get }
    /// Its name.
    var name: EntityName<Name> { get }
    /// Its path.
    var path: IAMPath { get }
}

extension User: NamedEntity {}
extension Group: NamedEntity {}
extension Role: NamedEntity {}
extension ManagedPolicy: NamedEntity {}
extension InstanceProfile: NamedEntity {}
extension SAMLProvider: NamedEntity {}
extension ServerCertificate: NamedEntity {}

/// Entities of one kind, by unique id and by name.
package struct EntityTable<Entity: NamedEntity>: Sendable {
    private var byID = TreeDictionary<UniqueID<Entity.Kind>, Entity>()
    private var idsByName = TreeDictionary<String, UniqueID<Entity.Kind>>()

    /// The entity of an id.
    package subscript(id: UniqueID<Entity.Kind>) -> Entity? {
        // Each signed request looks one of these up.
        @specialized(where Entity == User)
        @specialized(where Entity == Role)
        get { byID[id] }
    }

    /// The entity of a name, whatever its case.
    package subscript(name: EntityName<Entity.Name>) -> Entity? {
        @specialized(where Entity == User)
        @specialized(where Entity == Role)
        get { idsByName[name.folded].flatMap { byID[$0] } }
    }

    /// How many there are.
    package var count: Int { byID.count }

    /// All of them, in no order.
    package var all: some Collection<Entity> { byID.values }

    /// Those below a path, ordered by name.
    package func ordered(under prefix: String = "/") -> [Entity] {
        Array(ordered(under: prefix, after: nil))
    }

    /// Those below a path whose names come after one that was folded, ordered by name.
    ///
    /// Names are sorted, not entities, and an entity is looked up when it is reached: who takes a page pays for a page.
    package func ordered(under prefix: String, after name: String?) -> some Sequence<Entity> {
        foldedNames(after: name).lazy.compactMap { [byID, idsByName] in idsByName[$0].flatMap { byID[$0] } }
            .filter { $0.path.text.hasPrefix(prefix) }
    }

    /// The folded names after one, ordered.
    ///
    /// They are texts alone, because a sort of anything generic is several times slower.
    @specialized(where Entity == User)
    @specialized(where Entity == Role)
    private func foldedNames(after name: String?) -> [String] {
        var names: [String] = []
        names.reserveCapacity(idsByName.count)
        if let name {
            for folded in idsByName.keys where folded > name { names.append(folded) }
        } else {
            names.append(contentsOf: idsByName.keys)
        }
        names.sort()
        return names
    }

    mutating func put(_ entity: Entity) {
        if let old = byID[entity.id], old.name.folded != entity.name.folded { forgetName(of: old) }
        byID[entity.id] = entity
        idsByName[entity.name.folded] = entity.id
    }

    mutating func remove(_ id: UniqueID<Entity.Kind>) {
        if let old = byID.removeValue(forKey: id) { forgetName(of: old) }
    }

    /// Frees a name, unless another entity took it meanwhile.
    private mutating func forgetName(of entity: Entity) {
        if idsByName[entity.name.folded] == entity.id { idsByName[entity.name.folded] = nil }
    }

    /// The entities whose name or id lead elsewhere; empty unless something is broken.
    var strays: [UniqueID<Entity.Kind>] {
        byID.filter { idsByName[$0.value.name.folded] != $0.key || $0.value.id != $0.key }.map(\.key)
            + (idsByName.count == byID.count ? [] : idsByName.values.filter { byID[$0] == nil })
    }
}

// MARK: - Relations

extension AccountState {
    /// The members of a group, ordered by name.
    package func members(of group: GroupID) -> [User] {
        (members[group] ?? []).compactMap { users[$0] }.sorted { $0.name < $1.name }
    }

    /// A long-term access key.
    package func accessKey(_ id: AccessKeyID) -> AccessKey? { accessKeys[id] }

    /// A report, or the outcome of a task.
    package func report(_ id: String) -> Report? { reports[id] }

    /// When a principal last used what; nil: it never used anything.
    package func accessRecord(of principal: AccessRecord.Principal) -> AccessRecord? { accessRecords[principal] }

    /// Whether a principal whose uses are kept is there.
    package func exists(_ principal: AccessRecord.Principal) -> Bool {
        switch principal {
        case .user(let id): users[id] != nil
        case .role(let id): roles[id] != nil
        }
    }

    /// The keys of an owner, oldest first.
    package func accessKeys(of owner: KeyOwner) -> [AccessKey] {
        (keysByOwner[owner] ?? []).compactMap { accessKeys[$0] }
    }

    /// A virtual MFA device.
    package func mfaDevice(_ id: MFADeviceID) -> MFADevice? { mfaDevices[id] }

    /// All virtual MFA devices, in no order.
    package var allMFADevices: some Collection<MFADevice> { mfaDevices.values }

    /// The delegation requests that the account made, in no order.
    package var allDelegationRequests: some Collection<DelegationRequest> { delegationRequests.values }

    /// The last use of each service by any user or role that is there.
    package var lastAccesses: [String: AccessRecord.Access] {
        var last: [String: AccessRecord.Access] = [:]
        for record in accessRecords.values {
            for (namespace, service) in record.services
            where last[namespace].map({ $0.date < service.last.date }) ?? true {
                last[namespace] = service.last
            }
        }
        return last
    }

    /// An owner's password.
    package func loginProfile(of owner: KeyOwner) -> LoginProfile? { loginProfiles[owner] }

    /// The MFA devices of an owner, in the order of enabling.
    package func mfaDevices(of owner: KeyOwner) -> [MFADevice] {
        (mfaDevicesByOwner[owner] ?? []).compactMap { mfaDevices[$0] }
    }

    /// The OpenID Connect provider of an address.
    package func oidcProvider(_ url: OIDCProviderURL) -> OIDCProvider? { oidcProviders[url] }

    /// The OpenID Connect providers, ordered by address.
    package var oidcProvidersInOrder: [OIDCProvider] { oidcProviders.values.sorted { $0.url < $1.url } }

    /// The buckets, ordered by name.
    package var bucketsInOrder: [Bucket] { buckets.values.sorted { $0.name < $1.name } }

    /// What a managed policy is attached to.
    package func attachments(of policy: PolicyReference) -> PolicyAttachments {
        attachments[policy] ?? PolicyAttachments()
    }

    /// The managed policies that are attached to something, or bound something.
    package var policiesInUse: some Collection<PolicyReference> { attachments.keys }

    /// The profiles that hold a role, ordered by name.
    package func instanceProfiles(holding role: RoleID) -> [InstanceProfile] {
        instanceProfiles.all.filter { $0.role == role }.sorted { $0.name < $1.name }
    }
}
