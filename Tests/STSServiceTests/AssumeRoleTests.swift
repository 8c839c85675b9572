import AWSTypes
import Authentication
import IdentityModel
import Operations
import STSService
import TestSupport
import Testing

@Suite("Assuming a role")
struct AssumeRoleTests {
    private var world = World()
    private let arn = "arn:aws:iam::123456789012:role/R"

    private mutating func assume(_ arn: String, by credential: Credential) throws {
        try world.sts("AssumeRole", ["RoleArn": arn, "RoleSessionName": "s1"], by: credential)
    }

    /// The message of a denial; nil where the role was assumed.
    private mutating func denial(_ arn: String, by credential: Credential) throws -> String? {
        do {
            try assume(arn, by: credential)
            return nil
        } catch let error as AWSError where error.code == "AccessDenied" {
            return error.message
        }
    }

    // MARK: Trust, by evaluation-logic's table

    @Test("A trusted user of the same account needs no policy of its own; nobody else gets in")
    mutating func trustedUser() throws {
        let bob = world.user("bob")
        try world.role("R", trusting: #"{"AWS": "\#(bob.id)"}"#)
        #expect(try denial(arn, by: world.key(of: bob)) == nil)
        let eve = try world.user("eve") { try $0.inlinePolicies.allow("*") }
        #expect(
            try denial(arn, by: world.key(of: eve)) == """
                User: arn:aws:iam::123456789012:user/eve is not authorized to perform: sts:AssumeRole on resource: \
                arn:aws:iam::123456789012:role/R
                """)
    }

