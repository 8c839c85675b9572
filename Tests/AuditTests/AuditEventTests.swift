import AWSProtocols
import AWSTypes
import Authentication
import Foundation
import IdentityModel
import Operations
import TestSupport
import Testing

@testable import Audit

@Suite("What a line of the audit log says")
struct AuditEventTests {
    private var world = World()

    private func event(by caller: Caller? = nil, _ parameters: KeyValuePairs<String, String> = [:]) throws -> AuditEvent
    {
        var event = AuditEvent(
            id: "00000000-0000-4000-8000-000000000000", time: world.now, sourceIP: "203.0.113.7", userAgent: "aws-cli/2"
        )
        event.service = "iam"
        event.operation = "CreateUser"
        event.isReadOnly = false
        event.caller = caller
        event.region = "us-east-1"
        event.parameters = try QueryParameters(parameters)
        return event
    }

    private func line(_ event: AuditEvent) throws -> [String: Any] {
        var bytes: [UInt8] = []
        JSONLine.write(into: &bytes, event.write)
        #expect(bytes.last == UInt8(ascii: "\n") && bytes.dropLast().allSatisfy { $0 != UInt8(ascii: "\n") })
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("A line has the members of a CloudTrail record")
    mutating func members() throws {
        let bob = world.user("bob", path: "/staff/")
        let credential = world.key(of: bob)
        let caller = try world.caller(credential)
        let line = try line(event(by: caller, ["Action": "CreateUser", "Version": "2010-05-08", "UserName": "eve"]))
        #expect(line["eventVersion"] as? String == "1.11")
        #expect(line["eventSource"] as? String == "iam.amazonaws.com")
        #expect(line["eventName"] as? String == "CreateUser")
        #expect(line["eventTime"] as? String == world.now.iso8601)
        #expect(line["awsRegion"] as? String == "us-east-1")
        #expect(line["sourceIPAddress"] as? String == "203.0.113.7")
        #expect(line["userAgent"] as? String == "aws-cli/2")
        #expect(line["requestParameters"] as? [String: String] == ["UserName": "eve"])
        #expect(line["readOnly"] as? Bool == false)
        #expect(line["recipientAccountId"] as? String == "123456789012")
        #expect(line["requestID"] as? String == "00000000-0000-4000-8000-000000000000")
        #expect(line["errorCode"] == nil)
        let identity = try #require(line["userIdentity"] as? [String: String])
        #expect(
            identity == [
                "type": "IAMUser", "principalId": bob.id.text, "arn": "arn:aws:iam::123456789012:user/staff/bob",
                "accountId": "123456789012", "accessKeyId": try #require(caller.accessKeyID).text, "userName": "bob",
            ])
    }

    @Test("A session is told with who gave it, when, and for whom")
    mutating func session() throws {
        let role = try world.role("R")
        let credential = world.session(of: role, named: "visit") {
            $0.sourceIdentity = "carol"
            $0.mfaAuthenticatedAt = $0.issued
        }
        let line = try line(event(by: world.caller(credential)))
        let identity = try #require(line["userIdentity"] as? [String: Any])
        #expect(identity["type"] as? String == "AssumedRole")
        #expect(identity["arn"] as? String == "arn:aws:sts::123456789012:assumed-role/R/visit")
        let context = try #require(identity["sessionContext"] as? [String: Any])
        #expect(context["sourceIdentity"] as? String == "carol")
        #expect((context["sessionIssuer"] as? [String: String])?["principalId"] == role.id.text)
        #expect((context["attributes"] as? [String: String])?["mfaAuthenticated"] == "true")
    }

    @Test("A request by nobody known is told with the key that it claims")
    func stranger() throws {
        var event = try event()
        event.accessKeyID = AccessKeyID("AKIAUNKNOWN")
        event.error = .invalidClientTokenID
        let line = try line(event)
        #expect(line["userIdentity"] as? [String: String] == ["type": "Unknown", "accessKeyId": "AKIAUNKNOWN"])
        #expect(line["errorCode"] as? String == "InvalidClientTokenId")
        #expect(line["recipientAccountId"] == nil)
    }

    @Test(
        "What may be a secret is hidden, by whatever name it comes",
        arguments: [
            "Password", "NewPassword", "OldPassword", "PrivateKey", "TokenCode", "AuthenticationCode1", "SAMLAssertion",
            "WebIdentityToken", "SAMLMetadataDocument", "AddPrivateKey", "Foo", "Bar.member.1", "password", "",
            "member.1",
        ])
    func secrets(name: String) throws {
        var event = try event(["UserName": "bob", name: "hunter2"])
        event.error = .validation("Value 'hunter2' at 'x' failed to satisfy constraint: …")
        var bytes: [UInt8] = []
        JSONLine.write(into: &bytes, event.write)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("HIDDEN_DUE_TO_SECURITY_REASONS") && text.contains("bob"))
    }

    @Test("What is known to be harmless is shown, in lists too")
    func shown() throws {
        let parameters: KeyValuePairs = [
            "RoleArn": "r", "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue", "TagKeys.member.1": "k",
            "PolicyDocument": "{}", "AccessKeyId": "AKIA",
        ]
        let line = try line(event(parameters))
        let shown = try #require(line["requestParameters"] as? [String: String])
        #expect(shown == Dictionary(uniqueKeysWithValues: parameters.map { ($0.key, $0.value) }))
    }

    @Test("Members of JSON are judged as parameters are")
    func json() throws {
        var event = try event()
        event.json = Array(
            #"{"Name": "p", "Content": "{}", "Password": "hunter2", "Tags": [{"Key": "k", "X": 1}]}"#.utf8)
        let shown = try #require(try line(event)["requestParameters"] as? [String: String])
        let hidden = AuditedParameters.hidden
        #expect(shown == ["Name": "p", "Content": "{}", "Password": hidden, "Tags.1.Key": "k", "Tags.1.X": hidden])
        event.json = Array("not JSON".utf8)
        #expect(try line(event)["requestParameters"] as? [String: String] == [:])
    }

    @Test("However much is asked for, a line stays short enough, and says what it left out")
    func bounded() throws {
        let long = String(repeating: "x", count: 70_000)
        let line = try line(event(["PolicyDocument": long, "UserName": "bob", "Description": long]))
        let shown = try #require(line["requestParameters"] as? [String: Any])
        #expect(shown["omittedParameters"] as? Int == 3)
        #expect(shown["PolicyDocument"] == nil)
    }

    @Test("Decisions for services of one's own are told, and how many more there were")
    func decisions() throws {
        var event = try event()
        event.decisions = (0..<60).map { AuditEvent.Decision("allowed", action: "orders:Read", resource: "\($0)") }
        let data = try #require(try line(event)["additionalEventData"] as? [String: Any])
        #expect((data["decisions"] as? [String])?.first == "allowed orders:Read 0")
        #expect((data["decisions"] as? [String])?.count == 50)
        #expect(data["omittedDecisions"] as? Int == 10)
    }

    @Test("Any text stays one line of JSON")
    func escapes() throws {
        let text = "a\"b\\c\u{0}\n\r\t\u{1F}é\u{2028}😀"
        let line = try line(event(["UserName": text]))
        #expect((line["requestParameters"] as? [String: String])?["UserName"] == text)
    }
}
