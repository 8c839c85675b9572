"""Several accounts in one server."""

import json
import re

import pytest
from botocore.exceptions import ClientError

from support.callers import Account, new_account
from support.command_line import sallyport
from support.credentials import Credentials
from support.policies import allow, trust
from support.refusals import INVALID_TOKEN, denied, refused


def test_a_new_account_has_a_root_user_with_keys(server):
    made = new_account(server)
    assert re.fullmatch(r"\d{12}", made.id)
    assert made.identity == {"UserId": made.id, "Account": made.id, "Arn": f"arn:aws:iam::{made.id}:root"}
    assert made.iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{made.id}:root"


def test_number_and_keys_of_a_new_account_can_be_chosen(server):
    made = new_account(server, id="000000000042", email="answer@example.com", rootAccessKeyId="AKIAANSWER0000000042",
                       rootSecretAccessKey="forty-two")
    assert made.id == "000000000042"
    assert made.credentials == Credentials("AKIAANSWER0000000042", "forty-two")
    assert made.identity["Arn"] == "arn:aws:iam::000000000042:root"


def test_generated_accounts_differ(server):
    made = [new_account(server) for _ in range(5)]
    assert len({one.id for one in made}) == 5
    assert len({one.credentials.access_key_id for one in made}) == 5


def test_a_number_or_a_key_that_is_in_use_is_refused(account, server):
    def status(**parameters):
        return server.request("POST", "/_sallyport/accounts", json.dumps(parameters),
                              {"Content-Type": "application/json"})[0]

    assert 400 <= status(id=account.id) < 500
    assert 400 <= status(rootAccessKeyId=account.credentials.access_key_id, rootSecretAccessKey="x") < 500
    for bad in ("12345", "12345678901a", "1234567890123", ""):
        assert 400 <= status(id=bad) < 500
    account.iam.list_users()


def test_what_is_no_json_object_is_refused(server):
    for body in ("", "[]", "null", "{", '{"id": 7}', "x" * 100, b"\xff\xfe"):
        status, _ = server.request("POST", "/_sallyport/accounts", body, {"Content-Type": "application/json"})
        assert status < 500
    assert server.is_healthy()


def test_a_reset_removes_accounts_made_later_and_keeps_the_first(account, server):
    made = new_account(server)
    account.user("alice")
    server.reset()
    with refused(*INVALID_TOKEN):
        made.sts.get_caller_identity()
    assert account.iam.list_users()["Users"] == []
    new_account(server, id=made.id)


def test_names_are_free_in_every_account(account, other_account):
    here, there = account.user("alice"), other_account.user("alice")
    assert (here.arn, there.arn) == (account.name_of("user", "alice"), other_account.name_of("user", "alice"))
    account.role("reader")
    other_account.role("reader")
    account.policy("look", allow("*"))
    other_account.policy("look", allow("*"))


def test_nobody_sees_or_touches_the_entities_of_another_account(account, other_account):
    account.user("alice")
    role = account.role("reader")
    arn = account.policy("look", allow("*"))
    for operation, parameters in [
            (other_account.iam.get_user, {"UserName": "alice"}), (other_account.iam.get_role, {"RoleName": "reader"}),
            (other_account.iam.delete_user, {"UserName": "alice"})]:
        with refused("NoSuchEntity", 404):
            operation(**parameters)
    for operation in (other_account.iam.get_policy, other_account.iam.delete_policy):
        with pytest.raises(ClientError) as caught:
            operation(PolicyArn=arn)
        assert caught.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
    assert other_account.iam.list_users()["Users"] == []
    assert other_account.iam.list_roles()["Roles"] == []
    assert other_account.iam.list_policies(Scope="Local")["Policies"] == []
    assert account.iam.get_role(RoleName="reader")["Role"]["Arn"] == role.arn


def test_an_administrator_is_one_in_its_own_account_only(account, other_account):
    admin = other_account.user("admin", allow("*"))
    role = account.role("private", trust=trust(account.id))
    with denied(admin, "sts:AssumeRole", role.arn, reason=None):
        admin.assume(role)


def test_the_command_line_opens_an_account(server, account):
    result = sallyport(server, account.credentials, ["account", "create", "--json"])
    answer = result.json
    credentials = Credentials(answer["rootAccessKeyId"], answer["rootSecretAccessKey"])
    made = Account(server, answer["accountId"], credentials)
    assert made.identity["Arn"] == f"arn:aws:iam::{made.id}:root"


def test_the_command_line_opens_an_account_as_told(server, account):
    result = sallyport(server, account.credentials, [
        "account", "create", "--id", "000000000042", "--email", "answer@example.com", "--root-access-key",
        "AKIAANSWER0000000042", "--root-secret-key", "forty-two"])
    assert result.status == 0, result.errors
    assert "000000000042" in result.output
    assert "AKIAANSWER0000000042" in result.output
    made = Account(server, "000000000042", Credentials("AKIAANSWER0000000042", "forty-two"))
    assert made.identity["Account"] == "000000000042"
    listed = sallyport(server, account.credentials, ["account", "list"])
    assert listed.status == 0, listed.errors
    assert {"000000000042", account.id} <= set(re.findall(r"\b\d{12}\b", listed.output))


def test_the_command_line_says_when_an_account_exists(server, account):
    result = sallyport(server, account.credentials, ["account", "create", "--id", account.id])
    assert result.status != 0
    assert account.id in result.output + result.errors


def test_only_those_who_may_open_accounts(server, account):
    alice = account.user("alice")
    result = sallyport(server, alice.credentials, ["account", "create"])
    assert result.status != 0
    assert "rootAccessKeyId" not in result.output
