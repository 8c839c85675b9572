"""Instance profiles."""

import re

from support.policies import TRUST_EC2, allow
from support.refusals import conflict, denied, missing, over_quota, refused, taken

PLAIN = {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Roles"}


def test_a_new_profile_is_described_and_has_no_role(iam):
    created = iam.create_instance_profile(InstanceProfileName="web", Path="/app/")["InstanceProfile"]
    assert set(created) == PLAIN
    assert created["Roles"] == []
    assert created["Arn"] == "arn:aws:iam::123456789012:instance-profile/app/web"
    assert re.fullmatch(r"AIPA[A-Z2-7]{17}", created["InstanceProfileId"])
    assert iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"] == created
    assert iam.list_instance_profiles(PathPrefix="/app/")["InstanceProfiles"] == [created]
    assert iam.list_instance_profiles(PathPrefix="/other/")["InstanceProfiles"] == []


def test_a_profile_holds_one_role(account):
    iam = account.iam
    role, other = account.role("server"), account.role("other")
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")
    [held] = iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"]["Roles"]
    assert (held["RoleName"], held["RoleId"], held["Arn"]) == ("server", role.id, role.arn)
    assert held["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    with over_quota("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"):
        iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName=other.name)

    [profile] = iam.list_instance_profiles_for_role(RoleName="server")["InstanceProfiles"]
    assert profile["InstanceProfileName"] == "web"
    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="server")
    assert iam.list_instance_profiles_for_role(RoleName="server")["InstanceProfiles"] == []
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName=other.name)


def test_only_the_role_in_it_can_be_removed(account):
    account.role("server")
    account.iam.create_instance_profile(InstanceProfileName="web")
    with refused("NoSuchEntity", 404):
        account.iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="server")


def test_names_are_unique_whatever_their_case(iam):
    iam.create_instance_profile(InstanceProfileName="web")
    with taken("Instance Profile WEB already exists."):
        iam.create_instance_profile(InstanceProfileName="WEB")


def test_every_operation_on_a_missing_profile_says_which(iam):
    iam.create_role(RoleName="server", AssumeRolePolicyDocument=TRUST_EC2)
    for operation, parameters in [
            (iam.get_instance_profile, {}), (iam.delete_instance_profile, {}),
            (iam.add_role_to_instance_profile, {"RoleName": "server"}),
            (iam.remove_role_from_instance_profile, {"RoleName": "server"}), (iam.list_instance_profile_tags, {})]:
        with missing("Instance Profile nothing cannot be found."):
            operation(InstanceProfileName="nothing", **parameters)


def test_a_profile_with_a_role_and_a_role_in_a_profile_cannot_be_deleted(account):
    iam = account.iam
    account.role("server")
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")
    message = "Cannot delete entity, must remove roles from instance profile first."
    with conflict(message):
        iam.delete_instance_profile(InstanceProfileName="web")
    with conflict(message):
        iam.delete_role(RoleName="server")
    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="server")
    iam.delete_role(RoleName="server")
    iam.delete_instance_profile(InstanceProfileName="web")
    assert iam.list_instance_profiles()["InstanceProfiles"] == []


def test_putting_a_role_into_a_profile_needs_the_permission_to_pass_it(account):
    role = account.role("server")
    account.iam.create_instance_profile(InstanceProfileName="web")
    clerk = account.user("clerk", allow("iam:AddRoleToInstanceProfile"))
    with denied(clerk, "iam:PassRole", role.arn):
        clerk.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")
    account.iam.put_user_policy(
        UserName="clerk", PolicyName="pass",
        PolicyDocument='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"'
        + role.arn + '"}}')
    clerk.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="server")
