import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

@Suite("Callers")
struct CallerTests {
    private var world = World()
    private let account = World.account

    @Test("ARNs and user ids are those of sts-api's table of identifiers")
    mutating func identifiers() throws {
        let bob = world.user("bob", path: "/division/")
        let role = try world.role("Deployer", path: "/ci/")
        let root = SessionPrincipal.root(account: account)
        let federated = SessionPrincipal.federatedUser(account: account, name: "eve", issuer: bob.id)
        let federatedByRoot = SessionPrincipal.federatedUser(account: account, name: "eve", issuer: nil)
        let rows: [(Credential, arn: String, userID: String)] = [
            (world.key(of: .root), "arn:aws:iam::123456789012:root", "123456789012"),
            (world.session(of: root), "arn:aws:iam::123456789012:root", "123456789012"),
            (world.key(of: bob), "arn:aws:iam::123456789012:user/division/bob", bob.id.text),
            (
                world.session(of: .user(account: account, id: bob.id)), "arn:aws:iam::123456789012:user/division/bob",
                bob.id.text
            ),
            (
                world.session(of: role, named: "s@1"), "arn:aws:sts::123456789012:assumed-role/Deployer/s@1",
                "\(role.id):s@1"
            ),
            (world.session(of: federated), "arn:aws:sts::123456789012:federated-user/eve", "123456789012:eve"),
            (world.session(of: federatedByRoot), "arn:aws:sts::123456789012:federated-user/eve", "123456789012:eve"),
        ]
        for (credential, arn, userID) in rows {
            let caller = try world.caller(credential)
            #expect(caller.arn.description == arn)
            #expect(caller.userID == userID)
            #expect(caller.accountID == account)
        }
    }

    @Test("ARNs carry the partition of the region that the client signed for")
    mutating func partitions() throws {
        let key = world.key(of: world.user("bob"))
        for (region, partition) in [("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov"), ("eu-west-1", "aws")] {
            world.region = region
            #expect(try world.caller(key).arn.description == "arn:\(partition):iam::123456789012:user/bob")
        }
    }

    @Test("A caller is as the entities are now: a rename shows at once")
    mutating func rename() throws {
        var bob = world.user("bob")
        let key = world.key(of: bob)
        let session = world.session(of: .user(account: account, id: bob.id))
        bob.name = UserName(unchecked: "robert")
        world.change { $0.put(.user(bob), in: World.account) }
        for credential in [key, session] {
            #expect(try world.caller(credential).arn.resource == "user/robert")
        }
    }

    // MARK: Credentials that are no more

    @Test("An inactive, deleted or unknown key is no credential")
    mutating func keys() throws {
        let bob = world.user("bob")
        let credential = world.key(of: bob)
        guard case .longTerm(let id, _, _) = credential, var key = world.state.accessKey(id)?.key else {
            throw Missing(what: "key")
        }
        _ = try world.caller(credential)
        key.status = .inactive
        world.change { $0.put(.accessKey(key), in: World.account) }
        #expect(throws: AWSError.invalidClientTokenID) { try world.caller(credential) }
        world.change { $0.remove(.accessKey(id), from: World.account) }
        #expect(throws: AWSError.invalidClientTokenID) { try world.caller(credential) }
    }

    @Test("A user that is gone takes keys and sessions along, and a successor of its name does not bring them back")
    mutating func deletedUser() {
        let bob = world.user("bob")
        let credentials = [
            world.key(of: bob), world.session(of: .user(account: account, id: bob.id)),
            world.session(of: .federatedUser(account: account, name: "eve", issuer: bob.id)),
        ]
        world.change { $0.remove(.user(bob.id), from: World.account) }
        world.user("bob")
        for credential in credentials {
            #expect(throws: AWSError.invalidClientTokenID) { try world.caller(credential) }
        }
    }

    @Test("A role that is gone ends its sessions, and one made anew under its name does not revive them")
    mutating func deletedRole() throws {
        let role = try world.role("R")
        let session = world.session(of: role)
        _ = try world.caller(session)
        world.change { $0.remove(.role(role.id), from: World.account) }
        try world.role("R")
        let error = #expect(throws: AWSError.invalidClientTokenID) { try world.caller(session) }
        #expect(error?.message == "The security token included in the request is invalid.")
    }

    @Test("An account that is gone has no callers")
    mutating func deletedAccount() {
        let credentials = [world.key(of: .root), world.session(of: .root(account: account))]
        world.change { $0.remove(.account, from: World.account) }
        for credential in credentials {
            #expect(throws: AWSError.invalidClientTokenID) { try world.caller(credential) }
        }
    }

    // MARK: Tags

    @Test("Session tags override the user's or role's, whatever their case")
    mutating func tags() throws {
        let role = try world.role("R") { $0.tags = [Tag(key: "Team", value: "a"), Tag(key: "Cost", value: "1")] }
        let session = world.session(of: role) { $0.tags = [Tag(key: "TEAM", value: "b")] }
        let caller = try world.caller(session)
        #expect(caller.principalTags["team"] == "b")
        #expect(caller.principalTags["cost"] == "1")
        #expect(caller.principalTags.count == 2)
        let root = world.key(of: .root)
        #expect(try world.caller(root).principalTags.isEmpty)
    }
}
