import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Sets what the account asks of passwords; what is left out goes back to AWS's value.
struct UpdateAccountPasswordPolicy: WriteOperation {
    typealias Output = Void

    let policy: PasswordPolicy

    init(from input: WireInput) {
        var policy = PasswordPolicy()
        policy.minimumLength = input.integer("MinimumPasswordLength", in: 6...128) ?? policy.minimumLength
        policy.requiresSymbols = input.boolean("RequireSymbols") ?? false
        policy.requiresNumbers = input.boolean("RequireNumbers") ?? false
        policy.requiresUppercase = input.boolean("RequireUppercaseCharacters") ?? false
        policy.requiresLowercase = input.boolean("RequireLowercaseCharacters") ?? false
        policy.allowsUsersToChangePassword = input.boolean("AllowUsersToChangePassword") ?? false
        policy.maximumAge = input.integer("MaxPasswordAge", in: 1...1095)
        policy.reusePrevention = input.integer("PasswordReusePrevention", in: 1...PasswordPolicy.longestHistory)
        policy.hardExpiry = input.boolean("HardExpiry")
        self.policy = policy
    }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var account = draft.account(of: caller).account
        account.passwordPolicy = policy
        draft.put(.account(account), for: caller)
    }
}

/// Tells what the account asks of passwords.
struct GetAccountPasswordPolicy: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> PasswordPolicy {
        guard let policy = state.account(of: caller).account.passwordPolicy else {
            throw .noSuchEntity("The Password Policy with domain name \(caller.accountID) cannot be found.")
        }
        return policy
    }

    static func encode(_ policy: PasswordPolicy, to writer: inout WireWriter) {
        writer.structure("PasswordPolicy") { writer in
            writer.field("MinimumPasswordLength", policy.minimumLength)
            writer.field("RequireSymbols", policy.requiresSymbols)
            writer.field("RequireNumbers", policy.requiresNumbers)
            writer.field("RequireUppercaseCharacters", policy.requiresUppercase)
            writer.field("RequireLowercaseCharacters", policy.requiresLowercase)
            writer.field("AllowUsersToChangePassword", policy.allowsUsersToChangePassword)
            writer.field("ExpirePasswords", policy.maximumAge != nil)
            writer.field("MaxPasswordAge", policy.maximumAge)
            writer.field("PasswordReusePrevention", policy.reusePrevention)
            writer.field("HardExpiry", policy.hardExpiry)
        }
    }
}

/// Goes back to AWS's default for passwords.
struct DeleteAccountPasswordPolicy: WriteOperation {
    typealias Output = Void

    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) throws(AWSError) {
        var account = draft.account(of: caller).account
        guard account.passwordPolicy != nil else {
            throw .noSuchEntity("The account policy with name PasswordPolicy cannot be found.")
        }
        account.passwordPolicy = nil
        draft.put(.account(account), for: caller)
    }
}
