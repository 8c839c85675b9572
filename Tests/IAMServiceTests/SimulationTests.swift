import AWSTypes
import Authentication
import IAMService
import IdentityModel
import Operations
import TestSupport
import Testing

/// What AWS's simulator answered in its documentation's examples, and to policies like these.
@Suite("The policy simulator")
struct SimulationTests {
    private var world = World()
    private let root: Credential
    private let service = IAMService.definition
    private let bucket = "arn:aws:s3:::photos/a"
    private let other = "arn:aws:s3:::photos/b"

    init() { root = world.key(of: .root) }

    private func condition(_ key: String) -> String { #","Condition":{"StringEquals":{"\#(key)":"yes"}}"# }

    private mutating func simulate(
        _ policies: [String], _ actions: [String] = ["s3:GetObject"], on resources: [String] = [],
        _ more: [(String, String)] = [], as operation: String = "SimulateCustomPolicy"
    ) throws -> Answer {
        var members = more
        for (place, text) in policies.enumerated() { members.append(("PolicyInputList.member.\(place + 1)", text)) }
        if policies.isEmpty, operation == "SimulateCustomPolicy" { members.append(("PolicyInputList", "")) }
        for (place, text) in actions.enumerated() { members.append(("ActionNames.member.\(place + 1)", text)) }
        for (place, text) in resources.enumerated() { members.append(("ResourceArns.member.\(place + 1)", text)) }
        return try world.call(operation, of: service, members, by: root)
    }

    private mutating func refusal(
        _ policies: [String], _ actions: [String] = ["s3:GetObject"], on resources: [String] = [],
        _ more: [(String, String)] = [], as operation: String = "SimulateCustomPolicy"
    ) -> AWSError? {
        do {
            _ = try simulate(policies, actions, on: resources, more, as: operation)
            return nil
        } catch {
            return error as? AWSError
        }
    }

    private func entry(_ name: String?, _ type: String?, _ values: String..., at place: Int = 1) -> [(String, String)] {
        let prefix = "ContextEntries.member.\(place)"
        var members: [(String, String)] = []
        if let name { members.append(("\(prefix).ContextKeyName", name)) }
        if let type { members.append(("\(prefix).ContextKeyType", type)) }
        for (number, value) in values.enumerated() {
            members.append(("\(prefix).ContextKeyValues.member.\(number + 1)", value))
        }
        return members
    }

    // MARK: Decisions

    @Test("Without a resource the result is of *, and names the statement that allows")
    mutating func withoutResource() throws {
        let answer = try simulate([statement()])
        #expect(
            answer.xml
                == """
                <IsTruncated>false</IsTruncated><EvaluationResults><member><MatchedStatements><member>\
                <SourcePolicyId>PolicyInputList.1</SourcePolicyId>\
                <EndPosition><Column>95</Column><Line>1</Line></EndPosition>\
                <SourcePolicyType>IAM Policy</SourcePolicyType>\
                <StartPosition><Column>38</Column><Line>1</Line></StartPosition></member></MatchedStatements>\
                <MissingContextValues></MissingContextValues><EvalResourceName>*</EvalResourceName>\
                <EvalDecision>allowed</EvalDecision><EvalActionName>s3:GetObject</EvalActionName></member>\
                </EvaluationResults>
                """)
    }

    @Test("An action has one result: the most restrictive of its resources', each of which is told too")
    mutating func severalResources() throws {
        let answer = try simulate([statement(on: bucket)], on: [bucket, other])
        #expect(answer.all("EvalDecision") == ["implicitDeny"])
        #expect(answer.all("EvalResourceDecision") == ["allowed", "implicitDeny"])
        #expect(answer.all("EvalResourceName") == ["arn:aws:s3:::${BucketName}/${KeyName}", bucket, other])
        #expect(answer.all("SourcePolicyId").count == 2)
        #expect(answer.xml.contains("<EvalDecisionDetails></EvalDecisionDetails>"))
        let one = try simulate([statement()], on: [bucket])
        #expect(one.all("EvalResourceName") == [bucket, bucket])
    }

