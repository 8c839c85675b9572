import AWSTypes
import Authentication
import IdentityModel
import Operations
import OrganizationsService
import PolicyEngine
import PolicyLanguage
import TestSupport
import Testing

@Suite("Organizations' rules")
struct OrganizationRulesTests {
    private static let serviceControl = "SERVICE_CONTROL_POLICY"

    /// Expects a call to be refused with an error, and its reason.
    private func expect(
        _ code: String, _ reason: String? = nil, from name: String, _ body: String = "{}",
        in world: inout OrganizationWorld, by credential: Credential? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var caught: AWSError?
        do { try world.call(name, body, by: credential) } catch { caught = error as? AWSError }
        #expect(caught?.code == code, "\(name): \(String(describing: caught))", sourceLocation: sourceLocation)
        #expect(caught?.reason == reason, sourceLocation: sourceLocation)
        #expect(world.world.state.violations() == [], sourceLocation: sourceLocation)
    }

    @Test("An organization is made once, known to all its accounts, and deleted when it is empty")
    func organization() throws {
        var world = try OrganizationWorld()
        expect("AlreadyInOrganizationException", from: "CreateOrganization", in: &world)
        let described = try world.call("DescribeOrganization")
        #expect(try described.text("Organization", "Id") == world.organizationID)
        #expect(world.organizationID.wholeMatch(of: /o-[a-z0-9]{10}/) != nil)
        #expect(
            try described.text("Organization", "MasterAccountArn")
                == "arn:aws:organizations::123456789012:account/\(world.organizationID)/123456789012")
        let member = try world.account("dev")
        let stranger = world.world.key(of: .root, in: World.otherAccount)
        expect("AWSOrganizationsNotInUseException", from: "DescribeOrganization", in: &world, by: stranger)
        let memberRoot = world.world.key(of: .root, in: member)
        #expect(
            try world.call("DescribeOrganization", by: memberRoot).text("Organization", "Id") == world.organizationID)
        expect("AccessDeniedException", from: "ListAccounts", in: &world, by: memberRoot)
        expect("OrganizationNotEmptyException", from: "DeleteOrganization", in: &world)
        try world.call("RemoveAccountFromOrganization", #"{"AccountId": "\#(member)"}"#)
        try world.call("DeleteOrganization")
        expect("AWSOrganizationsNotInUseException", from: "DescribeOrganization", in: &world)
        #expect(try world.world.account().organization.entities.isEmpty)
    }

    @Test("Units have names that are unique below their parent, five levels at the most, and are deleted when empty")
    func units() throws {
        var world = try OrganizationWorld()
        var parent = world.rootID
        for level in 1...5 { parent = try world.unit("level \(level)", in: parent) }
        #expect(parent.wholeMatch(of: /ou-[a-z0-9]{4}-[a-z0-9]{8}/) != nil)
        expect(
            "ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED", from: "CreateOrganizationalUnit",
            #"{"ParentId": "\#(parent)", "Name": "six"}"#, in: &world)
        expect(
            "DuplicateOrganizationalUnitException", from: "CreateOrganizationalUnit",
            #"{"ParentId": "\#(world.rootID)", "Name": "level 1"}"#, in: &world)
        expect(
            "ParentNotFoundException", from: "CreateOrganizationalUnit",
            #"{"ParentId": "r-none", "Name": "x"}"#, in: &world)
        let first = try world.call("ListOrganizationalUnitsForParent", #"{"ParentId": "\#(world.rootID)"}"#)
            .text("OrganizationalUnits", "0", "Id")
        expect(
            "OrganizationalUnitNotEmptyException", from: "DeleteOrganizationalUnit",
            #"{"OrganizationalUnitId": "\#(first)"}"#, in: &world)
        try world.call("DeleteOrganizationalUnit", #"{"OrganizationalUnitId": "\#(parent)"}"#)
        expect(
            "OrganizationalUnitNotFoundException", from: "DescribeOrganizationalUnit",
            #"{"OrganizationalUnitId": "\#(parent)"}"#, in: &world)
        let renamed = try world.call(
            "UpdateOrganizationalUnit", #"{"OrganizationalUnitId": "\#(first)", "Name": "top"}"#)
        #expect(try renamed.text("OrganizationalUnit", "Name") == "top")
        #expect(
            try renamed.text("OrganizationalUnit", "Path") == "\(world.organizationID)/\(world.rootID)/\(first)/")
    }

    @Test("A new account says it is in progress, then that it succeeded, and has a role for who manages it")
    func accounts() throws {
        var world = try OrganizationWorld()
        let made = try world.call(
            "CreateAccount",
            #"{"Email": "dev@example.com", "AccountName": "Dev", "RoleName": "Admin", "Tags": [{"Key": "a", "Value": "b"}]}"#
        )
        #expect(try made.text("CreateAccountStatus", "State") == "IN_PROGRESS")
        let id = try made.text("CreateAccountStatus", "Id")
        let status = try world.call("DescribeCreateAccountStatus", #"{"CreateAccountRequestId": "\#(id)"}"#)
        #expect(try status.text("CreateAccountStatus", "State") == "SUCCEEDED")
        let account = try #require(AccountID(try status.text("CreateAccountStatus", "AccountId")))
        let role = try #require(try world.world.account(account).roles[RoleName(unchecked: "admin")])
        #expect(role.attachedPolicies == [.aws("/AdministratorAccess")])
        #expect(role.trustPolicy.text.contains("arn:aws:iam::123456789012:root"))
        #expect(
            try world.call("ListTagsForResource", #"{"ResourceId": "\#(account)"}"#).text("Tags", "0", "Key") == "a")
        let again = try world.call("CreateAccount", #"{"Email": "DEV@example.com", "AccountName": "Other"}"#)
        let failed = try world.call(
            "ListCreateAccountStatus", #"{"States": ["FAILED"]}"#)
        #expect(try failed.texts("CreateAccountStatuses", "Id") == [try again.text("CreateAccountStatus", "Id")])
        #expect(try failed.text("CreateAccountStatuses", "0", "FailureReason") == "EMAIL_ALREADY_EXISTS")
        expect(
            "InvalidInputException", "INVALID_ROLE_NAME", from: "CreateAccount",
            #"{"Email": "x@example.com", "AccountName": "x", "RoleName": "AWSServiceRoleForX"}"#, in: &world)
        expect(
            "InvalidInputException", "INVALID_PATTERN", from: "CreateAccount",
            #"{"Email": "x@example", "AccountName": "x"}"#, in: &world)
        expect(
            "CreateAccountStatusNotFoundException", from: "DescribeCreateAccountStatus",
            #"{"CreateAccountRequestId": "car-12345678"}"#, in: &world)
    }

    @Test("An account moves between places that exist, from where it is")
    func moves() throws {
        var world = try OrganizationWorld()
        let (one, two) = (try world.unit("one"), try world.unit("two"))
        let account = try world.account("dev")
        func body(_ account: String, _ source: String, _ destination: String) -> String {
            #"{"AccountId": "\#(account)", "SourceParentId": "\#(source)", "DestinationParentId": "\#(destination)"}"#
        }
        let id = account.description
        expect(
            "SourceParentNotFoundException", from: "MoveAccount", body(id, one, two), in: &world)
        expect(
            "DestinationParentNotFoundException", from: "MoveAccount", body(id, world.rootID, "ou-none-12345678"),
            in: &world)
        expect(
            "DuplicateAccountException", from: "MoveAccount", body(id, world.rootID, world.rootID), in: &world)
        expect(
            "AccountNotFoundException", from: "MoveAccount", body("999999999999", world.rootID, one), in: &world)
        try world.move(account, to: one)
        #expect(try world.call("ListParents", #"{"ChildId": "\#(id)"}"#).text("Parents", "0", "Id") == one)
        #expect(
            try world.call("ListChildren", #"{"ParentId": "\#(one)", "ChildType": "ACCOUNT"}"#)
                .texts("Children", "Id") == [id])
        #expect(try world.call("ListAccountsForParent", #"{"ParentId": "\#(one)"}"#).texts("Accounts", "Id") == [id])
        let path = "\(world.organizationID)/\(world.rootID)/\(one)/"
        #expect(world.world.state.organizationControls(of: account)?.path == path)
    }

    @Test("A closed account can't be used, and can't be closed twice")
    func closing() throws {
        var world = try OrganizationWorld()
        let account = try world.account("dev")
        let key = world.world.key(of: .root, in: account)
        expect(
            "ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT", from: "CloseAccount",
            #"{"AccountId": "123456789012"}"#, in: &world)
        _ = try world.world.caller(key)
        try world.call("CloseAccount", #"{"AccountId": "\#(account)"}"#)
        #expect(throws: AWSError("InvalidClientTokenId", status: 403, "")) { try world.world.caller(key) }
        expect(
            "AccountAlreadyClosedException", from: "CloseAccount", #"{"AccountId": "\#(account)"}"#, in: &world)
        let described = try world.call("DescribeAccount", #"{"AccountId": "\#(account)"}"#)
        #expect(try described.text("Account", "Status") == "SUSPENDED")
    }

    @Test("Types of policies are enabled and disabled, and AWS's own policy comes and goes with them")
    func policyTypes() throws {
        var world = try OrganizationWorld()
        let unit = try world.unit("one")
        func body(_ type: String) -> String { #"{"RootId": "\#(world.rootID)", "PolicyType": "\#(type)"}"# }
        func list(_ target: String) -> String {
            #"{"TargetId": "\#(target)", "Filter": "SERVICE_CONTROL_POLICY"}"#
        }
        #expect(try world.call("ListPoliciesForTarget", list(unit)).texts("Policies", "Id") == [])
        let (scp, tags, none) = (
            body("SERVICE_CONTROL_POLICY"), body("TAG_POLICY"),
            #"{"RootId": "r-none", "PolicyType": "SERVICE_CONTROL_POLICY"}"#
        )
        expect("PolicyTypeNotEnabledException", from: "DisablePolicyType", scp, in: &world)
        expect("PolicyTypeNotAvailableForOrganizationException", from: "EnablePolicyType", tags, in: &world)
        expect("RootNotFoundException", from: "EnablePolicyType", none, in: &world)
        let root = try world.call("EnablePolicyType", scp)
        #expect(try root.text("Root", "PolicyTypes", "0", "Status") == "ENABLED")
        expect("PolicyTypeAlreadyEnabledException", from: "EnablePolicyType", scp, in: &world)
        for target in [unit, world.rootID, "123456789012"] {
            #expect(
                try world.call("ListPoliciesForTarget", list(target)).texts("Policies", "Id") == ["p-FullAWSAccess"])
        }
        let denial = try world.denial("no", "iam:CreateUser")
        try world.attach(denial, to: unit)
        try world.call("DisablePolicyType", scp)
        #expect(
            try world.call("ListTargetsForPolicy", #"{"PolicyId": "\#(denial)"}"#).texts("Targets", "TargetId") == [])
        #expect(world.world.state.violations() == [])
    }

    @Test("Policies have unique names and documents of their type, and AWS's own can't be changed")
    func policies() throws {
        var world = try OrganizationWorld(enabling: Self.serviceControl)
        let id = try world.denial("no", "iam:CreateUser")
        #expect(id.wholeMatch(of: /p-[a-z0-9]{10}/) != nil)
        expect(
            "DuplicatePolicyException", from: "CreatePolicy",
            #"{"Name": "no", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": "{}"}"#, in: &world)
        expect(
            "MalformedPolicyDocumentException", from: "CreatePolicy",
            #"{"Name": "bad", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": "{}"}"#, in: &world)
        let long = String(repeating: " ", count: 10_241)
        expect(
            "ConstraintViolationException", "POLICY_CONTENT_LIMIT_EXCEEDED", from: "UpdatePolicy",
            #"{"PolicyId": "\#(id)", "Content": "\#(long)"}"#, in: &world)
        expect(
            "InvalidInputException", "INVALID_ENUM_POLICY_TYPE", from: "ListPolicies", #"{"Filter": "X"}"#, in: &world)
        expect(
            "InvalidInputException", "IMMUTABLE_POLICY", from: "DeletePolicy", #"{"PolicyId": "p-FullAWSAccess"}"#,
            in: &world)
        expect("PolicyNotFoundException", from: "DescribePolicy", #"{"PolicyId": "p-12345678"}"#, in: &world)
        let updated = try world.call("UpdatePolicy", #"{"PolicyId": "\#(id)", "Name": "yes", "Description": "d"}"#)
        #expect(try updated.text("Policy", "PolicySummary", "Name") == "yes")
        #expect(
            try updated.text("Policy", "PolicySummary", "Arn")
                == "arn:aws:organizations::123456789012:policy/\(world.organizationID)/service_control_policy/\(id)")
        try world.attach(id, to: world.rootID)
        expect("PolicyInUseException", from: "DeletePolicy", #"{"PolicyId": "\#(id)"}"#, in: &world)
        try world.detach(id, from: world.rootID)
        try world.call("DeletePolicy", #"{"PolicyId": "\#(id)"}"#)
    }

    @Test("A target has one to ten service control policies, none of them twice")
    func attachments() throws {
        var world = try OrganizationWorld(enabling: Self.serviceControl, "RESOURCE_CONTROL_POLICY")
        let unit = try world.unit("one")
        func body(_ policy: String) -> String { #"{"PolicyId": "\#(policy)", "TargetId": "\#(unit)"}"# }
        let lastPolicy = "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
        expect(
            "ConstraintViolationException", lastPolicy, from: "DetachPolicy", body("p-FullAWSAccess"), in: &world)
        expect(
            "InvalidInputException", "NON_DETACHABLE_POLICY", from: "DetachPolicy", body("p-RCPFullAWSAccess"),
            in: &world)
        var ids: [String] = []
        for number in 1...10 { ids.append(try world.denial("no\(number)", "iam:CreateUser")) }
        for id in ids.prefix(9) { try world.attach(id, to: unit) }
        expect("DuplicatePolicyAttachmentException", from: "AttachPolicy", body(ids[0]), in: &world)
        expect(
            "ConstraintViolationException", "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", from: "AttachPolicy",
            body(ids[9]), in: &world)
        expect("PolicyNotAttachedException", from: "DetachPolicy", body(ids[9]), in: &world)
        expect(
            "TargetNotFoundException", from: "AttachPolicy",
            #"{"PolicyId": "\#(ids[9])", "TargetId": "ou-none-12345678"}"#, in: &world)
        expect(
            "InvalidInputException", "INVALID_PATTERN", from: "AttachPolicy",
            #"{"PolicyId": "\#(ids[9])", "TargetId": "nonsense"}"#, in: &world)
        try world.detach("p-FullAWSAccess", from: unit)
        #expect(world.world.state.violations() == [])
    }

    @Test("An account that is asked joins by accepting, and leaves again")
    func handshakes() throws {
        var world = try OrganizationWorld(enabling: Self.serviceControl)
        let invited = world.world.key(of: .root, in: World.otherAccount)
        let invitation = #"{"Target": {"Id": "210987654321", "Type": "ACCOUNT"}, "Notes": "come"}"#
        let id = try world.call("InviteAccountToOrganization", invitation).text("Handshake", "Id")
        expect("DuplicateHandshakeException", from: "InviteAccountToOrganization", invitation, in: &world)
        expect(
            "HandshakeNotFoundException", from: "AcceptHandshake", #"{"HandshakeId": "\#(id)"}"#, in: &world)
        let answer = #"{"HandshakeId": "\#(id)"}"#
        #expect(try world.call("ListHandshakesForAccount", by: invited).texts("Handshakes", "Id") == [id])
        #expect(try world.call("DescribeHandshake", answer, by: invited).text("Handshake", "State") == "OPEN")
        let accepted = try world.call("AcceptHandshake", answer, by: invited)
        #expect(try accepted.text("Handshake", "State") == "ACCEPTED")
        #expect(world.world.state.management(of: World.otherAccount) == World.account)
        expect("HandshakeAlreadyInStateException", from: "AcceptHandshake", answer, in: &world, by: invited)
        expect("InvalidHandshakeTransitionException", from: "CancelHandshake", answer, in: &world)
        expect(
            "HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION", from: "InviteAccountToOrganization",
            invitation, in: &world)
        expect("MasterCannotLeaveOrganizationException", from: "LeaveOrganization", in: &world)
        try world.call("LeaveOrganization", by: invited)
        #expect(world.world.state.management(of: World.otherAccount) == nil)
        let second = try world.call("InviteAccountToOrganization", invitation).text("Handshake", "Id")
        world.world.now = world.world.now + 15 * 86_400
        expect(
            "InvalidHandshakeTransitionException", from: "AcceptHandshake", #"{"HandshakeId": "\#(second)"}"#,
            in: &world, by: invited)
    }

    @Test("An account in charge of a service may look into the organization, change nothing, and not be removed")
    func delegation() throws {
        var world = try OrganizationWorld()
        let account = try world.account("security")
        let key = world.world.key(of: .root, in: account)
        let body = #"{"AccountId": "\#(account)", "ServicePrincipal": "guardduty.amazonaws.com"}"#
        expect(
            "ConstraintViolationException", "SERVICE_ACCESS_NOT_ENABLED", from: "RegisterDelegatedAdministrator", body,
            in: &world)
        expect(
            "InvalidInputException", "UNRECOGNIZED_SERVICE_PRINCIPAL", from: "EnableAWSServiceAccess",
            #"{"ServicePrincipal": "guardduty"}"#, in: &world)
        try world.call("EnableAWSServiceAccess", #"{"ServicePrincipal": "guardduty.amazonaws.com"}"#)
        try world.call("RegisterDelegatedAdministrator", body)
        expect("AccountAlreadyRegisteredException", from: "RegisterDelegatedAdministrator", body, in: &world)
        #expect(try world.call("ListAccounts", by: key).texts("Accounts", "Id").count == 2)
        expect("AccessDeniedException", from: "DeleteOrganization", in: &world, by: key)
        expect(
            "ConstraintViolationException", "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            from: "RemoveAccountFromOrganization", #"{"AccountId": "\#(account)"}"#, in: &world)
        #expect(
            try world.call("ListDelegatedAdministrators").texts("DelegatedAdministrators", "Id")
                == [account.description])
        try world.call("DeregisterDelegatedAdministrator", body)
        expect("AccountNotRegisteredException", from: "DeregisterDelegatedAdministrator", body, in: &world)
    }

    @Test("A resource policy lets a member do what it names, and no more, and its own policies have to agree")
    func resourcePolicy() throws {
        var world = try OrganizationWorld(enabling: Self.serviceControl)
        let account = try world.account("policies")
        let root = world.world.key(of: .root, in: account)
        let idle = world.world.user("idle", in: account)
        let idleKey = world.world.key(of: idle, in: account)
        func put(_ actions: String) -> String {
            let content = """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "\(account)"},
                "Action": [\(actions)], "Resource": "*"}}
                """.replacing("\"", with: "\\\"").replacing("\n", with: " ")
            return #"{"Content": "\#(content)"}"#
        }
        expect("ResourcePolicyNotFoundException", from: "DescribeResourcePolicy", in: &world)
        expect("ResourcePolicyNotFoundException", from: "DeleteResourcePolicy", in: &world)
        expect(
            "InvalidInputException", "INVALID_RESOURCE_POLICY_JSON", from: "PutResourcePolicy",
            #"{"Content": "{}"}"#, in: &world)
        expect(
            "InvalidInputException", "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", from: "PutResourcePolicy",
            put(#""organizations:CreateAccount""#), in: &world)
        let list = #"{"Filter": "SERVICE_CONTROL_POLICY"}"#
        expect("AccessDeniedException", from: "ListPolicies", list, in: &world, by: root)
        let made = try world.call("PutResourcePolicy", put(#""organizations:ListPolicies""#))
        let arn = try made.text("ResourcePolicy", "ResourcePolicySummary", "Arn")
        #expect(arn.hasPrefix("arn:aws:organizations::123456789012:resourcepolicy/\(world.organizationID)/rp-"))
        #expect(try world.call("ListPolicies", list, by: root).texts("Policies", "Id") == ["p-FullAWSAccess"])
        expect("AccessDeniedException", from: "ListPolicies", list, in: &world, by: idleKey)
        expect("AccessDeniedException", from: "ListRoots", in: &world, by: root)
        expect("AccessDeniedException", from: "DeleteOrganization", in: &world, by: root)
        try world.call("DeleteResourcePolicy")
        expect("AccessDeniedException", from: "ListPolicies", list, in: &world, by: root)
    }

    @Test("Listings come in pages, and a token of one listing does not fit another")
    func pages() throws {
        var world = try OrganizationWorld()
        for number in 1...5 { _ = try world.account("account\(number)") }
        var (seen, token) = ([String](), "")
        repeat {
            let more = token.isEmpty ? "" : #", "NextToken": "\#(token)""#
            let page = try world.call("ListAccounts", #"{"MaxResults": 2\#(more)}"#)
            seen += try page.texts("Accounts", "Id")
            token = page["NextToken"]?.string ?? ""
            if !token.isEmpty {
                expect(
                    "InvalidInputException", "INVALID_NEXT_TOKEN", from: "ListRoots", #"{"NextToken": "\#(token)"}"#,
                    in: &world)
            }
        } while !token.isEmpty
        #expect(seen.count == 6 && Set(seen).count == 6)
        expect(
            "InvalidInputException", "MAX_VALUE_EXCEEDED", from: "ListAccounts", #"{"MaxResults": 21}"#, in: &world)
    }

    @Test("What policies of the caller say comes first: resources, tags and types are asked about")
    func permission() throws {
        var world = try OrganizationWorld(enabling: Self.serviceControl)
        let unit = try world.unit("one")
        let bob = try world.world.user("bob") {
            try $0.inlinePolicies.allow(
                "organizations:DescribeOrganizationalUnit",
                on: "arn:aws:organizations::123456789012:ou/\(world.organizationID)/\(unit)")
        }
        let key = world.world.key(of: bob)
        try world.call("DescribeOrganizationalUnit", #"{"OrganizationalUnitId": "\#(unit)"}"#, by: key)
        expect(
            "AccessDenied", from: "DescribeOrganizationalUnit", #"{"OrganizationalUnitId": "ou-none-12345678"}"#,
            in: &world, by: key)
        let checks = try world.world.checks(
            of: "AttachPolicy", of: OrganizationsService.definition,
            ["PolicyId": "p-FullAWSAccess", "TargetId": unit], by: key)
        #expect(
            checks.map(\.resource) == [
                "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
                "arn:aws:organizations::123456789012:ou/\(world.organizationID)/\(unit)",
            ])
        for check in checks {
            #expect(
                check.context.contains {
                    $0.key == "organizations:PolicyType" && $0.value == .string("SERVICE_CONTROL_POLICY")
                })
        }
    }
}
