import AWSTypes
import Authentication
import IdentityModel
import Operations
import PolicyEngine
import TestSupport
import Testing

extension World {
    /// Whether a caller may do something to everything.
    func isAllowed(_ action: String, on resource: String = "*", for credential: Credential) throws -> Bool {
        do {
            try authorize(AuthorizationCheck(action, on: resource), for: credential)
            return true
        } catch let error as AWSError where error.code == "AccessDenied" {
            return false
        }
    }

    /// Puts one question to the authorizer.
    func authorize(_ check: AuthorizationCheck, for credential: Credential) throws {
        try Authorizer().authorize(AuthorizationFacts(check), for: caller(credential), in: state)
    }

    /// The words with which a question is denied.
    func denial(of check: AuthorizationCheck, for credential: Credential) throws -> String? {
        do {
            try authorize(check, for: credential)
            return nil
        } catch let error as AWSError {
            return error.message
        }
    }
}

@Suite("The second door")
struct AuthorizerTests {
    private var world = World()

    @Test("The root user may do anything in its account; others what their policies allow")
    mutating func identities() throws {
        let bob = try world.user("bob") { try $0.inlinePolicies.allow("s3:Get*") }
        let role = try world.role("R") { try $0.inlinePolicies.allow("sqs:*") }
        let (root, user, session) = (world.key(of: .root), world.key(of: bob), world.session(of: role))
        #expect(try world.isAllowed("s3:GetObject", for: root))
        #expect(try world.isAllowed("s3:GetObject", for: user))
        #expect(try !world.isAllowed("s3:PutObject", for: user))
        #expect(try world.isAllowed("sqs:SendMessage", for: session))
        #expect(try !world.isAllowed("s3:GetObject", for: session))
    }

    @Test("A boundary takes away, and grants nothing")
    mutating func boundary() throws {
        let boundary = world.policy("Bound", allowing: "s3:*", "iam:*")
        let bob = try world.user("bob") {
            try $0.inlinePolicies.allow("s3:GetObject", "sqs:*")
            $0.permissionsBoundary = boundary.reference
        }
        let role = try world.role("R") {
            try $0.inlinePolicies.allow("s3:GetObject", "sqs:*")
            $0.permissionsBoundary = boundary.reference
        }
        for credential in [world.key(of: bob), world.session(of: role)] {
            #expect(try world.isAllowed("s3:GetObject", for: credential))
            #expect(try !world.isAllowed("sqs:SendMessage", for: credential))
            #expect(try !world.isAllowed("iam:GetUser", for: credential))
        }
    }

    @Test("Session policies are one filter: any of them lets through what the role allows, and nothing else")
    mutating func sessionPolicies() throws {
        let managed = world.policy("Queues", allowing: "sqs:*", "sns:*")
        let role = try world.role("R") { try $0.inlinePolicies.allow("s3:*", "sqs:*") }
        let session = world.session(of: role) {
            $0.policies = [PolicyText.statement("Allow", ["s3:Get*", "iam:*"])]
            $0.policyARNs = [managed.arn(in: .aws)]
        }
        #expect(try world.isAllowed("s3:GetObject", for: session))
        #expect(try world.isAllowed("sqs:SendMessage", for: session))
        for action in ["s3:PutObject", "iam:GetUser", "sns:Publish"] {
            #expect(try !world.isAllowed(action, for: session), "\(action)")
        }
        #expect(try world.isAllowed("s3:PutObject", for: world.session(of: role)))
    }

