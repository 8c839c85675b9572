import AWSTypes
import Authentication
import IAMService
import IdentityModel
import Operations
import PolicyEngine
import PolicyLanguage
import STSService
import TestSupport
import Testing

@Suite("GetFederationToken")
struct GetFederationTokenTests {
    private var world = World()
    private let alice: User

    init() throws {
        alice = try world.user("alice") {
            try $0.inlinePolicies.allow("sts:GetFederationToken", "sts:TagSession", "s3:*")
            $0.tags = [Tag(key: "team", value: "blue"), Tag(key: "stage", value: "dev")]
        }
    }

    private mutating func federate(
        _ members: [(String, String)] = [], by credential: Credential? = nil
    ) throws -> (answer: Answer, session: Session) {
        let caller = credential ?? world.key(of: alice)
        let answer = try world.call(
            "GetFederationToken", of: STSService.definition, [("Name", "Jane")] + members, by: caller)
        return (answer, try world.session(in: answer))
    }

    private func decide(_ action: String, _ session: Session, _ resource: ResourcePolicy = .none) throws -> Bool {
        var check = AuthorizationCheck(action, on: "arn:aws:s3:::b/k")
        check.resourcePolicy = resource
        return Authorizer().decide(check, for: try world.caller(.temporary(session)), in: world.state).isAllowed
    }

