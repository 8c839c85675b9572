"""Managed policies attached to users, groups and roles."""

import pytest

from support.policies import TRUST_EC2, allow
from support.refusals import denied, missing, over_quota, refused

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


class Holder:
    """Someone to whom policies are attached, whatever the kind."""

    def __init__(self, iam, kind, name="holder"):
        self.iam, self.kind, self.title = iam, kind, kind.title()
        self.name = {f"{self.title}Name": name}
        trust = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
        getattr(iam, f"create_{kind}")(**self.name, **trust)

    def attach(self, arn):
        getattr(self.iam, f"attach_{self.kind}_policy")(**self.name, PolicyArn=arn)

    def detach(self, arn):
        getattr(self.iam, f"detach_{self.kind}_policy")(**self.name, PolicyArn=arn)

    def attached(self, **filters):
        return getattr(self.iam, f"list_attached_{self.kind}_policies")(**self.name, **filters)["AttachedPolicies"]


@pytest.fixture(params=["user", "group", "role"])
def holder(iam, request):
    return Holder(iam, request.param)


def test_customer_and_aws_policies_are_attached_and_detached(account, holder):
    own = account.policy("look", allow("iam:ListUsers"), Path="/staff/")
    holder.attach(own)
    holder.attach(READ_ONLY)
    by_arn = {found["PolicyArn"]: found for found in holder.attached()}
    assert by_arn == {
        own: {"PolicyName": "look", "PolicyArn": own},
        READ_ONLY: {"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}}
    assert [found["PolicyName"] for found in holder.attached(PathPrefix="/staff/")] == ["look"]
    holder.detach(own)
    assert [found["PolicyArn"] for found in holder.attached()] == [READ_ONLY]
    holder.detach(READ_ONLY)
    assert holder.attached() == []


def test_attaching_twice_counts_once(account, holder):
    own = account.policy("look", allow("iam:ListUsers"))
    holder.attach(own)
    holder.attach(own)
    assert len(holder.attached()) == 1
    assert account.iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 1


def test_what_is_not_attached_cannot_be_detached(account, holder):
    own = account.policy("look", allow("iam:ListUsers"))
    with missing(f"Policy {own} was not found."):
        holder.detach(own)


def test_ten_policies_are_attached_at_most(account, holder):
    arns = [account.policy(f"p{number}", allow("iam:ListUsers")) for number in range(11)]
    for arn in arns[:10]:
        holder.attach(arn)
    with over_quota(f"Cannot exceed quota for PoliciesPer{holder.title}: 10"):
        holder.attach(arns[10])
    holder.attach(arns[0])
    holder.detach(arns[0])
    holder.attach(arns[10])


def test_a_policy_of_another_account_cannot_be_attached(holder):
    arn = "arn:aws:iam::999999999999:policy/look"
    with refused("NoSuchEntity", 404):
        holder.attach(arn)


def test_what_is_no_arn_cannot_be_attached(holder):
    with refused("InvalidInput", 400, "ARN this-is-not-an-arn-at-all is not valid."):
        holder.attach("this-is-not-an-arn-at-all")


def test_a_policy_knows_whom_it_is_attached_to(account):
    iam = account.iam
    arn = account.policy("look", allow("iam:ListUsers"))
    for kind in ("user", "group", "role"):
        Holder(iam, kind).attach(arn)
    account.user("alice", PermissionsBoundary=arn)

    answer = iam.list_entities_for_policy(PolicyArn=arn)
    assert all(set(one) == {"UserName", "UserId"} for one in answer["PolicyUsers"])
    assert {one["UserName"] for one in answer["PolicyUsers"]} == {"holder", "alice"}
    assert [one["GroupName"] for one in answer["PolicyGroups"]] == ["holder"]
    assert [one["RoleName"] for one in answer["PolicyRoles"]] == ["holder"]
    only = iam.list_entities_for_policy(PolicyArn=arn, EntityFilter="Group")
    assert (only["PolicyUsers"], len(only["PolicyGroups"]), only["PolicyRoles"]) == ([], 1, [])
    permissions = iam.list_entities_for_policy(PolicyArn=arn, PolicyUsageFilter="PermissionsPolicy")
    assert {one["UserName"] for one in permissions["PolicyUsers"]} == {"holder"}
    counts = iam.get_policy(PolicyArn=arn)["Policy"]
    assert (counts["AttachmentCount"], counts["PermissionsBoundaryUsageCount"]) == (3, 1)


def test_attachments_follow_the_entity_when_it_is_renamed(account):
    arn = account.policy("look", allow("iam:ListUsers"))
    Holder(account.iam, "user").attach(arn)
    account.iam.update_user(UserName="holder", NewUserName="renamed")
    [user] = account.iam.list_entities_for_policy(PolicyArn=arn)["PolicyUsers"]
    assert user["UserName"] == "renamed"


def test_an_attached_policy_counts_from_attaching_to_detaching(account):
    alice = account.user("alice")
    arn = account.policy("look", allow("iam:ListUsers"))
    account.iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    alice.iam.list_users()
    account.iam.detach_user_policy(UserName="alice", PolicyArn=arn)
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()


def test_attaching_can_be_allowed_for_one_policy_only(account):
    look = account.policy("look", allow("iam:ListUsers"))
    every = account.policy("every", allow("*"))
    clerk = account.user("clerk", allow(
        "iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": look}}))
    account.user("alice")
    clerk.iam.attach_user_policy(UserName="alice", PolicyArn=look)
    with denied(clerk, "iam:AttachUserPolicy", "user alice"):
        clerk.iam.attach_user_policy(UserName="alice", PolicyArn=every)
