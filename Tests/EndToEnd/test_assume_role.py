"""AssumeRole: who may, for how long, and what comes back."""

import datetime
import re

import pytest

from support.policies import allow, deny, policy, trust, trusts
from support.refusals import (
    DENIED_BY_IDENTITY_POLICY, constraint, denial, denied, invalid, may_not_assume, refused, validation_error)

PATTERN = r"satisfy regular expression pattern: [\w+=,.@-]*"


@pytest.fixture
def alice(account):
    return account.user("alice")


@pytest.fixture
def role(account, alice):
    return account.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn))


def lifetime(answer) -> float:
    """How many seconds the credentials in an answer live from now."""
    left = answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    return left.total_seconds()


def assume(caller, role, **parameters):
    return caller.sts.assume_role(RoleArn=role.arn, RoleSessionName="visit", **parameters)


def test_the_answer_has_credentials_and_the_assumed_role(alice, role):
    answer = assume(alice, role)
    assert set(answer) == {"Credentials", "AssumedRoleUser", "ResponseMetadata"}
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": f"{role.id}:visit", "Arn": role.session_arn()}
    credentials = answer["Credentials"]
    assert set(credentials) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", credentials["AccessKeyId"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", credentials["SecretAccessKey"])
    assert lifetime(answer) == pytest.approx(3600, abs=30)


def test_every_session_has_credentials_of_its_own(alice, role):
    first, second = assume(alice, role)["Credentials"], assume(alice, role)["Credentials"]
    for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
        assert first[name] != second[name]


def test_the_session_may_do_what_the_role_may(account, alice, role):
    session = alice.assume(role)
    assert [user["UserName"] for user in session.iam.list_users()["Users"]] == ["alice"]
    with denied(session, "iam:ListRoles", account.name_of("role", "")):
        session.iam.list_roles()
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()


def test_changes_of_the_role_count_for_sessions_at_once(account, alice, role):
    session = alice.assume(role)
    account.iam.put_role_policy(
        RoleName="reader", PolicyName="granted", PolicyDocument=policy(allow("iam:ListRoles")))
    session.iam.list_roles()
    with denied(session, "iam:ListUsers", account.name_of("user", "")):
        session.iam.list_users()


# Who may

def test_a_trust_policy_that_names_the_user_suffices(alice, role):
    assume(alice, role)


def test_another_user_of_the_account_is_not_trusted(account, role):
    bob = account.user("bob", allow("sts:AssumeRole"))
    with may_not_assume(bob, role.arn):
        assume(bob, role)


def test_a_trust_policy_that_names_the_account_leaves_it_to_identity_policies(account):
    for principal, name in [(account.id, "by-number"), (f"arn:aws:iam::{account.id}:root", "by-arn")]:
        role = account.role(name, trust=trust(principal))
        without = account.user(f"without-{name}")
        with_permission = account.user(f"with-{name}", allow("sts:AssumeRole", role.arn))
        with may_not_assume(without, role.arn):
            assume(without, role)
        assume(with_permission, role)


def test_everyone_of_the_account_may_when_everyone_is_trusted(account, alice):
    assume(alice, account.role("open", trust=trust("*")))
    assume(alice, account.role("open-too", trust=trust({"AWS": "*"})))


def test_an_explicit_deny_of_the_identity_policy_wins(account):
    bob = account.user("bob", deny("sts:AssumeRole"))
    role = account.role("reader", trust=trust(bob.arn))
    plain = denial(bob, "sts:AssumeRole", role.arn, reason=None)
    with refused("AccessDenied", 403, re.compile(
            re.escape(plain) + f"( {re.escape(DENIED_BY_IDENTITY_POLICY)})?")):
        assume(bob, role)


def test_an_explicit_deny_of_the_trust_policy_wins(account):
    bob = account.user("bob", allow("*"))
    role = account.role("reader", trust=policy(trusts("*"), trusts(bob.arn, effect="Deny")))
    with refused("AccessDenied", 403, re.compile(
            re.escape(denial(bob, "sts:AssumeRole", role.arn, reason=None)) + "( .*)?")):
        assume(bob, role)


