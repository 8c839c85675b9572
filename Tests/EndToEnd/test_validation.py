"""Names, paths and other values that requests may not have."""

import re

import pytest

from support.policies import ALLOW_ALL, TRUST_EC2
from support.refusals import constraint, invalid, refused

TOO_LONG = "have length less than or equal to {}"
TOO_SHORT = "have length greater than or equal to {}"
NAME_CHARACTERS = "It must contain only alphanumeric characters and/or the following: +=,.@_-"

CREATE = {
    "userName": ("create_user", "UserName", {}, 64),
    "groupName": ("create_group", "GroupName", {}, 128),
    "roleName": ("create_role", "RoleName", {"AssumeRolePolicyDocument": TRUST_EC2}, 64),
    "policyName": ("create_policy", "PolicyName", {"PolicyDocument": ALLOW_ALL}, 128),
    "instanceProfileName": ("create_instance_profile", "InstanceProfileName", {}, 128),
}


@pytest.fixture(params=list(CREATE))
def creating(iam, request):
    """How one kind of entity is created: the member that names it, a function of name and more, and the limit."""
    operation, parameter, more, limit = CREATE[request.param]

    def create(name, **others):
        return getattr(iam, operation)(**{parameter: name}, **more, **others)

    return request.param, create, limit


def test_a_name_of_the_greatest_length_is_accepted(creating):
    _, create, limit = creating
    create("n" * limit)


def test_a_longer_name_is_refused(creating):
    member, create, limit = creating
    name = "n" * (limit + 1)
    with invalid(constraint(member, name, TOO_LONG.format(limit))):
        create(name)


def test_an_empty_name_is_refused(creating):
    member, create, _ = creating
    with refused("ValidationError", 400) as caught:
        create("")
    message = caught.value.response["Error"]["Message"]
    assert constraint(member, "", TOO_SHORT.format(1)) in message


@pytest.mark.parametrize("name", ["with space", "sla/sh", "semi;colon", "étoile", "tab\tbed", "star*"])
def test_other_characters_in_a_name_are_refused(creating, name):
    member, create, _ = creating
    with refused("ValidationError", 400, f"The specified value for {member} is invalid. {NAME_CHARACTERS}"):
        create(name)


def test_a_missing_name_is_said_to_be_null(creating, account):
    member, _, _ = creating
    operation, _, more, _ = CREATE[member]
    parameters = {"Action": operation.title().replace("_", ""), **more}
    status, code, message = account.post("iam", parameters).error
    assert (status, code) == (400, "ValidationError")
    assert message == "1 validation error detected: " + constraint(member, None, "not be null")


@pytest.mark.parametrize("path", ["no-start", "no-start/", "/no-end", "/a/b", "/spa ce/", "/é/"])
def test_a_path_begins_and_ends_with_a_slash(creating, path):
    _, create, _ = creating
    with refused("ValidationError", 400, "The specified value for path is invalid. It must begin and end with / and "
                                         "contain only alphanumeric characters and/or / characters."):
        create("name", Path=path)


def test_a_path_has_at_most_512_characters(creating):
    _, create, _ = creating
    create("name", Path="/" + "p" * 510 + "/")
    path = "/" + "p" * 511 + "/"
    with invalid(constraint("path", path, TOO_LONG.format(512))):
        create("other", Path=path)


def test_a_path_prefix_begins_with_a_slash(iam):
    for operation in (iam.list_users, iam.list_groups, iam.list_roles, iam.list_instance_profiles):
        with refused("ValidationError", 400):
            operation(PathPrefix="staff/")


def test_names_of_inline_policies_follow_the_same_rules(iam):
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="p" * 128, PolicyDocument=ALLOW_ALL)
    with invalid(constraint("policyName", "p" * 129, TOO_LONG.format(128))):
        iam.put_user_policy(UserName="alice", PolicyName="p" * 129, PolicyDocument=ALLOW_ALL)
    with refused("ValidationError", 400, f"The specified value for policyName is invalid. {NAME_CHARACTERS}"):
        iam.put_user_policy(UserName="alice", PolicyName="a b", PolicyDocument=ALLOW_ALL)


def test_a_name_of_a_user_is_looked_up_with_up_to_128_characters(iam):
    with refused("NoSuchEntity", 404):
        iam.get_user(UserName="n" * 128)
    with invalid(constraint("userName", "n" * 129, TOO_LONG.format(128))):
        iam.get_user(UserName="n" * 129)


def test_a_missing_document_is_said_to_be_null(account):
    status, code, message = account.post("iam", {"Action": "CreatePolicy", "PolicyName": "p"}).error
    assert (status, code) == (400, "ValidationError")
    assert message == "1 validation error detected: " + constraint("policyDocument", None, "not be null")


def test_all_failed_constraints_are_told_at_once(account):
    status, code, message = account.post("iam", {"Action": "CreateRole", "RoleName": "r" * 65}).error
    assert (status, code) == (400, "ValidationError")
    assert message.startswith("2 validation errors detected: ")
    assert set(message.removeprefix("2 validation errors detected: ").split("; ")) == {
        constraint("roleName", "r" * 65, TOO_LONG.format(64)),
        constraint("assumeRolePolicyDocument", None, "not be null")}


def test_descriptions_have_at_most_a_thousand_characters(iam):
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="d" * 1000)
    text = "d" * 1001
    with invalid(constraint("description", text, TOO_LONG.format(1000))):
        iam.create_role(RoleName="other", AssumeRolePolicyDocument=TRUST_EC2, Description=text)


def test_the_description_of_a_role_has_a_character_set(iam):
    with refused("ValidationError", 400, re.compile(
            r"1 validation error detected: Value '東京' at 'description' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: .+")):
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="東京")


def test_a_status_is_one_of_an_enumeration(account):
    alice = account.user("alice")
    with refused("ValidationError", 400, re.compile(
            r"1 validation error detected: Value 'Sleepy' at 'status' failed to satisfy constraint: "
            r"Member must satisfy enum value set: \[.*Active.*\]")):
        account.iam.update_access_key(
            UserName="alice", AccessKeyId=alice.credentials.access_key_id, Status="Sleepy")


def test_a_version_id_has_a_form(iam):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=ALLOW_ALL)["Policy"]["Arn"]
    with invalid(constraint("versionId", "first", r"satisfy regular expression pattern: "
                                                  r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?")):
        iam.get_policy_version(PolicyArn=arn, VersionId="first")


def test_nothing_is_changed_by_a_refused_request(iam):
    before = iam.get_account_summary()["SummaryMap"]
    for operation, parameters in [
            (iam.create_user, {"UserName": "a b"}), (iam.create_group, {"GroupName": "g", "Path": "x"}),
            (iam.create_role, {"RoleName": "r", "AssumeRolePolicyDocument": "{"}),
            (iam.create_policy, {"PolicyName": "p", "PolicyDocument": "{"})]:
        with refused(("ValidationError", "MalformedPolicyDocument"), 400):
            operation(**parameters)
    assert iam.get_account_summary()["SummaryMap"] == before
