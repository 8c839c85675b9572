import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyLanguage
import TestRandomness

/// A small world for a test: accounts with users, roles and policies, made one line each, at a time of its own.
///
/// ```swift
/// var world = World()
/// let bob = world.user("bob") { try $0.allow("iam:GetUser") }
/// let caller = try world.caller(world.key(of: bob))
/// ```
package struct World {
    /// What there is.
    package private(set) var state: IdentityState
    /// The moment.
    package var now = Timestamp(seconds: 1_795_509_000)
    /// The region that requests are signed for.
    package var region = "us-east-1"
    /// The keys that seal sessions.
    package let keyRing: KeyRing
    /// The wrong codes that were tried on MFA devices.
    let mfaAttempts = MFAAttempts()
    private var entropy: SeededGenerator

    /// The account that things are made in unless a test says otherwise.
    package static let account = AccountID(number: 123_456_789_012) ?? .zero
    /// Another account, whose number is odd.
    package static let otherAccount = AccountID(number: 210_987_654_321) ?? .zero

    /// A catalogue with two of AWS's policies: one at the root, one below a path.
    package static let awsPolicies = AWSManagedPolicies { Array(catalogue.utf8) }
    /// The lines of the catalogue.
    package static let catalogue = #"""
        {"name":"ViewOnlyAccess","path":"/job-function/","version":"v17","created":"2016-11-10T17:20:15Z","updated":"2023-05-11T22:50:04Z","document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:List*","Resource":"*"}]}}
        {"name":"AdministratorAccess","path":"/","version":"v1","created":"2015-02-06T18:39:46Z","updated":"2015-02-06T18:39:46Z","document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}

        """#

    /// Two accounts that hold nothing.
    package init(seed: UInt64 = 1, awsPolicies: AWSManagedPolicies = World.awsPolicies) {
        entropy = SeededGenerator(seed: seed)
        keyRing = KeyRing(created: now, entropy: &entropy)
        state = IdentityState(awsPolicies: awsPolicies)
        for id in [World.account, World.otherAccount] {
            change { $0.put(.account(Account(id: id, created: $0.now)), in: id) }
        }
    }

    /// Lets `body` work on a draft; what it did counts unless it throws.
    @discardableResult
    package mutating func change<Result>(_ body: (inout Draft) throws -> Result) rethrows -> Result {
        var draft = Draft(of: state, at: now, entropy: SeededGenerator(seed: entropy.next()))
        let result = try body(&draft)
        state = draft.state
        return result
    }

    /// An account as it is now.
    package func account(_ id: AccountID = World.account) throws -> AccountState {
        guard let account = state[id] else { throw Missing(what: "account \(id)") }
        return account
    }

    // MARK: Entities

    /// Makes a user that has nothing.
    @discardableResult
    package mutating func user(_ name: String, path: String = "/", in account: AccountID = World.account) -> User {
        user(name, path: path, in: account) { _ in }
    }

    /// Makes a user.
    @discardableResult
    package mutating func user(
        _ name: String, path: String = "/", in account: AccountID = World.account,
        with configure: (inout User) throws -> Void
    ) rethrows -> User {
        try change { draft in
            var user = User(
                id: draft.newID(in: account), name: UserName(unchecked: name), path: IAMPath(path) ?? .root,
                created: draft.now)
            try configure(&user)
            draft.put(.user(user), in: account)
            return user
        }
    }

    /// Makes a group that has nothing.
    @discardableResult
    package mutating func group(_ name: String, in account: AccountID = World.account) -> Group {
        group(name, in: account) { _ in }
    }

    /// Makes a group.
    @discardableResult
    package mutating func group(
        _ name: String, in account: AccountID = World.account, with configure: (inout Group) throws -> Void
    ) rethrows -> Group {
        try change { draft in
            var group = Group(
                id: draft.newID(in: account), name: GroupName(unchecked: name), path: .root, created: draft.now)
            try configure(&group)
            draft.put(.group(group), in: account)
            return group
        }
    }

    /// Makes a role that trusts what the JSON of a `Principal` element names.
    @discardableResult
    package mutating func role(
        _ name: String, path: String = "/", trusting principal: String = #"{"Service": "ec2.amazonaws.com"}"#,
        actions: String = #"["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]"#, condition: String = "{}",
        maxSessionDuration: Int = 3600, in account: AccountID = World.account,
        with configure: (inout Role) throws -> Void = { _ in }
    ) throws -> Role {
        let trust = try PolicyDocument(
            parsing: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": \(principal),
                "Action": \(actions), "Condition": \(condition)}}
                """)
        return try change { draft in
            var role = Role(
                id: draft.newID(in: account), name: RoleName(unchecked: name), path: IAMPath(path) ?? .root,
                created: draft.now, trustPolicy: TrustPolicy(trust), maxSessionDuration: maxSessionDuration)
            try configure(&role)
            draft.put(.role(role), in: account)
            return role
        }
    }

    /// Makes a customer managed policy that allows some actions on everything.
    @discardableResult
    package mutating func policy(
        _ name: String, allowing actions: String..., path: String = "/", in account: AccountID = World.account
    ) -> ManagedPolicy {
        change { draft in
            let policy = ManagedPolicy(
                id: draft.newID(in: account), name: PolicyName(unchecked: name), path: IAMPath(path) ?? .root,
                account: account, created: draft.now, description: nil,
                text: PolicyText.statement("Allow", actions))
            draft.put(.policy(policy), in: account)
            return policy
        }
    }

    /// Makes an instance profile.
    @discardableResult
    package mutating func instanceProfile(
        _ name: String, holding role: Role? = nil, in account: AccountID = World.account
    ) -> InstanceProfile {
        change { draft in
            var profile = InstanceProfile(
                id: draft.newID(in: account), name: InstanceProfileName(unchecked: name), path: .root,
                created: draft.now)
            profile.role = role?.id
            draft.put(.instanceProfile(profile), in: account)
            return profile
        }
    }

    /// Makes a virtual MFA device whose seed is that of RFC 6238's vectors.
    @discardableResult
    package mutating func mfaDevice(
        _ name: String, of owner: KeyOwner? = nil, in account: AccountID = World.account
    ) -> MFADevice {
        change { draft in
            var device = MFADevice(
                name: MFADeviceName(unchecked: name), path: .root, created: draft.now,
                seed: SecretKey("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
            device.assignment = owner.map { MFADevice.Assignment(owner: $0, enabled: draft.now) }
            draft.put(.mfaDevice(device), in: account)
            return device
        }
    }

    /// The code that such a device shows, so many steps from now.
    package func mfaCode(_ steps: Int64 = 0) -> String {
        OneTimeCode.code(of: Array("12345678901234567890".utf8), at: OneTimeCode.step(at: now) + steps)
    }

    // MARK: Credentials

    /// A new long-term key of an owner.
    package mutating func key(of owner: KeyOwner, in account: AccountID = World.account) -> Credential {
        change { draft in
            let key = draft.newAccessKey(of: owner, in: account)
            draft.put(.accessKey(key), in: account)
            return .longTerm(key.id, owner, account)
        }
    }

    /// A new long-term key of a user.
    package mutating func key(of user: User, in account: AccountID = World.account) -> Credential {
        key(of: .user(user.id), in: account)
    }

    /// A session that began now and lasts an hour.
    package mutating func session(
        of principal: SessionPrincipal, with endow: (inout Session) -> Void = { _ in }
    ) -> Credential {
        var session = Session(
            accessKeyID: AccessKeyID(.temporary, account: principal.account, entropy: &entropy),
            secret: SecretKey(entropy: &entropy), issued: now, expires: now + 3600, principal: principal)
        endow(&session)
        return .temporary(session)
    }

    /// A session of a role.
    package mutating func session(
        of role: Role, named name: String = "session", in account: AccountID = World.account,
        with endow: (inout Session) -> Void = { _ in }
    ) -> Credential {
        session(of: .role(account: account, id: role.id, name: role.name.text, sessionName: name), with: endow)
    }

    /// The caller behind a credential, as the world is now.
    package func caller(_ credential: Credential) throws -> Caller {
        try Caller(credential, request: request, in: state)
    }

    /// What the shell would know of a request.
    package var request: RequestFacts {
        var facts = RequestFacts(
            id: "00000000-0000-4000-8000-000000000000", now: now, region: region, sourceIP: "203.0.113.7",
            isSecure: true, userAgent: "aws-cli/2", referer: nil)
        facts.publicURL = "https://sallyport.test"
        return facts
    }

    /// A key for issuers of web identity tokens, which signs nothing.
    package static let tokenKey = TokenSigningKey(
        id: "key", algorithm: .es384, privateKey: SecretKey("PEM"), publicKey: ["kty": "EC"])

    /// Entropy for what needs its own.
    package mutating func generator() -> SeededGenerator { SeededGenerator(seed: entropy.next()) }
}

/// What a test looked for in vain.
package struct Missing: Error {
    /// What it is.
    package let what: String

    /// Names what is missing.
    package init(what: String) { self.what = what }
}