    @Test("Of allowing and denying statements the denying ones are named, of several that allow all")
    mutating func matches() throws {
        let denied = try simulate([statement(), statement("Deny")])
        #expect(denied.all("EvalDecision") == ["explicitDeny"])
        #expect(denied.all("SourcePolicyId") == ["PolicyInputList.2"])
        #expect(try simulate([statement(), statement()]).all("SourcePolicyId").count == 2)
        let mixed = try simulate(
            [statement(), statement("Deny", on: other)], on: [bucket, other])
        #expect(mixed.all("EvalDecision") == ["explicitDeny"])
        #expect(mixed.all("SourcePolicyId") == ["PolicyInputList.2", "PolicyInputList.1", "PolicyInputList.2"])
    }

    @Test("Actions are taken as they are: wildcards and unknown names match what is written in policies, no more")
    mutating func actions() throws {
        for (action, verdict) in [("s3:*", "implicitDeny"), ("made:Up", "implicitDeny"), ("S3:gEtObJeCt", "allowed")] {
            #expect(try simulate([statement()], [action])["EvalDecision"] == verdict, "\(action)")
        }
        #expect(try simulate([statement("Allow", "*")], ["made:Up"])["EvalDecision"] == "allowed")
        #expect(try simulate([], ["s3:GetObject"])["EvalDecision"] == "implicitDeny")
    }

    // MARK: Context

    @Test("A denial by silence names every key that a policy asks for and nobody gave, be it about the action or not")
    mutating func missing() throws {
        for action in ["s3:GetObject", "s3:PutObject"] {
            let policy = statement("Allow", action, on: "*", condition("team:colour"))
            let denied = try simulate([policy], on: [bucket])
            #expect(denied.all("EvalDecision") == ["implicitDeny"])
            #expect(denied.all("MissingContextValues") == Array(repeating: "<member>team:colour</member>", count: 2))
            #expect(try simulate([statement(), policy])["MissingContextValues"] == "")
        }
        let variable = statement(on: "arn:aws:s3:::photos/${aws:username}")
        #expect(try simulate([variable])["MissingContextValues"] == "<member>aws:username</member>")
    }

    @Test(
        "Entries are values of their types",
        arguments: [
            ("numeric", "1e2", "NumericEquals", "100"), ("numeric", "-1.5e1", "NumericLessThan", "-14.9"),
            ("numeric", "01.00", "NumericEquals", "1"), ("numeric", "25e-1", "NumericEquals", "2.5"),
            ("date", "2035-01-02T03:04:05.123+02:00", "DateEquals", "2035-01-02T01:04:05Z"),
            ("date", "2035-01-02T03:04:05", "DateEquals", "2035-01-02T03:04:05Z"),
            ("ip", "192.000.002.1", "IpAddress", "192.0.2.0/24"), ("ip", "2001:db8::1", "IpAddress", "2001:db8::/32"),
            ("boolean", "TRUE", "Bool", "true"), ("boolean", "yes", "Bool", "false"),
            ("binary", "YQ==", "BinaryEquals", "YQ=="), ("string", "", "Null", "false"),
            ("stringList", "a", "ForAnyValue:StringEquals", "a"),
        ])
    mutating func types(type: String, value: String, comparison: String, wanted: String) throws {
        let policy = statement(on: "*", #","Condition":{"\#(comparison)":{"a:key":"\#(wanted)"}}"#)
        #expect(try simulate([policy], entry("a:key", type, value))["EvalDecision"] == "allowed")
        #expect(try simulate([policy])["EvalDecision"] == "implicitDeny")
    }

    private mutating func simulate(_ policies: [String], _ more: [(String, String)]) throws -> Answer {
        try simulate(policies, ["s3:GetObject"], on: [], more)
    }

    @Test("Entries that are no values are refused")
    mutating func badEntries() throws {
        let numeric = "Invalid context value for key a:key: expected numeric format."
        let cases: [([(String, String)], String)] = [
            (entry("a:key", "numeric", "abc"), numeric), (entry("a:key", "numeric", "0x10"), numeric),
            (entry("a:key", "numeric", " 1 "), numeric), (entry("a:key", "numeric", "1e"), numeric),
            (entry("a:key", "numeric", ""), numeric), (entry("a:key", "numeric", "."), numeric),
            (entry("a:key", "numericList", "1", "x"), numeric),
            (entry("a:key", "date", "tomorrow"), "Invalid context value for key a:key: expected DateTime format."),
            (entry("a:key", "ip", "192.0.2.0/24"), "Invalid context value for key a:key: expected IP address."),
            (entry("a:key", "ip", "999.0.0.1"), "Invalid context value for key a:key: expected IP address."),
            (
                entry("a:key", "binary", "YQ"),
                "Invalid context value for key a:key: expected base-64 encoded binary format."
            ),
            (entry("a:key", nil, "yes"), "Context key a:key has invalid type null."),
            (entry("a:key", "string"), "Context values for context key a:key cannot be null or empty."),
            (entry(nil, "string", "yes"), "ContextKeyName cannot be null or empty."),
            (entry("a:key", "string", "a", "b"), "Context key string expected a single value, but received 2."),
            (
                entry("a:key", "string", "a") + entry("A:KEY", "string", "b", at: 2), "Duplicate context key: A:KEY."
            ),
        ]
        for (entries, message) in cases {
            let error = refusal([statement()], ["s3:GetObject"], on: [], entries)
            #expect(error?.code == "InvalidInput" && error?.message == message, "\(entries)")
        }
        #expect(
            refusal([statement()], ["s3:GetObject"], on: [], entry("a:key", "other", "a"))?.code == "ValidationError")
        #expect(try simulate([statement()], entry("a:key", "numeric", "1e9999"))["EvalDecision"] == "allowed")
    }

