"""Sessions that carry a proof of MFA, the policies that ask for one, and the profiles that prompt for a code."""

import subprocess

import boto3
import botocore.session
import pytest

from support import command_line
from support.authenticator import device_of
from support.policies import allow, deny, policy, trust, trusts
from support.refusals import DENIED_BY_IDENTITY_POLICY, INVALID_TOKEN, denied, may_not_assume, refused

WRONG_CODE = ("AccessDenied", 403, "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
NOT_VALID = ("AccessDenied", 403, "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your "
                                  "MFA serial number is valid and associated with this user.")
HALF = ("AccessDenied", 403,
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
UNLESS_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


@pytest.fixture
def alice(account):
    return account.user("alice", allow("*"))


@pytest.fixture
def phone(account, alice):
    return device_of(account, "alice", "phone")


def test_a_session_with_mfa_may_call_iam(alice, phone):
    with refused(*INVALID_TOKEN):
        alice.session().iam.list_users()
    session = alice.session(**phone.proof())
    assert session.iam.list_users()["Users"]
    with refused("AccessDenied", 403, "Cannot call GetSessionToken with session credentials"):
        session.sts.get_session_token()
    with refused("AccessDenied", 403, "Cannot call GetFederationToken with session credentials"):
        session.sts.get_federation_token(Name="jane")


def test_a_code_counts_once(alice, phone):
    proof = phone.proof()
    alice.session(**proof)
    with refused(*WRONG_CODE):
        alice.session(**proof)


def test_proofs_that_do_not_count(account, alice, phone):
    with refused(*WRONG_CODE):
        alice.session(SerialNumber=phone.serial_number, TokenCode=phone.wrong_code())
    with refused(*HALF):
        alice.session(SerialNumber=phone.serial_number)
    with refused(*HALF):
        alice.session(TokenCode=phone.code(1))
    with refused(*NOT_VALID):
        alice.session(SerialNumber=account.name_of("mfa", "none"), TokenCode=phone.code(1))
    bob = account.user("bob")
    with refused(*NOT_VALID):
        bob.session(**phone.proof())
    with refused(*NOT_VALID):
        account.session(**phone.proof())
    alice.session(**phone.proof())


def test_after_five_wrong_codes_a_right_one_does_not_count_either(account, alice):
    phone = device_of(account, "alice", "other-phone")
    for _ in range(12):  # more than enough for two steps, should the clock go on to the next one meanwhile
        with refused(*WRONG_CODE):
            alice.session(SerialNumber=phone.serial_number, TokenCode=phone.wrong_code())
    with refused(*WRONG_CODE):
        alice.session(**phone.proof())


def test_deny_unless_mfa(account, phone, alice):
    account.iam.put_user_policy(UserName="alice", PolicyName="granted", PolicyDocument=policy(
        allow("*"), deny("iam:*", Condition=UNLESS_MFA)))
    with denied(alice, "iam:ListUsers", f"arn:aws:iam::{account.id}:user/", DENIED_BY_IDENTITY_POLICY):
        alice.iam.list_users()
    alice.session(**phone.proof()).iam.list_users()


def test_a_deny_that_does_not_say_if_exists_misses_long_term_keys(account, alice):
    account.iam.put_user_policy(UserName="alice", PolicyName="granted", PolicyDocument=policy(
        allow("*"), deny("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})))
    alice.iam.list_users()
    role = account.role("reader", trust=trust(account.id))
    alice.assume(role)
    with may_not_assume(alice, role.arn):
        alice.session().assume(role)


def test_a_role_that_asks_for_mfa(account, alice, phone):
    role = account.role("vault", allow("iam:ListUsers"), trust=policy(trusts(alice.arn, Condition=WITH_MFA)))
    with may_not_assume(alice, role.arn):
        alice.assume(role)
    with refused(*WRONG_CODE):
        alice.assume(role, SerialNumber=phone.serial_number, TokenCode=phone.wrong_code())
    with refused(*HALF):
        alice.assume(role, SerialNumber=phone.serial_number)
    alice.assume(role, **phone.proof()).iam.list_users()


def test_a_role_session_has_the_proof_of_its_own_request(account, alice):
    role = account.role("vault", allow("iam:ListUsers", Condition=WITH_MFA), allow("sts:AssumeRole"),
                        trust=trust(account.id))
    proven = alice.assume(role, **device_of(account, "alice", "one").proof())
    proven.iam.list_users()
    inner = account.role("inner", allow("iam:ListUsers", Condition=WITH_MFA), trust=trust(account.id))
    with denied(inner.session_arn(), "iam:ListUsers", f"arn:aws:iam::{account.id}:user/"):
        proven.assume(inner).iam.list_users()
    session = alice.session(**device_of(account, "alice", "two").proof())
    with denied(role.session_arn(), "iam:ListUsers", f"arn:aws:iam::{account.id}:user/"):
        session.assume(role).iam.list_users()


def test_a_root_session_with_mfa_may_call_iam(account):
    phone = device_of(account, account.id, "root-account-mfa-device")
    with refused(*INVALID_TOKEN):
        account.session().iam.list_users()
    account.session(**phone.proof()).iam.list_users()


def test_a_deactivated_device_proves_nothing(account, alice, phone):
    account.iam.deactivate_mfa_device(UserName="alice", SerialNumber=phone.serial_number)
    with refused(*NOT_VALID):
        alice.session(**phone.proof())


# Profiles

@pytest.fixture
def profile(account, alice, phone, tmp_path):
    """A configuration file with a profile that assumes a role with MFA."""
    role = account.role("vault", allow("iam:ListUsers"), trust=policy(trusts(alice.arn, Condition=WITH_MFA)))
    path = tmp_path / "config"
    path.write_text(
        f"[profile alice]\naws_access_key_id = {alice.credentials.access_key_id}\n"
        f"aws_secret_access_key = {alice.credentials.secret_access_key}\n"
        f"[profile vault]\nrole_arn = {role.arn}\nsource_profile = alice\nmfa_serial = {phone.serial_number}\n"
        "role_session_name = visit\n")
    return path, role


def test_the_aws_cli_asks_for_the_code_of_a_profile(account, profile, phone):
    path, role = profile
    variables = command_line.environment(account.server, None, "us-east-1")
    done = subprocess.run(
        [command_line.aws_program(), "sts", "get-caller-identity", "--profile", "vault", "--query", "Arn", "--output",
         "text"],
        env={**variables, "AWS_CONFIG_FILE": str(path)}, input=f"{phone.code(1)}\n", text=True, capture_output=True,
        start_new_session=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(role.session_arn())
    assert f"Enter MFA code for {phone.serial_number}" in done.stderr


def test_botos_own_provider_asks_for_the_code_of_a_profile(account, profile, phone, monkeypatch):
    path, role = profile
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", account.server.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    session = botocore.session.Session(profile="vault")
    provider = session.get_component("credential_provider").get_provider("assume-role")
    asked = []
    monkeypatch.setattr(provider, "_prompter", lambda prompt: asked.append(prompt) or phone.code(1))
    clients = boto3.session.Session(botocore_session=session)
    assert clients.client("sts").get_caller_identity()["Arn"] == role.session_arn()
    assert clients.client("iam").list_users()["Users"]
    assert asked == [f"Enter MFA code for {phone.serial_number}: "]
