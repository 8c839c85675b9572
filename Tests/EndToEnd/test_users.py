"""IAM users."""

import datetime
import re

from support.policies import allow, trust
from support.refusals import INVALID_TOKEN, missing, refused, taken

PLAIN = {"Path", "UserName", "UserId", "Arn", "CreateDate"}


def test_a_new_user_is_described_by_path_name_id_arn_and_date(iam):
    user = iam.create_user(UserName="alice", Path="/staff/tools/")["User"]
    assert set(user) == PLAIN
    assert user["Path"] == "/staff/tools/"
    assert user["UserName"] == "alice"
    assert user["Arn"] == "arn:aws:iam::123456789012:user/staff/tools/alice"
    assert re.fullmatch(r"AIDA[A-Z2-7]{17}", user["UserId"])
    age = datetime.datetime.now(datetime.timezone.utc) - user["CreateDate"]
    assert abs(age.total_seconds()) < 60


def test_the_default_path_is_a_slash(iam):
    user = iam.create_user(UserName="alice")["User"]
    assert (user["Path"], user["Arn"]) == ("/", "arn:aws:iam::123456789012:user/alice")


def test_a_user_created_with_tags_and_a_boundary_is_described_with_them(iam):
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    tags = [{"Key": "team", "Value": "blue"}]
    created = iam.create_user(UserName="alice", Tags=tags, PermissionsBoundary=boundary)["User"]
    assert created["Tags"] == tags
    user = iam.get_user(UserName="alice")["User"]
    assert set(user) == PLAIN | {"Tags", "PermissionsBoundary"}
    assert user["Tags"] == tags
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary


def test_a_user_reads_back_as_it_was_created(iam):
    created = iam.create_user(UserName="alice", Path="/staff/")["User"]
    assert iam.get_user(UserName="alice")["User"] == created


def test_get_user_without_a_name_describes_the_caller(account):
    alice = account.user("alice", allow("iam:GetUser", account.name_of("user", "alice")))
    assert alice.iam.get_user()["User"]["Arn"] == alice.arn


def test_get_user_without_a_name_by_root_describes_root(account):
    user = account.iam.get_user()["User"]
    assert user["Arn"] == "arn:aws:iam::123456789012:root"
    assert user["UserId"] == "123456789012"
    assert "CreateDate" in user


def test_get_user_without_a_name_by_a_role_session_asks_for_one(account):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:*"), trust=trust(alice.arn))
    with refused("ValidationError", 400, "Must specify userName when calling with non-User credentials"):
        alice.assume(role).iam.get_user()


def test_names_that_differ_in_case_only_are_the_same_name(iam):
    iam.create_user(UserName="Alice")
    with taken("User with name alice already exists."):
        iam.create_user(UserName="alice", Path="/elsewhere/")
    assert iam.get_user(UserName="Alice")["User"]["UserName"] == "Alice"


def test_all_characters_that_names_may_have_are_kept(iam):
    name = "A.b-c_d+e=f,g@h0"
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    assert arn == f"arn:aws:iam::123456789012:user/{name}"
    assert iam.get_user(UserName=name)["User"]["UserName"] == name


def test_a_recreated_user_has_another_id(iam):
    first = iam.create_user(UserName="alice")["User"]["UserId"]
    iam.delete_user(UserName="alice")
    assert iam.create_user(UserName="alice")["User"]["UserId"] != first


def test_renaming_and_moving_a_user_keeps_its_id_and_what_belongs_to_it(account):
    alice = account.user("alice", allow("iam:ListUsers"), Tags=[{"Key": "team", "Value": "blue"}])
    account.iam.create_group(GroupName="team")
    account.iam.add_user_to_group(GroupName="team", UserName="alice")
    account.iam.update_user(UserName="alice", NewUserName="alina", NewPath="/staff/")

    user = account.iam.get_user(UserName="alina")["User"]
    assert user["UserId"] == alice.id
    assert user["Arn"] == "arn:aws:iam::123456789012:user/staff/alina"
    assert user["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert account.iam.list_user_policies(UserName="alina")["PolicyNames"] == ["granted"]
    assert [member["UserName"] for member in account.iam.get_group(GroupName="team")["Users"]] == ["alina"]
    assert alice.sts.get_caller_identity()["Arn"] == user["Arn"]
    alice.iam.list_users()
    with missing("The user with name alice cannot be found."):
        account.iam.get_user(UserName="alice")


def test_a_user_may_not_be_renamed_to_a_name_in_use(iam):
    iam.create_user(UserName="alice")
    iam.create_user(UserName="bob")
    with taken("User with name Bob already exists."):
        iam.update_user(UserName="alice", NewUserName="Bob")


def test_a_user_may_be_renamed_to_its_own_name_in_other_case(iam):
    iam.create_user(UserName="alice")
    iam.update_user(UserName="alice", NewUserName="Alice")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["Alice"]


def test_the_list_of_users_leaves_tags_and_boundaries_out(iam):
    iam.create_user(
        UserName="alice", Tags=[{"Key": "team", "Value": "blue"}],
        PermissionsBoundary="arn:aws:iam::aws:policy/PowerUserAccess")
    [user] = iam.list_users()["Users"]
    assert set(user) == PLAIN


def test_users_are_listed_by_path_prefix(iam):
    for name, path in [("alice", "/staff/"), ("bob", "/staff/tools/"), ("carol", "/stand/"), ("dave", "/")]:
        iam.create_user(UserName=name, Path=path)

    def names(**filters):
        return {user["UserName"] for user in iam.list_users(**filters)["Users"]}

    assert names() == {"alice", "bob", "carol", "dave"}
    assert names(PathPrefix="/staff/") == {"alice", "bob"}
    assert names(PathPrefix="/sta") == {"alice", "bob", "carol"}
    assert names(PathPrefix="/nobody/") == set()


def test_an_empty_list_is_a_list(iam):
    answer = iam.list_users()
    assert (answer["Users"], answer["IsTruncated"]) == ([], False)
    assert "Marker" not in answer


def test_every_operation_on_a_missing_user_says_which(iam):
    user = {"UserName": "nobody"}
    message = "The user with name nobody cannot be found."
    iam.create_group(GroupName="team")
    for operation, parameters in [
            (iam.get_user, {}), (iam.delete_user, {}), (iam.update_user, {"NewPath": "/x/"}),
            (iam.create_access_key, {}), (iam.list_access_keys, {}), (iam.list_user_policies, {}),
            (iam.list_attached_user_policies, {}), (iam.list_groups_for_user, {}), (iam.list_user_tags, {}),
            (iam.add_user_to_group, {"GroupName": "team"}), (iam.remove_user_from_group, {"GroupName": "team"}),
            (iam.tag_user, {"Tags": [{"Key": "a", "Value": "b"}]}), (iam.untag_user, {"TagKeys": ["a"]}),
            (iam.attach_user_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})]:
        with missing(message):
            operation(**user, **parameters)


def test_the_key_of_a_deleted_user_is_unknown(account):
    alice = account.user("alice")
    assert alice.sts.get_caller_identity()["UserId"] == alice.id
    account.iam.delete_access_key(UserName="alice", AccessKeyId=alice.credentials.access_key_id)
    account.iam.delete_user(UserName="alice")
    with refused(*INVALID_TOKEN):
        alice.sts.get_caller_identity()
