"""Organizations: accounts in a tree, made, moved, asked in and let go."""

import json

import pytest

from support import wire
from support.callers import Account
from support.organizations import FULL_ACCESS, RCP, SCP, Organization, refused
from support.policies import allow, deny, trust
from support.refusals import denial, may_not_assume

NOT_PERMITTED = "You don't have permissions to access this resource."
NOT_IN_USE = "Your account is not a member of an organization."


@pytest.fixture
def organization(account):
    return Organization(account, SCP, RCP)


def test_an_organization_is_described_to_its_accounts_and_deleted_when_empty(account, other_account):
    client = account.client("organizations")
    with refused("AWSOrganizationsNotInUseException", NOT_IN_USE):
        client.describe_organization()
    made = client.create_organization()["Organization"]
    assert made["FeatureSet"] == "ALL"
    assert made["MasterAccountId"] == account.id
    assert made["Arn"] == f"arn:aws:organizations::{account.id}:organization/{made['Id']}"
    assert made["MasterAccountArn"] == f"arn:aws:organizations::{account.id}:account/{made['Id']}/{account.id}"
    assert client.describe_organization()["Organization"] == made
    with refused("AlreadyInOrganizationException", "The AWS account is already a member of an organization."):
        client.create_organization()
    with refused("AWSOrganizationsNotInUseException", NOT_IN_USE):
        other_account.client("organizations").list_accounts()
    only, = client.list_accounts()["Accounts"]
    assert (only["Id"], only["Status"], only["JoinedMethod"]) == (account.id, "ACTIVE", "INVITED")
    client.delete_organization()
    with refused("AWSOrganizationsNotInUseException", NOT_IN_USE):
        client.describe_organization()


def test_units_and_accounts_make_a_tree(organization):
    client = organization.client
    workloads = organization.unit("workloads", Tags=[{"Key": "kind", "Value": "folder"}])
    development = organization.unit("development", workloads)
    member = organization.member("dev", development, Tags=[{"Key": "stage", "Value": "dev"}])
    assert client.list_parents(ChildId=member)["Parents"] == [{"Id": development, "Type": "ORGANIZATIONAL_UNIT"}]
    assert client.list_parents(ChildId=workloads)["Parents"] == [{"Id": organization.root, "Type": "ROOT"}]
    assert client.list_children(ParentId=development, ChildType="ACCOUNT")["Children"] == [
        {"Id": member, "Type": "ACCOUNT"}]
    described = client.describe_account(AccountId=member)["Account"]
    assert (described["Name"], described["Email"], described["JoinedMethod"]) == ("dev", "dev@example.com", "CREATED")
    assert described["JoinedTimestamp"].year >= 2020
    assert described["Paths"] == [f"{organization.id}/{organization.root}/{workloads}/{development}/{member}/"]
    assert client.list_tags_for_resource(ResourceId=member)["Tags"] == [{"Key": "stage", "Value": "dev"}]
    client.tag_resource(ResourceId=workloads, Tags=[{"Key": "kind", "Value": "unit"}])
    client.untag_resource(ResourceId=member, TagKeys=["stage"])
    assert client.list_tags_for_resource(ResourceId=workloads)["Tags"] == [{"Key": "kind", "Value": "unit"}]
    assert client.list_tags_for_resource(ResourceId=member)["Tags"] == []
    with refused("OrganizationalUnitNotEmptyException"):
        client.delete_organizational_unit(OrganizationalUnitId=development)
    client.remove_account_from_organization(AccountId=member)
    client.delete_organizational_unit(OrganizationalUnitId=development)
    assert client.list_organizational_units_for_parent(ParentId=workloads)["OrganizationalUnits"] == []


def test_listings_come_in_pages(organization):
    expected = {organization.member(f"account-{number}") for number in range(5)} | {organization.account.id}
    pages = list(organization.client.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) == 3
    assert {entry["Id"] for page in pages for entry in page["Accounts"]} == expected