    @Test("The caller's name is filled in; without a caller something stands for its id")
    mutating func caller() throws {
        let arn = "arn:aws:iam::123456789012:user/team/alice"
        let caller = [("CallerArn", arn)]
        for (key, value) in [
            ("aws:PrincipalArn", arn), ("aws:userid", arn), ("aws:username", "alice"),
            ("aws:PrincipalAccount", "123456789012"),
        ] {
            let policy = statement(on: "*", #","Condition":{"StringEquals":{"\#(key)":"\#(value)"}}"#)
            #expect(try simulate([policy], caller)["EvalDecision"] == "allowed", "\(key)")
            #expect(try simulate([policy], caller + entry(key, "string", "x"))["EvalDecision"] == "implicitDeny")
        }
        let stub = #","Condition":{"StringEquals":{"aws:userid":"STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"}}"#
        #expect(try simulate([statement(on: "*", stub)])["EvalDecision"] == "allowed")
    }

    // MARK: Other policies

    @Test("A boundary limits, and the answer says whether it allows")
    mutating func boundary() throws {
        func given(_ text: String) -> [(String, String)] { [("PermissionsBoundaryPolicyInputList.member.1", text)] }
        let silent = try simulate([statement()], given(statement("Allow", "s3:PutObject")))
        #expect(silent["EvalDecision"] == "implicitDeny" && silent["AllowedByPermissionsBoundary"] == "false")
        let denying = try simulate([statement("Deny")], given(statement("Deny")))
        #expect(denying["EvalDecision"] == "explicitDeny")
        #expect(denying.all("SourcePolicyType") == ["IAM Policy", "Permissions Boundary Policy"])
        #expect(denying.all("SourcePolicyId").last == "PermissionsBoundaryPolicyInputList.1")
        #expect(try simulate([statement()], given(statement()))["AllowedByPermissionsBoundary"] == "true")
        let asking = try simulate([statement()], given(statement(on: "*", condition("a:key"))))
        #expect(asking["MissingContextValues"] == "<member>a:key</member>")
    }

    private func resourcePolicy(_ principal: String, _ effect: String = "Allow") -> (String, String) {
        (
            "ResourcePolicy",
            statement(effect, "s3:*", on: "arn:aws:s3:::photos/*", #","Principal":{"AWS":"\#(principal)"}"#)
        )
    }

    @Test("A resource's policy allows by itself within the account, and past the silence of a boundary")
    mutating func sameAccount() throws {
        let arn = "arn:aws:iam::111122223333:user/mateo"
        let answer = try simulate(
            [statement("Allow", "iam:*")], ["s3:PutObject"], on: [bucket],
            [
                ("CallerArn", arn), ("ResourceOwner", "arn:aws:iam::111122223333:root"), resourcePolicy(arn),
                ("PermissionsBoundaryPolicyInputList.member.1", statement("Allow", "iam:*")),
            ])
        #expect(answer.all("EvalDecision") == ["allowed"])
        #expect(answer.all("AllowedByPermissionsBoundary") == ["false", "false"])
        #expect(answer.all("SourcePolicyId") == ["ResourcePolicy", "ResourcePolicy"])
        #expect(answer.all("SourcePolicyType") == ["Resource Policy", "Resource Policy"])
        #expect(answer.all("EvalDecisionDetails") == [""])
    }

    @Test("Across accounts both sides have to allow, and the answer says what each kind of policy says")
    mutating func acrossAccounts() throws {
        let arn = "arn:aws:iam::444455556666:user/arnav"
        let members = [
            ("CallerArn", arn), ("ResourceOwner", "arn:aws:iam::123456789012:root"), resourcePolicy(arn),
            ("PermissionsBoundaryPolicyInputList.member.1", statement("Allow", "iam:*")),
        ]
        let denied = try simulate([], ["s3:PutObject"], on: [bucket], members)
        #expect(denied.all("EvalDecision") == ["implicitDeny"])
        for details in denied.all("EvalDecisionDetails") {
            #expect(details.contains("<key>IAM Policy</key><value>implicitDeny</value>"))
            #expect(details.contains("<key>Resource Policy</key><value>allowed</value>"))
            #expect(details.contains("<key>Permissions Boundary Policy</key><value>implicitDeny</value>"))
        }
        #expect(denied.all("EvalDecisionDetails").count == 2)
        let allowed = try simulate(
            [statement("Allow", "s3:*")], ["s3:PutObject"], on: [bucket], Array(members.prefix(3)))
        #expect(allowed.all("EvalDecision") == ["allowed"])
        #expect(allowed.all("SourcePolicyId").prefix(2) == ["PolicyInputList.1", "ResourcePolicy"])
    }

    @Test("Each level of an organization has to allow; a denial there ends the simulation")
    mutating func organization() throws {
        func levels(_ levels: [[String]]) -> [(String, String)] {
            levels.enumerated().flatMap { level, texts in
                texts.enumerated().map { place, text in
                    (
                        "OrderedOrganizationPolicyInputList.member.\(level + 1).ServiceControlPolicyInputList.member."
                            + "\(place + 1)", text
                    )
                }
            }
        }
        let all = statement("Allow", "*")
        for (levels, verdict) in [
            (levels([[all], [all]]), "allowed"), (levels([[all], [statement("Deny")]]), "explicitDeny"),
            (levels([[all], [statement("Allow", "s3:PutObject")]]), "implicitDeny"),
            (levels([[statement("Deny"), all], [all]]), "explicitDeny"),
        ] {
            let answer = try simulate([statement("Deny", "iam:*"), statement()], levels)
            #expect(answer["EvalDecision"] == verdict)
            #expect(answer["AllowedByOrganizations"] == (verdict == "allowed" ? "true" : "false"))
            #expect(answer.all("SourcePolicyId").isEmpty == (verdict != "allowed"))
        }
    }

    // MARK: Refusals and pages

    @Test("What can't be simulated is refused in AWS's words")
    mutating func refusals() {
        let allow = statement()
        let cases: [(AWSError?, String)] = [
            (refusal(["{"]), "Policy input list item 1 has invalid content"),
            (
                refusal([allow, #"{"Version":"2099-01-01","Statement":[]}"#]),
                "Policy input list item 2 has invalid content"
            ),
            (refusal([allow], ["GetObject"]), "The action is invalid since it is missing names"),
            (refusal([allow], on: ["not-an-arn"]), "ResourceNames are not in a valid ARN format: not-an-arn."),
            (refusal([allow], on: ["arn:aws:s3:::"]), "ResourceNames are not in a valid ARN format: arn:aws:s3:::."),
            (refusal([allow], on: ["*", bucket]), "ResourceNames are not in a valid ARN format: *."),
            (
                refusal([allow], on: [], (1...2).map { ("PermissionsBoundaryPolicyInputList.member.\($0)", allow) }),
                "The list of Permissions Boundary policies cannot exceed 1 items."
            ),
            (refusal([allow], on: [], [("Marker", "not-a-marker")]), "Invalid marker for pagination."),
            (
                refusal([allow], on: [bucket], [resourcePolicy("*")]),
                "Invalid caller - Caller cannot be null or empty."
            ),
            (
                refusal([allow], on: [bucket], [("CallerArn", "arn:aws:sts::123456789012:assumed-role/a/b")]),
                "Invalid caller - Caller must be an IAM user, role or group in this context."
            ),
            (
                refusal([allow], on: [], [("CallerArn", "arn:aws:iam::123456789012:user/a"), resourcePolicy("*")]),
                "Invalid Entity Arn: * does not clearly define entity type and name."
            ),
            (
                refusal([allow], on: [], [("ResourceOwner", "123456789012")]),
                "'123456789012' is not a valid as a Resource Owner."
            ),
            (
                refusal([allow], on: [bucket], [("ResourceHandlingOption", "EC2-VPC-EBS")]),
                "Invalid input resource handling options. Action does not support resource handling options: "
                    + "s3:GetObject."
            ),
            (
                refusal([allow], on: [], [("OrderedOrganizationPolicyInputList.member.1.Other", "x")]),
                "Organization policy at index 1 must contain at least one service control policy"
            ),
        ]
        for (error, message) in cases {
            #expect(error?.code == "InvalidInput", "\(message)")
            #expect(error?.message == message)
        }
        #expect(refusal([allow], [], on: [])?.code == "ValidationError")
        #expect(refusal([allow], on: [], [("MaxItems", "1001")])?.code == "ValidationError")
    }

    @Test("Pages are cut between actions, and a marker counts actions, whatever they are")
    mutating func pages() throws {
        let actions = ["s3:PutObject", "iam:GetUser", "s3:GetObject"]
        let first = try simulate([statement()], actions, on: [], [("MaxItems", "2")])
        #expect(first.all("EvalActionName") == ["s3:PutObject", "iam:GetUser"])
        #expect(first["IsTruncated"] == "true")
        let marker = [("Marker", try #require(first["Marker"]))]
        let rest = try simulate([statement()], actions, on: [], marker)
        #expect(rest.all("EvalActionName") == ["s3:GetObject"] && rest["IsTruncated"] == "false")
        #expect(rest["Marker"] == nil)
        #expect(try simulate([statement()], ["s3:GetObject"], on: [], marker).all("EvalActionName").isEmpty)
    }

    @Test("A simulation that would take too long is cut into pages, or refused")
    mutating func work() throws {
        let body = (0..<1001).map { _ in #"{"Effect":"Allow","Action":"a:b","Resource":"*"}"# }.joined(separator: ",")
        let policy = #"{"Version":"2012-10-17","Statement":[\#(body)]}"#
        let resources = (0..<200).map { "arn:aws:s3:::b/\($0)" }
        let cut = try simulate([policy], ["a:c", "a:d"], on: resources, [])
        #expect(cut.all("EvalActionName") == ["a:c"] && cut["IsTruncated"] == "true")
        let error = refusal([policy], ["a:c"], on: (0..<1000).map { "arn:aws:s3:::b/\($0)" })
        #expect(error?.code == "PolicyEvaluation" && error?.status == 500)
    }

    // MARK: Entities

    private mutating func furnish() throws -> (user: User, managed: ManagedPolicy) {
        let managed = world.policy("Deleting", allowing: "s3:DeleteObject", path: "/team/")
        let group = try world.group("writers") {
            try $0.inlinePolicies.put(statement("Allow", "s3:PutObject"), named: "Write")
            $0.attachedPolicies = [managed.reference]
        }
        let boundary = world.policy("Limit", allowing: "s3:*")
        let user = try world.user("alice", path: "/team/") {
            try $0.inlinePolicies.put(statement(), named: "Read")
            $0.attachedPolicies = [managed.reference]
            $0.groups = [group.id]
            $0.permissionsBoundary = boundary.reference
        }
        return (user, managed)
    }

    private mutating func simulate(
        _ source: String, _ actions: [String], _ more: [(String, String)] = []
    ) throws -> Answer {
        try simulate(
            [], actions, on: [], [("PolicySourceArn", source)] + more, as: "SimulatePrincipalPolicy")
    }

    @Test("A user has its policies, those of its groups, and its boundary; each is called by its name")
    mutating func user() throws {
        _ = try furnish()
        let arn = "arn:aws:iam::123456789012:user/whatever/alice"
        let answer = try simulate(arn, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "iam:GetUser"])
        #expect(answer.all("EvalDecision") == ["allowed", "allowed", "allowed", "implicitDeny"])
        #expect(answer.all("SourcePolicyId") == ["user_alice_Read", "group_writers_Write", "Deleting"])
        #expect(answer.all("AllowedByPermissionsBoundary") == ["true", "true", "true", "false"])
        let replaced = [("PermissionsBoundaryPolicyInputList.member.1", statement("Allow", "iam:*"))]
        #expect(try simulate(arn, ["s3:GetObject"], replaced)["EvalDecision"] == "implicitDeny")
        let username = statement("Allow", "ec2:*", on: "*", #","Condition":{"StringEquals":{"aws:username":"alice"}}"#)
        let added = [
            ("PolicyInputList.member.1", username), ("PolicyExclusionList.member.1.PolicyType", "permission-boundary"),
        ]
        #expect(try simulate(arn, ["ec2:StartInstances"], added)["SourcePolicyId"] == "PolicyInputList.1")
    }

    @Test("Groups and roles are simulated by themselves")
    mutating func others() throws {
        _ = try furnish()
        _ = try world.role("reader") { try $0.inlinePolicies.put(statement(), named: "Read") }
        let group = try simulate("arn:aws:iam::123456789012:group/writers", ["s3:PutObject", "s3:GetObject"])
        #expect(group.all("EvalDecision") == ["allowed", "implicitDeny"])
        let role = try simulate("arn:aws:iam::123456789012:role/reader", ["s3:GetObject"])
        #expect(role["SourcePolicyId"] == "role_reader_Read")
    }

    @Test("Policies can be left out, by kind, by ARN and by name")
    mutating func exclusions() throws {
        _ = try furnish()
        let list = "PolicyExclusionList.member.1"
        func inline(_ name: String, _ type: String, _ owner: String) -> [(String, String)] {
            let prefix = "\(list).InlinePolicyIdentifier"
            return [
                ("\(prefix).PolicyName", name), ("\(prefix).AttachmentType", type), ("\(prefix).AttachmentName", owner),
            ]
        }
        let account = "arn:aws:iam::123456789012"
        let cases: [([(String, String)], [String])] = [
            ([(list + ".PolicyType", "inline")], ["Deleting"]),
            ([(list + ".PolicyType", "user-managed")], ["user_alice_Read", "group_writers_Write"]),
            ([(list + ".PolicyType", "aws-managed")], ["user_alice_Read", "group_writers_Write", "Deleting"]),
            ([(list + ".PolicyArn", "\(account):policy/team/Deleting")], ["user_alice_Read", "group_writers_Write"]),
            ([(list + ".PolicyArn", "\(account):policy/Dele*")], ["user_alice_Read", "group_writers_Write"]),
            (
                [(list + ".PolicyArn", "\(account):policy/Limit")],
                ["user_alice_Read", "group_writers_Write", "Deleting"]
            ),
            (inline("Read", "user", "al?ce"), ["group_writers_Write", "Deleting"]),
            (inline("Write", "group", "wr*s"), ["user_alice_Read", "Deleting"]),
            (inline("Read", "group", "alice"), ["user_alice_Read", "group_writers_Write", "Deleting"]),
        ]
        for (exclusion, left) in cases {
            let answer = try simulate(
                "\(account):user/alice", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], exclusion)
            #expect(answer.all("SourcePolicyId") == left, "\(exclusion)")
        }
        for exclusion in [
            [(list + ".PolicyType", "inline"), (list + ".PolicyArn", "\(account):policy/Limit")],
            [(list + ".PolicyArn", "\(account):policy/*a*b")], [(list + ".PolicyArn", "\(account):user/alice")],
            inline("Read", "user", "*a*"), [(list + ".Other", "x")],
        ] {
            let error = refusal(
                [], on: [], [("PolicySourceArn", "\(account):user/alice")] + exclusion, as: "SimulatePrincipalPolicy")
            #expect(error?.code == "InvalidInput", "\(exclusion)")
        }
    }

    @Test("An entity has to be there, and in the caller's account")
    mutating func sources() throws {
        let account = "arn:aws:iam::123456789012"
        let cases = [
            ("\(account):user/nobody", 404, "Unable to retrieve specified IAM entity."),
            ("\(account):root", 400, "Invalid ARN provided in the request: \(account):root"),
            ("not-an-arn-but-long-enough", 400, "Invalid ARN provided in the request: not-an-arn-but-long-enough"),
            (
                "arn:aws:iam::210987654321:user/bob", 400,
                "Invalid Policy Source Arn: caller's account 123456789012 does not have access to policies in account "
                    + "210987654321."
            ),
        ]
        for operation in ["SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"] {
            for (source, status, message) in cases {
                let error = refusal([], on: [], [("PolicySourceArn", source)], as: operation)
                #expect(error?.status == status && error?.message == message, "\(operation) \(source)")
            }
        }
    }

    @Test("The keys that policies ask for are listed, each once")
    mutating func contextKeys() throws {
        let first = statement(on: "arn:aws:s3:::b/${aws:username}", condition("aws:PrincipalTag/Team"))
        let second = statement(on: "*", #","Condition":{"Bool":{"AWS:USERNAME":"x","aws:SecureTransport":"true"}}"#)
        let answer = try world.call(
            "GetContextKeysForCustomPolicy", of: service,
            [("PolicyInputList.member.1", first), ("PolicyInputList.member.2", second)], by: root)
        #expect(answer.all("member") == ["aws:username", "aws:PrincipalTag/Team", "aws:SecureTransport"])
        try world.user("bob") { try $0.inlinePolicies.put(first, named: "Own") }
        let own = try world.call(
            "GetContextKeysForPrincipalPolicy", of: service,
            [("PolicySourceArn", "arn:aws:iam::123456789012:user/bob"), ("PolicyInputList.member.1", second)], by: root)
        #expect(own.all("member") == answer.all("member"))
    }

    @Test("Callers need permission: on everything for policies that they pass, on the entity for those it has")
    mutating func permission() throws {
        let (user, _) = try furnish()
        let key = world.key(of: user)
        #expect(throws: AWSError.accessDenied("")) {
            try world.call(
                "SimulateCustomPolicy", of: service,
                [("PolicyInputList.member.1", statement()), ("ActionNames.member.1", "s3:GetObject")], by: key)
        }
        let error = #expect(throws: AWSError.accessDenied("")) {
            try world.call(
                "SimulatePrincipalPolicy", of: service,
                [
                    ("PolicySourceArn", "arn:aws:iam::123456789012:user/alice"),
                    ("ActionNames.member.1", "s3:GetObject"),
                ],
                by: key)
        }
        #expect(error?.message.contains("on resource: arn:aws:iam::123456789012:user/team/alice because") == true)
    }
}

private func statement(
    _ effect: String = "Allow", _ action: String = "s3:GetObject", on resource: String = "*", _ more: String = ""
) -> String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Action":"\#(action)","Resource":"\#(resource)"\#(more)}]}"#
}