    @Test("Two sessions of one role have each their own policies")
    mutating func twoSessions() throws {
        let role = try world.role("R") { try $0.inlinePolicies.allow("s3:*") }
        let reader = world.session(of: role) { $0.policies = [PolicyText.statement("Allow", ["s3:Get*"])] }
        let writer = world.session(of: role) { $0.policies = [PolicyText.statement("Allow", ["s3:Put*"])] }
        let authorizer = Authorizer()
        for _ in 0..<2 {
            for (session, action) in [(reader, "s3:GetObject"), (writer, "s3:PutObject")] {
                let caller = try world.caller(session)
                try authorizer.authorize(
                    AuthorizationFacts(AuthorizationCheck(action, on: "*")), for: caller, in: world.state)
                #expect(throws: AWSError.accessDenied("")) {
                    let other = action == "s3:GetObject" ? "s3:PutObject" : "s3:GetObject"
                    try authorizer.authorize(
                        AuthorizationFacts(AuthorizationCheck(other, on: "*")), for: caller, in: world.state)
                }
            }
        }
    }

    @Test("A session policy that is gone or can't be read lets nothing through")
    mutating func damagedSessionPolicies() throws {
        let role = try world.role("R") { try $0.inlinePolicies.allow("s3:*") }
        let policy = world.policy("P", allowing: "s3:*")
        let sessions = [
            world.session(of: role) { $0.policyARNs = [policy.arn(in: .aws)] },
            world.session(of: role) { $0.policies = ["{}"] },
        ]
        #expect(try world.isAllowed("s3:GetObject", for: sessions[0]))
        world.change { $0.remove(.policy(policy.id), from: World.account) }
        for session in sessions { #expect(try !world.isAllowed("s3:GetObject", for: session)) }
    }

    @Test("A federated user without session policies may do nothing, with them what they and the issuer allow")
    mutating func federatedUsers() throws {
        let bob = try world.user("bob") { try $0.inlinePolicies.allow("s3:*") }
        for issuer in [bob.id, nil] {
            let principal = SessionPrincipal.federatedUser(account: World.account, name: "eve", issuer: issuer)
            let without = world.session(of: principal)
            #expect(try !world.isAllowed("s3:GetObject", for: without))
        }
        let with = world.session(of: .federatedUser(account: World.account, name: "eve", issuer: bob.id)) {
            $0.policies = [PolicyText.statement("Allow", ["s3:Get*", "sqs:*"])]
        }
        #expect(try world.isAllowed("s3:GetObject", for: with))
        #expect(try !world.isAllowed("s3:PutObject", for: with))
        #expect(try !world.isAllowed("sqs:SendMessage", for: with))
    }

    @Test("A session of the root user that is federated is bounded by its session policies only")
    mutating func federatedRoot() throws {
        let session = world.session(of: .federatedUser(account: World.account, name: "eve", issuer: nil)) {
            $0.policies = [PolicyText.statement("Allow", ["s3:Get*"])]
        }
        #expect(try world.isAllowed("s3:GetObject", for: session))
        #expect(try !world.isAllowed("s3:PutObject", for: session))
    }

    @Test("Edits bind running sessions at once")
    mutating func edits() throws {
        var role = try world.role("R") { try $0.inlinePolicies.allow("s3:*") }
        let session = world.session(of: role)
        #expect(try world.isAllowed("s3:GetObject", for: session))
        try role.inlinePolicies.deny("s3:GetObject")
        world.change { $0.put(.role(role), in: World.account) }
        #expect(try !world.isAllowed("s3:GetObject", for: session))
    }

    @Test("A user's policies don't reach another account's resources unless these have a policy of their own")
    mutating func crossAccount() throws {
        let bob = try world.user("bob") { try $0.inlinePolicies.allow("*") }
        var check = AuthorizationCheck("sqs:SendMessage", on: "arn:aws:sqs:us-east-1:210987654321:q")
        check.resourceAccount = World.otherAccount
        for credential in [world.key(of: bob), world.key(of: .root)] {
            #expect(throws: AWSError.accessDenied("")) { try world.authorize(check, for: credential) }
        }
    }

    @Test("Every question has to be answered with yes")
    mutating func all() throws {
        let key = world.key(of: try world.user("bob") { try $0.inlinePolicies.allow("s3:Get*") })
        let facts = AuthorizationFacts(checks: [
            AuthorizationCheck("s3:GetObject", on: "*"), AuthorizationCheck("s3:PutObject", on: "*"),
            AuthorizationCheck("s3:DeleteObject", on: "*"),
        ])
        let caller = try world.caller(key)
        let error = #expect(throws: AWSError.accessDenied("")) {
            try Authorizer().authorize(facts, for: caller, in: world.state)
        }
        #expect(error?.message.contains("s3:PutObject") == true)
        try Authorizer().authorize(.unrestricted, for: caller, in: world.state)
    }

    @Test("A question's condition keys reach the policies, and aws:ResourceAccount is the owner's")
    mutating func context() throws {
        let bob = try world.user("bob") {
            try $0.inlinePolicies.put(
                """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
                {"StringEquals": {"aws:ResourceTag/Team": "a", "aws:ResourceAccount": "${aws:PrincipalAccount}"}}}}
                """, named: "P")
        }
        let key = world.key(of: bob)
        let check = AuthorizationCheck("s3:GetObject", on: "*")
        #expect(throws: AWSError.accessDenied("")) { try world.authorize(check, for: key) }
        try world.authorize(check.with([(.resourceTag("team"), .string("a"))]), for: key)
    }
}