def test_a_service_control_policy_binds_everyone_in_the_accounts_below(organization):
    unit = organization.unit("sandbox")
    member = organization.member("sandbox", unit)
    visitor = organization.visit(member)
    visitor.iam.create_user(UserName="before")
    policy = organization.policy("no-users", deny("iam:CreateUser"), target=unit)
    with refused("AccessDenied", denial(
            visitor, "iam:CreateUser", f"arn:aws:iam::{member}:user/after",
            "with an explicit deny in a service control policy"), status=403):
        visitor.iam.create_user(UserName="after")
    assert [user["UserName"] for user in visitor.iam.list_users()["Users"]] == ["before"]
    targets = organization.client.list_targets_for_policy(PolicyId=policy)["Targets"]
    assert [(target["TargetId"], target["Name"], target["Type"]) for target in targets] == [
        (unit, "sandbox", "ORGANIZATIONAL_UNIT")]
    # A list of what is allowed leaves out the rest.
    listing = organization.policy("only-lists", allow("iam:List*"), target=member)
    organization.client.detach_policy(PolicyId=FULL_ACCESS, TargetId=member)
    with refused("AccessDenied", denial(
            visitor, "iam:GetAccountSummary", "*",
            "because no service control policy allows the {action} action"), status=403):
        visitor.iam.get_account_summary()
    attached = organization.client.list_policies_for_target(TargetId=member, Filter=SCP)["Policies"]
    assert [entry["Id"] for entry in attached] == [listing]
    # The management account is never bound.
    organization.client.attach_policy(PolicyId=policy, TargetId=organization.root)
    organization.account.iam.create_user(UserName="after")


