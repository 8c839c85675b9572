import AWSTypes
import TestRandomness
import TestSupport
import Testing

@testable import IdentityModel

@Suite("Invariants of state")
struct InvariantTests {
    @Test(
        "No sequence of changes that leaves no loose end breaks an invariant", arguments: 1...40 as ClosedRange<UInt64>)
    func randomHistories(seed: UInt64) throws {
        var world = World(seed: seed)
        var history = RandomHistory(seed: seed)
        for step in 0..<120 {
            try history.change(&world)
            #expect(world.state.violations() == [], "seed \(seed), step \(step)")
        }
    }

    @Test("A loose end of each kind is found")
    func looseEnds() throws {
        let missingUser = UserID("AIDAAAAAAAAAAAAAAAAAA")
        let missingGroup = GroupID("AGPAAAAAAAAAAAAAAAAAA")
        let missingPolicy = ManagedPolicyID("ANPAAAAAAAAAAAAAAAAAA")
        let missingRole = RoleID("AROAAAAAAAAAAAAAAAAAA")
        var broken: [(String, (inout World) throws -> Void)] = [
            (
                "which does not exist",
                { world in
                    let group = try #require(missingGroup)
                    world.user("bob") { $0.groups = [group] }
                }
            ),
            (
                "which does not exist",
                { world in
                    let policy = try #require(missingPolicy)
                    world.group("g") { $0.attachedPolicies = [.customer(policy)] }
                }
            ),
            (
                "a policy twice",
                { world in
                    world.user("bob") { $0.attachedPolicies = [.aws("/X"), .aws("/X")] }
                }
            ),
            (
                "a group twice",
                { world in
                    let group = world.group("g")
                    world.user("bob") { $0.groups = [group.id, group.id] }
                }
            ),
            (
                "who does not exist",
                { world in
                    _ = world.key(of: .user(try #require(missingUser)))
                }
            ),
            (
                "which does not exist",
                { world in
                    let role = try #require(missingRole)
                    world.change { draft in
                        var profile = InstanceProfile(
                            id: draft.newID(in: World.account), name: InstanceProfileName(unchecked: "p"), path: .root,
                            created: draft.now)
                        profile.role = role
                        draft.put(.instanceProfile(profile), in: World.account)
                    }
                }
            ),
            (
                "who does not exist",
                { world in
                    world.mfaDevice("phone", of: .user(try #require(missingUser)))
                }
            ),
            (
                "who does not exist",
                { world in
                    let owner = KeyOwner.user(try #require(missingUser))
                    let recipe = PasswordRecipe(cost: 2, blockSize: 1, parallelism: 1, salt: [])
                    world.change { draft in
                        let profile = LoginProfile(
                            owner: owner, created: draft.now, password: PasswordHash(recipe: recipe, digest: []),
                            isResetRequired: false)
                        draft.put(.loginProfile(profile), in: World.account)
                    }
                }
            ),
            (
                "who does not exist",
                { world in
                    let bob = world.user("bob")
                    world.change { draft in
                        draft.put(
                            .sshPublicKey(
                                SSHPublicKey(
                                    id: draft.newID(in: World.account), owner: .user(bob.id), uploaded: draft.now,
                                    body: "ssh-rsa", blob: Octets([1]))), in: World.account)
                        draft.remove(.user(bob.id), from: World.account)
                    }
                }
            ),
            (
                "not found by its name",
                { world in
                    world.user("bob")
                    world.user("BOB")
                }
            ),
        ]
        broken += organizationsLooseEnds
        for (finding, break_) in broken {
            var world = World()
            try break_(&world)
            let found = world.state.violations()
            #expect(!found.isEmpty && found.allSatisfy { $0.contains(finding) }, "\(found)")
            #expect(world.state.violations(in: [World.otherAccount]) == [])
        }
    }
}

/// Loose ends of an organization that the first account manages.
private var organizationsLooseEnds: [(String, (inout World) throws -> Void)] {
    [
        (
            "are left without it",
            { world in
                world.change { draft in
                    let unit = OrganizationalUnit(id: draft.newOrganizationsID(), name: "u", parent: .root)
                    draft.put(.organization(.unit(unit)), in: World.account)
                }
            }
        ),
        (
            "which does not exist",
            { world in
                world.changeOrganization { organization, draft in
                    organization.enabledPolicyTypes = [.serviceControl]
                    organization.attachedPolicies = [
                        OrganizationPolicyType.serviceControl.fullAccess.id, draft.newOrganizationsID(),
                    ]
                    return [.serviceControl]
                }
            }
        ),
        (
            "whose type is not enabled",
            { world in
                world.changeOrganization { organization, _ in
                    organization.attachedPolicies = [OrganizationPolicyType.serviceControl.fullAccess.id]
                    return []
                }
            }
        ),
        (
            "has no policy of the type",
            { world in
                world.changeOrganization { organization, _ in
                    organization.enabledPolicyTypes = [.resourceControl]
                    return [.resourceControl]
                }
            }
        ),
        (
            "is in no tree below the root",
            { world in
                world.changeOrganization { _, draft in
                    let parent = OrganizationParent.unit(draft.newOrganizationsID())
                    let unit = OrganizationalUnit(id: draft.newOrganizationsID(), name: "u", parent: parent)
                    draft.put(.organization(.unit(unit)), in: World.account)
                    return []
                }
            }
        ),
        (
            "does not exist",
            { world in
                world.changeOrganization { _, draft in
                    let member = MemberAccount(
                        id: .zero, name: "z", email: nil, joinedMethod: .created, joined: draft.now)
                    draft.put(.organization(.account(member)), in: World.account)
                    return []
                }
            }
        ),
    ]
}

extension World {
    /// Makes an organization of the first account, whose only member gets AWS's own policies of the types that
    /// `body` returns.
    fileprivate mutating func changeOrganization(
        _ body: (inout Organization, inout Draft) -> [OrganizationPolicyType]
    ) {
        change { draft in
            var organization = Organization(
                id: draft.newOrganizationsID(), rootID: draft.newOrganizationsID(), featureSet: .all,
                created: draft.now)
            let types = body(&organization, &draft)
            var member = MemberAccount(
                id: World.account, name: "m", email: nil, joinedMethod: .invited, joined: draft.now)
            member.attachedPolicies = types.map(\.fullAccess.id)
            draft.put(.organization(.organization(organization)), in: World.account)
            draft.put(.organization(.account(member)), in: World.account)
        }
    }
}

@Suite("Drafts")
struct DraftTests {
    @Test("What a draft does is seen in the draft only, and its changes make the same state elsewhere")
    func isolation() throws {
        var world = World()
        let bob = world.user("bob")
        let before = world.state
        var draft = Draft(of: before, at: world.now, entropy: SeededGenerator(seed: 1))
        var renamed = bob
        renamed.name = UserName(unchecked: "robert")
        draft.put(.user(renamed), in: World.account)
        draft.put(
            .user(
                User(
                    id: draft.newID(in: World.account), name: UserName(unchecked: "eve"), path: .root,
                    created: draft.now)),
            in: World.account)
        #expect(draft.changes.count == 2)
        #expect(before[World.account]?.users.count == 1)
        #expect(before[World.account]?.users[UserName(unchecked: "bob")] == bob)
        #expect(before[World.account]?.users[UserName(unchecked: "robert")] == nil)
        var replica = before
        for change in draft.changes { replica.apply(change) }
        #expect(replica[World.account]?.users.ordered() == draft.state[World.account]?.users.ordered())
        #expect(draft.state[World.account]?.users.ordered().map(\.name.text) == ["eve", "robert"])
    }

    @Test("A draft's ids are new, and carry the account")
    func ids() {
        var draft = Draft(of: World().state, at: Timestamp(seconds: 0), entropy: SeededGenerator(seed: 1))
        let ids: [RoleID] = (0..<100).map { _ in draft.newID(in: World.account) }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { AccountID(uniqueID: $0.text) == World.account })
        let key = draft.newAccessKey(of: .root, in: World.otherAccount)
        #expect(key.id.accountID == World.otherAccount)
        #expect(key.status == .active)
        #expect(key.secret.exposed.utf8.count == 40)
    }

    @Test("A new account has a root key; neither its number nor its key may be in use")
    func accounts() throws {
        var world = World()
        let made = try world.change { try $0.makeAccount(id: nil, email: "o@example.com", rootKey: nil) }
        #expect(world.state.accessKey(made.rootKey.id)?.account == made.account.id)
        #expect(made.rootKey.owner == .root)
        #expect(!made.account.isOperator)
        let conflict = AWSError("EntityAlreadyExists", status: 409, "")
        #expect(throws: conflict) {
            try world.change { try $0.makeAccount(id: made.account.id, email: nil, rootKey: nil) }
        }
        let id = made.rootKey.id
        #expect(throws: conflict) {
            try world.change { try $0.makeAccount(id: nil, email: nil, rootKey: (id, SecretKey("s"))) }
        }
        #expect(world.state.allAccounts.count == 3)
        #expect(world.state.violations() == [])
    }
}
