"""What must be removed before something can be deleted."""

import pytest

from support.policies import ALLOW_ALL, TRUST_EC2, allow
from support.refusals import conflict

POLICIES = "Cannot delete entity, must delete policies first."
ATTACHED = "Cannot delete entity, must detach all policies first."
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_a_user_is_deleted_after_its_group_memberships(iam):
    iam.create_user(UserName="alice")
    iam.create_group(GroupName="team")
    iam.add_user_to_group(GroupName="team", UserName="alice")
    with conflict("Cannot delete entity, must remove users from group first."):
        iam.delete_user(UserName="alice")
    iam.remove_user_from_group(GroupName="team", UserName="alice")
    iam.delete_user(UserName="alice")


def test_a_user_is_deleted_after_its_access_keys(iam):
    iam.create_user(UserName="alice")
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    with conflict("Cannot delete entity, must delete access keys first."):
        iam.delete_user(UserName="alice")
    iam.update_access_key(UserName="alice", AccessKeyId=key, Status="Inactive")
    with conflict("Cannot delete entity, must delete access keys first."):
        iam.delete_user(UserName="alice")
    iam.delete_access_key(UserName="alice", AccessKeyId=key)
    iam.delete_user(UserName="alice")


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_policies_go_before_their_holder(iam, kind):
    it = {f"{kind.title()}Name": "it"}
    trust = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**it, **trust)
    delete = getattr(iam, f"delete_{kind}")
    getattr(iam, f"put_{kind}_policy")(**it, PolicyName="p", PolicyDocument=ALLOW_ALL)
    with conflict(POLICIES):
        delete(**it)
    getattr(iam, f"delete_{kind}_policy")(**it, PolicyName="p")
    getattr(iam, f"attach_{kind}_policy")(**it, PolicyArn=READ_ONLY)
    with conflict(ATTACHED):
        delete(**it)
    getattr(iam, f"detach_{kind}_policy")(**it, PolicyArn=READ_ONLY)
    delete(**it)


def test_a_group_is_deleted_after_its_last_member(iam):
    iam.create_user(UserName="alice")
    iam.create_group(GroupName="team")
    iam.add_user_to_group(GroupName="team", UserName="alice")
    with conflict("Cannot delete entity, must remove users from group first."):
        iam.delete_group(GroupName="team")
    iam.remove_user_from_group(GroupName="team", UserName="alice")
    iam.delete_group(GroupName="team")


def test_a_role_names_its_instance_profile_first_then_attached_then_inline_policies(iam):
    iam.create_role(RoleName="it", AssumeRolePolicyDocument=TRUST_EC2)
    iam.put_role_policy(RoleName="it", PolicyName="p", PolicyDocument=ALLOW_ALL)
    iam.attach_role_policy(RoleName="it", PolicyArn=READ_ONLY)
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="it")
    with conflict("Cannot delete entity, must remove roles from instance profile first."):
        iam.delete_role(RoleName="it")
    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="it")
    with conflict(ATTACHED):
        iam.delete_role(RoleName="it")
    iam.detach_role_policy(RoleName="it", PolicyArn=READ_ONLY)
    with conflict(POLICIES):
        iam.delete_role(RoleName="it")
    iam.delete_role_policy(RoleName="it", PolicyName="p")
    iam.delete_role(RoleName="it")


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_a_policy_is_deleted_after_its_attachments(iam, kind):
    it = {f"{kind.title()}Name": "it"}
    trust = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**it, **trust)
    arn = iam.create_policy(PolicyName="look", PolicyDocument=ALLOW_ALL)["Policy"]["Arn"]
    getattr(iam, f"attach_{kind}_policy")(**it, PolicyArn=arn)
    with conflict("Cannot delete a policy attached to entities."):
        iam.delete_policy(PolicyArn=arn)
    getattr(iam, f"detach_{kind}_policy")(**it, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def test_a_policy_is_deleted_after_it_is_no_boundary_any_more(account):
    arn = account.policy("fence", allow("*"))
    account.iam.create_user(UserName="alice", PermissionsBoundary=arn)
    with conflict("Cannot delete a policy attached to entities."):
        account.iam.delete_policy(PolicyArn=arn)
    account.iam.delete_user_permissions_boundary(UserName="alice")
    account.iam.delete_policy(PolicyArn=arn)


def test_a_boundary_does_not_keep_its_user_or_role_from_being_deleted(account):
    arn = account.policy("fence", allow("*"))
    account.iam.create_user(UserName="alice", PermissionsBoundary=arn)
    account.iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, PermissionsBoundary=arn)
    account.iam.delete_user(UserName="alice")
    account.iam.delete_role(RoleName="reader")
    assert account.iam.get_policy(PolicyArn=arn)["Policy"]["PermissionsBoundaryUsageCount"] == 0
    account.iam.delete_policy(PolicyArn=arn)


def test_a_policy_is_deleted_after_its_other_versions(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=ALLOW_ALL)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW_ALL)
    with conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's "
                  "versions. The default version is deleted with the policy."):
        iam.delete_policy(PolicyArn=arn)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)


def test_tags_keep_nothing_from_being_deleted(iam):
    tags = [{"Key": "team", "Value": "blue"}]
    iam.create_user(UserName="alice", Tags=tags)
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Tags=tags)
    iam.create_instance_profile(InstanceProfileName="web", Tags=tags)
    iam.delete_user(UserName="alice")
    iam.delete_role(RoleName="reader")
    iam.delete_instance_profile(InstanceProfileName="web")
    iam.create_user(UserName="alice")
    assert iam.list_user_tags(UserName="alice")["Tags"] == []
