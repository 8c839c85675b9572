import AWSTypes
import IdentityModel
import PolicyLanguage
import Testing
import TestSupport

@testable import S3Service

@Suite("What a bucket takes for its policy")
struct BucketPolicyRulesTests {
    private static let bucket = Bucket(
        id: "1", name: BucketName(unchecked: "photos"), region: "us-east-1", created: Timestamp(seconds: 0))

    private func refusal(_ text: String, in world: World = World()) -> String? {
        do {
            _ = try BucketPolicyRules.read(
                Array(text.utf8), for: BucketPolicyRulesTests.bucket, .aws, in: world.state)
            return nil
        } catch {
            return error.code == "MalformedPolicy" ? error.message : "\(error)"
        }
    }

    private func statement(
        principal: String = #""*""#, action: String = #""s3:GetObject""#,
        resource: String = #""arn:aws:s3:::photos/*""#, rest: String = ""
    ) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"# + principal + #","Action":"# + action
            + #","Resource":"# + resource + rest + "}]}"
    }

    @Test("A policy about the bucket and its objects is taken")
    func taken() {
        #expect(refusal(statement()) == nil)
        #expect(refusal(statement(action: #"["s3:*"]"#)) == nil)
        #expect(
            refusal(
                statement(
                    action: #"["s3:ListBucket","s3:GetObject"]"#,
                    resource: #"["arn:aws:s3:::photos","arn:aws:s3:::photos/*"]"#)) == nil)
    }

    @Test(
        "What S3 refuses, it refuses in its words",
        arguments: [
            ("[]", "Policies must be valid JSON and the first byte must be '{'"),
            ("{", "This policy contains invalid Json"),
            (#"{"Version":"2012-10-17","Statement":[]}"#, "Could not parse the policy: Statement is empty!"),
            (#"{"Version":"2012-10-17"}"#, "Missing required field Statement"),
        ])
    func malformed(_ text: String, _ message: String) {
        #expect(refusal(text) == message)
    }

    @Test("Resources have to be the bucket or its objects")
    func resources() {
        for resource in ["*", "arn:aws:s3:::*", "arn:aws:s3:::photosother/*", "arn:aws:s3:::other"] {
            #expect(refusal(statement(resource: "\"\(resource)\"")) == "Policy has invalid resource")
        }
    }

    @Test("Actions have to be some of S3's, and to go with the resources")
    func actions() {
        #expect(refusal(statement(action: #""s3:NoSuchThing""#)) == "Policy has invalid action")
        #expect(refusal(statement(action: #""iam:GetUser""#)) == "Policy has invalid action")
        let mismatch = "Action does not apply to any resource(s) in statement"
        #expect(refusal(statement(action: #""s3:ListBucket""#)) == mismatch)
        #expect(refusal(statement(action: #"["s3:GetObject","s3:ListBucket"]"#)) == mismatch)
        #expect(refusal(statement(resource: #""arn:aws:s3:::photos""#)) == mismatch)
        #expect(refusal(statement(action: #""s3:ListAllMyBuckets""#)) == mismatch)
    }

    @Test("Condition keys have to exist, and to go with the actions")
    func conditions() {
        func with(_ key: String, action: String = #""s3:GetObject""#) -> String? {
            refusal(statement(action: action, rest: #","Condition":{"StringEquals":{"\#(key)":"x"}}"#))
        }
        #expect(with("s3:ExistingObjectTag/team") == nil)
        #expect(with("aws:PrincipalTag/team") == nil)
        #expect(with("s3:nothing") == "Policy has an invalid condition key")
        #expect(with("aws:Nothing") == "Policy has an invalid condition key")
        let mismatch = "Conditions do not apply to combination of actions and resources in statement"
        #expect(with("s3:prefix") == mismatch)
        #expect(with("s3:x-amz-acl", action: #"["s3:PutObject","s3:GetObject"]"#) == mismatch)
    }

    @Test("Users and roles have to be there, and are kept by their ids")
    func principals() throws {
        var world = World()
        let bob = world.user("bob")
        let arn = #"{"AWS":"arn:aws:iam::123456789012:user/bob"}"#
        let document = try BucketPolicyRules.read(
            Array(statement(principal: arn).utf8), for: BucketPolicyRulesTests.bucket, .aws, in: world.state)
        #expect(document.text.contains(bob.id.text))
        #expect(
            refusal(statement(principal: #"{"AWS":"arn:aws:iam::123456789012:user/nobody"}"#), in: world)
                == "Invalid principal in policy")
        let canonical = World.account.canonicalUserID
        #expect(refusal(statement(principal: #"{"CanonicalUser":"\#(canonical)"}"#), in: world) == nil)
        #expect(
            refusal(statement(principal: #"{"CanonicalUser":"abc"}"#), in: world) == "Invalid principal in policy")
    }

    @Test("20,480 bytes are taken, and one more is not")
    func size() {
        let text = statement()
        let padding = BucketPolicyRules.longest - text.utf8.count
        #expect(refusal(text + String(repeating: " ", count: padding)) == nil)
        #expect(
            refusal(text + String(repeating: " ", count: padding + 1))
                == "Normalized policy document exceeds the maximum allowed size of 20480 bytes")
    }

    @Test("A pattern of very many stars is decided at once")
    func stars() {
        #expect(
            refusal(statement(action: "\"s3:\(String(repeating: "*a", count: 5000))z\"")) == "Policy has invalid action"
        )
    }
}
