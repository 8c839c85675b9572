"""GetSessionToken, and what temporary credentials can and cannot do."""

import datetime

import pytest

from support.callers import Caller
from support.credentials import Credentials
from support.policies import ALLOW_ALL, allow, deny, policy, trust
from support.refusals import INVALID_TOKEN, SIGNATURE_MISMATCH, constraint, invalid, may_not_assume, refused


@pytest.fixture
def alice(account):
    return account.user("alice", document=ALLOW_ALL)


def lifetime(answer) -> float:
    left = answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    return left.total_seconds()


def changed(credentials, **fields):
    """The same credentials with some fields replaced."""
    return Credentials(**{
        "access_key_id": credentials.access_key_id, "secret_access_key": credentials.secret_access_key,
        "session_token": credentials.session_token, **fields})


# GetSessionToken

def test_a_session_of_a_user_lives_twelve_hours_or_as_asked(alice):
    answer = alice.sts.get_session_token()
    assert set(answer) == {"Credentials", "ResponseMetadata"}
    assert set(answer["Credentials"]) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert lifetime(answer) == pytest.approx(43200, abs=30)
    assert lifetime(alice.sts.get_session_token(DurationSeconds=900)) == pytest.approx(900, abs=30)
    assert lifetime(alice.sts.get_session_token(DurationSeconds=129600)) == pytest.approx(129600, abs=30)


def test_a_session_of_root_lives_one_hour_at_most(account):
    assert lifetime(account.sts.get_session_token()) == pytest.approx(3600, abs=30)
    assert lifetime(account.sts.get_session_token(DurationSeconds=43200)) == pytest.approx(3600, abs=30)


@pytest.mark.parametrize(("seconds", "rule"), [
    (899, "have value greater than or equal to 900"), (129601, "have value less than or equal to 129600")])
def test_durations_have_bounds(alice, seconds, rule):
    with invalid(constraint("durationSeconds", seconds, rule)):
        alice.sts.get_session_token(DurationSeconds=seconds)


def test_no_permission_is_needed(account):
    account.user("bob").sts.get_session_token()


def test_without_multi_factor_authentication_a_session_may_not_call_iam(account, alice):
    session = alice.session()
    for operation in (session.iam.list_users, session.iam.get_user, session.iam.get_account_summary):
        with refused(*INVALID_TOKEN):
            operation()
    with refused(*INVALID_TOKEN):
        account.session().iam.list_users()


def test_a_session_may_not_make_another(account, alice):
    session = alice.session()
    with refused("AccessDenied", 403, "Cannot call GetSessionToken with session credentials"):
        session.sts.get_session_token()
    role = account.role("reader", allow("*"), trust=trust(alice.arn))
    with refused("AccessDenied", 403, "Cannot call GetSessionToken with session credentials"):
        alice.assume(role).sts.get_session_token()


def test_of_sts_a_session_may_call_only_assume_role_and_get_caller_identity(account, alice):
    session = alice.session()
    role = account.role("reader", trust=trust(alice.arn))
    session.sts.get_caller_identity()
    session.assume(role)
    with refused("AccessDenied", 403):
        session.sts.get_access_key_info(AccessKeyId=alice.credentials.access_key_id)


def test_a_session_has_the_users_permissions_as_they_are_now(account, alice):
    session = alice.session()
    role = account.role("reader", trust=trust(account.id))
    session.assume(role)
    account.iam.put_user_policy(
        UserName="alice", PolicyName="granted", PolicyDocument=policy(allow("*"), deny("sts:AssumeRole")))
    with refused("AccessDenied", 403):
        session.assume(role)


def test_a_token_code_without_a_device_is_invalid(alice):
    with pytest.raises(alice.sts.exceptions.ClientError) as caught:
        alice.sts.get_session_token(TokenCode="123456")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)


def test_a_device_that_nobody_has_is_denied(alice):
    with refused("AccessDenied", 403, "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
                                      "your MFA serial number is valid and associated with this user."):
        alice.sts.get_session_token(SerialNumber="arn:aws:iam::123456789012:mfa/alice", TokenCode="123456")


# Tokens that are not what they should be

@pytest.fixture
def session(account, alice):
    role = account.role("reader", allow("*"), trust=trust(alice.arn))
    return alice.assume(role)


@pytest.mark.parametrize("position", [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1])
def test_a_token_changed_anywhere_is_invalid(session, position):
    token = session.credentials.session_token
    index = round(position * (len(token) - 1))
    other = "A" if token[index] != "A" else "B"
    forged = changed(session.credentials, session_token=token[:index] + other + token[index + 1:])
    with refused(*INVALID_TOKEN):
        Caller(session.server, forged).sts.get_caller_identity()


@pytest.mark.parametrize("change", [
    lambda token: token[:-1], lambda token: token[1:], lambda token: token + "A", lambda token: token[:20],
    lambda token: token * 2, lambda token: "x", lambda token: token[::-1], lambda token: "é" * 10])
