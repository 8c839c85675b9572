"""Groups and their members."""

import re

from support.policies import allow, policy
from support.refusals import denied, missing, over_quota, refused, taken

PLAIN = {"Path", "GroupName", "GroupId", "Arn", "CreateDate"}


def members(iam, group):
    return {user["UserName"] for user in iam.get_group(GroupName=group)["Users"]}


def test_a_new_group_is_described_by_path_name_id_arn_and_date(iam):
    group = iam.create_group(GroupName="team", Path="/blue/")["Group"]
    assert set(group) == PLAIN
    assert group["Arn"] == "arn:aws:iam::123456789012:group/blue/team"
    assert re.fullmatch(r"AGPA[A-Z2-7]{17}", group["GroupId"])
    answer = iam.get_group(GroupName="team")
    assert answer["Group"] == group
    assert answer["Users"] == []
    assert iam.list_groups()["Groups"] == [group]


def test_group_names_are_unique_whatever_their_case(iam):
    iam.create_group(GroupName="team")
    with taken("Group with name TEAM already exists."):
        iam.create_group(GroupName="TEAM")


def test_a_group_and_a_user_may_share_a_name(iam):
    iam.create_user(UserName="team")
    iam.create_group(GroupName="team")


def test_members_are_listed_from_both_sides(iam):
    for group in ("blue", "green"):
        iam.create_group(GroupName=group)
    for user in ("alice", "bob"):
        iam.create_user(UserName=user)
        iam.add_user_to_group(GroupName="blue", UserName=user)
    iam.add_user_to_group(GroupName="green", UserName="alice")

    assert members(iam, "blue") == {"alice", "bob"}
    groups = iam.list_groups_for_user(UserName="alice")["Groups"]
    assert {group["GroupName"] for group in groups} == {"blue", "green"}
    assert all(set(group) == PLAIN for group in groups)


def test_adding_a_member_twice_changes_nothing(iam):
    iam.create_group(GroupName="team")
    iam.create_user(UserName="alice")
    for _ in range(2):
        iam.add_user_to_group(GroupName="team", UserName="alice")
    assert members(iam, "team") == {"alice"}


def test_only_members_can_be_removed(iam):
    iam.create_group(GroupName="team")
    iam.create_user(UserName="alice")
    with refused("NoSuchEntity", 404):
        iam.remove_user_from_group(GroupName="team", UserName="alice")
    iam.add_user_to_group(GroupName="team", UserName="alice")
    iam.remove_user_from_group(GroupName="team", UserName="alice")
    assert members(iam, "team") == set()


def test_a_user_is_in_ten_groups_at_most(iam):
    iam.create_user(UserName="alice")
    for number in range(11):
        iam.create_group(GroupName=f"team{number}")
    for number in range(10):
        iam.add_user_to_group(GroupName=f"team{number}", UserName="alice")
    with over_quota("Cannot exceed quota for GroupsPerUser: 10"):
        iam.add_user_to_group(GroupName="team10", UserName="alice")
    iam.add_user_to_group(GroupName="team0", UserName="alice")


def test_renaming_a_group_keeps_members_policies_and_id(iam):
    created = iam.create_group(GroupName="team")["Group"]
    iam.create_user(UserName="alice")
    iam.add_user_to_group(GroupName="team", UserName="alice")
    iam.put_group_policy(GroupName="team", PolicyName="look", PolicyDocument=policy(allow("iam:ListUsers")))
    iam.update_group(GroupName="team", NewGroupName="crew", NewPath="/ship/")

    answer = iam.get_group(GroupName="crew")
    assert answer["Group"]["GroupId"] == created["GroupId"]
    assert answer["Group"]["Arn"] == "arn:aws:iam::123456789012:group/ship/crew"
    assert members(iam, "crew") == {"alice"}
    assert iam.list_group_policies(GroupName="crew")["PolicyNames"] == ["look"]
    with missing("The group with name team cannot be found."):
        iam.get_group(GroupName="team")


def test_members_have_what_the_group_is_allowed_for_as_long_as_they_are_members(account):
    iam = account.iam
    alice = account.user("alice")
    iam.create_group(GroupName="team")
    iam.put_group_policy(GroupName="team", PolicyName="look", PolicyDocument=policy(allow("iam:ListUsers")))
    users = account.name_of("user", "")
    with denied(alice, "iam:ListUsers", users):
        alice.iam.list_users()
    iam.add_user_to_group(GroupName="team", UserName="alice")
    alice.iam.list_users()
    iam.remove_user_from_group(GroupName="team", UserName="alice")
    with denied(alice, "iam:ListUsers", users):
        alice.iam.list_users()


def test_every_operation_on_a_missing_group_says_which(iam):
    iam.create_user(UserName="alice")
    for operation, parameters in [
            (iam.get_group, {}), (iam.delete_group, {}), (iam.update_group, {"NewPath": "/x/"}),
            (iam.list_group_policies, {}), (iam.list_attached_group_policies, {}),
            (iam.add_user_to_group, {"UserName": "alice"}), (iam.remove_user_from_group, {"UserName": "alice"}),
            (iam.attach_group_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})]:
        with missing("The group with name nobody cannot be found."):
            operation(GroupName="nobody", **parameters)
