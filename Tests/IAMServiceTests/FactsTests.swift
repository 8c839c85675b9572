import AWSTypes
import IAMService
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

@Suite("What operations of IAM ask permission for")
struct FactsTests {
    private var world = World()
    private let root: Credential
    private let service = IAMService.definition

    init() { root = world.key(of: .root) }

    private func checks(_ name: String, _ members: KeyValuePairs<String, String>) throws -> [AuthorizationCheck] {
        try world.checks(of: name, of: service, members, by: root)
    }

    private func texts(_ check: AuthorizationCheck, _ key: ContextKey) -> [String]? {
        check.context.last { $0.key == key }?.value.texts
    }

    @Test(
        "Making a user asks for the ARN it will have; tags and a boundary are conditions, and tagging is asked for too")
    func createUser() throws {
        let plain = try checks("CreateUser", ["UserName": "bob", "Path": "/x/"])
        #expect(plain.map(\.action) == ["iam:CreateUser"])
        #expect(plain.map(\.resource) == ["arn:aws:iam::123456789012:user/x/bob"])
        let boundary = "arn:aws:iam::aws:policy/AdministratorAccess"
        let tagged = try checks(
            "CreateUser",
            [
                "UserName": "bob", "Tags.member.1.Key": "Team", "Tags.member.1.Value": "a",
                "Tags.member.2.Key": "Cost", "Tags.member.2.Value": "1", "PermissionsBoundary": boundary,
            ])
        #expect(tagged.map(\.action) == ["iam:CreateUser", "iam:TagUser"])
        for check in tagged {
            #expect(check.resource == "arn:aws:iam::123456789012:user/bob")
            #expect(texts(check, .requestTag("team")) == ["a"])
            #expect(texts(check, "aws:TagKeys") == ["Team", "Cost"])
            #expect(texts(check, "iam:PermissionsBoundary") == [boundary])
        }
    }

    @Test(
        "Whatever is born with tags needs permission to be tagged",
        arguments: [
            ("CreateRole", "RoleName", "iam:TagRole"), ("CreatePolicy", "PolicyName", "iam:TagPolicy"),
            ("CreateInstanceProfile", "InstanceProfileName", "iam:TagInstanceProfile"),
        ])
    func tagging(name: String, member: String, action: String) throws {
        let documents: KeyValuePairs = [
            member: "x", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v",
            "PolicyDocument": PolicyText.statement("Allow", ["s3:*"]),
            "AssumeRolePolicyDocument":
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#,
        ]
        #expect(try checks(name, documents).map(\.action) == ["iam:\(name)", action])
    }

    @Test("A tag that is forbidden keeps the user from being made")
    mutating func atomicTags() throws {
        let key = world.key(of: try world.user("admin") { try $0.inlinePolicies.allow("iam:CreateUser") })
        try world.call("CreateUser", of: service, ["UserName": "plain"], by: key)
        let error = #expect(throws: AWSError.accessDenied("")) {
            try world.call(
                "CreateUser", of: service,
                ["UserName": "bob", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v"], by: key)
        }
        #expect(error?.message.contains("iam:TagUser") == true)
        #expect(try world.account().users[UserName(unchecked: "bob")] == nil)
    }

    @Test("Putting a role into a profile passes the role to EC2")
    mutating func passRole() throws {
        try world.role("R", path: "/x/") { $0.tags = [Tag(key: "Team", value: "a")] }
        world.instanceProfile("P")
        let checks = try checks("AddRoleToInstanceProfile", ["InstanceProfileName": "P", "RoleName": "R"])
        #expect(checks.map(\.action) == ["iam:AddRoleToInstanceProfile", "iam:PassRole"])
        #expect(
            checks.map(\.resource) == [
                "arn:aws:iam::123456789012:instance-profile/P", "arn:aws:iam::123456789012:role/x/R",
            ])
        let (profile, role) = (try #require(checks.first), try #require(checks.last))
        #expect(texts(role, "iam:PassedToService") == ["ec2.amazonaws.com"])
        #expect(texts(role, .resourceTag("Team")) == ["a"])
        #expect(texts(profile, "iam:PassedToService") == nil)
    }

    @Test("Renaming asks for the old ARN and for the new one")
    mutating func rename() throws {
        world.user("bob", path: "/x/")
        let checks = try checks("UpdateUser", ["UserName": "BOB", "NewUserName": "eve", "NewPath": "/y/"])
        #expect(
            checks.map(\.resource) == [
                "arn:aws:iam::123456789012:user/x/bob", "arn:aws:iam::123456789012:user/y/eve",
            ])
        #expect(checks.map(\.action) == ["iam:UpdateUser", "iam:UpdateUser"])
    }