    @Test("Trust in the account leaves it to the account's policies")
    mutating func trustedAccount() throws {
        try world.role("R", trusting: #"{"AWS": "arn:aws:iam::123456789012:root"}"#)
        let without = world.key(of: world.user("bob"))
        let with = world.key(of: try world.user("eve") { try $0.inlinePolicies.allow("sts:AssumeRole", on: arn) })
        #expect(try denial(arn, by: without) != nil)
        #expect(try denial(arn, by: with) == nil)
    }

    @Test("Across accounts both sides have to allow, whatever the trust names")
    mutating func crossAccount() throws {
        let without = world.user("bob", in: World.otherAccount)
        let with = try world.user("eve", in: World.otherAccount) {
            try $0.inlinePolicies.allow("sts:AssumeRole", on: arn)
        }
        let keys = [
            world.key(of: without, in: World.otherAccount), world.key(of: with, in: World.otherAccount),
        ]
        for principal in ["210987654321", without.id.text, with.id.text, "*"] {
            let role = try world.role("R", trusting: #"{"AWS": ["\#(principal)"]}"#)
            #expect(try denial(arn, by: keys[0]) != nil, "\(principal)")
            let isTrusted = principal != without.id.text
            #expect((try denial(arn, by: keys[1]) == nil) == isTrusted, "\(principal)")
            world.change { $0.remove(.role(role.id), from: World.account) }
        }
        try world.role("R", trusting: #"{"AWS": "123456789012"}"#)
        #expect(try denial(arn, by: keys[1]) != nil)
    }

    @Test("A role does not trust itself unless its policy says so")
    mutating func itself() throws {
        let role = try world.role("R") { try $0.inlinePolicies.allow("sts:AssumeRole") }
        #expect(try denial(arn, by: world.session(of: role)) != nil)
        let trusting = try world.role("S", trusting: #"{"AWS": "123456789012"}"#) {
            try $0.inlinePolicies.allow("sts:AssumeRole")
        }
        #expect(try denial("arn:aws:iam::123456789012:role/S", by: world.session(of: trusting)) == nil)
    }

    @Test("The external id counts where the trust asks for it, and is harmless where not")
    mutating func externalID() throws {
        let key = world.key(of: try world.user("bob") { try $0.inlinePolicies.allow("sts:*") })
        try world.role(
            "R", trusting: #"{"AWS": "123456789012"}"#, condition: #"{"StringEquals": {"sts:ExternalId": "id-1"}}"#)
        try world.role("Open", trusting: #"{"AWS": "123456789012"}"#)
        _ = try world.assume("R", ("ExternalId", "id-1"), by: key)
        _ = try world.assume("Open", ("ExternalId", "id-1"), by: key)
        #expect(throws: AWSError.accessDenied("")) { try world.assume("R", by: key) }
        #expect(throws: AWSError.accessDenied("")) { try world.assume("R", ("ExternalId", "id-2"), by: key) }
        for id in ["x", "a b", String(repeating: "x", count: 1225)] {
            #expect(throws: AWSError.validation("")) { try world.assume("Open", ("ExternalId", id), by: key) }
        }
    }

    @Test("Roles that don't exist, and names in another case or path, are denied in the words for those that do")
    mutating func missing() throws {
        try world.role("R", path: "/x/", trusting: #"{"AWS": "123456789012"}"#)
        let key = world.key(of: try world.user("bob") { try $0.inlinePolicies.allow("*") })
        for arn in [
            "arn:aws:iam::123456789012:role/Ghost", "arn:aws:iam::123456789012:role/R",
            "arn:aws:iam::123456789012:role/x/r", "arn:aws:iam::999999999999:role/x/R",
            "arn:aws-cn:iam::123456789012:role/x/R",
        ] {
            #expect(
                try denial(arn, by: key)
                    == "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:AssumeRole on resource: \(arn)"
            )
        }
        #expect(try denial("arn:aws:iam::123456789012:role/x/R", by: key) == nil)
    }

    @Test(
        "An ARN that is none, or none of a role, is invalid",
        arguments: [
            "arn:aws:iam::123456789012:user/bob", "arn:aws:iam::123456789012:role/", "arn:aws:sts::123456789012:role/R",
            "arn:aws:iam:us-east-1:123456789012:role/R", "arn:aws:iam::aws:role/RRRRRRR", "not an ARN, but long enough",
            "arn:aws:iam::1:role", "short",
        ])
    func arnForms(arn: String) throws {
        var world = World()
        let key = world.key(of: world.user("bob"))
        #expect(throws: AWSError.validation("")) {
            try world.sts("AssumeRole", ["RoleArn": arn, "RoleSessionName": "s1"], by: key)
        }
    }

    @Test("The root user assumes no roles")
    mutating func root() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        for credential in [world.key(of: .root), world.session(of: .root(account: World.account))] {
            #expect(try denial(arn, by: credential) == "Roles may not be assumed by root accounts.")
        }
    }

    @Test("A device that nobody has proves nothing")
    mutating func mfa() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        let key = world.key(of: world.user("bob"))
        let serial = ("SerialNumber", "arn:aws:iam::123456789012:mfa/bob")
        let error = #expect(throws: AWSError.accessDenied("")) {
            try world.assume("R", serial, ("TokenCode", "123456"), by: key)
        }
        #expect(
            error?.message == """
                MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number \
                is valid and associated with this user.
                """)
        #expect(throws: AWSError.accessDenied("")) { try world.assume("R", serial, by: key) }
        #expect(throws: AWSError.validation("")) { try world.assume("R", serial, ("TokenCode", "12345"), by: key) }
    }

    // MARK: What is given out

    @Test("The credentials carry the role by id, the session's name, its beginning and its end")
    mutating func credentials() throws {
        let role = try world.role("R", path: "/x/", trusting: #"{"AWS": "*"}"#)
        let answer = try world.sts(
            "AssumeRole", ["RoleArn": "arn:aws:iam::123456789012:role/x/R", "RoleSessionName": "bob@1"],
            by: world.key(of: world.user("bob")))
        let session = try world.session(in: answer)
        #expect(
            session.principal
                == .role(account: World.account, id: role.id, name: "R", sessionName: "bob@1"))
        #expect(session.issued == world.now)
        #expect(session.expires == world.now + 3600)
        #expect(session.mfaAuthenticatedAt == nil)
        #expect(session.accessKeyID.text == answer["AccessKeyId"])
        #expect(session.accessKeyID.accountID == World.account)
        #expect(session.accessKeyID.isTemporary)
        #expect(session.secret.exposed == answer["SecretAccessKey"])
        #expect(answer["Expiration"] == (world.now + 3600).iso8601)
        #expect(answer["AssumedRoleId"] == "\(role.id):bob@1")
        #expect(answer["Arn"] == "arn:aws:sts::123456789012:assumed-role/R/bob@1")
        #expect(answer["PackedPolicySize"] == nil)
        #expect(answer["SourceIdentity"] == nil)
    }

