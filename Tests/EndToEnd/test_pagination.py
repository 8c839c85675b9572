"""Lists in pages: IsTruncated, Marker, MaxItems."""

import pytest

from support.policies import ALLOW_ALL, TRUST_EC2
from support.refusals import constraint, invalid, refused

COUNT = 7


def names(page, list_name, key):
    return [entry[key] if key else entry for entry in page[list_name]]


def pages(operation, size, **parameters):
    """Every page of a list, read as a client without a paginator would."""
    found, marker = [], {}
    while True:
        page = operation(MaxItems=size, **marker, **parameters)
        found.append(page)
        assert len(found) <= COUNT + 2, "the list does not end"
        if not page["IsTruncated"]:
            assert "Marker" not in page
            return found
        assert page["Marker"]
        marker = {"Marker": page["Marker"]}


def furnish(iam):
    """Seven of everything that is listed, around one of each kind: `it`."""
    iam.create_user(UserName="it")
    iam.create_group(GroupName="it")
    iam.create_role(RoleName="it", AssumeRolePolicyDocument=TRUST_EC2)
    tags = [{"Key": f"n{number}", "Value": "x"} for number in range(COUNT)]
    iam.tag_user(UserName="it", Tags=tags)
    iam.tag_role(RoleName="it", Tags=tags)
    for number in range(COUNT):
        name = f"n{number}"
        iam.create_user(UserName=name, Path="/many/")
        iam.create_role(RoleName=name, Path="/many/", AssumeRolePolicyDocument=TRUST_EC2)
        iam.create_group(GroupName=name, Path="/many/")
        iam.create_instance_profile(InstanceProfileName=name, Path="/many/")
        arn = iam.create_policy(PolicyName=name, Path="/many/", PolicyDocument=ALLOW_ALL)["Policy"]["Arn"]
        iam.add_user_to_group(GroupName="it", UserName=name)
        iam.add_user_to_group(GroupName=name, UserName="it")
        for kind in ("user", "group", "role"):
            it = {f"{kind.title()}Name": "it"}
            getattr(iam, f"attach_{kind}_policy")(**it, PolicyArn=arn)
            getattr(iam, f"put_{kind}_policy")(**it, PolicyName=name, PolicyDocument=ALLOW_ALL)


LISTS = {
    "list_users": ("Users", "UserName", {"PathPrefix": "/many/"}),
    "list_groups": ("Groups", "GroupName", {"PathPrefix": "/many/"}),
    "list_roles": ("Roles", "RoleName", {"PathPrefix": "/many/"}),
    "list_policies": ("Policies", "PolicyName", {"Scope": "Local"}),
    "list_instance_profiles": ("InstanceProfiles", "InstanceProfileName", {}),
    "get_group": ("Users", "UserName", {"GroupName": "it"}),
    "list_groups_for_user": ("Groups", "GroupName", {"UserName": "it"}),
    "list_attached_user_policies": ("AttachedPolicies", "PolicyName", {"UserName": "it"}),
    "list_attached_group_policies": ("AttachedPolicies", "PolicyName", {"GroupName": "it"}),
    "list_attached_role_policies": ("AttachedPolicies", "PolicyName", {"RoleName": "it"}),
    "list_user_policies": ("PolicyNames", None, {"UserName": "it"}),
    "list_group_policies": ("PolicyNames", None, {"GroupName": "it"}),
    "list_role_policies": ("PolicyNames", None, {"RoleName": "it"}),
    "list_user_tags": ("Tags", "Key", {"UserName": "it"}),
    "list_role_tags": ("Tags", "Key", {"RoleName": "it"}),
}


def test_every_list_comes_whole_in_pages_of_any_size(iam):
    furnish(iam)
    expected = {f"n{number}" for number in range(COUNT)}
    for operation, (list_name, key, parameters) in LISTS.items():
        for size in (1, 3, COUNT - 1, COUNT, COUNT + 1):
            found = pages(getattr(iam, operation), size, **parameters)
            listed = [name for page in found for name in names(page, list_name, key)]
            assert len(listed) == COUNT, f"{operation} in pages of {size}: {listed}"
            assert set(listed) == expected, f"{operation} in pages of {size}: {listed}"
            assert all(len(page[list_name]) <= size for page in found)


def test_versions_keys_and_entities_come_in_pages(iam):
    furnish(iam)
    arn = "arn:aws:iam::123456789012:policy/many/n0"
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW_ALL)
    found = pages(iam.list_policy_versions, 2, PolicyArn=arn)
    assert {version["VersionId"] for page in found for version in page["Versions"]} == {"v1", "v2", "v3", "v4", "v5"}
    for _ in range(2):
        iam.create_access_key(UserName="it")
    found = pages(iam.list_access_keys, 1, UserName="it")
    assert len({key["AccessKeyId"] for page in found for key in page["AccessKeyMetadata"]}) == 2
    found = pages(iam.list_entities_for_policy, 1, PolicyArn=arn)
    lists = ("PolicyUsers", "PolicyGroups", "PolicyRoles")
    assert [sum(len(page[name]) for page in found) for name in lists] == [1, 1, 1]


def test_the_paginators_of_the_client_library_work(iam):
    furnish(iam)
    found = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 2}).build_full_result()
    assert len(found["Users"]) == COUNT + 1
    found = iam.get_paginator("get_group").paginate(
        GroupName="it", PaginationConfig={"PageSize": 2}).build_full_result()
    assert len(found["Users"]) == COUNT


def test_a_page_has_a_hundred_entries_unless_told_otherwise(iam):
    for number in range(103):
        iam.create_group(GroupName=f"group{number:03}")
    page = iam.list_groups()
    assert (len(page["Groups"]), page["IsTruncated"]) == (100, True)
    rest = iam.list_groups(Marker=page["Marker"])
    assert (len(rest["Groups"]), rest["IsTruncated"]) == (3, False)
    assert len(iam.list_groups(MaxItems=1000)["Groups"]) == 103


def test_what_is_deleted_between_pages_hides_nothing_else(iam):
    for number in range(COUNT):
        iam.create_user(UserName=f"n{number}")
    first = iam.list_users(MaxItems=3)
    seen = [user["UserName"] for user in first["Users"]]
    for name in seen:
        iam.delete_user(UserName=name)
    rest = iam.list_users(Marker=first["Marker"])
    assert {*seen, *names(rest, "Users", "UserName")} == {f"n{number}" for number in range(COUNT)}
    assert len(rest["Users"]) == COUNT - 3


@pytest.mark.parametrize("marker", ["nonsense", "AAAA", "%00", "é"])
def test_a_marker_that_was_not_given_out_is_refused(iam, marker):
    with refused("ValidationError", 400):
        iam.list_users(Marker=marker)


def test_a_marker_of_another_list_is_refused(iam):
    furnish(iam)
    marker = iam.list_users(MaxItems=2)["Marker"]
    with refused("ValidationError", 400, "Invalid Marker."):
        iam.list_roles(Marker=marker)


@pytest.mark.parametrize(("size", "rule"), [
    (0, "have value greater than or equal to 1"), (-1, "have value greater than or equal to 1"),
    (1001, "have value less than or equal to 1000")])
def test_pages_have_from_one_to_a_thousand_entries(iam, size, rule):
    with invalid(constraint("maxItems", size, rule)):
        iam.list_users(MaxItems=size)


def test_the_size_of_pages_is_a_number(account):
    answer = account.post("iam", {"Action": "ListUsers", "MaxItems": "many"})
    assert answer.status == 400
    assert answer.error[1] in ("ValidationError", "MalformedInput")
