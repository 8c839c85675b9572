import AWSTypes
import Operations
import TestSupport
import Testing

@testable import IdentityModel

@Suite("Changes of state")
struct ChangeTests {
    private var world = World()

    @Test("What was put is found by id and by name, whatever the name's case, until it is removed")
    mutating func putAndRemove() throws {
        let user = world.user("Bob", path: "/division/")
        let group = world.group("Ops")
        let role = try world.role("Deployer")
        let policy = world.policy("Read", allowing: "s3:Get*")
        let profile = world.instanceProfile("Web", holding: role)
        var account = try world.account()
        #expect(account.users[user.id] == user)
        #expect(account.users[UserName(unchecked: "bOB")] == user)
        #expect(account.groups[GroupName(unchecked: "OPS")] == group)
        #expect(account.roles[RoleName(unchecked: "deployer")] == role)
        #expect(account.policies[PolicyName(unchecked: "read")] == policy)
        #expect(account.instanceProfiles[InstanceProfileName(unchecked: "web")] == profile)
        #expect(account.instanceProfiles(holding: role.id) == [profile])
        #expect(account.users[UserName(unchecked: "Bo")] == nil)
        #expect(world.state.violations() == [])
        let keys: [EntityKey] = [
            .instanceProfile(profile.id), .user(user.id), .group(group.id), .role(role.id), .policy(policy.id),
        ]
        for key in keys { world.change { $0.remove(key, from: World.account) } }
        account = try world.account()
        #expect(account.users[UserName(unchecked: "Bob")] == nil)
        #expect(account.users[user.id] == nil)
        #expect(
            [
                account.users.count, account.groups.count, account.roles.count, account.policies.count,
                account.instanceProfiles.count,
            ] == [0, 0, 0, 0, 0])
        #expect(world.state.violations() == [])
    }

    @Test("A new name is found at once, and the old one is free")
    mutating func rename() throws {
        var bob = world.user("bob")
        bob.name = UserName(unchecked: "robert")
        world.change { $0.put(.user(bob), in: World.account) }
        #expect(try world.account().users[UserName(unchecked: "bob")] == nil)
        #expect(try world.account().users[UserName(unchecked: "Robert")]?.id == bob.id)
        let other = world.user("bob")
        #expect(try world.account().users[UserName(unchecked: "bob")]?.id == other.id)
        #expect(try world.account().users.count == 2)
        #expect(world.state.violations() == [])
    }

    @Test("A change of case only keeps the name taken")
    mutating func recase() throws {
        var bob = world.user("bob")
        bob.name = UserName(unchecked: "BOB")
        world.change { $0.put(.user(bob), in: World.account) }
        #expect(try world.account().users[UserName(unchecked: "bob")]?.name.text == "BOB")
        #expect(world.state.violations() == [])
    }

    @Test("Whoever took a name keeps it when its former owner goes")
    mutating func takenName() throws {
        let first = world.user("bob")
        let second = world.user("bob")
        world.change { $0.remove(.user(first.id), from: World.account) }
        #expect(try world.account().users[UserName(unchecked: "bob")]?.id == second.id)
    }

    @Test("Listings are ordered by name without regard to case, and end where the path does")
    mutating func listings() throws {
        for (name, path) in [("b", "/"), ("A", "/x/"), ("C", "/x/y/"), ("d", "/xy/")] { world.user(name, path: path) }
        let users = try world.account().users
        #expect(users.ordered().map(\.name.text) == ["A", "b", "C", "d"])
        #expect(users.ordered(under: "/x/").map(\.name.text) == ["A", "C"])
        #expect(users.ordered(under: "/x").map(\.name.text) == ["A", "C", "d"])
    }

    @Test("Changes of an account that does not exist do nothing")
    mutating func unknownAccount() throws {
        let stranger = try #require(AccountID("999999999999"))
        world.user("bob", in: stranger)
        _ = world.key(of: .root, in: stranger)
        #expect(world.state[stranger] == nil)
        #expect(world.state.allAccounts.count == 2)
    }

    // MARK: Relations

    @Test("Groups know who joined and who left, and a user that goes leaves")
    mutating func members() throws {
        let group = world.group("Ops")
        let other = world.group("Dev")
        var users = ["c", "A", "b"].map { name in world.user(name) { $0.groups = [group.id] } }
        #expect(try world.account().members(of: group.id).map(\.name.text) == ["A", "b", "c"])
        users[0].groups = [other.id]
        world.change { $0.put(.user(users[0]), in: World.account) }
        world.change { $0.remove(.user(users[1].id), from: World.account) }
        #expect(try world.account().members(of: group.id).map(\.name.text) == ["b"])
        #expect(try world.account().members(of: other.id).map(\.name.text) == ["c"])
        #expect(world.state.violations() == [])
    }

    @Test("Policies know what they are attached to and what they bound")
    mutating func attachments() throws {
        let policy = world.policy("Read", allowing: "s3:Get*").reference
        let aws = PolicyReference.aws("/AdministratorAccess")
        var user = world.user("bob") {
            $0.attachedPolicies = [policy, aws]
            $0.permissionsBoundary = policy
        }
        let group = world.group("Ops") { $0.attachedPolicies = [policy] }
        let role = try world.role("R") {
            $0.attachedPolicies = [policy]
            $0.permissionsBoundary = aws
        }
        var found = try world.account().attachments(of: policy)
        #expect(Array(found.users) == [user.id])
        #expect(Array(found.groups) == [group.id])
        #expect(Array(found.roles) == [role.id])
        #expect((found.permissionsCount, found.boundaryCount) == (3, 1))
        #expect(try world.account().attachments(of: aws).permissionsCount == 1)
        #expect(try world.account().attachments(of: aws).boundaryCount == 1)
        user.attachedPolicies = [aws]
        user.permissionsBoundary = nil
        world.change { $0.put(.user(user), in: World.account) }
        world.change { $0.remove(.role(role.id), from: World.account) }
        found = try world.account().attachments(of: policy)
        #expect((found.permissionsCount, found.boundaryCount) == (1, 0))
        #expect(try Set(world.account().policiesInUse) == [policy, aws])
        #expect(world.state.violations() == [])
    }

    // MARK: Keys and aliases

    @Test("An owner's keys come oldest first, and a change of status keeps their order")
    mutating func keys() throws {
        let bob = world.user("bob")
        let first = try newKey(of: .user(bob.id))
        let second = try newKey(of: .user(bob.id))
        var changed = first
        changed.status = .inactive
        world.change { $0.put(.accessKey(changed), in: World.account) }
        #expect(try world.account().accessKeys(of: .user(bob.id)).map(\.id) == [first.id, second.id])
        #expect(world.state.accessKey(first.id)?.key.status == .inactive)
        world.change { $0.remove(.accessKey(first.id), from: World.account) }
        #expect(try world.account().accessKeys(of: .user(bob.id)).map(\.id) == [second.id])
        #expect(world.state.accessKey(first.id) == nil)
        #expect(world.state.violations() == [])
    }

    @Test("A key that passes to another owner is one of that owner's only")
    mutating func keyOwner() throws {
        let bob = world.user("bob")
        let key = try newKey(of: .root)
        let passed = AccessKey(id: key.id, secret: key.secret, owner: .user(bob.id), created: key.created)
        world.change { $0.put(.accessKey(passed), in: World.account) }
        #expect(try world.account().accessKeys(of: .root).isEmpty)
        #expect(try world.account().accessKeys(of: .user(bob.id)).map(\.id) == [key.id])
        #expect(world.state.violations() == [])
    }

    @Test("A key whose id does not carry its account leads there all the same, until it or the account goes")
    mutating func foreignKeys() throws {
        let ids = try ["test", "dev-key", "AKIAY34FZKBOKMUTVV7A"].map { try #require(AccessKeyID($0)) }
        for id in ids {
            let key = AccessKey(id: id, secret: SecretKey("s"), owner: .root, created: world.now)
            world.change { $0.put(.accessKey(key), in: World.account) }
            #expect(world.state.accessKey(id)?.account == World.account)
        }
        #expect(world.state.violations() == [])
        world.change { $0.remove(.accessKey(ids[0]), from: World.account) }
        #expect(world.state.accessKey(ids[0]) == nil)
        #expect(world.state.account(of: ids[0]) == nil)
        world.change { $0.remove(.account, from: World.account) }
        #expect(ids.allSatisfy { world.state.accessKey($0) == nil })
        #expect(world.state.account(of: ids[1]) == nil)
        #expect(world.state.account(of: ids[2])?.description == "609629065308")
    }

    @Test("An alias leads to its account until the account has another, has none, or goes")
    mutating func aliases() {
        func set(_ alias: String?, of id: AccountID, in world: inout World) {
            world.change { $0.put(.account(Account(id: id, created: $0.now, alias: alias)), in: id) }
        }
        set("first", of: World.account, in: &world)
        #expect(world.state.account(alias: "first") == World.account)
        set("second", of: World.account, in: &world)
        #expect(world.state.account(alias: "first") == nil)
        #expect(world.state.account(alias: "second") == World.account)
        set("first", of: World.otherAccount, in: &world)
        set(nil, of: World.account, in: &world)
        #expect(world.state.account(alias: "second") == nil)
        #expect(world.state.violations() == [])
        world.change { $0.remove(.account, from: World.otherAccount) }
        #expect(world.state.account(alias: "first") == nil)
        #expect(world.state[World.otherAccount] == nil)
    }

    private mutating func newKey(of owner: KeyOwner) throws -> AccessKey {
        guard case .longTerm(let id, _, _) = world.key(of: owner), let key = world.state.accessKey(id)?.key else {
            throw Missing(what: "access key")
        }
        return key
    }
}
