"""Session tags, transitive tags, and source identity."""

import pytest
from botocore.exceptions import ClientError

from support.policies import allow, trust
from support.refusals import denied, may_not_assume, refused

TAGGING = ["sts:AssumeRole", "sts:TagSession"]
SOURCED = ["sts:AssumeRole", "sts:SetSourceIdentity"]


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def when(key, value):
    """Allows listing users when a key has a value."""
    return allow("iam:ListUsers", Condition={"StringEquals": {key: value}})


@pytest.fixture
def alice(account):
    return account.user("alice")


def listing_denied(account, session):
    return denied(session, "iam:ListUsers", account.name_of("user", ""))


# Session tags

def test_session_tags_are_principal_tags(account, alice):
    role = account.role("reader", when("aws:PrincipalTag/team", "blue"), trust=trust(alice.arn, TAGGING))
    alice.assume(role, Tags=tags(team="blue")).iam.list_users()
    for other in ({"Tags": tags(team="green")}, {}):
        session = alice.assume(role, **other)
        with listing_denied(account, session):
            session.iam.list_users()


def test_session_tags_override_the_roles_tags_whatever_the_case_of_the_key(account, alice):
    role = account.role(
        "reader", when("aws:PrincipalTag/team", "blue"), trust=trust(alice.arn, TAGGING), Tags=tags(Team="green"))
    session = alice.assume(role)
    with listing_denied(account, session):
        session.iam.list_users()
    alice.assume(role, Tags=tags(team="blue")).iam.list_users()


def test_the_roles_own_tags_are_principal_tags(account, alice):
    role = account.role(
        "reader", when("aws:PrincipalTag/team", "blue"), trust=trust(alice.arn), Tags=tags(team="blue"))
    alice.assume(role).iam.list_users()


def test_tagging_a_session_must_be_allowed_by_the_trust_policy(account, alice):
    role = account.role("reader", trust=trust(alice.arn))
    with may_not_assume(alice, role.arn, "sts:TagSession"):
        alice.assume(role, Tags=tags(team="blue"))


def test_the_trust_policy_can_choose_the_tags(account, alice):
    role = account.role("reader", trust=trust(alice.arn, TAGGING, Condition={
        "StringEquals": {"aws:RequestTag/team": ["blue", "green"]},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}))
    alice.assume(role, Tags=tags(team="green"))
    for bad in (tags(team="red"), tags(team="blue", more="x")):
        with refused("AccessDenied", 403):
            alice.assume(role, Tags=bad)


def test_duplicate_keys_are_refused(account, alice):
    role = account.role("reader", trust=trust(alice.arn, TAGGING))
    with refused("InvalidParameterValue", 400,
                 "Duplicate tag keys found. Please note that Tag keys are case insensitive."):
        alice.assume(role, Tags=tags(team="blue", Team="green"))


def test_fifty_session_tags_are_the_most(account, alice):
    role = account.role("reader", trust=trust(alice.arn, TAGGING))
    alice.assume(role, Tags=tags(**{f"k{number}": "v" for number in range(50)}))
    with refused("ValidationError", 400):
        alice.assume(role, Tags=tags(**{f"k{number}": "v" for number in range(51)}))


def test_tags_count_for_the_packed_size(account, alice):
    role = account.role("reader", trust=trust(alice.arn, TAGGING))
    answer = alice.sts.assume_role(RoleArn=role.arn, RoleSessionName="visit", Tags=tags(team="blue"))
    assert 0 < answer["PackedPolicySize"] <= 100


def test_tags_too_large_to_pack_are_refused(account, alice):
    role = account.role("reader", trust=trust(alice.arn, TAGGING))
    noise = "".join(chr(0x4E00 + (7919 * number) % 20000) for number in range(256))
    with refused("PackedPolicyTooLarge", 400):
        alice.assume(role, Tags=tags(**{f"key{number}": noise[number:] + noise[:number] for number in range(50)}))


# Transitive tags

def chain(account, alice, *statements, second_trust=None, **more):
    """Two roles, the first trusting alice and the second trusting the first."""
    first = account.role("first", trust=trust(alice.arn, TAGGING))
    second = account.role("second", *statements, trust=trust(first.arn, second_trust or TAGGING), **more)
    return first, second


def test_transitive_tags_go_along_a_chain_and_others_do_not(account, alice):
    first, second = chain(account, alice, when("aws:PrincipalTag/team", "blue"), allow(
        "iam:ListRoles", Condition={"StringEquals": {"aws:PrincipalTag/floor": "3"}}))
    session = alice.assume(first, Tags=tags(team="blue", floor="3"), TransitiveTagKeys=["team"]).assume(second)
    session.iam.list_users()
    with denied(session, "iam:ListRoles", account.name_of("role", "")):
        session.iam.list_roles()