def test_a_service_is_trusted_for_itself_only(account):
    bob = account.user("bob", allow("*"))
    role = account.role("server")
    with may_not_assume(bob, role.arn):
        assume(bob, role)


def test_a_missing_role_is_denied_like_one_that_does_not_trust(account):
    bob = account.user("bob", allow("*"))
    arn = account.name_of("role", "nothing")
    with may_not_assume(bob, arn):
        bob.sts.assume_role(RoleArn=arn, RoleSessionName="visit")


def test_a_role_of_an_unknown_account_is_denied(account):
    bob = account.user("bob", allow("*"))
    arn = "arn:aws:iam::999999999999:role/reader"
    with may_not_assume(bob, arn):
        bob.sts.assume_role(RoleArn=arn, RoleSessionName="visit")


def test_a_role_is_found_under_its_path_only(account, alice):
    role = account.role("deep", trust=trust(alice.arn), Path="/app/")
    assume(alice, role)
    arn = account.name_of("role", "deep")
    with may_not_assume(alice, arn):
        alice.sts.assume_role(RoleArn=arn, RoleSessionName="visit")


def test_root_may_not(account):
    role = account.role("open", trust=trust("*"))
    with refused("AccessDenied", 403, "Roles may not be assumed by root accounts."):
        assume(account, role)
    with refused("AccessDenied", 403, "Roles may not be assumed by root accounts."):
        assume(account.session(), role)


def test_a_session_of_a_user_may(alice, role):
    assert alice.session().assume(role).identity["Arn"] == role.session_arn()


def test_a_role_does_not_trust_itself(account, alice):
    role = account.role("loop", allow("sts:AssumeRole"), trust=trust(alice.arn))
    session = alice.assume(role)
    with may_not_assume(session, role.arn):
        assume(session, role)
    account.iam.update_assume_role_policy(
        RoleName="loop", PolicyDocument=policy(trusts(alice.arn), trusts(role.arn)))
    assume(session, role)


def test_one_session_of_a_role_can_be_trusted_by_name(account, alice, role):
    target = account.role("target", trust=trust(role.session_arn("monday")))
    alice.assume(role, "monday").assume(target)
    tuesday = alice.assume(role, "tuesday")
    with may_not_assume(tuesday, target.arn):
        assume(tuesday, target)


# Conditions of the trust policy

def test_an_external_id_is_compared_when_the_trust_policy_asks(account, alice):
    role = account.role("partner", trust=trust(
        alice.arn, Condition={"StringEquals": {"sts:ExternalId": "contract:42/a"}}))
    assume(alice, role, ExternalId="contract:42/a")
    for parameters in ({}, {"ExternalId": "contract:42/b"}, {"ExternalId": "Contract:42/a"}):
        with may_not_assume(alice, role.arn):
            assume(alice, role, **parameters)


def test_an_external_id_that_nobody_asks_for_is_harmless(alice, role):
    assume(alice, role, ExternalId="whatever")


def test_the_name_of_the_session_can_be_demanded(account, alice):
    role = account.role("named", trust=trust(
        alice.arn, Condition={"StringLike": {"sts:RoleSessionName": "${aws:username}"}}))
    alice.assume(role, "alice")
    with may_not_assume(alice, role.arn):
        alice.assume(role, "bob")


def test_a_tag_of_the_caller_can_be_demanded(account):
    role = account.role("blue", trust=trust(
        account.id, Condition={"StringEquals": {"aws:PrincipalTag/team": "blue"}}))
    blue = account.user("blue", allow("sts:AssumeRole"), Tags=[{"Key": "team", "Value": "blue"}])
    green = account.user("green", allow("sts:AssumeRole"), Tags=[{"Key": "team", "Value": "green"}])
    assume(blue, role)
    with may_not_assume(green, role.arn):
        assume(green, role)


