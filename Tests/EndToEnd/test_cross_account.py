"""Roles across accounts: both sides must agree."""

import pytest

from support.policies import allow, deny, policy, trust
from support.refusals import may_not_assume, refused


@pytest.fixture
def bob(other_account):
    """A user of the other account who may assume any role, as far as that account is concerned."""
    return other_account.user("bob", allow("sts:AssumeRole"))


@pytest.mark.parametrize("by", ["account number", "root ARN", "user ARN", "everyone"])
def test_a_user_of_another_account_may_when_both_sides_agree(account, other_account, bob, by):
    principal = {"account number": other_account.id, "root ARN": f"arn:aws:iam::{other_account.id}:root",
                 "user ARN": bob.arn, "everyone": "*"}[by]
    role = account.role("shared", allow("iam:ListUsers"), trust=trust(principal))
    session = bob.assume(role)
    assert session.identity == {
        "UserId": f"{role.id}:visit", "Account": account.id, "Arn": role.session_arn()}
    assert session.iam.list_users()["Users"] == []


def test_trust_alone_is_not_enough(account, other_account):
    carol = other_account.user("carol")
    for name, principal in [("by-account", other_account.id), ("by-user", carol.arn), ("open", "*")]:
        role = account.role(name, trust=trust(principal))
        with may_not_assume(carol, role.arn):
            carol.assume(role)


def test_permission_alone_is_not_enough(account, bob):
    role = account.role("private", trust=trust(account.id))
    with may_not_assume(bob, role.arn):
        bob.assume(role)


def test_permission_for_another_role_is_not_enough(account, other_account):
    carol = other_account.user("carol", allow("sts:AssumeRole", account.name_of("role", "another")))
    role = account.role("shared", trust=trust(other_account.id))
    with may_not_assume(carol, role.arn):
        carol.assume(role)


def test_trust_in_one_user_is_not_trust_in_the_account(account, other_account, bob):
    role = account.role("shared", trust=trust(bob.arn))
    bob.assume(role)
    carol = other_account.user("carol", allow("sts:AssumeRole"))
    with may_not_assume(carol, role.arn):
        carol.assume(role)


def test_an_explicit_deny_on_the_callers_side_wins(account, other_account):
    carol = other_account.user("carol", allow("sts:AssumeRole"), deny("sts:*"))
    role = account.role("shared", trust=trust(carol.arn))
    with refused("AccessDenied", 403):
        carol.assume(role)


def test_the_callers_boundary_counts(account, other_account):
    fence = other_account.policy("fence", allow("iam:*"))
    carol = other_account.user("carol", allow("sts:AssumeRole"), PermissionsBoundary=fence)
    role = account.role("shared", trust=trust(carol.arn))
    with may_not_assume(carol, role.arn):
        carol.assume(role)


def test_the_callers_session_policy_counts(account, other_account, bob):
    hop = other_account.role("hop", allow("sts:AssumeRole"), trust=trust(bob.arn))
    role = account.role("shared", trust=trust(hop.arn))
    bob.assume(hop).assume(role)
    bound = bob.assume(hop, Policy=policy(allow("iam:*")))
    with may_not_assume(bound, role.arn):
        bound.assume(role)


def test_an_external_id_keeps_a_deputy_from_being_confused(account, other_account, bob):
    role = account.role("partner", trust=trust(
        other_account.id, Condition={"StringEquals": {"sts:ExternalId": "contract-42"}}))
    bob.assume(role, ExternalId="contract-42")
    with may_not_assume(bob, role.arn):
        bob.assume(role)
    with may_not_assume(bob, role.arn):
        bob.assume(role, ExternalId="contract-43")


def test_tagging_a_session_needs_both_sides_too(account, other_account):
    role = account.role("shared", trust=trust(other_account.id, ["sts:AssumeRole", "sts:TagSession"]))
    tags = [{"Key": "team", "Value": "blue"}]
    carol = other_account.user("carol", allow("sts:AssumeRole"))
    carol.assume(role)
    with may_not_assume(carol, role.arn, "sts:TagSession"):
        carol.assume(role, Tags=tags)
    dave = other_account.user("dave", allow(["sts:AssumeRole", "sts:TagSession"]))
    dave.assume(role, Tags=tags)


def test_the_session_belongs_to_the_roles_account_alone(account, other_account, bob):
    role = account.role("shared", allow("iam:*"), trust=trust(other_account.id))
    session = bob.assume(role)
    session.iam.create_user(UserName="made-here")
    assert [user["UserName"] for user in account.iam.list_users()["Users"]] == ["made-here"]
    assert [user["UserName"] for user in other_account.iam.list_users()["Users"]] == ["bob"]


def test_a_deleted_and_recreated_foreign_user_is_not_trusted(account, other_account):
    carol = other_account.iam.create_user(UserName="carol")["User"]
    role = account.role("shared", trust=trust(carol["Arn"]))
    other_account.iam.delete_user(UserName="carol")
    [statement] = account.iam.get_role(RoleName="shared")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": carol["UserId"]}
    again = other_account.user("carol", allow("sts:AssumeRole"))
    with may_not_assume(again, role.arn):
        again.assume(role)


def test_two_accounts_trust_each_other_both_ways(account, other_account, bob):
    alice = account.user("alice", allow("sts:AssumeRole"))
    here = account.role("door", trust=trust(other_account.id))
    there = other_account.role("door", trust=trust(account.id))
    assert bob.assume(here).identity["Account"] == account.id
    assert alice.assume(there).identity["Account"] == other_account.id
