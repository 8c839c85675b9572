"""Encoded messages of denials: who can decode them, and what they say."""

import json

import pytest

from support.authorize import ORDER, ask, forwarded, question
from support.command_line import aws, sallyport
from support.policies import allow, deny, trust
from support.refusals import refused

INVALID = ("InvalidAuthorizationMessageException", 400, "Message is not valid")


@pytest.fixture
def service(account):
    return account.user("orders-service", allow("sallyport:Authorize"))


def denial(service, caller, **members) -> dict:
    answer = ask(service, question(forwarded(caller), "orders:CancelOrder", **members))
    assert answer["decision"] != "allowed"
    return answer


def decoded(caller, message) -> dict:
    return json.loads(caller.sts.decode_authorization_message(EncodedMessage=message)["DecodedMessage"])


def test_an_explicit_denial_is_told_in_awss_form(account, service):
    statement = deny(["orders:CancelOrder", "orders:DeleteOrder"], Sid="NoWayBack", Condition={
        "StringEquals": {"aws:ResourceTag/team": ["blue", "red"]}})
    alice = account.user("alice", allow("*"), statement)
    answer = denial(service, alice, context={"aws:ResourceTag/team": "blue", "orders:Note": "\"<&>\"\n\u0001é"})
    found = decoded(account, answer["encodedAuthorizationMessage"])
    assert list(found) == ["allowed", "explicitDeny", "matchedStatements", "failures", "context"]
    assert (found["allowed"], found["explicitDeny"], found["failures"]) == (False, True, {"items": []})
    assert found["matchedStatements"] == {"items": [{
        "statementId": "NoWayBack", "effect": "DENY",
        "principals": {"items": [{"value": alice.identity["UserId"]}]}, "principalGroups": {"items": []},
        "actions": {"items": [{"value": "orders:CancelOrder"}, {"value": "orders:DeleteOrder"}]},
        "resources": {"items": [{"value": "*"}]},
        "conditions": {"items": [{"key": "aws:ResourceTag/team", "values": {
            "items": [{"value": "blue"}, {"value": "red"}]}}]}}]}
    context = found["context"]
    assert list(context) == ["principal", "action", "resource", "conditions"]
    assert context["principal"] == {"id": alice.identity["UserId"], "name": "alice", "arn": alice.arn}
    assert (context["action"], context["resource"]) == ("orders:CancelOrder", ORDER)
    conditions = {item["key"]: [value["value"] for value in item["values"]["items"]]
                  for item in context["conditions"]["items"]}
    assert conditions["aws:ResourceTag/team"] == ["blue"]
    assert conditions["orders:note"] == ["\"<&>\"\n\u0001é"]
    assert conditions["aws:username"] == ["alice"]


def test_an_implicit_denial_of_a_session_has_no_statement_and_no_name(account, service):
    alice = account.user("alice")
    role = account.role("reader", allow("orders:GetOrder"), trust=trust(alice.arn))
    found = decoded(account, denial(service, alice.assume(role))["encodedAuthorizationMessage"])
    assert (found["explicitDeny"], found["matchedStatements"]) == (False, {"items": []})
    assert found["context"]["principal"] == {"id": f"{role.id}:visit", "arn": role.session_arn()}


def test_the_aws_cli_decodes_what_a_denial_carries(account, service):
    message = denial(service, account.user("alice"))["message"]
    encoded = message.split("Encoded authorization failure message: ")[1]
    result = aws(account.server, account.credentials, [
        "sts", "decode-authorization-message", "--encoded-message", encoded])
    assert json.loads(result.json["DecodedMessage"])["context"]["action"] == "orders:CancelOrder"


def test_explanations_of_denials_carry_a_message(account):
    alice = account.user("alice", allow("iam:ListUsers"))
    with refused("AccessDenied", 403):
        alice.iam.create_user(UserName="bob")
    told, = sallyport(account.server, account.credentials, ["explain", "--json"]).json["decisions"]
    assert told["action"] == "iam:CreateUser"
    status, answer = account.server.request("GET", "/_sallyport/explain/last")
    assert status == 200
    encoded = json.loads(answer)["decisions"][0]["encodedAuthorizationMessage"]
    assert decoded(account, encoded)["context"]["action"] == "iam:CreateUser"


def test_decoding_needs_permission_and_the_same_account(account, other_account, service):
    alice = account.user("alice")
    encoded = denial(service, alice)["encodedAuthorizationMessage"]
    with refused("AccessDenied", 403, f"User: {alice.arn} is not authorized to perform: "
                 "sts:DecodeAuthorizationMessage because no identity-based policy allows the "
                 "sts:DecodeAuthorizationMessage action"):
        alice.sts.decode_authorization_message(EncodedMessage=encoded)
    reader = account.user("reader", allow("sts:DecodeAuthorizationMessage"))
    assert decoded(reader, encoded)["context"]["principal"]["name"] == "alice"
    with refused(*INVALID):
        other_account.sts.decode_authorization_message(EncodedMessage=encoded)
    with refused("AccessDenied", 403):
        reader.session().sts.decode_authorization_message(EncodedMessage=encoded)


def test_what_is_no_message_is_not_valid(account, service):
    alice = account.user("alice")
    encoded = denial(service, alice)["encodedAuthorizationMessage"]
    flipped = encoded[:40] + ("A" if encoded[40] != "A" else "B") + encoded[41:]
    for message in ("x", "=", encoded[:-4], flipped, encoded + "\n", encoded + "=", "A" * 10_240, "é",
                    alice.session().credentials.session_token):
        with refused(*INVALID):
            account.sts.decode_authorization_message(EncodedMessage=message)
    with refused("ValidationError", 400):
        account.sts.decode_authorization_message(EncodedMessage="A" * 10_241)
    with refused("ValidationError", 400):
        account.sts.decode_authorization_message(EncodedMessage="")


def test_a_message_fits_whatever_it_tells(account, service):
    alice = account.user("alice")
    context = {f"orders:Key{number}": ["\u0001é\"" * 50] * 20 for number in range(50)}
    context["orders:Small"] = "s"
    encoded = denial(service, alice, context=context)["encodedAuthorizationMessage"]
    assert len(encoded) <= 10_240
    found = decoded(account, encoded)
    assert "orders:small" in [item["key"] for item in found["context"]["conditions"]["items"]]
