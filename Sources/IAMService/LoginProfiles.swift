import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Gives a user a password, or opens the way to one for a root user.
///
/// AWS: a session of AssumeRoot leaves the password out. The root user then has a profile and no password; how one is
/// set is the sign-in's matter.
struct CreateLoginProfile: PasswordOperation {
    let target: CredentialTarget
    let password: Password?
    let isResetRequired: Bool

    init(from input: WireInput) {
        target = CredentialTarget(input.optional("UserName"))
        password = input.password("Password")
        isResetRequired = input.boolean("PasswordResetRequired") ?? false
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func derivations(
        for caller: Caller, in state: IdentityState, fresh: PasswordRecipe
    ) throws(AWSError) -> [PasswordDerivation] {
        let account = state.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let password = try newPassword(for: owner, by: caller, in: account)
        return password.map { [PasswordDerivation($0, by: fresh)] } ?? []
    }

    /// The password, where the account may have it; nil: there is to be none.
    private func newPassword(
        for owner: KeyOwner, by caller: Caller, in account: AccountState
    ) throws(AWSError) -> Password? {
        if account.loginProfile(of: owner) != nil {
            throw .alreadyExists("Login Profile for user \(account.loginName(of: owner)) already exists.")
        }
        guard let password else {
            if case .root = owner, caller.rootTask != nil { return nil }
            throw .passwordMissing
        }
        try account.check(password)
        return password
    }

    /// The hash of the password, or of none.
    private func hash(
        for owner: KeyOwner, by caller: Caller, in account: AccountState, among hashes: PasswordHashes
    ) throws(AWSError) -> PasswordHash {
        guard let password = try newPassword(for: owner, by: caller, in: account) else {
            return .ofNothing(recipe: hashes.fresh)
        }
        guard let hash = hashes.presentHash(of: password) else { throw .beingChanged(account.loginName(of: owner)) }
        return hash
    }

    func run(
        by caller: Caller, with hashes: PasswordHashes, in draft: inout Draft
    ) throws(AWSError) -> LoginProfileView {
        let account = draft.account(of: caller)
        let owner = try target.owner(for: caller, in: account)
        let profile = LoginProfile(
            owner: owner, created: draft.now,
            password: try hash(for: owner, by: caller, in: account, among: hashes), isResetRequired: isResetRequired)
        draft.put(.loginProfile(profile), for: caller)
        return LoginProfileView(profile, account)
    }

    static func encode(_ profile: LoginProfileView, to writer: inout WireWriter) { profile.encode(to: &writer) }
}

/// Tells whether a user has a password, and since when.
struct GetLoginProfile: ReadOperation {
    let target: CredentialTarget

    init(from input: WireInput) { target = CredentialTarget(input.optional("UserName")) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> LoginProfileView {
        let account = state.account(of: caller)
        return LoginProfileView(try account.profile(of: target.owner(for: caller, in: account)), account)
    }

    static func encode(_ profile: LoginProfileView, to writer: inout WireWriter) { profile.encode(to: &writer) }
}

/// Sets another password for a user, or asks the user to.
struct UpdateLoginProfile: PasswordOperation {
    typealias Output = Void

    let target: CredentialTarget
    let password: Password?
    let isResetRequired: Bool?

    init(from input: WireInput) {
        target = CredentialTarget(input.require("UserName"))
        password = input.password("Password")
        isResetRequired = input.boolean("PasswordResetRequired")
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func derivations(
        for caller: Caller, in state: IdentityState, fresh: PasswordRecipe
    ) throws(AWSError) -> [PasswordDerivation] {
        let account = state.account(of: caller)
        let profile = try account.profile(of: target.owner(for: caller, in: account))
        guard let password else { return [] }
        try account.check(password)
        return account.derivations(of: password, after: profile, fresh: fresh)
    }

    func run(by caller: Caller, with hashes: PasswordHashes, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        var profile = try account.profile(of: target.owner(for: caller, in: account))
        if let password {
            try account.check(password)
            profile.change(to: try account.hash(of: password, after: profile, among: hashes), at: draft.now)
        }
        profile.isResetRequired = isResetRequired ?? profile.isResetRequired
        draft.put(.loginProfile(profile), for: caller)
    }
}

/// Takes a user's password away.
struct DeleteLoginProfile: WriteOperation {
    typealias Output = Void

    let target: CredentialTarget

    init(from input: WireInput) { target = CredentialTarget(input.optional("UserName")) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: target.resource(for: caller, in: state), by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let profile = try account.profile(of: target.owner(for: caller, in: account))
        draft.remove(.loginProfile(profile.owner), for: caller)
    }
}

/// A login profile with what its wire form needs.
struct LoginProfileView: Sendable {
    private let profile: LoginProfile
    private let userName: String

    init(_ profile: LoginProfile, _ account: AccountState) {
        self.profile = profile
        userName = account.loginName(of: profile.owner)
    }

    func encode(to writer: inout WireWriter) {
        writer.structure("LoginProfile") { writer in
            writer.field("UserName", userName)
            writer.field("CreateDate", profile.created)
            writer.field("PasswordResetRequired", profile.isResetRequired)
        }
    }
}
