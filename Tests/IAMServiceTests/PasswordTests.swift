import AWSProtocols
import AWSTypes
import Authentication
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

@Suite("Passwords")
struct PasswordTests {
    private var world = World()
    private let root: Credential

    init() { root = world.key(of: .root) }

    private mutating func iam(
        _ name: String, _ members: KeyValuePairs<String, String> = [:], by credential: Credential? = nil
    ) throws -> Answer {
        try world.call(name, of: IAMService.definition, members, by: credential ?? root)
    }

    /// Makes a user with a password that AWS's default allows, and a key.
    private mutating func user(
        _ name: String, password: String = "Old-passw0rd", with configure: (inout User) throws -> Void = { _ in }
    ) throws -> Credential {
        let user = try world.user(name, with: configure)
        _ = try iam("CreateLoginProfile", ["UserName": name, "Password": password])
        return world.key(of: user)
    }

    @Test(
        "Without a policy, eight characters of three kinds are asked for, and not the account's name",
        arguments: [
            ("Abcdefg1", true), ("abcdef1!", true), ("ABCDEF1!", true), ("Abcdefg!", true), ("Abcdef1", false),
            ("abcdefgh", false), ("abcdefg1", false), ("ABCDEFG1", false), ("Abcdefgh", false), ("abcdefg!", false),
            ("Ä-öüßéàèç1", false), ("Corp-Example1", false), ("corp-example1", false),
        ])
    mutating func defaultRules(password: String, isAllowed: Bool) throws {
        world.user("bob")
        _ = try iam("CreateAccountAlias", ["AccountAlias": "corp-example1"])
        let members: KeyValuePairs = ["UserName": "bob", "Password": password]
        if isAllowed {
            _ = try iam("CreateLoginProfile", members)
        } else {
            #expect(throws: AWSError("PasswordPolicyViolation", status: 400, "")) {
                try iam("CreateLoginProfile", members)
            }
        }
    }

    @Test(
        "Each rule of a policy is asked for by itself, and its words name it",
        arguments: [
            ("MinimumPasswordLength", "12", "abcdefghijk", "abcdefghijkl", "a minimum length of 12"),
            ("RequireUppercaseCharacters", "true", "abcdef", "abcdeF", "at least one uppercase letter"),
            ("RequireLowercaseCharacters", "true", "ABCDEF", "ABCDEf", "at least one lowercase letter"),
            ("RequireNumbers", "true", "abcdef", "abcde1", "at least one number"),
            ("RequireSymbols", "true", "abcde,", "abcde'", "at least one symbol"),
        ])
    mutating func rules(rule: String, value: String, bad: String, good: String, words: String) throws {
        world.user("bob")
        var members: [(String, String)] = [(rule, value)]
        try world.call("UpdateAccountPasswordPolicy", of: IAMService.definition, members, by: root)
        members = [("UserName", "bob"), ("Password", bad)]
        let error = #expect(throws: AWSError("PasswordPolicyViolation", status: 400, "")) {
            try world.call("CreateLoginProfile", of: IAMService.definition, members, by: root)
        }
        #expect(error?.message == "Password should have \(words)")
        members[1].1 = good
        try world.call("CreateLoginProfile", of: IAMService.definition, members, by: root)
    }

    @Test("The last passwords, the present one included, can't be used again; older ones can")
    mutating func history() throws {
        _ = try iam("UpdateAccountPasswordPolicy", ["PasswordReusePrevention": "2"])
        let key = try user("bob", password: "first!") { try $0.inlinePolicies.allow("iam:ChangePassword") }
        func change(_ old: String, _ new: String, _ world: inout World) throws {
            try world.call(
                "ChangePassword", of: IAMService.definition, ["OldPassword": old, "NewPassword": new], by: key)
        }
        let reuse = AWSError("PasswordPolicyViolation", status: 400, "")
        #expect(throws: reuse) { try change("first!", "first!", &world) }
        try change("first!", "second", &world)
        let error = #expect(throws: reuse) { try change("second", "first!", &world) }
        #expect(
            error?.message == "Policy constraint violation with password reuse prevention during password change.")
        #expect(throws: reuse) { try iam("UpdateLoginProfile", ["UserName": "bob", "Password": "first!"]) }
        try change("second", "third!", &world)
        try change("third!", "first!", &world)
    }

    @Test("Only a user changes the own password, with the right old one, and by permission or by the policy")
    mutating func changing() throws {
        let bob = try user("bob") { try $0.inlinePolicies.allow("iam:ChangePassword") }
        let eve = try user("eve")
        let mallory = try user("mallory") { try $0.inlinePolicies.deny("iam:ChangePassword") }
        let nobody = try world.key(of: world.user("nobody") { try $0.inlinePolicies.allow("iam:*") })
        let right: KeyValuePairs = ["OldPassword": "Old-passw0rd", "NewPassword": "New-passw0rd"]
        let wrong: KeyValuePairs = ["OldPassword": "Old-password", "NewPassword": "short"]
        let error = #expect(throws: AWSError.accessDenied("")) { try iam("ChangePassword", wrong, by: bob) }
        #expect(error?.message == "The old password was incorrect.")
        _ = try iam("ChangePassword", right, by: bob)
        #expect(throws: AWSError.accessDenied("")) { try iam("ChangePassword", right, by: eve) }
        _ = try iam("UpdateAccountPasswordPolicy", ["AllowUsersToChangePassword": "true"])
        _ = try iam("ChangePassword", right, by: eve)
        #expect(throws: AWSError.accessDenied("")) { try iam("ChangePassword", right, by: mallory) }
        #expect(throws: AWSError("NoSuchEntity", status: 404, "")) { try iam("ChangePassword", right, by: nobody) }
        let role = try world.session(of: world.role("R") { try $0.inlinePolicies.allow("*") })
        for credential in [root, role] {
            #expect(throws: AWSError("InvalidUserType", status: 400, "")) {
                try iam("ChangePassword", right, by: credential)
            }
        }
    }

    @Test("A password that was changed while another was hashed for it asks the client to try again")
    mutating func race() throws {
        world.user("bob")
        let create = try #require(IAMService.definition.operation("CreateLoginProfile"))
        let update = try #require(IAMService.definition.operation("UpdateLoginProfile"))
        let input = WireInput(try QueryParameters(["UserName": "bob", "Password": "Other-passw0rd"]))
        guard case .passwords(_, let make) = try create.decode(input).body,
            case .passwords(_, let change) = try update.decode(input).body
        else { throw Missing(what: "operations on passwords") }
        let caller = try world.caller(root)
        let stale = try PasswordHashes(deriving: [], fresh: .present(salt: []))
        let expected = AWSError("EntityTemporarilyUnmodifiable", status: 409, "")
        #expect(throws: expected) { try world.change { _ = try make(caller, stale, &$0) } }
        _ = try iam("CreateLoginProfile", ["UserName": "bob", "Password": "Old-passw0rd"])
        #expect(throws: expected) { try world.change { _ = try change(caller, stale, &$0) } }
        _ = try iam("UpdateAccountPasswordPolicy", ["PasswordReusePrevention": "3"])
        #expect(throws: expected) { try world.change { _ = try change(caller, stale, &$0) } }
    }

    @Test("A hash by an older recipe is met as it was made, and the next password is hashed by the present one")
    mutating func olderRecipe() throws {
        let key = try user("bob") { try $0.inlinePolicies.allow("iam:ChangePassword") }
        let owner = try KeyOwner.user(#require(world.account().users[UserName(unchecked: "bob")]).id)
        let older = PasswordRecipe(cost: 2, blockSize: 1, parallelism: 1, salt: [1])
        let old = try #require(
            PasswordHashes(deriving: [PasswordDerivation(Password("older"), by: older)], fresh: older)
                .hash(of: Password("older"), by: older))
        world.change { draft in
            let profile = LoginProfile(owner: owner, created: draft.now, password: old, isResetRequired: true)
            draft.put(.loginProfile(profile), in: World.account)
        }
        _ = try iam("UpdateAccountPasswordPolicy", ["PasswordReusePrevention": "5"])
        #expect(throws: AWSError("PasswordPolicyViolation", status: 400, "")) {
            try iam("ChangePassword", ["OldPassword": "older", "NewPassword": "older"], by: key)
        }
        _ = try iam("ChangePassword", ["OldPassword": "older", "NewPassword": "newer!"], by: key)
        let profile = try #require(try world.account().loginProfile(of: owner))
        #expect(!profile.isResetRequired)
        #expect(profile.lastPasswords(5).map(\.recipe.cost) == [16, 2])
    }

    @Test("A password expires as many days after its last change as the policy says")
    mutating func expiry() throws {
        let key = try user("bob") { try $0.inlinePolicies.allow("iam:ChangePassword") }
        let owner = try KeyOwner.user(#require(world.account().users[UserName(unchecked: "bob")]).id)
        _ = try iam("UpdateAccountPasswordPolicy", ["MaxPasswordAge": "90", "HardExpiry": "true"])
        let account = try world.account()
        #expect(account.loginProfile(of: owner)?.expiry(under: nil) == nil)
        let policy = try #require(account.account.passwordPolicy)
        #expect(account.loginProfile(of: owner)?.expiry(under: policy) == world.now + 90 * 86_400)
        world.now = world.now + 100 * 86_400
        _ = try iam("ChangePassword", ["OldPassword": "Old-passw0rd", "NewPassword": "newer!"], by: key)
        #expect(try world.account().loginProfile(of: owner)?.expiry(under: policy) == world.now + 90 * 86_400)
    }

    @Test("No message shows a password, and none is part of a description")
    mutating func secrecy() throws {
        let long = String(repeating: "secret", count: 30)
        let error = #expect(throws: AWSError.validation("")) {
            try iam("CreateLoginProfile", ["UserName": "bob", "Password": long])
        }
        #expect(
            error?.message
                == "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have "
                + "length less than or equal to 128")
        #expect("\(Password("secret"))" == "<password>")
        #expect(!"\(PasswordDerivation(Password("secret"), by: .present(salt: [])))".contains("secret"))
    }
}
