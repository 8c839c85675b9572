"""Why a request was allowed or denied, asked afterwards."""

import json

from botocore.exceptions import ClientError

from support.command_line import sallyport
from support.policies import allow


def denied_request(alice) -> str:
    try:
        alice.iam.create_user(UserName="bob")
    except ClientError as error:
        return error.response["ResponseMetadata"]["RequestId"]
    raise AssertionError("nobody denied it")


def test_a_denial_names_the_statement_that_missed_and_on_what(account):
    alice = account.user("alice", allow("iam:ListUsers"))
    request = denied_request(alice)
    answer = sallyport(account.server, account.credentials, ["explain", request, "--json"]).json
    assert (answer["requestId"], answer["operation"], answer["caller"]) == (request, "CreateUser", alice.arn)
    decision, = answer["decisions"]
    assert (decision["decision"], decision["action"]) == ("implicitDeny", "iam:CreateUser")
    identity, = [layer for layer in decision["layers"] if layer["type"] == "identity"]
    statement, = identity["statements"]
    assert not statement["applies"]
    assert [(miss["element"], miss["wanted"]) for miss in statement["misses"]] == [("Action", ["iam:ListUsers"])]


def test_an_explanation_is_of_the_moment_of_the_request(account):
    alice = account.user("alice")
    request = denied_request(alice)
    account.iam.put_user_policy(UserName="alice", PolicyName="later", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    alice.iam.create_user(UserName="bob")
    answer = sallyport(account.server, account.credentials, ["explain", request, "--json"]).json
    assert answer["decisions"][0]["decision"] == "implicitDeny"


def test_the_latest_denial_is_explained_in_words(account):
    alice = account.user("alice")
    denied_request(alice)
    result = sallyport(account.server, account.credentials, ["explain"])
    assert result.status == 0
    assert "DENIED  iam:CreateUser" in result.output
    assert "no identity-based policy allows" in result.output


def test_other_accounts_and_users_learn_nothing(account, other_account):
    alice = account.user("alice")
    request = denied_request(alice)
    for credentials in (other_account.credentials, alice.credentials):
        result = sallyport(account.server, credentials, ["explain", request])
        assert result.status != 0
        assert result.errors.startswith("error: ")
