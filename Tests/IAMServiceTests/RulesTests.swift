import AWSTypes
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

/// iam-api's tables of quotas, conflicts and messages, through the operations.
@Suite("Rules of IAM")
struct RulesTests {
    private var world = World()
    private let root: Credential
    private let service = IAMService.definition

    init() { root = world.key(of: .root) }

    private mutating func call(_ name: String, _ members: KeyValuePairs<String, String>) throws -> Answer {
        try world.call(name, of: service, members, by: root)
    }

    /// The error of a call as `Code status message`.
    private mutating func refusal(_ name: String, _ members: KeyValuePairs<String, String>) throws -> String? {
        let before = world.state
        do {
            _ = try call(name, members)
            return nil
        } catch let error as AWSError {
            #expect(world.state[World.account]?.users.ordered() == before[World.account]?.users.ordered())
            return "\(error.code) \(error.status) \(error.message)"
        }
    }

    // MARK: Reports

    @Test("A credential report is shown until it expires, and made anew then")
    mutating func reportExpires() throws {
        #expect(
            try refusal("GetCredentialReport", [:])
                == "ReportNotPresent 410 No report exists. Generate a report first.")
        _ = try call("GenerateCredentialReport", [:])
        let made = world.now
        world.now = made + 4 * 3600 - 1
        #expect(try call("GetCredentialReport", [:])["ReportFormat"] == "text/csv")
        world.now = made + 4 * 3600
        #expect(
            try refusal("GetCredentialReport", [:])
                == "ReportExpired 410 The report has expired. Generate a new report.")
        #expect(try call("GenerateCredentialReport", [:])["State"] == "STARTED")
        #expect(try call("GetCredentialReport", [:])["ReportFormat"] == "text/csv")
    }

    // MARK: Deletion

    @Test("A user goes when nothing hangs on it, and is told what to remove first")
    mutating func deleteUser() throws {
        let group = world.group("Ops")
        var bob = try world.user("bob") {
            $0.groups = [group.id]
            $0.attachedPolicies = [.aws("/AdministratorAccess")]
            try $0.inlinePolicies.allow("s3:*")
        }
        let key = world.key(of: bob)
        let steps: [(String, (inout User) -> Void)] = [
            ("must remove users from group first.", { $0.groups = [] }),
            ("must detach all policies first.", { $0.attachedPolicies = [] }),
            ("must delete policies first.", { $0.inlinePolicies = InlinePolicies(owner: .user) }),
        ]
        for (message, remove) in steps {
            #expect(
                try refusal("DeleteUser", ["UserName": "bob"]) == "DeleteConflict 409 Cannot delete entity, \(message)")
            remove(&bob)
            let changed = bob
            world.change { $0.put(.user(changed), in: World.account) }
        }
        #expect(
            try refusal("DeleteUser", ["UserName": "bob"])
                == "DeleteConflict 409 Cannot delete entity, must delete access keys first.")
        guard case .longTerm(let id, _, _) = key else { throw Missing(what: "key") }
        _ = try call("DeleteAccessKey", ["UserName": "bob", "AccessKeyId": id.text])
        #expect(try refusal("DeleteUser", ["UserName": "bob"]) == nil)
        #expect(
            try refusal("DeleteUser", ["UserName": "bob"])
                == "NoSuchEntity 404 The user with name bob cannot be found.")
    }

    @Test("Roles in profiles, profiles with roles, groups with members and policies in use stay")
    mutating func deleteOthers() throws {
        let role = try world.role("R")
        world.instanceProfile("P", holding: role)
        let group = world.group("Ops")
        world.user("bob") { $0.groups = [group.id] }
        var policy = world.policy("Pol", allowing: "s3:*")
        let arn = policy.arn(in: .aws).description
        world.user("eve") { $0.permissionsBoundary = policy.reference }
        let inProfile = "DeleteConflict 409 Cannot delete entity, must remove roles from instance profile first."
        #expect(try refusal("DeleteRole", ["RoleName": "R"]) == inProfile)
        #expect(try refusal("DeleteInstanceProfile", ["InstanceProfileName": "P"]) == inProfile)
        #expect(
            try refusal("DeleteGroup", ["GroupName": "Ops"])
                == "DeleteConflict 409 Cannot delete entity, must remove users from group first.")
        #expect(
            try refusal("DeletePolicy", ["PolicyArn": arn])
                == "DeleteConflict 409 Cannot delete a policy attached to entities.")
        _ = try call("DeleteUserPermissionsBoundary", ["UserName": "eve"])
        _ = policy.addVersion(policy.versions[0].document.text, at: world.now, asDefault: true)
        let changed = policy
        world.change { $0.put(.policy(changed), in: World.account) }
        #expect(
            try refusal("DeletePolicy", ["PolicyArn": arn])?.hasPrefix(
                "DeleteConflict 409 This policy has more than one version.") == true)
        #expect(
            try refusal("DeletePolicyVersion", ["PolicyArn": arn, "VersionId": "v2"])
                == "DeleteConflict 409 Cannot delete the default version of a policy.")
        _ = try call("DeletePolicyVersion", ["PolicyArn": arn, "VersionId": "v1"])
        #expect(try refusal("DeletePolicy", ["PolicyArn": arn]) == nil)
    }

    // MARK: Quotas

    @Test("Quotas are AWS's, and so are the words when they are reached")
    mutating func quotas() throws {
        let policies = (0..<11).map { world.policy("p\($0)", allowing: "s3:*").arn(in: .aws).description }
        let bob = world.user("bob")
        for index in 0..<11 { world.group("g\(index)") }
        for index in 0..<10 {
            _ = try call("AttachUserPolicy", ["UserName": "bob", "PolicyArn": policies[index]])
            _ = try call("AddUserToGroup", ["UserName": "bob", "GroupName": "g\(index)"])
        }
        for _ in 0..<2 { _ = world.key(of: bob) }
        for number in 2...5 {
            let document = PolicyText.statement("Allow", ["s3:Get\(number)"])
            _ = try call("CreatePolicyVersion", ["PolicyArn": policies[0], "PolicyDocument": document])
        }
        let role = try world.role("R")
        world.instanceProfile("P", holding: role)
        let rows: [(String, KeyValuePairs<String, String>, String)] = [
            (
                "AttachUserPolicy", ["UserName": "bob", "PolicyArn": policies[10]],
                "Cannot exceed quota for PoliciesPerUser: 10"
            ),
            ("AddUserToGroup", ["UserName": "bob", "GroupName": "g10"], "Cannot exceed quota for GroupsPerUser: 10"),
            ("CreateAccessKey", ["UserName": "bob"], "Cannot exceed quota for AccessKeysPerUser: 2"),
            (
                "CreatePolicyVersion",
                ["PolicyArn": policies[0], "PolicyDocument": PolicyText.statement("Allow", ["s3:*"])],
                "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."
            ),
            (
                "AddRoleToInstanceProfile", ["InstanceProfileName": "P", "RoleName": "R"],
                "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
            ),
        ]
        for (name, members, message) in rows {
            #expect(try refusal(name, members) == "LimitExceeded 409 \(message)")
        }
        // Once more changes nothing, and is no excess.
        #expect(try refusal("AttachUserPolicy", ["UserName": "bob", "PolicyArn": policies[0]]) == nil)
        #expect(try refusal("AddUserToGroup", ["UserName": "bob", "GroupName": "G3"]) == nil)
    }

    @Test("Sizes count characters that are no white space: 2048 of a user's inline policies, 6144 of a managed policy")
    mutating func sizes() throws {
        world.user("bob")
        func document(of size: Int) -> String {
            let empty = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:","Resource":"*"}}"#
            return empty.replacing("\"s3:\"", with: "\"s3:\(String(repeating: "a", count: size - empty.utf8.count))\"")
        }
        let half = document(of: 1024)
        for name in ["a", "b"] {
            _ = try call(
                "PutUserPolicy", ["UserName": "bob", "PolicyName": name, "PolicyDocument": " \n" + half])
        }
        #expect(
            try refusal("PutUserPolicy", ["UserName": "bob", "PolicyName": "c", "PolicyDocument": document(of: 100)])
                == "LimitExceeded 409 Maximum policy size of 2048 bytes exceeded for user bob")
        #expect(try refusal("PutUserPolicy", ["UserName": "bob", "PolicyName": "B", "PolicyDocument": half]) == nil)
        #expect(try refusal("CreatePolicy", ["PolicyName": "p", "PolicyDocument": document(of: 6144)]) == nil)
        #expect(
            try refusal("CreatePolicy", ["PolicyName": "q", "PolicyDocument": document(of: 6145)])
                == "LimitExceeded 409 Cannot exceed quota for PolicySize: 6144")
    }

    // MARK: Names

    @Test("A name in another case is taken, whatever the path")
    mutating func takenNames() throws {
        _ = try call("CreateUser", ["UserName": "Bob", "Path": "/x/"])
        #expect(
            try refusal("CreateUser", ["UserName": "bOB"])
                == "EntityAlreadyExists 409 User with name bOB already exists.")
        _ = try call("CreateUser", ["UserName": "eve"])
        #expect(
            try refusal("UpdateUser", ["UserName": "eve", "NewUserName": "BOB"])
                == "EntityAlreadyExists 409 User with name BOB already exists.")
        #expect(try refusal("UpdateUser", ["UserName": "bob", "NewUserName": "BOB"]) == nil)
        #expect(try call("GetUser", ["UserName": "bob"])["UserName"] == "BOB")
    }

    @Test("Tags are kept in their latest case, fifty at the most, and never with AWS's prefix")
    mutating func tags() throws {
        _ = try call("CreateUser", ["UserName": "bob", "Tags.member.1.Key": "Team", "Tags.member.1.Value": "a"])
        _ = try call("TagUser", ["UserName": "bob", "Tags.member.1.Key": "TEAM", "Tags.member.1.Value": "b"])
        let answer = try call("ListUserTags", ["UserName": "bob"])
        #expect(answer.all("Key") == ["TEAM"])
        #expect(answer.all("Value") == ["b"])
        var bob = try #require(try world.account().users[UserName(unchecked: "bob")])
        bob.tags.set((1..<50).map { Tag(key: "k\($0)", value: "") })
        let full = bob
        world.change { $0.put(.user(full), in: World.account) }
        #expect(
            try refusal("TagUser", ["UserName": "bob", "Tags.member.1.Key": "more", "Tags.member.1.Value": ""])
                == "LimitExceeded 409 The number of tags has reached the maximum limit.")
        #expect(
            try refusal("TagUser", ["UserName": "bob", "Tags.member.1.Key": "K1", "Tags.member.1.Value": "x"]) == nil)
        #expect(
            try refusal(
                "TagUser",
                [
                    "UserName": "bob", "Tags.member.1.Key": "a", "Tags.member.1.Value": "", "Tags.member.2.Key": "A",
                    "Tags.member.2.Value": "",
                ]) == "InvalidInput 400 Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        #expect(
            try refusal("TagUser", ["UserName": "bob", "Tags.member.1.Key": "AWS:x", "Tags.member.1.Value": ""])?
                .hasPrefix("InvalidInput 400") == true)
    }

    // MARK: What is AWS's

    @Test("AWS's policies and service-linked roles are nobody's to change")
    mutating func unmodifiable() throws {
        let arn = "arn:aws:iam::aws:policy/AdministratorAccess"
        for (name, members) in [
            ("DeletePolicy", ["PolicyArn": arn]), ("SetDefaultPolicyVersion", ["PolicyArn": arn, "VersionId": "v1"]),
        ] as [(String, KeyValuePairs<String, String>)] {
            #expect(try refusal(name, members)?.hasPrefix("AccessDenied 403") == true)
        }
        try world.role("AWSServiceRoleForX", path: "/aws-service-role/x.amazonaws.com/")
        #expect(
            try refusal("DeleteRole", ["RoleName": "AWSServiceRoleForX"])
                == "UnmodifiableEntity 400 Cannot perform the operation on the protected role 'AWSServiceRoleForX' - this role is only modifiable by AWS"
        )
    }

    @Test("A user's name has to be told with credentials that are no user's")
    mutating func implicitName() throws {
        let session = world.session(of: try world.role("R") { $0.attachedPolicies = [.aws("/AdministratorAccess")] })
        let error = #expect(throws: AWSError.validation("")) {
            try world.call("GetUser", of: service, by: session)
        }
        #expect(error?.message == "Must specify userName when calling with non-User credentials")
        #expect(try call("GetUser", [:])["Arn"] == "arn:aws:iam::123456789012:root")
    }
}
