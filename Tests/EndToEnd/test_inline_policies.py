"""Inline policies of users, groups and roles."""

import json
import urllib.parse

import pytest

from support.policies import TRUST_EC2, allow, deny, policy
from support.refusals import denied, malformed, missing, over_quota

LOOK = policy(allow("iam:ListUsers"))
KINDS = ["user", "group", "role"]


class Holder:
    """Someone who holds inline policies, whatever the kind."""

    def __init__(self, iam, kind):
        self.iam, self.kind = iam, kind
        self.name = {f"{kind.title()}Name": "holder"}
        trust = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
        getattr(iam, f"create_{kind}")(**self.name, **trust)

    def call(self, verb, **parameters):
        return getattr(self.iam, f"{verb}_{self.kind}_policy")(**self.name, **parameters)

    def put(self, name, document):
        return self.call("put", PolicyName=name, PolicyDocument=document)

    def names(self):
        answer = getattr(self.iam, f"list_{self.kind}_policies")(**self.name)
        assert answer["IsTruncated"] is False
        return answer["PolicyNames"]


@pytest.fixture(params=KINDS)
def holder(iam, request):
    return Holder(iam, request.param)


def test_a_policy_is_put_read_listed_and_deleted(holder):
    holder.put("look", LOOK)
    answer = holder.call("get", PolicyName="look")
    assert answer["PolicyName"] == "look"
    assert answer[f"{holder.kind.title()}Name"] == "holder"
    assert answer["PolicyDocument"] == json.loads(LOOK)
    assert holder.names() == ["look"]
    holder.call("delete", PolicyName="look")
    assert holder.names() == []


def test_putting_a_policy_again_replaces_it(holder):
    holder.put("look", LOOK)
    holder.put("look", policy(deny("*")))
    assert holder.names() == ["look"]
    assert holder.call("get", PolicyName="look")["PolicyDocument"] == json.loads(policy(deny("*")))


def test_a_missing_policy_is_named(holder):
    for verb in ("get", "delete"):
        with missing(f"The {holder.kind} policy with name nothing cannot be found."):
            holder.call(verb, PolicyName="nothing")


def test_a_malformed_policy_changes_nothing(holder):
    holder.put("look", LOOK)
    with malformed("Syntax errors in policy."):
        holder.put("look", '{"Version": "2012-10-17", "Statement": [}')
    assert holder.call("get", PolicyName="look")["PolicyDocument"] == json.loads(LOOK)


def sized(size) -> str:
    """A document of exactly this many characters that are not white space."""
    shell = policy(allow("iam:ListUsers", "")).replace(" ", "")
    return shell.replace('"Resource":""', '"Resource":"arn:aws:iam::1:user/' + "x" * (
        size - len(shell) - len("arn:aws:iam::1:user/")) + '"')


@pytest.mark.parametrize(("kind", "quota"), [("user", 2048), ("group", 5120), ("role", 10240)])
def test_the_sum_of_inline_policies_is_limited(iam, kind, quota):
    holder = Holder(iam, kind)
    first = sized(quota - 300)
    assert len(first) == quota - 300
    holder.put("first", first)
    with over_quota(f"Maximum policy size of {quota} bytes exceeded for {kind} holder"):
        holder.put("second", sized(301))
    holder.put("second", sized(300))
    holder.put("first", sized(quota - 300))
    assert sorted(holder.names()) == ["first", "second"]


def test_white_space_does_not_count(iam):
    holder = Holder(iam, "user")
    holder.put("wide", sized(2048).replace(",", ",  \n\t  "))


def test_inline_policies_are_answered_url_encoded(account):
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*", "Resource":"*"}]}'
    account.user("alice", document=document)
    answer = account.post("iam", {"Action": "GetUserPolicy", "UserName": "alice", "PolicyName": "granted"})
    assert answer.text("GetUserPolicyResult/PolicyDocument") == urllib.parse.quote(document, safe="-_.~")


def test_an_inline_policy_counts_from_its_putting_to_its_deletion(account):
    alice = account.user("alice")
    users = account.name_of("user", "")
    with denied(alice, "iam:ListUsers", users):
        alice.iam.list_users()
    account.iam.put_user_policy(UserName="alice", PolicyName="look", PolicyDocument=LOOK)
    alice.iam.list_users()
    account.iam.delete_user_policy(UserName="alice", PolicyName="look")
    with denied(alice, "iam:ListUsers", users):
        alice.iam.list_users()
