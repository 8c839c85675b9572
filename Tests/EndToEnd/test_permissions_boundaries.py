"""Permissions boundaries of users and roles."""

from support.policies import allow, deny, trust
from support.refusals import DENIED_BY_BOUNDARY, NO_BOUNDARY, denied, missing, refused

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_a_user_may_do_only_what_boundary_and_identity_policy_both_allow(account):
    fence = account.policy("fence", allow(["iam:ListUsers", "iam:ListRoles"]))
    alice = account.user("alice", allow(["iam:ListUsers", "iam:ListGroups"]), PermissionsBoundary=fence)
    alice.iam.list_users()
    with denied(alice, "iam:ListGroups", account.name_of("group", ""), NO_BOUNDARY):
        alice.iam.list_groups()
    with denied(alice, "iam:ListRoles", account.name_of("role", "")):
        alice.iam.list_roles()


def test_an_explicit_deny_in_a_boundary_says_so(account):
    fence = account.policy("fence", allow("*"), deny("iam:CreateUser"))
    alice = account.user("alice", allow("*"), PermissionsBoundary=fence)
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob"), DENIED_BY_BOUNDARY):
        alice.iam.create_user(UserName="bob")


def test_a_boundary_alone_allows_nothing(account):
    alice = account.user("alice", PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()


def test_a_boundary_counts_from_its_setting_to_its_removal(account):
    alice = account.user("alice", allow("iam:*"))
    account.iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=READ_ONLY)
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob"), NO_BOUNDARY):
        alice.iam.create_user(UserName="bob")
    account.iam.delete_user_permissions_boundary(UserName="alice")
    alice.iam.create_user(UserName="bob")
    assert "PermissionsBoundary" not in account.iam.get_user(UserName="alice")["User"]


def test_a_second_boundary_replaces_the_first(account):
    account.user("alice", PermissionsBoundary=READ_ONLY)
    power = "arn:aws:iam::aws:policy/PowerUserAccess"
    account.iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=power)
    found = account.iam.get_user(UserName="alice")["User"]["PermissionsBoundary"]
    assert set(found) == {"PermissionsBoundaryType", "PermissionsBoundaryArn"}
    assert found["PermissionsBoundaryArn"] == power


def test_the_boundary_of_a_role_limits_its_sessions(account):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:*"), trust=trust(alice.arn), PermissionsBoundary=READ_ONLY)
    session = alice.assume(role)
    session.iam.list_users()
    with denied(session, "iam:CreateUser", account.name_of("user", "bob"), NO_BOUNDARY):
        session.iam.create_user(UserName="bob")
    account.iam.delete_role_permissions_boundary(RoleName="reader")
    session.iam.create_user(UserName="bob")
    account.iam.put_role_permissions_boundary(RoleName="reader", PermissionsBoundary=READ_ONLY)
    found = account.iam.get_role(RoleName="reader")["Role"]["PermissionsBoundary"]
    assert found["PermissionsBoundaryArn"] == READ_ONLY


def test_a_boundary_must_be_a_policy_that_exists(account):
    account.user("alice")
    arn = "arn:aws:iam::123456789012:policy/nothing"
    with missing(f"Policy {arn} does not exist or is not attachable."):
        account.iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=arn)
    with refused("NoSuchEntity", 404):
        account.iam.create_user(UserName="bob", PermissionsBoundary=arn)


def test_a_boundary_must_be_the_arn_of_a_policy(account):
    arn = "arn:aws:iam::123456789012:user/alice"
    account.user("alice")
    with refused("InvalidParameterValue", 400, f"Value ({arn}) for parameter PermissionsBoundary is invalid."):
        account.iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=arn)


def test_an_administrator_can_delegate_only_behind_a_boundary(account):
    fence = account.policy("fence", allow("s3:*"))
    clerk = account.user("clerk", allow(
        "iam:CreateUser", Condition={"StringEquals": {"iam:PermissionsBoundary": fence}}))
    clerk.iam.create_user(UserName="fenced", PermissionsBoundary=fence)
    with denied(clerk, "iam:CreateUser", account.name_of("user", "free")):
        clerk.iam.create_user(UserName="free")
    with denied(clerk, "iam:CreateUser", account.name_of("user", "free")):
        clerk.iam.create_user(UserName="free", PermissionsBoundary=READ_ONLY)


def test_a_policy_used_as_a_boundary_changes_with_its_default_version(account):
    fence = account.policy("fence", allow("iam:ListRoles"))
    alice = account.user("alice", allow("iam:*"), PermissionsBoundary=fence)
    with denied(alice, "iam:ListUsers", account.name_of("user", ""), NO_BOUNDARY):
        alice.iam.list_users()
    account.iam.create_policy_version(
        PolicyArn=fence, SetAsDefault=True,
        PolicyDocument='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')
    alice.iam.list_users()
