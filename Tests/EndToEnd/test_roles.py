"""Roles: what they are and how they change. Who may assume them is tested with AssumeRole."""

import json
import re
import urllib.parse

from support.patience import eventually
from support.policies import TRUST_EC2, allow, trust
from support.refusals import constraint, invalid, malformed, may_not_assume, missing, taken

CREATED = {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"}
OPTIONAL_WHEN_CREATED = {"Description", "MaxSessionDuration", "Tags", "PermissionsBoundary"}


def test_a_new_role_is_described_by_path_name_id_arn_date_and_trust(iam):
    role = iam.create_role(RoleName="reader", Path="/app/", AssumeRolePolicyDocument=TRUST_EC2)["Role"]
    assert CREATED <= set(role) <= CREATED | OPTIONAL_WHEN_CREATED
    assert role["Arn"] == "arn:aws:iam::123456789012:role/app/reader"
    assert re.fullmatch(r"AROA[A-Z2-7]{17}", role["RoleId"])
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST_EC2)


def test_a_role_read_back_has_its_duration_and_last_use(iam):
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2)
    role = iam.get_role(RoleName="reader")["Role"]
    assert set(role) == CREATED | {"MaxSessionDuration", "RoleLastUsed"}
    assert role["MaxSessionDuration"] == 3600
    assert role["RoleLastUsed"] == {}


def test_a_role_keeps_description_duration_tags_and_boundary(iam):
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    iam.create_role(
        RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="reads\tmuch: café",
        MaxSessionDuration=7200, Tags=[{"Key": "team", "Value": "blue"}], PermissionsBoundary=boundary)
    role = iam.get_role(RoleName="reader")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("reads\tmuch: café", 7200)
    assert role["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary


def test_the_trust_policy_is_answered_as_it_was_stored_url_encoded(account):
    document = '{ "Version": "2012-10-17",\n  "Statement": [{"Effect":"Allow","Principal":{"Service":' \
        '"ec2.amazonaws.com"},"Action":"sts:AssumeRole", "Sid": "A1"}] }'
    account.iam.create_role(RoleName="reader", AssumeRolePolicyDocument=document)
    answer = account.post("iam", {"Action": "GetRole", "RoleName": "reader"})
    encoded = answer.text("GetRoleResult/Role/AssumeRolePolicyDocument")
    assert encoded == urllib.parse.quote(document, safe="-_.~")


def test_role_names_are_unique_whatever_their_case_or_path(iam):
    iam.create_role(RoleName="Reader", AssumeRolePolicyDocument=TRUST_EC2)
    with taken("Role with name reader already exists."):
        iam.create_role(RoleName="reader", Path="/app/", AssumeRolePolicyDocument=TRUST_EC2)


def test_the_list_of_roles_leaves_tags_boundary_and_last_use_out(iam):
    iam.create_role(
        RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="reads",
        Tags=[{"Key": "team", "Value": "blue"}], PermissionsBoundary="arn:aws:iam::aws:policy/PowerUserAccess")
    iam.create_role(RoleName="writer", Path="/app/", AssumeRolePolicyDocument=TRUST_EC2)
    roles = {role["RoleName"]: role for role in iam.list_roles()["Roles"]}
    assert set(roles["reader"]) == CREATED | {"MaxSessionDuration", "Description"}
    assert set(roles["writer"]) == CREATED | {"MaxSessionDuration"}
    assert [role["RoleName"] for role in iam.list_roles(PathPrefix="/app/")["Roles"]] == ["writer"]


def test_updating_a_role_changes_what_is_given_only(iam):
    iam.create_role(
        RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="reads", MaxSessionDuration=7200)
    iam.update_role(RoleName="reader", Description="reads more")
    role = iam.get_role(RoleName="reader")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("reads more", 7200)
    iam.update_role(RoleName="reader", MaxSessionDuration=43200)
    assert iam.get_role(RoleName="reader")["Role"]["MaxSessionDuration"] == 43200


def test_the_description_alone_can_be_changed(iam):
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2)
    answer = iam.update_role_description(RoleName="reader", Description="reads")
    assert answer["Role"]["Description"] == "reads"
    assert iam.get_role(RoleName="reader")["Role"]["Description"] == "reads"


def test_sessions_last_from_one_to_twelve_hours(iam):
    for duration, rule in [(3599, "have value greater than or equal to 3600"),
                           (43201, "have value less than or equal to 43200")]:
        with invalid(constraint("maxSessionDuration", duration, rule)):
            iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, MaxSessionDuration=duration)


def test_a_changed_trust_policy_counts_at_once(account):
    alice, bob = account.user("alice"), account.user("bob")
    role = account.role("reader", trust=trust(alice.arn))
    alice.assume(role)
    account.iam.update_assume_role_policy(RoleName="reader", PolicyDocument=trust(bob.arn))
    bob.assume(role)
    with may_not_assume(alice, role.arn):
        alice.assume(role)


def test_a_bad_trust_policy_leaves_the_old_one_in_place(iam):
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2)
    with malformed("Syntax errors in policy."):
        iam.update_assume_role_policy(RoleName="reader", PolicyDocument="{")
    assert iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"] == json.loads(TRUST_EC2)


def test_the_last_use_of_a_role_is_known(account):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn))
    alice.assume(role).iam.list_users()
    used = eventually(lambda: account.iam.get_role(RoleName="reader")["Role"]["RoleLastUsed"], bool)
    assert set(used) == {"LastUsedDate", "Region"}
    assert used["Region"] == "us-east-1"


def test_every_operation_on_a_missing_role_says_which(iam):
    iam.create_instance_profile(InstanceProfileName="web")
    for operation, parameters in [
            (iam.get_role, {}), (iam.delete_role, {}), (iam.update_role, {"Description": "x"}),
            (iam.update_role_description, {"Description": "x"}), (iam.list_role_policies, {}),
            (iam.update_assume_role_policy, {"PolicyDocument": TRUST_EC2}), (iam.list_role_tags, {}),
            (iam.list_attached_role_policies, {}), (iam.list_instance_profiles_for_role, {}),
            (iam.tag_role, {"Tags": [{"Key": "a", "Value": "b"}]}), (iam.untag_role, {"TagKeys": ["a"]}),
            (iam.attach_role_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
            (iam.add_role_to_instance_profile, {"InstanceProfileName": "web"})]:
        with missing("The role with name nobody cannot be found."):
            operation(RoleName="nobody", **parameters)
