import AWSTypes
import PolicyEngine
import PolicyLanguage
import TestSupport
import Testing

@testable import IdentityModel

@Suite("Policies of principals")
struct PolicyResolutionTests {
    private var world = World()

    private func allows(_ action: String, _ layers: PolicyLayers) throws -> Bool {
        let arn = try #require(ARN("arn:aws:iam::\(World.account):user/bob"))
        return layers.decide(AuthorizationRequest(principal: .user(arn: arn), action: action, resource: "*")).isAllowed
    }

    @Test("A managed policy is found by its exact ARN, in the partition asked for, in its account")
    mutating func byARN() throws {
        let policy = world.policy("Read", allowing: "s3:Get*", path: "/team/")
        let account = try world.account()
        let found: (String, Partition) -> ManagedPolicy? = { [state = world.state] text, partition in
            ARN(text).flatMap { state.policy($0, in: account, partition) }
        }
        #expect(found("arn:aws:iam::123456789012:policy/team/Read", .aws) == policy)
        #expect(found("arn:aws-cn:iam::123456789012:policy/team/Read", .china) == policy)
        for (text, partition) in [
            ("arn:aws:iam::123456789012:policy/Read", Partition.aws),
            ("arn:aws:iam::123456789012:policy/team/read", .aws),
            ("arn:aws:iam::123456789012:policy/team/x/Read", .aws),
            ("arn:aws:iam::123456789012:role/team/Read", .aws), ("arn:aws:iam::123456789012:policy/team/", .aws),
            ("arn:aws:iam::210987654321:policy/team/Read", .aws),
            ("arn:aws:iam::123456789012:policy/team/Read", .china),
            ("arn:aws:s3::123456789012:policy/team/Read", .aws),
            ("arn:aws:iam:us-east-1:123456789012:policy/team/Read", .aws),
        ] {
            #expect(found(text, partition) == nil, "\(text)")
        }
    }

    @Test("AWS's policies are found at their true ARNs in every partition")
    func awsPolicies() throws {
        let account = try world.account()
        for partition in [Partition.aws, .china, .usGov] {
            let arn = try #require(ARN("arn:\(partition):iam::aws:policy/job-function/ViewOnlyAccess"))
            let policy = try #require(world.state.policy(arn, in: account, partition))
            #expect(policy.arn(in: partition) == arn)
            #expect(policy.reference == .aws("/job-function/ViewOnlyAccess"))
        }
        let wrong = try #require(ARN("arn:aws:iam::aws:policy/ViewOnlyAccess"))
        #expect(world.state.policy(wrong, in: account, .aws) == nil)
    }

    @Test("A user may do what its own policies and those of its groups allow")
    mutating func userPolicies() throws {
        let attached = world.policy("Read", allowing: "s3:GetObject").reference
        let group = try world.group("Ops") {
            try $0.inlinePolicies.allow("iam:GetUser")
            $0.attachedPolicies = [.aws("/job-function/ViewOnlyAccess")]
        }
        let bob = try world.user("bob") {
            $0.groups = [group.id]
            $0.attachedPolicies = [attached]
            try $0.inlinePolicies.allow("sqs:SendMessage")
        }
        func layers() throws -> PolicyLayers {
            PolicyLayers(identity: world.state.identityPolicies(of: bob, in: try world.account()))
        }
        for action in ["s3:GetObject", "iam:GetUser", "iam:ListUsers", "sqs:SendMessage"] {
            #expect(try allows(action, layers()), "\(action)")
        }
        #expect(try !allows("s3:PutObject", layers()))
        world.change { $0.remove(.group(group.id), from: World.account) }
        #expect(try !allows("iam:GetUser", layers()))
        #expect(try allows("s3:GetObject", layers()))
    }

    @Test("The version in force counts, and a rollback counts at once")
    mutating func rollback() throws {
        var policy = world.policy("P", allowing: "s3:GetObject")
        let role = try world.role("R") { $0.attachedPolicies = [policy.reference] }
        func allowed(_ action: String) throws -> Bool {
            try allows(
                action, PolicyLayers(identity: world.state.identityPolicies(of: role, in: world.account())))
        }
        _ = policy.addVersion(PolicyText.statement("Allow", ["s3:PutObject"]), at: world.now + 60, asDefault: true)
        world.change { $0.put(.policy(policy), in: World.account) }
        #expect(try !allowed("s3:GetObject"))
        #expect(try allowed("s3:PutObject"))
        policy.setDefaultVersion(1)
        world.change { $0.put(.policy(policy), in: World.account) }
        #expect(try allowed("s3:GetObject"))
        #expect(try !allowed("s3:PutObject"))
    }

