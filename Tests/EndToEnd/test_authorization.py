"""The second door: identity policies, and the words in which requests are denied."""

import pytest

from support.policies import ALLOW_ALL, allow, deny, policy, trust
from support.refusals import DENIED_BY_IDENTITY_POLICY, denied


def test_a_new_user_may_do_nothing(account):
    alice = account.user("alice")
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob")):
        alice.iam.create_user(UserName="bob")


# The resource in the message: operation, parameters, resource as AWS words it.
DENIALS = [
    ("create_user", {"UserName": "bob"}, "iam:CreateUser", "arn:aws:iam::123456789012:user/bob"),
    ("create_user", {"UserName": "bob", "Path": "/staff/"}, "iam:CreateUser",
     "arn:aws:iam::123456789012:user/staff/bob"),
    ("create_role", {"RoleName": "r", "AssumeRolePolicyDocument": trust({"Service": "ec2.amazonaws.com"})},
     "iam:CreateRole", "arn:aws:iam::123456789012:role/r"),
    ("create_group", {"GroupName": "g"}, "iam:CreateGroup", "arn:aws:iam::123456789012:group/g"),
    ("create_instance_profile", {"InstanceProfileName": "p"}, "iam:CreateInstanceProfile",
     "arn:aws:iam::123456789012:instance-profile/p"),
    ("create_policy", {"PolicyName": "p", "PolicyDocument": ALLOW_ALL}, "iam:CreatePolicy", "policy p"),
    ("list_users", {}, "iam:ListUsers", "arn:aws:iam::123456789012:user/"),
    ("list_users", {"PathPrefix": "/staff/"}, "iam:ListUsers", "arn:aws:iam::123456789012:user/staff/"),
    ("list_roles", {}, "iam:ListRoles", "arn:aws:iam::123456789012:role/"),
    ("list_groups", {}, "iam:ListGroups", "arn:aws:iam::123456789012:group/"),
    ("list_instance_profiles", {}, "iam:ListInstanceProfiles", "arn:aws:iam::123456789012:instance-profile/"),
    ("list_policies", {}, "iam:ListPolicies", "policy path /"),
    ("list_account_aliases", {}, "iam:ListAccountAliases", "*"),
    ("get_account_summary", {}, "iam:GetAccountSummary", "*"),
    ("get_user", {}, "iam:GetUser", "user alice"),
    ("get_user", {"UserName": "carol"}, "iam:GetUser", "user carol"),
    ("delete_user", {"UserName": "carol"}, "iam:DeleteUser", "user carol"),
    ("create_access_key", {"UserName": "carol"}, "iam:CreateAccessKey", "user carol"),
    ("list_access_keys", {}, "iam:ListAccessKeys", "user alice"),
    ("put_user_policy", {"UserName": "carol", "PolicyName": "p", "PolicyDocument": ALLOW_ALL}, "iam:PutUserPolicy",
     "user carol"),
    ("attach_user_policy", {"UserName": "carol", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
     "iam:AttachUserPolicy", "user carol"),
    ("get_role", {"RoleName": "reader"}, "iam:GetRole", "role reader"),
    ("update_assume_role_policy", {"RoleName": "reader", "PolicyDocument": trust("*")}, "iam:UpdateAssumeRolePolicy",
     "role reader"),
    ("get_group", {"GroupName": "team"}, "iam:GetGroup", "group team"),
    ("add_user_to_group", {"GroupName": "team", "UserName": "alice"}, "iam:AddUserToGroup", "group team"),
    ("get_instance_profile", {"InstanceProfileName": "web"}, "iam:GetInstanceProfile", "instance profile web"),
    ("get_policy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, "iam:GetPolicy",
     "policy arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("tag_user", {"UserName": "carol", "Tags": [{"Key": "a", "Value": "b"}]}, "iam:TagUser",
     "arn:aws:iam::123456789012:user/carol"),
]


@pytest.mark.parametrize(
    ("operation", "parameters", "action", "resource"), DENIALS, ids=[f"{one[0]}-{one[3]}" for one in DENIALS])
def test_a_denial_names_caller_action_resource_and_reason(account, operation, parameters, action, resource):
    alice = account.user("alice")
    account.user("carol")
    account.role("reader")
    account.iam.create_group(GroupName="team")
    account.iam.create_instance_profile(InstanceProfileName="web")
    with denied(alice, action, resource):
        getattr(alice.iam, operation)(**parameters)


def test_an_explicit_deny_says_so(account):
    alice = account.user("alice", allow("*"), deny("iam:CreateUser"))
    alice.iam.list_users()
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob"), DENIED_BY_IDENTITY_POLICY):
        alice.iam.create_user(UserName="bob")


def test_an_explicit_deny_wins_wherever_it_stands(account):
    alice = account.user("alice", allow("iam:*"))
    account.iam.create_group(GroupName="restrained")
    account.iam.put_group_policy(
        GroupName="restrained", PolicyName="no", PolicyDocument=policy(deny("iam:ListUsers")))
    alice.iam.list_users()
    account.iam.add_user_to_group(GroupName="restrained", UserName="alice")
    with denied(alice, "iam:ListUsers", account.name_of("user", ""), DENIED_BY_IDENTITY_POLICY):
        alice.iam.list_users()


def test_a_role_session_is_named_by_its_session_arn(account):
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.arn), Path="/app/")
    session = alice.assume(role, "monday")
    with denied("arn:aws:sts::123456789012:assumed-role/reader/monday", "iam:ListUsers",
                account.name_of("user", "")):
        session.iam.list_users()