@Suite("Denials")
struct DenialTests {
    private var world = World()
    private let check = AuthorizationCheck("iam:CreateUser", on: "arn:aws:iam::123456789012:user/eve")
    private let start = """
        User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:CreateUser on resource: \
        arn:aws:iam::123456789012:user/eve
        """

    @Test("The reason names the kind of policy that denied, in AWS's words")
    mutating func reasons() throws {
        let boundary = world.policy("Bound", allowing: "s3:*")
        let denyingBoundary = world.change { draft in
            let policy = ManagedPolicy(
                id: draft.newID(in: World.account), name: PolicyName(unchecked: "Denying"), path: .root,
                account: World.account, created: draft.now, description: nil,
                text: PolicyText.statement("Deny", ["iam:*"]))
            draft.put(.policy(policy), in: World.account)
            return policy
        }
        let rows: [(reason: String, configure: (inout User) throws -> Void)] = [
            (" because no identity-based policy allows the iam:CreateUser action", { _ in }),
            (
                " with an explicit deny in an identity-based policy",
                { user in
                    try user.inlinePolicies.allow("*")
                    try user.inlinePolicies.deny("iam:CreateUser")
                }
            ),
            (
                " because no permissions boundary allows the iam:CreateUser action",
                { user in
                    try user.inlinePolicies.allow("*")
                    user.permissionsBoundary = boundary.reference
                }
            ),
            (
                " with an explicit deny in a permissions boundary",
                { user in
                    try user.inlinePolicies.allow("*")
                    user.permissionsBoundary = denyingBoundary.reference
                }
            ),
        ]
        for (reason, configure) in rows {
            var world = world
            let key = world.key(of: try world.user("bob", with: configure))
            #expect(try world.denial(of: check, for: key) == start + reason)
        }
    }

    @Test("Sessions are called by their session ARN, and session policies are named")
    mutating func sessions() throws {
        let role = try world.role("R", path: "/ci/") { try $0.inlinePolicies.allow("*") }
        let start = """
            User: arn:aws:sts::123456789012:assumed-role/R/s is not authorized to perform: iam:CreateUser on \
            resource: arn:aws:iam::123456789012:user/eve
            """
        let silent = world.session(of: role, named: "s") { $0.policies = [PolicyText.statement("Allow", ["s3:*"])] }
        let denying = world.session(of: role, named: "s") { $0.policies = [PolicyText.statement("Deny", ["iam:*"])] }
        #expect(
            try world.denial(of: check, for: silent)
                == start + " because no session policy allows the iam:CreateUser action")
        #expect(
            try world.denial(of: check, for: denying) == start + " with an explicit deny in a session policy")
    }

    @Test("A question may want no reason, a word for the resource, or words of its own")
    mutating func wordings() throws {
        let key = world.key(of: world.user("bob"))
        var check = check
        check.denial = .withoutReason
        #expect(try world.denial(of: check, for: key) == start)
        check.label = "user eve"
        #expect(
            try world.denial(of: check, for: key)
                == "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:CreateUser on resource: user eve"
        )
        check.denial = .fixed(.accessDenied("Not authorized to perform sts:AssumeRoleWithSAML"))
        #expect(try world.denial(of: check, for: key) == "Not authorized to perform sts:AssumeRoleWithSAML")
    }

    @Test("Callers of other accounts are not told why")
    mutating func otherAccounts() throws {
        let key = world.key(of: try world.user("bob") { try $0.inlinePolicies.allow("*") })
        var check = check
        check.resourceAccount = World.otherAccount
        #expect(try world.denial(of: check, for: key) == start)
    }
}