    @Test("A boundary whose policy is gone lets nothing through; no boundary bounds nothing")
    mutating func boundaries() throws {
        let policy = world.policy("Bound", allowing: "s3:*")
        let all = PolicySet([
            CompiledPolicy(
                try PolicyDocument(parsing: PolicyText.statement("Allow", ["*"])),
                source: PolicySource(.identity, id: "All"))
        ])
        func allowed(within boundary: PolicyReference?) throws -> Bool {
            let set = world.state.boundary(boundary, in: try world.account())
            return try allows("s3:GetObject", PolicyLayers(identity: all, permissionsBoundary: set))
        }
        #expect(try allowed(within: nil))
        #expect(try allowed(within: policy.reference))
        #expect(try !allowed(within: .aws("/NoSuchPolicy")))
        #expect(try !allowed(within: .aws("/job-function/ViewOnlyAccess")))
        world.change { $0.remove(.policy(policy.id), from: World.account) }
        #expect(try !allowed(within: policy.reference))
    }

    @Test("An attached policy that is gone grants nothing")
    mutating func danglingAttachment() throws {
        let policy = world.policy("P", allowing: "*")
        let bob = world.user("bob") { $0.attachedPolicies = [policy.reference] }
        world.change { $0.remove(.policy(policy.id), from: World.account) }
        let set = world.state.identityPolicies(of: bob, in: try world.account())
        #expect(try !allows("s3:GetObject", PolicyLayers(identity: set)))
    }
}

@Suite("AWS's managed policies")
struct AWSManagedPoliciesTests {
    @Test("A line of the catalogue is a policy with its version and dates, and its text as it stands")
    func line() throws {
        let policy = try #require(World.awsPolicies["/job-function/ViewOnlyAccess"])
        #expect(policy.name.text == "ViewOnlyAccess")
        #expect(policy.path.text == "/job-function/")
        #expect(policy.account == nil)
        #expect(policy.defaultVersion?.id == "v17")
        #expect(policy.created.iso8601 == "2016-11-10T17:20:15Z")
        #expect(policy.updated.iso8601 == "2023-05-11T22:50:04Z")
        #expect(
            policy.defaultVersion?.document.text
                == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:List*","Resource":"*"}]}"#)
        #expect(World.awsPolicies.all.map(\.name.text) == ["AdministratorAccess", "ViewOnlyAccess"])
        #expect(World.awsPolicies["/ViewOnlyAccess"] == nil)
    }

    @Test("A policy of AWS has the same id on every server, and another than its neighbours")
    func ids() {
        let again = AWSManagedPolicies { Array(World.catalogue.utf8) }
        #expect(again.all.map(\.id) == World.awsPolicies.all.map(\.id))
        #expect(Set(again.all.map(\.id)).count == 2)
        #expect(again.all.allSatisfy { $0.id.text.hasPrefix("ANPA") })
    }

    @Test(
        "A line of another shape is left out, and the others stay",
        arguments: [
            "", "{}", "not json", #"{"name":"X","path":"/","version":"v1"}"#,
            #"{"name":"a b","path":"/","version":"v1","created":"2020","updated":"2020","document":{}}"#,
            #"{"name":"X","path":"x","version":"v1","created":"2020","updated":"2020","document":{}}"#,
            #"{"name":"X","path":"/","version":"one","created":"2020","updated":"2020","document":{}}"#,
            #"{"name":"X","path":"/","version":"v1","created":"soon","updated":"2020","document":{}}"#,
            #"{"name":"X","path":"/","version":"v1","created":"2020","updated":"2020","document":{}"#.dropLast()
                .description,
        ])
    func shapes(line: String) {
        let policies = AWSManagedPolicies { Array((line + "\n" + World.catalogue).utf8) }
        #expect(policies.all.count == 2)
    }
}
