"""GetFederationToken: whose the credentials are, what they may do, and what they may not call."""

import datetime
import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

from support.policies import allow, policy, trust
from support.refusals import (
    INVALID_TOKEN, constraint, denied, invalid, malformed, refused)

FEDERATE = allow(["sts:GetFederationToken", "sts:TagSession"])


@pytest.fixture
def alice(account):
    return account.user("alice", allow("*"), Tags=[{"Key": "team", "Value": "blue"}, {"Key": "stage", "Value": "dev"}])


def federate(caller, **parameters):
    return caller.sts.get_federation_token(**{"Name": "Jane", **parameters})


def lifetime(answer) -> float:
    return (answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds()


def test_a_federated_user_is_who_the_user_says(account, alice):
    answer = federate(alice, Policy=policy(allow("*")))
    arn = f"arn:aws:sts::{account.id}:federated-user/Jane"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{account.id}:Jane", "Arn": arn}
    assert 0 < answer["PackedPolicySize"] < 10
    jane = alice.with_credentials(answer)
    assert jane.identity == {"Account": account.id, "Arn": arn, "UserId": f"{account.id}:Jane"}
    assert set(federate(alice)) == {"Credentials", "FederatedUser", "ResponseMetadata"}


def test_lifetimes(account, alice):
    assert lifetime(federate(alice)) == pytest.approx(43200, abs=30)
    assert lifetime(federate(alice, DurationSeconds=129600)) == pytest.approx(129600, abs=30)
    assert lifetime(federate(account)) == pytest.approx(3600, abs=30)
    assert lifetime(federate(account, DurationSeconds=43200)) == pytest.approx(3600, abs=30)
    for seconds, rule in [(899, "greater than or equal to 900"), (129601, "less than or equal to 129600")]:
        with invalid(constraint("durationSeconds", seconds, f"have value {rule}")):
            federate(alice, DurationSeconds=seconds)


def test_of_iam_and_sts_a_federated_user_may_call_get_caller_identity_only(account, alice):
    jane = alice.with_credentials(federate(alice, Policy=policy(allow("*"))))
    with refused(*INVALID_TOKEN):
        jane.iam.list_users()
    role = account.role("reader", trust=trust("*"))
    calls = [
        ("AssumeRole", lambda: jane.assume(role)), ("GetSessionToken", jane.sts.get_session_token),
        ("GetFederationToken", lambda: federate(jane)),
        ("GetAccessKeyInfo", lambda: jane.sts.get_access_key_info(AccessKeyId=alice.credentials.access_key_id)),
    ]
    for name, call in calls:
        with refused("AccessDenied", 403, f"Cannot call {name} with federated user credentials"):
            call()


def test_sessions_may_not_ask(account, alice):
    role = account.role("reader", allow("*"), trust=trust(alice.arn))
    for session in (alice.session(), account.session(), alice.assume(role)):
        with refused("AccessDenied", 403, "Cannot call GetFederationToken with session credentials"):
            federate(session)


def test_permission_is_needed_for_the_name_and_for_tags(account):
    arn = f"arn:aws:sts::{account.id}:federated-user/"
    bob = account.user("bob", allow("sts:GetFederationToken", arn + "J*"))
    federate(bob)
    with denied(bob, "sts:GetFederationToken", arn + "Mary"):
        federate(bob, Name="Mary")
    with denied(bob, "sts:TagSession", arn + "Jane"):
        federate(bob, Tags=[{"Key": "a", "Value": "b"}])
    federate(account.user("carol", FEDERATE), Tags=[{"Key": "a", "Value": "b"}])


def test_inputs_that_are_refused(account, alice):
    with invalid(constraint("name", "x", "have length greater than or equal to 2")):
        federate(alice, Name="x")
    with invalid(constraint("name", "Jane Doe", r"satisfy regular expression pattern: [\w+=,.@-]*")):
        federate(alice, Name="Jane Doe")
    with malformed("Syntax errors in policy."):
        federate(alice, Policy="{")
    none = account.name_of("policy", "none")
    with refused("ValidationError", 400, f"Policy {none} does not exist or is not attachable."):
        federate(alice, PolicyArns=[{"arn": none}])
    tags = [{"Key": f"key-{number}", "Value": "v" * 250} for number in range(50)]
    with refused("PackedPolicyTooLarge", 400):
        federate(alice, Tags=tags)
    with refused("InvalidParameterValue", 400,
                 "Duplicate tag keys found. Please note that Tag keys are case insensitive."):
        federate(alice, Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])


def test_deleting_the_user_ends_the_sessions_of_its_federated_users(account):
    bob = account.user("bob", FEDERATE)
    jane = bob.with_credentials(federate(bob))
    jane.sts.get_caller_identity()
    account.iam.delete_user_policy(UserName="bob", PolicyName="granted")
    account.iam.delete_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id)
    account.iam.delete_user(UserName="bob")
    with refused(*INVALID_TOKEN):
        jane.sts.get_caller_identity()


# The console's sign-in

def test_the_console_sign_in_of_an_identity_broker(account, alice):
    credentials = federate(alice, Policy=policy(allow("*")))["Credentials"]
    session = json.dumps({
        "sessionId": credentials["AccessKeyId"], "sessionKey": credentials["SecretAccessKey"],
        "sessionToken": credentials["SessionToken"]})
    url = f"{account.server.url}/federation"
    query = urllib.parse.urlencode({"Action": "getSigninToken", "Session": session})
    with urllib.request.urlopen(f"{url}?{query}") as answer:
        assert answer.headers["Content-Type"] == "application/json"
        token = json.loads(answer.read())["SigninToken"]
    query = urllib.parse.urlencode({
        "Action": "login", "Issuer": "https://example.com", "Destination": "https://console.aws.amazon.com/",
        "SigninToken": token})
    with urllib.request.urlopen(f"{url}?{query}") as answer:
        assert f"arn:aws:sts::{account.id}:federated-user/Jane" in answer.read().decode()
    broken = urllib.parse.urlencode({"Action": "getSigninToken", "Session": session.replace("ASIA", "ASIB")})
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{url}?{broken}")
    assert refusal.value.code == 400
    assert json.loads(refusal.value.read())["message"] == "Invalid credentials parameter"