    @Test("A session may last as long as its role allows, an hour unless told otherwise")
    mutating func durations() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#, maxSessionDuration: 7200)
        let key = world.key(of: world.user("bob"))
        for seconds in [900, 3601, 7200] {
            guard case .temporary(let session) = try world.assume("R", ("DurationSeconds", "\(seconds)"), by: key)
            else { throw Missing(what: "session") }
            #expect(session.expires - session.issued == Int64(seconds))
        }
        let error = #expect(throws: AWSError.validation("")) {
            try world.assume("R", ("DurationSeconds", "7201"), by: key)
        }
        #expect(error?.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        for seconds in ["899", "43201"] {
            #expect(throws: AWSError.validation("")) { try world.assume("R", ("DurationSeconds", seconds), by: key) }
        }
    }

    @Test(
        "A session's name has 2 to 64 characters of a name",
        arguments: ["x", "a b", "a/b", "é!", String(repeating: "x", count: 65)])
    mutating func sessionNames(name: String) throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        let key = world.key(of: world.user("bob"))
        #expect(throws: AWSError.validation("")) {
            try world.sts("AssumeRole", ["RoleArn": arn, "RoleSessionName": name], by: key)
        }
    }

    // MARK: Session policies

    @Test("Session policies go along with the session, and their packed size is told")
    mutating func sessionPolicies() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        let policy = world.policy("P", allowing: "s3:*").arn(in: .aws).description
        let text = PolicyText.statement("Allow", ["s3:Get*"])
        let answer = try world.sts(
            "AssumeRole",
            [
                "RoleArn": arn, "RoleSessionName": "s1", "Policy": text, "PolicyArns.member.1.arn": policy,
                "PolicyArns.member.2.arn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
            ], by: world.key(of: world.user("bob")))
        let session = try world.session(in: answer)
        #expect(session.policies == [text])
        #expect(
            session.policyARNs.map(\.description) == [policy, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"])
        #expect((1...100).contains(answer["PackedPolicySize"].flatMap { Int($0) } ?? 0))
    }

    @Test("A session policy has to be a policy, within limits, and a managed one has to exist for the role's account")
    mutating func brokenSessionPolicies() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        let key = world.key(of: world.user("bob"))
        let foreign = world.policy("P", allowing: "s3:*", in: World.otherAccount).arn(in: .aws).description
        let long = PolicyText.statement("Allow", ["s3:\(String(repeating: "a", count: 2048))"])
        let rows: [(String, String, AWSError)] = [
            ("Policy", "{", AWSError("MalformedPolicyDocument", status: 400, "")),
            ("Policy", long, .validation("")),
            ("PolicyArns.member.1.arn", "arn:aws:iam::123456789012:policy/Ghost", .validation("")),
            ("PolicyArns.member.1.arn", foreign, .validation("")),
            ("PolicyArns.member.1.arn", "not an ARN, but long enough", .validation("")),
        ]
        for (name, value, expected) in rows {
            #expect(throws: expected, "\(value)") { try world.assume("R", (name, value), by: key) }
        }
    }

    @Test("What does not fit the packed size is refused with its percentage")
    mutating func packedSize() throws {
        try world.role("R", trusting: #"{"AWS": "*"}"#)
        let key = world.key(of: world.user("bob"))
        let tags = (1...50).flatMap { place in
            [
                ("Tags.member.\(place).Key", "key-\(place)-" + String(repeating: "k", count: 100)),
                ("Tags.member.\(place).Value", String(repeating: "\(place % 10)v", count: 128)),
            ]
        }
        let members = [("RoleArn", arn), ("RoleSessionName", "s1")] + tags
        let error = #expect(throws: AWSError("PackedPolicyTooLarge", status: 400, "")) {
            try world.call("AssumeRole", of: STSService.definition, members, by: key)
        }
        #expect(
            error?.message.wholeMatch(of: /Packed size of session tags consumes \d{3,}% of allotted space\./) != nil)
    }
}
