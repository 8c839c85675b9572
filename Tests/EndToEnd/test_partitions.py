"""ARNs carry the partition of the region that a request was signed for."""

import pytest

from support.policies import allow, trust
from support.refusals import denied, malformed

PARTITIONS = [("us-east-1", "aws"), ("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("cn-northwest-1", "aws-cn"),
              ("us-gov-west-1", "aws-us-gov"), ("us-gov-east-1", "aws-us-gov")]


@pytest.mark.parametrize(("region", "partition"), PARTITIONS)
def test_identities_are_named_in_the_regions_partition(account, region, partition):
    assert account.within(region).identity["Arn"] == f"arn:{partition}:iam::123456789012:root"


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_users_and_roles_live_in_the_regions_partition(account, region, partition):
    there = account.within(region)
    alice = there.user("alice", allow("iam:GetUser", f"arn:{partition}:iam::123456789012:user/*"))
    assert alice.arn == f"arn:{partition}:iam::123456789012:user/alice"
    assert alice.iam.get_user()["User"]["Arn"] == alice.arn

    role = there.role("reader", trust=trust(alice.arn))
    assert role.arn == f"arn:{partition}:iam::123456789012:role/reader"
    session = alice.assume(role)
    assert session.identity["Arn"] == f"arn:{partition}:sts::123456789012:assumed-role/reader/visit"
    [statement] = there.iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": alice.arn}

    arn = there.policy("look", allow("iam:ListUsers"))
    assert arn == f"arn:{partition}:iam::123456789012:policy/look"
    there.iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    there.iam.attach_user_policy(UserName="alice", PolicyArn=f"arn:{partition}:iam::aws:policy/ReadOnlyAccess")
    attached = there.iam.list_attached_user_policies(UserName="alice")["AttachedPolicies"]
    assert {one["PolicyArn"] for one in attached} == {arn, f"arn:{partition}:iam::aws:policy/ReadOnlyAccess"}


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_denials_name_the_partition(account, region, partition):
    alice = account.within(region).user("alice")
    with denied(alice, "iam:CreateUser", f"arn:{partition}:iam::123456789012:user/bob"):
        alice.iam.create_user(UserName="bob")


def test_a_statement_for_one_partition_does_not_reach_into_another(account):
    china = account.within("cn-north-1")
    alice = china.user("alice", allow("iam:GetUser", "arn:aws:iam::123456789012:user/*"))
    with denied(alice, "iam:GetUser", "user alice"):
        alice.iam.get_user(UserName="alice")
    bob = china.user("bob", allow("iam:GetUser", "arn:*:iam::123456789012:user/*"))
    bob.iam.get_user(UserName="bob")


def test_a_principal_of_another_partition_is_unknown(account):
    china = account.within("cn-north-1")
    alice = china.user("alice")
    wrong = alice.arn.replace("aws-cn", "aws-us-gov")
    with malformed(f'Invalid principal in policy: "AWS":"{wrong}"'):
        china.role("reader", trust=trust(wrong))