    @Test("Attaching tells the policy, and the tags and the boundary of whom it is attached to")
    mutating func attach() throws {
        let boundary = world.policy("Bound", allowing: "*")
        world.user("bob") {
            $0.tags = [Tag(key: "Team", value: "a")]
            $0.permissionsBoundary = boundary.reference
        }
        let policy = "arn:aws:iam::aws:policy/AdministratorAccess"
        for name in ["AttachUserPolicy", "DetachUserPolicy"] {
            let check = try #require(try checks(name, ["UserName": "bob", "PolicyArn": policy]).first)
            #expect(texts(check, "iam:PolicyARN") == [policy])
            #expect(texts(check, "iam:PermissionsBoundary") == [boundary.arn(in: .aws).description])
            #expect(texts(check, .iamResourceTag("team")) == ["a"])
            #expect(texts(check, .resourceTag("team")) == ["a"])
        }
    }

    @Test("Putting a boundary tells the new one, removing it the old one")
    mutating func boundaries() throws {
        let old = world.policy("Old", allowing: "*")
        world.user("bob") { $0.permissionsBoundary = old.reference }
        let new = "arn:aws:iam::aws:policy/AdministratorAccess"
        let put = try checks("PutUserPermissionsBoundary", ["UserName": "bob", "PermissionsBoundary": new])
        #expect(put.map { texts($0, "iam:PermissionsBoundary") } == [[new]])
        #expect(put.flatMap(\.context).filter { $0.key == "iam:PermissionsBoundary" }.count == 1)
        let delete = try checks("DeleteUserPermissionsBoundary", ["UserName": "bob"])
        #expect(delete.map { texts($0, "iam:PermissionsBoundary") } == [[old.arn(in: .aws).description]])
    }

    @Test("Untagging tells the keys")
    mutating func untag() throws {
        world.user("bob")
        let checks = try checks(
            "UntagUser", ["UserName": "bob", "TagKeys.member.1": "Team", "TagKeys.member.2": "Cost"])
        #expect(checks.map { texts($0, "aws:TagKeys") } == [["Team", "Cost"]])
    }

    @Test("Who leaves the user's name out asks for itself")
    mutating func implicitName() throws {
        let bob = world.user("bob", path: "/x/")
        let key = world.key(of: bob)
        let own = try world.checks(of: "ListAccessKeys", of: service, by: key)
        #expect(own.map(\.resource) == ["arn:aws:iam::123456789012:user/x/bob"])
        #expect(try checks("GetUser", [:]).map(\.resource) == ["arn:aws:iam::123456789012:root"])
    }

    @Test("Permission is asked for before existence: who may not look learns nothing")
    mutating func order() throws {
        world.user("bob")
        let key = world.key(of: world.user("nobody"))
        for name in ["bob", "ghost"] {
            #expect(throws: AWSError.accessDenied("")) {
                try world.call("GetUser", of: service, ["UserName": name], by: key)
            }
        }
        #expect(throws: AWSError.validation("")) { try world.call("GetUser", of: service, ["UserName": ""], by: key) }
    }
}