def test_transitive_tags_go_along_the_whole_chain(account, alice):
    first, second = chain(account, alice)
    third = account.role("third", when("aws:PrincipalTag/team", "blue"), trust=trust(second.arn, TAGGING))
    session = alice.assume(first, Tags=tags(team="blue"), TransitiveTagKeys=["team"])
    session.assume(second).assume(third).iam.list_users()


def test_inherited_tags_override_the_tags_of_the_next_role(account, alice):
    first, second = chain(account, alice, when("aws:PrincipalTag/team", "blue"), Tags=tags(team="green"))
    alice.assume(first, Tags=tags(team="blue"), TransitiveTagKeys=["team"]).assume(second).iam.list_users()


def test_inherited_tags_need_the_permission_to_tag_too(account, alice):
    first, second = chain(account, alice, second_trust="sts:AssumeRole")
    alice.assume(first, Tags=tags(team="blue")).assume(second)
    session = alice.assume(first, Tags=tags(team="blue"), TransitiveTagKeys=["team"])
    with may_not_assume(session, second.arn, "sts:TagSession"):
        session.assume(second)


def test_an_inherited_tag_cannot_be_passed_again(account, alice):
    first, second = chain(account, alice)
    session = alice.assume(first, Tags=tags(team="blue"), TransitiveTagKeys=["team"])
    for key in ("team", "TEAM"):
        with refused("InvalidParameterValue", 400,
                     "One of the specified transitive tag keys can't be set because it conflicts with a transitive "
                     "tag key from the calling session."):
            session.assume(second, Tags=tags(**{key: "green"}), TransitiveTagKeys=[key])
        with refused("InvalidParameterValue", 400):
            session.assume(second, Tags=tags(**{key: "green"}))
    session.assume(second, Tags=tags(floor="3"))


def test_only_tags_that_are_passed_can_be_transitive(account, alice):
    first, _ = chain(account, alice)
    with refused("InvalidParameterValue", 400):
        alice.assume(first, Tags=tags(team="blue"), TransitiveTagKeys=["floor"])


# Source identity

def test_a_source_identity_comes_back_and_is_a_condition_key(account, alice):
    role = account.role("reader", when("aws:SourceIdentity", "Alice@work"), trust=trust(alice.arn, SOURCED))
    answer = alice.sts.assume_role(RoleArn=role.arn, RoleSessionName="visit", SourceIdentity="Alice@work")
    assert answer["SourceIdentity"] == "Alice@work"
    alice.with_credentials(answer).iam.list_users()
    session = alice.assume(role)
    with listing_denied(account, session):
        session.iam.list_users()


def test_setting_a_source_identity_must_be_allowed_by_the_trust_policy(account, alice):
    role = account.role("reader", trust=trust(alice.arn))
    with may_not_assume(alice, role.arn, "sts:SetSourceIdentity"):
        alice.assume(role, SourceIdentity="alice")


def test_the_trust_policy_can_choose_the_source_identity(account, alice):
    role = account.role("reader", trust=trust(
        alice.arn, SOURCED, Condition={"StringEquals": {"sts:SourceIdentity": "${aws:username}"}}))
    alice.assume(role, SourceIdentity="alice")
    with refused("AccessDenied", 403):
        alice.assume(role, SourceIdentity="bob")


def test_a_source_identity_stays_for_the_whole_chain(account, alice):
    first = account.role("first", trust=trust(alice.arn, SOURCED))
    second = account.role("second", when("aws:SourceIdentity", "alice"), trust=trust(first.arn, SOURCED))
    session = alice.assume(first, SourceIdentity="alice")
    session.assume(second).iam.list_users()
    session.assume(second, SourceIdentity="alice").iam.list_users()
    with pytest.raises(ClientError) as caught:
        session.assume(second, SourceIdentity="mallory")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)


def test_an_inherited_source_identity_needs_the_permission_too(account, alice):
    first = account.role("first", trust=trust(alice.arn, SOURCED))
    second = account.role("second", trust=trust(first.arn))
    alice.assume(first).assume(second)
    session = alice.assume(first, SourceIdentity="alice")
    with may_not_assume(session, second.arn, "sts:SetSourceIdentity"):
        session.assume(second)


@pytest.mark.parametrize("name", ["a", "a" * 65, "with space", "aws:alice"])
def test_source_identities_have_a_form(account, alice, name):
    role = account.role("reader", trust=trust(alice.arn, SOURCED))
    with refused("ValidationError", 400):
        alice.assume(role, SourceIdentity=name)
