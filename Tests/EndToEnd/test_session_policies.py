"""Session policies: what AssumeRole is told to take away."""

import json
import re

import pytest

from support.policies import ALLOW_ALL, allow, deny, policy, trust
from support.refusals import (
    DENIED_BY_SESSION_POLICY, NO_SESSION_POLICY, constraint, denied, invalid, malformed, refused)

IAM_READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


@pytest.fixture
def alice(account):
    return account.user("alice")


@pytest.fixture
def role(account, alice):
    return account.role("admin", allow("iam:*"), trust=trust(alice.arn))


def test_an_inline_session_policy_restricts(account, alice, role):
    session = alice.assume(role, Policy=policy(allow("iam:ListUsers")))
    session.iam.list_users()
    with denied(session, "iam:CreateUser", account.name_of("user", "bob"), NO_SESSION_POLICY):
        session.iam.create_user(UserName="bob")


def test_a_session_policy_by_arn_restricts(account, alice, role):
    session = alice.assume(role, PolicyArns=[{"arn": IAM_READ_ONLY}])
    session.iam.list_users()
    with denied(session, "iam:CreateUser", account.name_of("user", "bob"), NO_SESSION_POLICY):
        session.iam.create_user(UserName="bob")


def test_session_policies_never_add(account, alice):
    role = account.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn))
    session = alice.assume(role, Policy=ALLOW_ALL)
    session.iam.list_users()
    with denied(session, "iam:ListRoles", account.name_of("role", "")):
        session.iam.list_roles()


def test_session_policies_are_a_union_that_restricts(account, alice, role):
    roles = account.policy("roles", allow("iam:ListRoles"))
    session = alice.assume(role, Policy=policy(allow("iam:ListUsers")), PolicyArns=[{"arn": roles}])
    session.iam.list_users()
    session.iam.list_roles()
    with denied(session, "iam:ListGroups", account.name_of("group", ""), NO_SESSION_POLICY):
        session.iam.list_groups()


def test_an_explicit_deny_in_a_session_policy_says_so(account, alice, role):
    session = alice.assume(role, Policy=policy(allow("*"), deny("iam:CreateUser")))
    session.iam.list_users()
    with denied(session, "iam:CreateUser", account.name_of("user", "bob"), DENIED_BY_SESSION_POLICY):
        session.iam.create_user(UserName="bob")


def test_the_packed_size_is_told_when_something_was_packed(alice, role):
    def assume(**parameters):
        return alice.sts.assume_role(RoleArn=role.arn, RoleSessionName="visit", **parameters)

    assert "PackedPolicySize" not in assume()
    small = assume(Policy=policy(allow("iam:ListUsers")))["PackedPolicySize"]
    large = assume(Policy=policy(*[allow(f"iam:Action{number}") for number in range(20)]))["PackedPolicySize"]
    assert 0 <= small < large <= 100
    assert "PackedPolicySize" in assume(PolicyArns=[{"arn": IAM_READ_ONLY}])


def test_conditions_in_a_session_policy_see_the_session(account, alice, role):
    session = alice.assume(role, "bob", Policy=policy(
        allow("iam:ListUsers", Condition={"StringEquals": {"aws:userid": f"{role.id}:bob"}}),
        allow("iam:ListRoles", Condition={"StringEquals": {"aws:userid": f"{role.id}:carol"}})))
    session.iam.list_users()
    with denied(session, "iam:ListRoles", account.name_of("role", ""), NO_SESSION_POLICY):
        session.iam.list_roles()


def test_session_policies_do_not_survive_the_next_link_of_a_chain(account, alice, role):
    target = account.role("target", allow("iam:ListGroups"), trust=trust(role.session_arn()))
    session = alice.assume(role, Policy=policy(allow("sts:AssumeRole")))
    session.assume(target).iam.list_groups()


def test_a_session_policy_limits_what_a_trusted_role_may_assume(account, alice, role):
    target = account.role("target", trust=trust(role.arn))
    free = alice.assume(role)
    free.assume(target)
    bound = alice.assume(role, Policy=policy(allow("iam:*")))
    with denied(bound, "sts:AssumeRole", target.arn, reason=None):
        bound.assume(target)


@pytest.mark.parametrize("document", [
    "{", '{"Version":"2012-10-17"}',
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "*",
                                                        "Principal": "*"}]})])
def test_a_malformed_session_policy_is_refused(alice, role, document):
    with malformed(None):
        alice.assume(role, Policy=document)


def test_an_empty_session_policy_is_invalid(alice, role):
    with refused("ValidationError", 400):
        alice.assume(role, Policy="")


def test_a_session_policy_has_a_limited_size(alice, role):
    document = policy(allow("iam:ListUsers", "arn:aws:iam::123456789012:user/" + "x" * 2100))
    with refused("ValidationError", 400):
        alice.assume(role, Policy=document)


def test_policies_too_large_to_pack_are_refused(account, alice, role):
    path = "/" + "p" * 500 + "/"
    arns = [account.iam.create_policy(PolicyName=f"long{number}", Path=path, PolicyDocument=policy(
        allow("iam:ListUsers")))["Policy"]["Arn"] for number in range(9)]
    alice.assume(role, PolicyArns=[{"arn": arn} for arn in arns[:2]])
    with refused("PackedPolicyTooLarge", 400) as caught:
        alice.assume(role, PolicyArns=[{"arn": arn} for arn in arns])
    assert re.fullmatch(r"Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.",
                        caught.value.response["Error"]["Message"])


def test_a_session_policy_by_arn_must_exist(account, alice, role):
    for arn in (account.name_of("policy", "nothing"), "arn:aws:iam::aws:policy/NoSuchAccess"):
        with refused("ValidationError", 400, f"Policy {arn} does not exist or is not attachable."):
            alice.assume(role, PolicyArns=[{"arn": arn}])


def test_ten_session_policies_by_arn_are_the_most(account, alice, role):
    arns = [{"arn": account.policy(f"p{number}", allow("iam:ListUsers"))} for number in range(11)]
    alice.assume(role, PolicyArns=arns[:10]).iam.list_users()
    with refused("ValidationError", 400) as caught:
        alice.assume(role, PolicyArns=arns)
    assert "at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10" in \
        caught.value.response["Error"]["Message"]


def test_an_arn_of_a_session_policy_has_a_minimal_length(alice, role):
    with invalid(constraint("policyArns.1.member.arn", "arn:aws", "have length greater than or equal to 20")):
        alice.assume(role, PolicyArns=[{"arn": "arn:aws"}])
