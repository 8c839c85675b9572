import PolicyLanguage
import TestSupport
import Testing

@testable import IAMService

@Suite("Services that policies reach")
struct ServiceReachTests {
    private func reach(_ statements: String...) throws -> ServiceReach {
        ServiceReach([
            try PolicyDocument(
                parsing: #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ","))]}"#)
        ])
    }

    private func allow(_ actions: String) -> String { #"{"Effect": "Allow", "Action": \#(actions), "Resource": "*"}"# }

    @Test(
        "A service is reached by any of its actions, whatever their case",
        arguments: [#""s3:GetObject""#, #""S3:get*""#, #"["iam:GetUser", "s3:*"]"#, #""*""#, #""s?:*""#, #""*:*""#])
    func reached(actions: String) throws {
        #expect(try reach(allow(actions)).allows(service: "s3"))
    }

    @Test("A service is not reached by those of another", arguments: [#""s3express:*""#, #""iam:s3""#, #""s:*""#])
    func notReached(actions: String) throws {
        #expect(try !reach(allow(actions)).allows(service: "s3"))
    }

    @Test("NotAction reaches all but what it takes away as a whole")
    func negated() throws {
        let reach = try reach(#"{"Effect": "Allow", "NotAction": ["s3:*", "iam:GetUser"], "Resource": "*"}"#)
        #expect(!reach.allows(service: "s3"))
        #expect(reach.allows(service: "iam"))
        #expect(!reach.allows(action: "iam:GetUser"))
        #expect(reach.allows(action: "iam:GetRole"))
        #expect(!reach.namespaces.contains("s3"))
        #expect(reach.namespaces.contains("ec2"))
    }

    @Test(
        "A denial of a whole service of everything takes it away",
        arguments: [#""Action": "s3:*""#, #""Action": "*""#, #""Action": "s*:**""#, #""NotAction": "iam:*""#])
    func denied(actions: String) throws {
        let reach = try reach(allow(#""*""#), #"{"Effect": "Deny", \#(actions), "Resource": "*"}"#)
        #expect(!reach.allows(service: "s3"))
    }

    @Test(
        "A denial of some actions, of some resources or under a condition does not",
        arguments: [
            #""Action": "s3:Get*", "Resource": "*""#, #""Action": "s3:*", "Resource": "arn:aws:s3:::b""#,
            #""Action": "s3:*", "NotResource": "*""#, #""NotAction": "s3:GetObject", "Resource": "*""#,
            #""Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#,
        ])
    func notDenied(rest: String) throws {
        #expect(try reach(allow(#""*""#), #"{"Effect": "Deny", \#(rest)}"#).allows(service: "s3"))
    }

    @Test("Services of one's own are told when they are named")
    func ownServices() throws {
        #expect(try reach(allow(#"["myapp:Read", "s3:*", "zz*:x"]"#)).namespaces == ["myapp", "s3"])
    }

    @Test("Every service has a name, and there are as many as AWS's reference has")
    func names() {
        #expect(ServiceNames.namespaces.count == 457)
        #expect(ServiceNames.name(of: "iam") == "AWS Identity and Access Management")
        #expect(ServiceNames.name(of: "myapp") == "myapp")
    }
}