def test_a_denied_request_changes_nothing(account):
    alice = account.user("alice")
    with denied(alice, "iam:DeleteUser", "user alice"):
        alice.iam.delete_user(UserName="alice")
    account.iam.get_user(UserName="alice")
    assert account.iam.get_account_summary()["SummaryMap"]["Users"] == 1


def test_whether_something_exists_is_not_told_to_those_who_may_not_ask(account):
    alice = account.user("alice")
    for name in ("alice", "nobody"):
        with denied(alice, "iam:DeleteUser", f"user {name}"):
            alice.iam.delete_user(UserName=name)


def test_resources_are_matched_by_arn_with_path(account):
    alice = account.user("alice", allow("iam:GetUser", account.name_of("user", "staff/*")))
    account.iam.create_user(UserName="bob", Path="/staff/")
    account.iam.create_user(UserName="carol", Path="/stuff/")
    alice.iam.get_user(UserName="bob")
    with denied(alice, "iam:GetUser", "user carol"):
        alice.iam.get_user(UserName="carol")


def test_actions_are_matched_whatever_their_case_and_with_wildcards(account):
    alice = account.user("alice", allow(["IAM:listusers", "iam:Get?roup", "iam:*AccountSummary"]))
    account.iam.create_group(GroupName="team")
    alice.iam.list_users()
    alice.iam.get_group(GroupName="team")
    alice.iam.get_account_summary()
    with denied(alice, "iam:ListGroups", account.name_of("group", "")):
        alice.iam.list_groups()


def test_everything_but_what_is_named_can_be_allowed(account):
    alice = account.user("alice", {"Effect": "Allow", "NotAction": "iam:List*", "Resource": "*"})
    alice.iam.create_user(UserName="bob")
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()


def test_everything_but_one_resource_can_be_denied(account):
    alice = account.user("alice", allow("iam:*"), {
        "Effect": "Deny", "Action": "iam:GetUser", "NotResource": account.name_of("user", "alice")})
    alice.iam.get_user(UserName="alice")
    account.iam.create_user(UserName="bob")
    with denied(alice, "iam:GetUser", "user bob", DENIED_BY_IDENTITY_POLICY):
        alice.iam.get_user(UserName="bob")


def test_a_user_name_in_a_resource_gives_every_user_a_home(account):
    account.iam.create_group(GroupName="everyone")
    account.iam.put_group_policy(GroupName="everyone", PolicyName="home", PolicyDocument=policy(
        allow("iam:*AccessKey*", "arn:aws:iam::123456789012:user/${aws:username}")))
    users = [account.user(name) for name in ("alice", "bob")]
    for user in users:
        account.iam.add_user_to_group(GroupName="everyone", UserName=user.name)
    for user, other in (users, users[::-1]):
        made = user.iam.create_access_key(UserName=user.name)["AccessKey"]["AccessKeyId"]
        assert len(user.iam.list_access_keys()["AccessKeyMetadata"]) == 2
        user.iam.delete_access_key(UserName=user.name, AccessKeyId=made)
        with denied(user, "iam:CreateAccessKey", f"user {other.name}"):
            user.iam.create_access_key(UserName=other.name)
        with denied(user, "iam:ListUsers", account.name_of("user", "")):
            user.iam.list_users()


def test_a_role_session_has_no_user_name(account):
    alice = account.user("alice")
    role = account.role("alice", allow("iam:GetUser", "arn:aws:iam::123456789012:user/${aws:username}"),
                        trust=trust(alice.arn))
    session = alice.assume(role, "alice")
    with denied(session, "iam:GetUser", "user alice"):
        session.iam.get_user(UserName="alice")


def test_a_tag_of_the_caller_can_choose_the_resource(account):
    alice = account.user("alice", allow("iam:GetUser", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/who}"),
                         Tags=[{"Key": "who", "Value": "bob"}])
    account.iam.create_user(UserName="bob")
    alice.iam.get_user(UserName="bob")
    with denied(alice, "iam:GetUser", "user alice"):
        alice.iam.get_user(UserName="alice")