    private func bucketPolicy(_ principal: String) throws -> ResourcePolicy {
        let document = try PolicyDocument(
            parsing: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "\(principal)"},
                "Action": "s3:GetObject", "Resource": "*"}}
                """)
        return .ordinary(PolicySet([CompiledPolicy(document, source: PolicySource(.resource, id: "bucket"))]))
    }

    @Test("The answer names the federated user, and the credentials are that user's")
    mutating func answer() throws {
        let (answer, session) = try federate()
        #expect(answer["FederatedUserId"] == "123456789012:Jane")
        #expect(answer["Arn"] == "arn:aws:sts::123456789012:federated-user/Jane")
        #expect(answer["PackedPolicySize"] == nil)
        #expect(session.expires - session.issued == 43_200)
        let who = try world.sts("GetCallerIdentity", by: .temporary(session))
        #expect(who["Arn"] == "arn:aws:sts::123456789012:federated-user/Jane")
        #expect(who["UserId"] == "123456789012:Jane")
    }

    @Test("Users may ask for 15 minutes to 36 hours, root users get an hour at most")
    mutating func durations() throws {
        #expect(throws: AWSError.validation("")) { try federate([("DurationSeconds", "899")]) }
        #expect(throws: AWSError.validation("")) { try federate([("DurationSeconds", "129601")]) }
        let longest = try federate([("DurationSeconds", "129600")]).session
        #expect(longest.expires - longest.issued == 129_600)
        let root = world.key(of: .root)
        for members in [[], [("DurationSeconds", "7200")]] {
            let session = try federate(members, by: root).session
            #expect(session.expires - session.issued == 3600)
        }
    }

    @Test("Permissions are the user's and the session policies' in common; without a policy there are none")
    mutating func intersection() throws {
        let policy = PolicyText.statement("Allow", ["s3:GetObject", "ec2:*"])
        let both = try federate([("Policy", policy)])
        #expect(both.answer["PackedPolicySize"] != nil)
        #expect(try decide("s3:GetObject", both.session))
        #expect(try !decide("s3:PutObject", both.session))
        #expect(try !decide("ec2:RunInstances", both.session))
        #expect(try !decide("s3:GetObject", federate().session))
        let managed = world.policy("read", allowing: "s3:Get*")
        let arn = managed.arn(in: .aws).description
        #expect(try decide("s3:GetObject", federate([("PolicyArns.member.1.arn", arn)]).session))
    }

    @Test("A resource policy that names the federated user grants by itself; one that names the user is cut down")
    mutating func resourcePolicies() throws {
        let session = try federate().session
        #expect(try decide("s3:GetObject", session, bucketPolicy("arn:aws:sts::123456789012:federated-user/Jane")))
        #expect(try !decide("s3:GetObject", session, bucketPolicy("arn:aws:sts::123456789012:federated-user/John")))
        #expect(try !decide("s3:GetObject", session, bucketPolicy("arn:aws:iam::123456789012:user/alice")))
    }

    @Test("Root's federated users may do what the session policy says")
    mutating func root() throws {
        let session = try federate([("Policy", PolicyText.statement("Allow", ["s3:Get*"]))], by: world.key(of: .root))
            .session
        #expect(try decide("s3:GetObject", session))
        #expect(try !decide("s3:PutObject", session))
        let plain = try federate(by: world.key(of: .root)).session
        #expect(try !decide("s3:GetObject", plain))
    }

    @Test("The user's tags, overridden by those passed, are the principal's, and none is handed down")
    mutating func tags() throws {
        let (answer, session) = try federate([
            ("Tags.member.1.Key", "stage"), ("Tags.member.1.Value", "prod"),
            ("TransitiveTagKeys.member.1", "stage"),
        ])
        #expect(answer["PackedPolicySize"] == "1")
        #expect(session.transitiveTagKeys.isEmpty)
        let tags = try world.caller(.temporary(session)).principalTags
        #expect(tags["team"] == "blue")
        #expect(tags["stage"] == "prod")
        let bob = try world.user("bob") { try $0.inlinePolicies.allow("sts:GetFederationToken") }
        let key = world.key(of: bob)
        #expect(throws: AWSError.accessDenied("")) {
            try federate([("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")], by: key)
        }
    }

    @Test("Permission is asked for on the federated user's ARN, and a denial names it")
    mutating func permission() throws {
        let bob = try world.user("bob") {
            try $0.inlinePolicies.allow(
                "sts:GetFederationToken", on: "arn:aws:sts::123456789012:federated-user/John")
        }
        let key = world.key(of: bob)
        var message = ""
        do { _ = try federate(by: key) } catch let error as AWSError { message = error.message }
        #expect(
            message == """
                User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:GetFederationToken on \
                resource: arn:aws:sts::123456789012:federated-user/Jane because no identity-based policy allows the \
                sts:GetFederationToken action
                """)
    }

    @Test("Sessions of any kind may not ask, and federated users may call nothing of IAM, and of STS who they are")
    mutating func sessions() throws {
        let role = try world.role("R") { try $0.inlinePolicies.allow("*") }
        let federated = try federate([("Policy", PolicyText.statement("Allow", ["*"]))]).session
        let rows = [
            world.session(of: role), world.session(of: .user(account: World.account, id: alice.id)),
            world.session(of: .root(account: World.account)), .temporary(federated),
        ]
        for credential in rows {
            #expect(throws: AWSError.accessDenied("")) { try federate(by: credential) }
        }
        #expect(throws: AWSError.invalidClientTokenID) {
            try world.call("GetUser", of: IAMService.definition, by: .temporary(federated))
        }
        let calls: [(String, KeyValuePairs<String, String>)] = [
            ("GetSessionToken", [:]), ("GetAccessKeyInfo", ["AccessKeyId": federated.accessKeyID.text]),
            ("AssumeRole", ["RoleArn": role.arn(in: World.account, .aws).description, "RoleSessionName": "visit"]),
        ]
        for (name, members) in calls {
            #expect(throws: AWSError.accessDenied("")) { try world.sts(name, members, by: .temporary(federated)) }
        }
    }

    @Test("Policies that are broken, missing, or too much are refused in AWS's words")
    mutating func refusals() throws {
        func code(_ members: [(String, String)], _ world: inout World, _ alice: User) -> String? {
            do {
                try world.call(
                    "GetFederationToken", of: STSService.definition, [("Name", "Jane")] + members,
                    by: world.key(of: alice))
            } catch let error as AWSError { return error.code } catch {}
            return nil
        }
        #expect(code([("Policy", "{")], &world, alice) == "MalformedPolicyDocument")
        #expect(
            code([("PolicyArns.member.1.arn", "arn:aws:iam::123456789012:policy/none")], &world, alice)
                == "ValidationError")
        let tags = (1...50).flatMap { number in
            [
                ("Tags.member.\(number).Key", "key-\(number)"),
                ("Tags.member.\(number).Value", String(repeating: "v", count: 250)),
            ]
        }
        #expect(code(tags, &world, alice) == "PackedPolicyTooLarge")
        let twice = [
            ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "1"), ("Tags.member.2.Key", "A"),
            ("Tags.member.2.Value", "2"),
        ]
        #expect(code(twice, &world, alice) == "InvalidParameterValue")
        let key = world.key(of: alice)
        for name in ["x", String(repeating: "x", count: 33), "Jane Doe"] {
            #expect(throws: AWSError.validation("")) { try world.sts("GetFederationToken", ["Name": name], by: key) }
        }
    }

    @Test("Deleting the user ends the sessions of its federated users")
    mutating func issuerGone() throws {
        let session = try federate([("Policy", PolicyText.statement("Allow", ["*"]))]).session
        world.change { [id = alice.id] in $0.remove(.user(id), from: World.account) }
        #expect(throws: AWSError.invalidClientTokenID) {
            try world.sts("GetCallerIdentity", by: .temporary(session))
        }
    }
}
