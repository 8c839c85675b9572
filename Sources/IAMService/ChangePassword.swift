import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage

/// Lets a user set another password for himself or herself.
struct ChangePassword: PasswordOperation {
    typealias Output = Void

    let oldPassword: Password
    let newPassword: Password

    init(from input: WireInput) {
        oldPassword = input.requirePassword("OldPassword")
        newPassword = input.requirePassword("NewPassword")
    }

    func facts(for caller: Caller, in state: IdentityState) throws(AWSError) -> AuthorizationFacts {
        let user = try user(caller)
        var check = IAMResource.user(user.name).check(Self.action, by: caller, in: state)
        if state.account(of: caller).account.passwordPolicy?.allowsUsersToChangePassword == true {
            check.resourcePolicy = .ordinary(PolicySet([ChangePassword.permission(of: caller.arn)]))
        }
        return AuthorizationFacts(check)
    }

    private func user(_ caller: Caller) throws(AWSError) -> User {
        guard case .user(let user) = caller.identity else { throw .onlyUsersChangePasswords }
        return user
    }

    /// What the password policy allows a user, as a policy: one that denies still counts.
    private static func permission(of user: ARN) -> CompiledPolicy {
        let text = """
            {"Statement": {"Effect": "Allow", "Principal": {"AWS": "\(user)"}, "Action": "iam:ChangePassword",
            "Resource": "*"}}
            """
        return CompiledPolicy(
            (try? PolicyDocument(parsing: text)) ?? .denyingEverything,
            source: PolicySource(.resource, id: "account password policy"))
    }

    func derivations(
        for caller: Caller, in state: IdentityState, fresh: PasswordRecipe
    ) throws(AWSError) -> [PasswordDerivation] {
        let account = state.account(of: caller)
        let profile = try account.profile(of: .user(user(caller).id))
        return [PasswordDerivation(oldPassword, by: profile.password.recipe)]
            + account.derivations(of: newPassword, after: profile, fresh: fresh)
    }

    func run(by caller: Caller, with hashes: PasswordHashes, in draft: inout Draft) throws(AWSError) {
        let account = draft.account(of: caller)
        let user = try user(caller)
        var profile = try account.profile(of: .user(user.id))
        guard let isRight = hashes.matches(oldPassword, profile.password) else { throw .beingChanged(user.name.text) }
        guard isRight else { throw .accessDenied("The old password was incorrect.") }
        try account.check(newPassword)
        profile.change(to: try account.hash(of: newPassword, after: profile, among: hashes), at: draft.now)
        profile.isResetRequired = false
        draft.put(.loginProfile(profile), for: caller)
    }
}

extension AWSError {
    fileprivate static let onlyUsersChangePasswords = AWSError(
        "InvalidUserType", status: 400, "Only IAM Users can change their own password")
}