def test_a_resource_control_policy_guards_roles_against_strangers(organization, other_account):
    member = organization.member("vault")
    inside = organization.visit(member)
    arn = inside.iam.create_role(RoleName="open", AssumeRolePolicyDocument=trust("*"))["Role"]["Arn"]
    stranger = other_account.user("stranger", allow("sts:AssumeRole"))
    stranger.assume(arn)
    organization.policy(
        "our-people-only", dict(
            deny("sts:AssumeRole"), Principal="*",
            Condition={"StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization.id}}),
        policy_type=RCP, target=organization.root)
    with may_not_assume(stranger, arn):
        stranger.assume(arn)
    organization.administrator("insider").assume(arn)


def test_roles_can_trust_an_organization_or_a_part_of_it(organization, other_account):
    account = organization.account
    unit = organization.unit("trusted")
    member = organization.member("trusted", unit)
    inside = organization.visit(member)
    role = account.role("for-the-organization", trust=trust(
        "*", Condition={"StringEquals": {"aws:PrincipalOrgID": organization.id}}))
    part = account.role("for-the-unit", trust=trust("*", Condition={"ForAnyValue:StringLike": {
        "aws:PrincipalOrgPaths": f"{organization.id}/{organization.root}/{unit}/*"}}))
    stranger = other_account.user("stranger", allow("sts:AssumeRole"))
    for wanted in (role, part):
        inside.assume(wanted)
        with may_not_assume(stranger, wanted.arn):
            stranger.assume(wanted)
    neighbour = organization.visit(organization.member("neighbour"), organization.administrator("second"))
    neighbour.assume(role)
    with may_not_assume(neighbour, part.arn):
        neighbour.assume(part)


def test_an_account_of_the_server_is_asked_in_and_leaves(organization, other_account):
    invited = other_account.client("organizations")
    handshake = organization.client.invite_account_to_organization(
        Target={"Id": other_account.id, "Type": "ACCOUNT"}, Notes="Welcome")["Handshake"]
    assert (handshake["State"], handshake["Action"]) == ("OPEN", "INVITE")
    assert {party["Type"]: party["Id"] for party in handshake["Parties"]} == {
        "ORGANIZATION": organization.id, "ACCOUNT": other_account.id}
    assert [entry["Id"] for entry in invited.list_handshakes_for_account()["Handshakes"]] == [handshake["Id"]]
    assert invited.accept_handshake(HandshakeId=handshake["Id"])["Handshake"]["State"] == "ACCEPTED"
    assert invited.describe_organization()["Organization"]["Id"] == organization.id
    with refused("AccessDeniedException", NOT_PERMITTED):
        invited.list_accounts()
    listed = organization.client.list_handshakes_for_organization(Filter={"ActionType": "INVITE"})["Handshakes"]
    assert [entry["State"] for entry in listed] == ["ACCEPTED"]
    invited.leave_organization()
    with refused("AWSOrganizationsNotInUseException", NOT_IN_USE):
        invited.describe_organization()
    by_email = organization.client.invite_account_to_organization(
        Target={"Id": "other@example.com", "Type": "EMAIL"})["Handshake"]
    assert invited.decline_handshake(HandshakeId=by_email["Id"])["Handshake"]["State"] == "DECLINED"
    with refused("HandshakeAlreadyInStateException"):
        invited.decline_handshake(HandshakeId=by_email["Id"])


def test_a_resource_policy_lets_a_member_keep_policies(organization):
    member = organization.member("policies")
    visitor = organization.visit(member).client("organizations")
    with refused("AccessDeniedException", NOT_PERMITTED):
        visitor.list_policies(Filter=SCP)
    statement = dict(allow(["organizations:ListPolicies", "organizations:CreatePolicy"]), Principal={"AWS": member})
    made = organization.client.put_resource_policy(
        Content=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))["ResourcePolicy"]
    assert organization.client.describe_resource_policy()["ResourcePolicy"] == made
    visitor.create_policy(
        Name="from-below", Description="", Type=SCP,
        Content=json.dumps({"Version": "2012-10-17", "Statement": [deny("iam:CreateUser")]}))
    assert {entry["Name"] for entry in visitor.list_policies(Filter=SCP)["Policies"]} == {"FullAWSAccess", "from-below"}
    with refused("AccessDeniedException", NOT_PERMITTED):
        visitor.list_roots()
    with refused("InvalidInputException", reason="UNSUPPORTED_ACTION_IN_RESOURCE_POLICY"):
        statement = dict(allow("organizations:CreateAccount"), Principal={"AWS": member})
        organization.client.put_resource_policy(
            Content=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    organization.client.delete_resource_policy()
    with refused("ResourcePolicyNotFoundException"):
        organization.client.describe_resource_policy()


def test_members_are_told_no_and_users_need_permission(organization):
    account = organization.account
    member = organization.visit(organization.member("curious")).client("organizations")
    with refused("AccessDeniedException", NOT_PERMITTED):
        member.list_roots()
    nobody = account.user("nobody")
    with refused("AccessDeniedException", denial(nobody, "organizations:ListRoots", "*")):
        nobody.client("organizations").list_roots()
    reader = account.user("reader", allow("organizations:ListPolicies", Condition={
        "StringEquals": {"organizations:PolicyType": SCP}})).client("organizations")
    assert [entry["Id"] for entry in reader.list_policies(Filter=SCP)["Policies"]] == [FULL_ACCESS]
    with refused("AccessDeniedException"):
        reader.list_policies(Filter=RCP)
    creator = account.user("creator", allow("organizations:CreateOrganizationalUnit", Condition={
        "StringEquals": {"aws:RequestTag/team": "blue"}})).client("organizations")
    creator.create_organizational_unit(
        ParentId=organization.root, Name="blue", Tags=[{"Key": "team", "Value": "blue"}])
    with refused("AccessDeniedException"):
        creator.create_organizational_unit(ParentId=organization.root, Name="untagged")


def test_what_is_wrong_with_a_request_has_a_reason(organization):
    client = organization.client
    with refused("InvalidInputException", "You provided a value that does not match the required pattern.",
                 "INVALID_PATTERN"):
        client.describe_account(AccountId="12")
    with refused("InvalidInputException", reason="INPUT_REQUIRED"):
        client.create_organizational_unit(ParentId=organization.root)
    with refused("InvalidInputException", reason="INVALID_ENUM_POLICY_TYPE"):
        client.list_policies(Filter="NONSENSE")
    with refused("InvalidInputException", reason="DUPLICATE_TAG_KEY"):
        client.tag_resource(
            ResourceId=organization.root, Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}])
    with refused("SerializationException"):
        client.create_organizational_unit(ParentId=7, Name="x")
    with refused("AccountNotFoundException", "You specified an account that doesn't exist."):
        client.describe_account(AccountId="999999999999")
    with refused("MalformedPolicyDocumentException",
                 "The provided policy document does not meet the requirements of the specified policy type."):
        client.create_policy(Name="x", Description="", Type=SCP, Content="{}")
    with refused("PolicyTypeNotAvailableForOrganizationException"):
        client.enable_policy_type(RootId=organization.root, PolicyType="TAG_POLICY")
    with refused("InvalidInputException", reason="NON_DETACHABLE_POLICY"):
        client.detach_policy(PolicyId="p-RCPFullAWSAccess", TargetId=organization.root)