def test_a_token_of_another_length_or_order_is_invalid(session, change):
    forged = changed(session.credentials, session_token=change(session.credentials.session_token))
    answer = Caller(session.server, forged).post("sts", {"Action": "GetCallerIdentity"})
    assert answer.error == (403, *INVALID_TOKEN[::2])


def test_a_temporary_key_without_its_token_is_unknown(session):
    with refused(*INVALID_TOKEN):
        Caller(session.server, changed(session.credentials, session_token=None)).sts.get_caller_identity()


def test_a_temporary_key_with_the_token_of_another_session_is_unknown(account, alice, session):
    other = alice.session()
    forged = changed(session.credentials, session_token=other.credentials.session_token)
    with refused(*INVALID_TOKEN):
        Caller(session.server, forged).sts.get_caller_identity()


def test_a_long_term_key_with_a_token_is_unknown(alice, session):
    forged = changed(alice.credentials, session_token=session.credentials.session_token)
    with refused(*INVALID_TOKEN):
        Caller(session.server, forged).sts.get_caller_identity()


def test_a_temporary_secret_is_checked(session):
    forged = changed(session.credentials, secret_access_key=session.credentials.secret_access_key[::-1])
    with refused(*SIGNATURE_MISMATCH):
        Caller(session.server, forged).sts.get_caller_identity()


# What ends a session

def test_deleting_the_role_ends_its_sessions(account, session):
    session.sts.get_caller_identity()
    account.iam.delete_role_policy(RoleName="reader", PolicyName="granted")
    account.iam.delete_role(RoleName="reader")
    with refused(*INVALID_TOKEN):
        session.sts.get_caller_identity()
    with refused(*INVALID_TOKEN):
        session.iam.list_users()


def test_a_recreated_role_does_not_revive_old_sessions(account, alice, session):
    account.iam.delete_role_policy(RoleName="reader", PolicyName="granted")
    account.iam.delete_role(RoleName="reader")
    account.role("reader", allow("*"), trust=trust(alice.arn))
    with refused(*INVALID_TOKEN):
        session.iam.list_users()


def test_deleting_the_user_ends_its_sessions(account):
    bob = account.user("bob")
    session = bob.session()
    session.sts.get_caller_identity()
    account.iam.delete_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id)
    account.iam.delete_user(UserName="bob")
    with refused(*INVALID_TOKEN):
        session.sts.get_caller_identity()


def test_the_assumer_may_go_while_the_role_session_lives(account):
    bob = account.user("bob")
    role = account.role("reader", allow("iam:ListUsers"), trust=trust(bob.arn))
    session = bob.assume(role)
    account.iam.delete_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id)
    account.iam.delete_user(UserName="bob")
    session.iam.list_users()


def test_sessions_issued_before_a_moment_can_be_revoked(account, session):
    session.iam.list_users()
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    account.iam.put_role_policy(
        RoleName="reader", PolicyName="AWSRevokeOlderSessions", PolicyDocument=policy(deny("*", Condition={
            "DateLessThan": {"aws:TokenIssueTime": tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ")}})))
    with refused("AccessDenied", 403):
        session.iam.list_users()


def test_sessions_made_after_the_moment_of_a_revocation_go_on(account, alice, session):
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    account.iam.put_role_policy(
        RoleName="reader", PolicyName="AWSRevokeOlderSessions", PolicyDocument=policy(deny("*", Condition={
            "DateLessThan": {"aws:TokenIssueTime": yesterday.strftime("%Y-%m-%dT%H:%M:%SZ")}})))
    session.iam.list_users()


def test_deactivating_a_key_does_not_end_the_sessions_made_with_it(account):
    # AWS: only the key itself stops working.
    bob = account.user("bob")
    sessions = [bob.session(), bob.assume(account.role("reader", allow("iam:ListUsers"), trust=trust(bob.arn)))]
    account.iam.update_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id, Status="Inactive")
    with refused(*INVALID_TOKEN):
        bob.sts.get_caller_identity()
    for session in sessions:
        session.sts.get_caller_identity()
    sessions[1].iam.list_users()


def test_deleting_the_issuer_ends_federated_sessions(account):
    bob = account.user("bob", allow("*"))
    session = bob.with_credentials(bob.sts.get_federation_token(Name="visitor", Policy=policy(allow("*"))))
    session.sts.get_caller_identity()
    account.iam.delete_user_policy(UserName="bob", PolicyName="granted")
    account.iam.delete_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id)
    account.iam.delete_user(UserName="bob")
    with refused(*INVALID_TOKEN):
        session.sts.get_caller_identity()


def test_a_shorter_role_does_not_shorten_sessions(account, alice):
    role = account.role("long", allow("iam:ListUsers"), trust=trust(alice.arn), MaxSessionDuration=43200)
    session = alice.assume(role, DurationSeconds=43200)
    account.iam.update_role(RoleName="long", MaxSessionDuration=3600)
    session.iam.list_users()
    account.iam.update_assume_role_policy(RoleName="long", PolicyDocument=trust("arn:aws:iam::999999999999:root"))
    session.iam.list_users()
    with may_not_assume(alice, role.arn):
        alice.assume(role)