def test_multi_factor_authentication_can_be_demanded(account, alice):
    role = account.role("strong", trust=trust(
        alice.arn, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    with may_not_assume(alice, role.arn):
        assume(alice, role)
    session = alice.session()
    with may_not_assume(session, role.arn):
        assume(session, role)


# Durations

@pytest.mark.parametrize("seconds", [900, 3600])
def test_sessions_live_as_long_as_asked(alice, role, seconds):
    assert lifetime(assume(alice, role, DurationSeconds=seconds)) == pytest.approx(seconds, abs=30)


def test_sessions_may_live_as_long_as_the_role_says(account, alice):
    role = account.role("long", trust=trust(alice.arn), MaxSessionDuration=43200)
    assert lifetime(assume(alice, role, DurationSeconds=43200)) == pytest.approx(43200, abs=30)
    assert lifetime(assume(alice, role)) == pytest.approx(3600, abs=30)


def test_sessions_do_not_live_longer_than_the_role_says(alice, role):
    with refused("ValidationError", 400,
                 "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."):
        assume(alice, role, DurationSeconds=3601)


@pytest.mark.parametrize(("seconds", "rule"), [
    (899, "have value greater than or equal to 900"), (0, "have value greater than or equal to 900"),
    (43201, "have value less than or equal to 43200")])
def test_durations_have_bounds(alice, role, seconds, rule):
    with invalid(constraint("durationSeconds", seconds, rule)):
        assume(alice, role, DurationSeconds=seconds)


def test_chained_sessions_live_one_hour_at_most(account, alice, role):
    target = account.role("target", trust=trust(role.arn), MaxSessionDuration=43200)
    session = alice.assume(role)
    assert lifetime(assume(session, target, DurationSeconds=3600)) == pytest.approx(3600, abs=30)
    with refused("ValidationError", 400, "The requested DurationSeconds exceeds the 1 hour session limit for roles "
                                         "assumed by role chaining."):
        assume(session, target, DurationSeconds=3601)


def test_a_session_of_a_user_is_no_link_of_a_chain(account, alice):
    role = account.role("long", trust=trust(alice.arn), MaxSessionDuration=7200)
    assume(alice.session(), role, DurationSeconds=7200)


# Parameters

@pytest.mark.parametrize(("name", "rule"), [
    ("a", "have length greater than or equal to 2"), ("a" * 65, "have length less than or equal to 64"),
    ("with space", PATTERN), ("sla/sh", PATTERN), ("étoile", PATTERN)])
def test_session_names_have_a_form(alice, role, name, rule):
    with invalid(constraint("roleSessionName", name, rule)):
        alice.assume(role, name)


def test_session_names_may_be_of_two_and_of_64_characters(alice, role):
    for name in ("ab", "a" * 64, "A.b-c_d+e=f,g@h"):
        assert alice.assume(role, name).identity["Arn"] == role.session_arn(name)


def test_missing_parameters_are_told_together(alice):
    status, code, message = alice.post("sts", {"Action": "AssumeRole"}).error
    assert (status, code) == (400, "ValidationError")
    failures = {constraint("roleArn", None, "not be null"), constraint("roleSessionName", None, "not be null")}
    assert message in {validation_error(*sorted(failures)), validation_error(*sorted(failures, reverse=True))}


@pytest.mark.parametrize("external_id", ["x", "with space", "é" * 3])
def test_external_ids_have_a_form(alice, role, external_id):
    with refused("ValidationError", 400) as caught:
        assume(alice, role, ExternalId=external_id)
    assert f"Value '{external_id}' at 'externalId' failed" in caught.value.response["Error"]["Message"]


@pytest.mark.parametrize("arn, message", [
    ("arn:aws:iam::123456789012:user/alice", "Request ARN is invalid"),
    ("arn:aws:s3:::a-bucket-of-mine", "Request ARN is invalid"),
    ("this-is-no-arn-at-all-really", "this-is-no-arn-at-all-really is invalid")])
def test_what_is_no_role_cannot_be_assumed(alice, arn, message):
    with refused("ValidationError", 400, message):
        alice.sts.assume_role(RoleArn=arn, RoleSessionName="visit")


def test_the_arn_has_a_minimal_length(alice):
    with invalid(constraint("roleArn", "arn:aws:iam", "have length greater than or equal to 20")):
        alice.sts.assume_role(RoleArn="arn:aws:iam", RoleSessionName="visit")
