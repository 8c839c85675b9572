import AWSTypes
import Foundation
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

/// policy-language's table of unique-id rewriting, row by row, through the operations.
@Suite("Principals of trust policies")
struct TrustPolicyPrincipalTests {
    private var world = World()
    private let root: Credential
    private let service = IAMService.definition

    init() { root = world.key(of: .root) }

    private func trust(_ principals: [String]) -> String {
        let list = principals.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": [\(list)]}, \
            "Action": "sts:AssumeRole"}}
            """
    }

    private mutating func createRole(_ name: String, trusting principals: String...) throws {
        try world.call(
            "CreateRole", of: service, ["RoleName": name, "AssumeRolePolicyDocument": trust(principals)], by: root)
    }

    /// The principals as GetRole shows them.
    private mutating func shown(_ role: String) throws -> [String] {
        let answer = try world.call("GetRole", of: service, ["RoleName": role], by: root)
        let text = try #require(answer["AssumeRolePolicyDocument"]?.removingPercentEncoding)
        let principals = try JSONDecoder().decode(TrustDocument.self, from: Data(text.utf8)).statement.principal
        return principals["AWS"]?.texts ?? []
    }

    private struct TrustDocument: Decodable {
        let statement: Statement

        enum CodingKeys: String, CodingKey { case statement = "Statement" }

        struct Statement: Decodable {
            let principal: [String: Texts]

            enum CodingKeys: String, CodingKey { case principal = "Principal" }
        }
    }

    /// A text or a list of texts.
    private struct Texts: Decodable {
        let texts: [String]
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                texts = [text]
            } else {
                texts = try container.decode([String].self)
            }
        }
    }

    @Test("A user and a role are kept by their unique ids, and shown by their ARNs")
    mutating func stored() throws {
        let bob = world.user("bob", path: "/division/")
        let ci = try world.role("CI")
        let arns = ["arn:aws:iam::123456789012:user/division/bob", "arn:aws:iam::123456789012:role/CI"]
        try createRole("R", trusting: arns[0], arns[1])
        let stored = try world.account().roles[RoleName(unchecked: "R")]?.trustPolicy.text
        #expect(stored?.contains("\"\(bob.id)\"") == true)
        #expect(stored?.contains("\"\(ci.id)\"") == true)
        #expect(stored?.contains("arn:") == false)
        #expect(try shown("R") == arns)
    }

    @Test("A rename and a move are followed")
    mutating func rename() throws {
        world.user("bob")
        try createRole("R", trusting: "arn:aws:iam::123456789012:user/bob")
        try world.call(
            "UpdateUser", of: service, ["UserName": "bob", "NewUserName": "robert", "NewPath": "/x/"], by: root)
        #expect(try shown("R") == ["arn:aws:iam::123456789012:user/x/robert"])
    }

    @Test("Whoever is deleted shows as a bare id, also when the name is taken anew, until the policy is saved again")
    mutating func recreation() throws {
        let bob = world.user("bob")
        let arn = "arn:aws:iam::123456789012:user/bob"
        try createRole("R", trusting: arn)
        try world.call("DeleteUser", of: service, ["UserName": "bob"], by: root)
        #expect(try shown("R") == [bob.id.text])
        try world.call("CreateUser", of: service, ["UserName": "bob"], by: root)
        #expect(try shown("R") == [bob.id.text])
        try world.call(
            "UpdateAssumeRolePolicy", of: service, ["RoleName": "R", "PolicyDocument": trust([arn])], by: root)
        #expect(try shown("R") == [arn])
    }

    @Test("A document that still names a dead id can't be saved")
    mutating func deadID() throws {
        let bob = world.user("bob")
        world.change { $0.remove(.user(bob.id), from: World.account) }
        let error = #expect(throws: AWSError("MalformedPolicyDocument", status: 400, "")) {
            try createRole("R", trusting: bob.id.text)
        }
        #expect(error?.message == "Invalid principal in policy: \"AWS\":\"\(bob.id)\"")
    }

    @Test("Whom nobody knows can't be trusted: name, path and case have to be right")
    mutating func unknown() throws {
        world.user("bob", path: "/division/")
        for arn in [
            "arn:aws:iam::123456789012:user/eve", "arn:aws:iam::123456789012:user/bob",
            "arn:aws:iam::123456789012:user/division/Bob", "arn:aws:iam::123456789012:role/division/bob",
            "arn:aws:iam::210987654321:user/division/bob", "arn:aws:iam::123456789012:group/Ops",
            "arn:aws:s3:::bucket", "AIDAAAAAAAAAAAAAAAAAA",
        ] {
            let error = #expect(throws: AWSError("MalformedPolicyDocument", status: 400, ""), "\(arn)") {
                try createRole("R", trusting: arn)
            }
            #expect(error?.message == "Invalid principal in policy: \"AWS\":\"\(arn)\"")
        }
    }

    @Test("Principals of another account are kept by id where that account is hosted here, as written where not")
    mutating func otherAccounts() throws {
        let eve = world.user("eve", in: World.otherAccount)
        let hosted = "arn:aws:iam::210987654321:user/eve"
        let foreign = "arn:aws:iam::999999999999:role/x/Y"
        try createRole("R", trusting: hosted, foreign)
        let stored = try world.account().roles[RoleName(unchecked: "R")]?.trustPolicy.text
        #expect(stored?.contains(eve.id.text) == true)
        #expect(stored?.contains(foreign) == true)
        #expect(try shown("R") == [hosted, foreign])
    }

    @Test("Accounts, everyone and sessions are not rewritten")
    mutating func unchanged() throws {
        let principals = [
            "123456789012", "arn:aws:iam::123456789012:root", "*",
            "arn:aws:sts::123456789012:assumed-role/CI/session", "arn:aws:sts::123456789012:federated-user/bob",
        ]
        for principal in principals {
            try createRole("R", trusting: principal)
            #expect(try shown("R") == [principal])
            try world.call("DeleteRole", of: service, ["RoleName": "R"], by: root)
        }
    }

    @Test("In another partition, ARNs of that partition are meant and shown; those of others are nobody's")
    mutating func partitions() throws {
        world.user("bob")
        world.region = "cn-north-1"
        #expect(throws: AWSError("MalformedPolicyDocument", status: 400, "")) {
            try createRole("R", trusting: "arn:aws:iam::123456789012:user/bob")
        }
        try createRole("R", trusting: "arn:aws-cn:iam::123456789012:user/bob")
        #expect(try shown("R") == ["arn:aws-cn:iam::123456789012:user/bob"])
        world.region = "us-gov-west-1"
        #expect(try shown("R") == ["arn:aws-us-gov:iam::123456789012:user/bob"])
    }
}
