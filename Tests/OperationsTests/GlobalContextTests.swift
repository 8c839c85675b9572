import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

@Suite("Global condition keys")
struct GlobalContextTests {
    private var world = World()
    private let bob: User
    private let role: Role

    init() throws {
        bob = world.user("bob", path: "/division/") { $0.tags = [Tag(key: "Team", value: "a")] }
        role = try world.role("Deployer", path: "/ci/")
    }

    private func texts(_ context: RequestContext, _ key: ContextKey) -> [String]? { context[key]?.texts }

    private mutating func context(of credential: Credential) throws -> RequestContext {
        RequestContext(of: try world.caller(credential))
    }

    @Test("Who the caller is shows as the table of policy variables says")
    mutating func principals() throws {
        let account = World.account
        // Caller, aws:username, aws:userid, aws:PrincipalType, aws:PrincipalArn.
        let rows: [(Credential, String?, String, String, String)] = [
            (world.key(of: .root), nil, "123456789012", "Account", "arn:aws:iam::123456789012:root"),
            (world.key(of: bob), "bob", bob.id.text, "User", "arn:aws:iam::123456789012:user/division/bob"),
            (
                world.session(of: .user(account: account, id: bob.id)), "bob", bob.id.text, "User",
                "arn:aws:iam::123456789012:user/division/bob"
            ),
            (
                world.session(of: .federatedUser(account: account, name: "eve", issuer: bob.id)), nil,
                "123456789012:eve", "FederatedUser", "arn:aws:sts::123456789012:federated-user/eve"
            ),
            (
                world.session(of: role, named: "s"), nil, "\(role.id):s", "AssumedRole",
                "arn:aws:iam::123456789012:role/ci/Deployer"
            ),
        ]
        for (credential, username, userID, type, arn) in rows {
            let context = try context(of: credential)
            #expect(texts(context, "aws:username") == username.map { [$0] })
            #expect(texts(context, "aws:userid") == [userID])
            #expect(texts(context, "aws:PrincipalType") == [type])
            #expect(texts(context, "aws:PrincipalArn") == [arn])
            #expect(texts(context, "aws:PrincipalAccount") == ["123456789012"])
            #expect(texts(context, "aws:PrincipalIsAWSService") == ["false"])
            #expect(texts(context, "aws:ViaAWSService") == ["false"])
            #expect(texts(context, "aws:AssumedRoot") == nil)
        }
    }

    @Test("What every request has: time, transport, region, address and agent")
    mutating func request() throws {
        let context = try context(of: world.key(of: bob))
        #expect(context["aws:CurrentTime"] == .date(world.now))
        #expect(context["aws:EpochTime"] == .date(world.now))
        #expect(context["aws:SecureTransport"] == .boolean(true))
        #expect(texts(context, "aws:RequestedRegion") == ["us-east-1"])
        #expect(texts(context, "aws:SourceIp") == ["203.0.113.7"])
        #expect(texts(context, "aws:UserAgent") == ["aws-cli/2"])
        #expect(context["aws:Referer"] == nil)
        #expect(texts(context, "aws:PrincipalTag/team") == ["a"])
        for key in ["aws:SourceVpce", "aws:SourceVpc", "aws:PrincipalOrgID", "aws:CalledVia", "aws:SourceAccount"] {
            #expect(context[ContextKey(key)] == nil)
        }
    }

    @Test("Long-term keys have no token issue time, sessions have theirs")
    mutating func tokenIssueTime() throws {
        #expect(try context(of: world.key(of: bob))["aws:TokenIssueTime"] == nil)
        let session = world.session(of: role)
        let issued = world.now
        world.now = issued + 600
        #expect(try context(of: session)["aws:TokenIssueTime"] == .date(issued))
    }

