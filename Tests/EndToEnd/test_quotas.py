"""Quotas that other files do not meet in passing."""

import json

import pytest

from support.policies import TRUST_EC2, allow, policy, trust
from support.refusals import over_quota

GROUPS = 300


def test_an_account_has_three_hundred_groups_at_most(account):
    for number in range(GROUPS):
        assert account.post("iam", {"Action": "CreateGroup", "GroupName": f"g{number}"}).status == 200
    with over_quota(f"Cannot exceed quota for GroupsPerAccount: {GROUPS}"):
        account.iam.create_group(GroupName="one-more")
    account.iam.delete_group(GroupName="g0")
    account.iam.create_group(GroupName="one-more")


def managed(size):
    """A document of exactly this many characters that are not white space."""
    shell = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::"}]}, separators=(",", ":"))
    return shell.replace("arn:aws:s3:::", "arn:aws:s3:::" + "x" * (size - len(shell)))


def test_a_managed_policy_has_6144_characters_at_most(iam):
    arn = iam.create_policy(PolicyName="full", PolicyDocument=managed(6144))["Policy"]["Arn"]
    with over_quota("Cannot exceed quota for PolicySize: 6144"):
        iam.create_policy(PolicyName="over", PolicyDocument=managed(6145))
    with over_quota("Cannot exceed quota for PolicySize: 6144"):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=managed(6145))


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\r\n"])
def test_white_space_in_a_managed_policy_is_free(iam, space):
    iam.create_policy(PolicyName="wide", PolicyDocument=managed(6144).replace(",", "," + space * 500))


def test_a_trust_policy_has_2048_characters_at_most(iam):
    shell = trust({"Service": "ec2.amazonaws.com"}, Sid="").replace(" ", "")
    sid = "s" * (2048 - len(shell))
    iam.create_role(RoleName="full", AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"}, Sid=sid))
    over = trust({"Service": "ec2.amazonaws.com"}, Sid=sid + "s")
    with over_quota("Cannot exceed quota for ACLSizePerRole: 2048"):
        iam.create_role(RoleName="over", AssumeRolePolicyDocument=over)
    with over_quota("Cannot exceed quota for ACLSizePerRole: 2048"):
        iam.update_assume_role_policy(RoleName="full", PolicyDocument=over)


def test_each_holder_has_ten_attachments_of_its_own(account):
    arns = [account.policy(f"p{number}", allow("s3:*")) for number in range(10)]
    for name in ("alice", "bob"):
        account.iam.create_user(UserName=name)
        for arn in arns:
            account.iam.attach_user_policy(UserName=name, PolicyArn=arn)
    assert account.iam.get_policy(PolicyArn=arns[0])["Policy"]["AttachmentCount"] == 2


def test_inline_policies_do_not_count_as_attachments(account):
    account.iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2)
    for number in range(12):
        account.iam.put_role_policy(
            RoleName="reader", PolicyName=f"p{number}", PolicyDocument=policy(allow("s3:GetObject")))
    assert len(account.iam.list_role_policies(RoleName="reader")["PolicyNames"]) == 12
