"""Condition keys that every request has, seen through IAM."""

import datetime

import pytest

from support.policies import allow, deny, trust
from support.refusals import DENIED_BY_IDENTITY_POLICY, denied


def moment(hours) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


HOLDS = [
    {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"StringEquals": {"aws:username": "alice"}},
    {"StringEquals": {"AWS:UserName": ["bob", "alice"]}},
    {"StringLike": {"aws:userid": "AIDA*"}},
    {"StringEquals": {"aws:PrincipalType": "User"}},
    {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
    {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/alice"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/al?ce"}},
    {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
    {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
    {"StringLike": {"aws:UserAgent": "*Boto3*"}},
    {"Null": {"aws:TokenIssueTime": "true"}},
    {"Null": {"aws:MultiFactorAuthPresent": "true"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
    {"Bool": {"aws:ViaAWSService": "false"}},
    {"StringNotEquals": {"aws:PrincipalTag/floor": "3"}},
]
FAILS = [
    {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringEquals": {"aws:username": "Alice"}},
    {"StringNotEquals": {"aws:username": ["bob", "alice"]}},
    {"StringEquals": {"aws:PrincipalTag/team": "green"}},
    {"StringEquals": {"aws:PrincipalTag/floor": "3"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
    {"Null": {"aws:username": "true"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
    {"StringEquals": {"aws:username": "alice", "aws:PrincipalType": "AssumedRole"}},
    {"StringEquals": {"aws:username": "alice"}, "Bool": {"aws:SecureTransport": "true"}},
]


@pytest.mark.parametrize("condition", HOLDS, ids=str)
def test_a_condition_that_holds_allows(account, condition):
    alice = account.user(
        "alice", allow("iam:ListUsers", Condition=condition), Tags=[{"Key": "team", "Value": "blue"}])
    alice.iam.list_users()


@pytest.mark.parametrize("condition", FAILS, ids=str)
def test_a_condition_that_fails_does_not_allow(account, condition):
    alice = account.user(
        "alice", allow("iam:ListUsers", Condition=condition), Tags=[{"Key": "team", "Value": "blue"}])
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()


@pytest.mark.parametrize(("operator", "hours", "holds"), [
    ("DateLessThan", 1, True), ("DateLessThan", -1, False), ("DateGreaterThan", -1, True),
    ("DateGreaterThan", 1, False)])
def test_the_time_is_a_condition_key(account, operator, hours, holds):
    alice = account.user("alice", allow(
        "iam:ListUsers", Condition={operator: {"aws:CurrentTime": moment(hours)}}))
    if holds:
        alice.iam.list_users()
    else:
        with denied(alice, "iam:ListUsers", account.name_of("user", "")):
            alice.iam.list_users()


def test_temporary_credentials_tell_that_no_second_factor_was_used(account):
    alice = account.user("alice")
    role = account.role(
        "reader", allow("iam:*"), deny("iam:ListUsers", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
        trust=trust(alice.arn))
    session = alice.assume(role)
    session.iam.list_roles()
    with denied(session, "iam:ListUsers", account.name_of("user", ""), DENIED_BY_IDENTITY_POLICY):
        session.iam.list_users()


def test_a_role_session_is_seen_as_role_and_as_session(account):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:ListUsers", Condition={
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/app/reader"},
        "StringEquals": {"aws:PrincipalType": "AssumedRole"},
        "StringLike": {"aws:userid": "AROA*:monday"},
        "Null": {"aws:username": "true", "aws:TokenIssueTime": "false"},
    }), trust=trust(alice.arn), Path="/app/")
    alice.assume(role, "monday").iam.list_users()
    tuesday = alice.assume(role, "tuesday")
    with denied(tuesday, "iam:ListUsers", account.name_of("user", "")):
        tuesday.iam.list_users()


def test_a_deny_with_a_condition_denies_only_when_it_holds(account):
    alice = account.user("alice", allow("iam:*"), deny(
        "*", Condition={"NotIpAddress": {"aws:SourceIp": ["127.0.0.1/32", "::1/128"]}}), deny(
        "iam:ListUsers", Condition={"StringEquals": {"aws:username": "alice"}}))
    alice.iam.list_roles()
    with denied(alice, "iam:ListUsers", account.name_of("user", ""), DENIED_BY_IDENTITY_POLICY):
        alice.iam.list_users()