    @Test("A session carries its source identity, its provider and the keys it was given")
    mutating func session() throws {
        let context = try context(
            of: world.session(of: role) { session in
                session.sourceIdentity = "alice"
                session.federatedProvider = "arn:aws:iam::123456789012:saml-provider/Okta"
                session.contextKeys = [SessionContextKey("saml:sub", ["_1"])]
            })
        #expect(texts(context, "aws:SourceIdentity") == ["alice"])
        #expect(texts(context, "aws:FederatedProvider") == ["arn:aws:iam::123456789012:saml-provider/Okta"])
        #expect(texts(context, "saml:sub") == ["_1"])
        #expect(try self.context(of: world.session(of: role))["aws:SourceIdentity"] == nil)
    }

    // MARK: MFA

    @Test("MFA keys are absent for long-term keys, false without a device, true with its age")
    mutating func mfaKeys() throws {
        let longTerm = try context(of: world.key(of: bob))
        #expect(longTerm["aws:MultiFactorAuthPresent"] == nil)
        #expect(longTerm["aws:MultiFactorAuthAge"] == nil)
        for principal in [
            SessionPrincipal.user(account: World.account, id: bob.id),
            .role(account: World.account, id: role.id, name: "Deployer", sessionName: "s"),
            .federatedUser(account: World.account, name: "eve", issuer: bob.id),
        ] {
            let without = try context(of: world.session(of: principal))
            #expect(without["aws:MultiFactorAuthPresent"] == .boolean(false))
            #expect(without["aws:MultiFactorAuthAge"] == nil)
        }
        let proved = world.session(of: .user(account: World.account, id: bob.id)) { $0.mfaAuthenticatedAt = $0.issued }
        world.now = world.now + 90
        let with = try context(of: proved)
        #expect(with["aws:MultiFactorAuthPresent"] == .boolean(true))
        #expect(texts(with, "aws:MultiFactorAuthAge") == ["90"])
    }

    /// A row of evaluation-logic's table of statements: what happens with a long-term key, with a session without
    /// MFA and with one that has it.
    struct Row: CustomTestStringConvertible {
        let effect, condition: String
        let longTerm, without, with: Bool
        var testDescription: String { "\(effect) \(condition)" }
    }

    @Test(
        "Conditions on MFA do what AWS's table says of them",
        arguments: [
            Row(
                effect: "Deny", condition: #"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#, longTerm: true,
                without: false, with: true),
            Row(
                effect: "Deny", condition: #"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#,
                longTerm: false, without: false, with: true),
            Row(
                effect: "Allow", condition: #"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#, longTerm: false,
                without: false, with: true),
            Row(
                effect: "Allow", condition: #"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}"#,
                longTerm: true, without: false, with: true),
            Row(
                effect: "Allow", condition: #"{"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}"#,
                longTerm: false, without: false, with: true),
            Row(
                effect: "Deny", condition: #"{"Null": {"aws:MultiFactorAuthPresent": "true"}}"#, longTerm: false,
                without: true, with: true),
        ])
    func mfaConditions(row: Row) throws {
        var world = World()
        let bob = try world.user("bob") { user in
            if row.effect == "Deny" { try user.inlinePolicies.allow("*") }
            try user.inlinePolicies.put(
                """
                {"Version": "2012-10-17", "Statement": {"Effect": "\(row.effect)", "Action": "*", "Resource": "*",
                "Condition": \(row.condition)}}
                """, named: "MFA")
        }
        let principal = SessionPrincipal.user(account: World.account, id: bob.id)
        let credentials = [
            world.key(of: bob), world.session(of: principal),
            world.session(of: principal) { $0.mfaAuthenticatedAt = $0.issued },
        ]
        let allowed = try credentials.map { try world.isAllowed("s3:GetObject", for: $0) }
        #expect(allowed == [row.longTerm, row.without, row.with])
        world.now = world.now + 3600
        let later = try world.isAllowed("s3:GetObject", for: credentials[2])
        #expect(later == (row.condition.contains("Age") ? false : row.with))
    }
}
