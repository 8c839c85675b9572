"""GetAccountAuthorizationDetails: everything that bears on permissions, in one listing."""

import json
import urllib.parse

import pytest

from support.policies import TRUST_EC2, allow, policy
from support.refusals import constraint, denied, invalid, refused

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
TAGS = [{"Key": "team", "Value": "blue"}]
LOOK = policy(allow("iam:ListUsers"))


@pytest.fixture
def furnished(account):
    """An account with one of everything."""
    iam = account.iam
    look = account.policy("look", allow("iam:ListUsers"), Path="/staff/", Description="may look")
    iam.create_policy_version(PolicyArn=look, PolicyDocument=policy(allow("iam:List*")), SetAsDefault=True)
    iam.create_user(UserName="alice", Path="/staff/", Tags=TAGS, PermissionsBoundary=POWER)
    iam.create_user(UserName="bob")
    iam.create_group(GroupName="ops", Path="/staff/")
    iam.add_user_to_group(GroupName="ops", UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=LOOK)
    iam.put_group_policy(GroupName="ops", PolicyName="shared", PolicyDocument=LOOK)
    iam.attach_group_policy(GroupName="ops", PolicyArn=READ_ONLY)
    iam.attach_user_policy(UserName="alice", PolicyArn=look)
    account.role("reader", allow("s3:GetObject"), Tags=TAGS)
    iam.attach_role_policy(RoleName="reader", PolicyArn=look)
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="reader")
    return account


def test_users_are_shown_with_documents_groups_boundary_and_tags(furnished):
    alice, bob = furnished.iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    user = furnished.iam.get_user(UserName="alice")["User"]
    assert {name: alice[name] for name in ("Path", "UserName", "UserId", "Arn", "CreateDate")} == {
        name: user[name] for name in ("Path", "UserName", "UserId", "Arn", "CreateDate")}
    assert alice["UserPolicyList"] == [{"PolicyName": "own", "PolicyDocument": json.loads(LOOK)}]
    assert alice["GroupList"] == ["ops"]
    assert [found["PolicyName"] for found in alice["AttachedManagedPolicies"]] == ["look"]
    assert alice["PermissionsBoundary"] == user["PermissionsBoundary"]
    assert alice["Tags"] == TAGS
    assert (bob["UserName"], bob["GroupList"], bob["Tags"]) == ("bob", [], [])
    assert "PermissionsBoundary" not in bob


def test_groups_are_shown_with_their_policies(furnished):
    answer = furnished.iam.get_account_authorization_details(Filter=["Group"])
    [group] = answer["GroupDetailList"]
    assert set(group) == {
        "Path", "GroupName", "GroupId", "Arn", "CreateDate", "GroupPolicyList", "AttachedManagedPolicies"}
    assert group["GroupPolicyList"] == [{"PolicyName": "shared", "PolicyDocument": json.loads(LOOK)}]
    assert group["AttachedManagedPolicies"] == [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}]
    assert [answer[name] for name in LISTS if name != "GroupDetailList"] == [[], [], []]


def test_roles_are_shown_with_trust_profiles_and_last_use(furnished):
    [role] = furnished.iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
    assert set(role) == {
        "Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "InstanceProfileList",
        "RolePolicyList", "AttachedManagedPolicies", "Tags", "RoleLastUsed"}
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST_EC2)
    [profile] = role["InstanceProfileList"]
    assert profile["InstanceProfileName"] == "web"
    assert [inside["RoleName"] for inside in profile["Roles"]] == ["reader"]
    assert [found["PolicyName"] for found in role["RolePolicyList"]] == ["granted"]
    assert (role["Tags"], role["RoleLastUsed"]) == (TAGS, {})


def test_managed_policies_are_shown_with_all_versions_and_counts(furnished):
    policies = furnished.iam.get_account_authorization_details(Filter=["LocalManagedPolicy"])["Policies"]
    [look] = policies
    assert (look["PolicyName"], look["Path"], look["DefaultVersionId"]) == ("look", "/staff/", "v2")
    assert (look["AttachmentCount"], look["PermissionsBoundaryUsageCount"]) == (2, 0)
    assert (look["Description"], look["IsAttachable"]) == ("may look", True)
    versions = {version["VersionId"]: version for version in look["PolicyVersionList"]}
    assert versions["v1"]["Document"] == json.loads(LOOK)
    assert (versions["v1"]["IsDefaultVersion"], versions["v2"]["IsDefaultVersion"]) == (False, True)


def test_of_aws_s_policies_those_in_use_are_shown(furnished):
    policies = furnished.iam.get_account_authorization_details(Filter=["AWSManagedPolicy"])["Policies"]
    found = {entry["Arn"]: entry for entry in policies}
    assert set(found) == {READ_ONLY, POWER}
    assert (found[READ_ONLY]["AttachmentCount"], found[READ_ONLY]["PermissionsBoundaryUsageCount"]) == (1, 0)
    assert (found[POWER]["AttachmentCount"], found[POWER]["PermissionsBoundaryUsageCount"]) == (0, 1)
    assert found[POWER]["PolicyVersionList"][0]["Document"]["Version"] == "2012-10-17"


def test_without_a_filter_everything_is_shown_and_several_filters_add_up(furnished):
    answer = furnished.iam.get_account_authorization_details()
    assert [len(answer[name]) for name in LISTS] == [2, 1, 1, 3]
    assert answer["IsTruncated"] is False and "Marker" not in answer
    answer = furnished.iam.get_account_authorization_details(Filter=["Role", "AWSManagedPolicy"])
    assert [len(answer[name]) for name in LISTS] == [0, 0, 1, 2]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_run_over_all_kinds_and_lose_nothing(furnished, size):
    iam = furnished.iam
    whole = iam.get_account_authorization_details()
    found, marker = {name: [] for name in LISTS}, {}
    while True:
        page = iam.get_account_authorization_details(MaxItems=size, **marker)
        assert sum(len(page[name]) for name in LISTS) <= size
        for name in LISTS:
            found[name] += page[name]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert found == {name: whole[name] for name in LISTS}


def test_documents_are_url_encoded_on_the_wire(furnished):
    answer = furnished.post("iam", {"Action": "GetAccountAuthorizationDetails", "Filter.member.1": "Group"})
    encoded = answer.text(
        "GetAccountAuthorizationDetailsResult/GroupDetailList/member/GroupPolicyList/member/PolicyDocument")
    assert encoded == urllib.parse.quote(LOOK, safe="-_.~")


def test_bad_input_and_strangers_are_refused(account):
    known = "[User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]"
    with invalid(constraint("filter.1.member", "Robot", f"satisfy enum value set: {known}")):
        account.iam.get_account_authorization_details(Filter=["Robot"])
    with invalid(constraint("maxItems", 0, "have value greater than or equal to 1")):
        account.iam.get_account_authorization_details(MaxItems=0)
    with refused("ValidationError", 400, "Invalid Marker."):
        account.iam.get_account_authorization_details(Marker="nonsense")
    alice = account.user("alice")
    with denied(alice, "iam:GetAccountAuthorizationDetails", "*"):
        alice.iam.get_account_authorization_details()