def test_a_closed_account_is_of_no_use(organization):
    member = organization.member("closing")
    visitor = organization.visit(member)
    organization.client.close_account(AccountId=member)
    assert organization.client.describe_account(AccountId=member)["Account"]["Status"] == "SUSPENDED"
    with refused("InvalidClientTokenId", status=403):
        visitor.iam.list_users()


def test_what_the_wire_looks_like(server, account):
    def post(body, *, target="AWSOrganizationsV20161128.ListRoots", sign=True, scope=None):
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        if target is not None:
            headers["X-Amz-Target"] = target
        if sign:
            headers = wire.signed_headers(
                server, account.credentials, "organizations", body, headers=headers, scope=scope)
        status, answer = server.request("POST", "/", body.encode(), headers)
        return status, json.loads(answer)["__type"]

    assert post("{}") == (400, "AWSOrganizationsNotInUseException")
    assert post("{}", target=None) == (400, "UnknownOperationException")
    assert post("{}", target="AWSOrganizationsV20161128.Nonsense") == (400, "UnknownOperationException")
    assert post("{}", target="Nonsense.ListRoots") == (400, "UnknownOperationException")
    assert post("[]") == (400, "SerializationException")
    assert post("{") == (400, "SerializationException")
    assert post("{}", target="AWSOrganizationsV20161128.CreateGovCloudAccount") == (
        400, "UnsupportedAPIEndpointException")
    assert post("{}", sign=False) == (400, "MissingAuthenticationTokenException")
    assert post("{}", scope="iam") == (400, "InvalidSignatureException")


def test_an_organization_outlives_its_server(disk_server):
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    organization = Organization(account, SCP)
    unit = organization.unit("kept")
    member = organization.member("kept", unit)
    organization.policy("kept", deny("iam:CreateUser"), target=unit)
    visitor = organization.visit(member)
    disk_server.kill()
    disk_server.start()
    with refused("AccessDenied", status=403) as caught:
        visitor.iam.create_user(UserName="x")
    assert "service control policy" in caught.value.response["Error"]["Message"]
    assert organization.client.list_parents(ChildId=member)["Parents"][0]["Id"] == unit
    assert visitor.iam.list_users()["Users"] == []


def test_the_aws_cli_speaks_json_too(organization):
    unit = organization.unit("by-hand")
    answer = organization.account.aws(
        "organizations", "describe-organizational-unit", "--organizational-unit-id", unit).json
    assert answer["OrganizationalUnit"]["Name"] == "by-hand"
    assert organization.account.aws(
        "organizations", "attach-policy", "--policy-id", FULL_ACCESS, "--target-id", "r-none").failed(
            "AttachPolicy", "TargetNotFoundException", "You specified a target that doesn't exist.") is None


@pytest.mark.parametrize(("policy_type", "per_target", "characters"), [(SCP, 10, 10_240), (RCP, 5, 5_120)])
def test_policies_have_the_limits_of_their_type(organization, policy_type, per_target, characters):
    def document(length):
        statement = deny("iam:CreateUser") if policy_type == SCP else dict(deny("sts:AssumeRole"), Principal="*")
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return text + " " * (length - len(text))

    def make(name, length=300):
        return organization.client.create_policy(
            Name=name, Description="", Type=policy_type, Content=document(length))["Policy"]["PolicySummary"]["Id"]

    make("longest", characters)
    with refused("ConstraintViolationException", reason="POLICY_CONTENT_LIMIT_EXCEEDED"):
        make("too long", characters + 1)
    member = organization.member("limited")
    # AWS's own is attached from the start.
    for number in range(per_target - 1):
        organization.client.attach_policy(PolicyId=make(f"policy-{number}"), TargetId=member)
    with refused("ConstraintViolationException", reason="MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"):
        organization.client.attach_policy(PolicyId=make("one more"), TargetId=member)
