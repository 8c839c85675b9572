import AWSTypes
import Authentication
import IAMService
import IdentityModel
import Operations
import OrganizationsService
import PolicyAnalysis
import STSService
import TestSupport
import Testing

@Suite("What policies of an organization do to requests")
struct OrganizationLimitTests {
    private var world: OrganizationWorld
    private let member: AccountID
    private let unit: String

    init() throws {
        world = try OrganizationWorld(enabling: "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
        unit = try world.unit("unit")
        member = try world.account("member")
        try world.move(member, to: unit)
    }

    /// Calls an operation of IAM; the reason of the denial, or nil.
    private mutating func denial(
        _ name: String, _ members: KeyValuePairs<String, String>, by credential: Credential
    ) -> String? {
        do {
            try world.world.call(name, of: IAMService.definition, members, by: credential)
            return nil
        } catch let error as AWSError where error.code == "AccessDenied" {
            return error.message
        } catch {
            return nil
        }
    }

    @Test("A denial on a unit binds users and the root user of the accounts below, and nobody elsewhere")
    mutating func explicitDenial() throws {
        let policy = try world.denial("no users", "iam:CreateUser")
        try world.attach(policy, to: unit)
        let root = world.world.key(of: .root, in: member)
        let words = denial("CreateUser", ["UserName": "x"], by: root)
        #expect(
            words == """
                User: arn:aws:iam::\(member):root is not authorized to perform: iam:CreateUser on resource: \
                arn:aws:iam::\(member):user/x with an explicit deny in a service control policy
                """)
        let bob = try world.world.user("bob", in: member) { try $0.inlinePolicies.allow("iam:*") }
        let key = world.world.key(of: bob, in: member)
        #expect(denial("CreateUser", ["UserName": "x"], by: key) != nil)
        #expect(denial("ListUsers", [:], by: key) == nil)
        let other = try world.account("other")
        let otherRoot = world.world.key(of: .root, in: other)
        #expect(denial("CreateUser", ["UserName": "x"], by: otherRoot) == nil)
        try world.call("DisablePolicyType", #"{"RootId": "\#(world.rootID)", "PolicyType": "SERVICE_CONTROL_POLICY"}"#)
        #expect(denial("CreateUser", ["UserName": "x"], by: root) == nil)
    }

    @Test("Each level has to allow: an account under a list of permitted actions may do no others")
    mutating func implicitDenial() throws {
        let list = try world.policy(
            "list", "SERVICE_CONTROL_POLICY", PolicyText.statement("Allow", ["iam:List*", "iam:Get*"]))
        try world.attach(list, to: member)
        try world.detach("p-FullAWSAccess", from: member)
        let root = world.world.key(of: .root, in: member)
        #expect(denial("ListUsers", [:], by: root) == nil)
        let words = denial("CreateUser", ["UserName": "x"], by: root)
        #expect(words?.hasSuffix("because no service control policy allows the iam:CreateUser action") == true)
        // A level further up that allows does not make up for it; one that allows less takes away more.
        let less = try world.policy("less", "SERVICE_CONTROL_POLICY", PolicyText.statement("Allow", ["iam:Get*"]))
        try world.attach(less, to: unit)
        try world.detach("p-FullAWSAccess", from: unit)
        #expect(denial("ListUsers", [:], by: root) != nil)
        #expect(denial("GetAccountSummary", [:], by: root) == nil)
    }

    @Test("The management account and roles of services are never bound")
    mutating func exemptions() throws {
        let policy = try world.denial("nothing", "*")
        try world.attach(policy, to: world.rootID)
        let root = world.world.key(of: .root, in: member)
        #expect(denial("ListUsers", [:], by: root) != nil)
        #expect(denial("ListUsers", [:], by: world.root) == nil)
        let linked = try world.world.role("AWSServiceRoleForX", path: "/aws-service-role/x.amazonaws.com/", in: member)
        {
            try $0.inlinePolicies.allow("iam:*")
        }
        let ordinary = try world.world.role("Ordinary", in: member) { try $0.inlinePolicies.allow("iam:*") }
        #expect(denial("ListUsers", [:], by: world.world.session(of: linked, in: member)) == nil)
        #expect(denial("ListUsers", [:], by: world.world.session(of: ordinary, in: member)) != nil)
    }

    @Test("A changed policy counts at once, and an account that moves away is bound by other policies")
    mutating func changes() throws {
        let policy = try world.denial("no", "iam:CreateUser")
        try world.attach(policy, to: unit)
        let root = world.world.key(of: .root, in: member)
        #expect(denial("CreateUser", ["UserName": "x"], by: root) != nil)
        let content = PolicyText.statement("Deny", ["iam:ListUsers"]).replacing("\"", with: "\\\"").replacing(
            "\n", with: " ")
        try world.call("UpdatePolicy", #"{"PolicyId": "\#(policy)", "Content": "\#(content)"}"#)
        #expect(denial("CreateUser", ["UserName": "x"], by: root) == nil)
        #expect(denial("ListUsers", [:], by: root) != nil)
        try world.move(member, from: unit, to: world.rootID)
        #expect(denial("ListUsers", [:], by: root) == nil)
    }

    @Test("A resource control policy keeps strangers out of the roles of member accounts, whatever the roles trust")
    mutating func resourceControl() throws {
        let policy = try world.policy(
            "only us", "RESOURCE_CONTROL_POLICY",
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
            "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}}}
            """)
        try world.attach(policy, to: unit)
        let arn = "arn:aws:iam::\(member):role/Open"
        try world.world.role("Open", trusting: #"{"AWS": "*"}"#, in: member)
        let insider = try world.world.user("insider") { try $0.inlinePolicies.allow("sts:AssumeRole") }
        let stranger = try world.world.user("stranger", in: World.otherAccount) {
            try $0.inlinePolicies.allow("sts:AssumeRole")
        }
        let members: KeyValuePairs = ["RoleArn": arn, "RoleSessionName": "session"]
        let insiderKey = world.world.key(of: insider)
        let strangerKey = world.world.key(of: stranger, in: World.otherAccount)
        try world.world.call("AssumeRole", of: STSService.definition, members, by: insiderKey)
        #expect(throws: AWSError.accessDenied("")) {
            try world.world.call("AssumeRole", of: STSService.definition, members, by: strangerKey)
        }
        try world.detach(policy, from: unit)
        try world.world.call("AssumeRole", of: STSService.definition, members, by: strangerKey)
    }

    @Test("Nobody gets into a closed account")
    mutating func closed() throws {
        let insider = try world.world.user("insider") { try $0.inlinePolicies.allow("sts:AssumeRole") }
        let key = world.world.key(of: insider)
        let members: KeyValuePairs = [
            "RoleArn": "arn:aws:iam::\(member):role/OrganizationAccountAccessRole", "RoleSessionName": "session",
        ]
        try world.world.call("AssumeRole", of: STSService.definition, members, by: key)
        try world.call("CloseAccount", #"{"AccountId": "\#(member)"}"#)
        #expect(throws: AWSError.accessDenied("")) {
            try world.world.call("AssumeRole", of: STSService.definition, members, by: key)
        }
    }

    @Test("An explanation shows each level's policies, the root first")
    mutating func explanation() throws {
        let policy = try world.denial("no users", "iam:CreateUser")
        try world.attach(policy, to: unit)
        let root = world.world.key(of: .root, in: member)
        let checks = try world.world.checks(
            of: "CreateUser", of: IAMService.definition, ["UserName": "x"], by: root)
        let caller = try world.world.caller(root)
        let reports = Authorizer().explain(AuthorizationFacts(checks: checks), for: caller, in: world.world.state)
        let layers = try #require(reports.first).report.layers.filter { $0.type == "serviceControl" }
        #expect(layers.map(\.level) == [0, 1, 2])
        #expect(layers.map(\.verdict) == [.allowed, .explicitDeny, .allowed])
        let denying = try #require(layers[1].statements.first { $0.effect == "Deny" })
        #expect(denying.applies && denying.policy == "no users")
        #expect(denying.policyArn?.hasSuffix("/service_control_policy/\(policy)") == true)
    }
}
