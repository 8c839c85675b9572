"""The filters of policy listings, and the sizes and numbers that policies may have."""

import json

import pytest

from support.callers import Account
from support.policies import allow, policy
from support.refusals import conflict, constraint, invalid, over_quota, refused

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def document_of(size, spaces=0):
    """A policy document of that many characters beside white space."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"}
    frame = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
    return frame.replace("s3:::", "s3:::" + "a" * (size - len(frame))) + " \t\r\n" * spaces


def test_every_policy_of_the_catalogue_is_listed(iam):
    found = iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 1000})
    assert len({entry["Arn"] for page in found for entry in page["Policies"]}) == 1485


@pytest.mark.parametrize("kind, size", [("user", 2048), ("group", 5120), ("role", 10240)])
def test_inline_policies_share_a_size_in_which_white_space_does_not_count(account, kind, size):
    iam, name = account.iam, {f"{kind.capitalize()}Name": "holder"}
    {"user": lambda: iam.create_user(UserName="holder"), "group": lambda: iam.create_group(GroupName="holder"),
     "role": lambda: account.role("holder")}[kind]()
    put, get = getattr(iam, f"put_{kind}_policy"), getattr(iam, f"get_{kind}_policy")
    put(**name, PolicyName="one", PolicyDocument=document_of(size - 200, spaces=1000))
    put(**name, PolicyName="two", PolicyDocument=document_of(200))
    with over_quota(f"Maximum policy size of {size} bytes exceeded for {kind} holder"):
        put(**name, PolicyName="two", PolicyDocument=document_of(201))
    assert len(get(**name, PolicyName="two")["PolicyDocument"]["Statement"][0]["Resource"]) < 201
    put(**name, PolicyName="one", PolicyDocument=document_of(size - 201))
    put(**name, PolicyName="two", PolicyDocument=document_of(201))


def test_a_managed_policy_has_6144_characters_at_most(iam):
    arn = iam.create_policy(PolicyName="big", PolicyDocument=document_of(6144, spaces=500))["Policy"]["Arn"]
    with over_quota("Cannot exceed quota for PolicySize: 6144"):
        iam.create_policy(PolicyName="bigger", PolicyDocument=document_of(6145))
    with over_quota("Cannot exceed quota for PolicySize: 6144"):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document_of(6145))


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_ten_managed_policies_can_be_attached(account, kind):
    iam, name = account.iam, {f"{kind.capitalize()}Name": "holder"}
    {"user": lambda: iam.create_user(UserName="holder"), "group": lambda: iam.create_group(GroupName="holder"),
     "role": lambda: account.role("holder")}[kind]()
    attach = getattr(iam, f"attach_{kind}_policy")
    arns = [account.policy(f"p{number}", allow("s3:*")) for number in range(11)]
    for arn in arns[:10]:
        attach(**name, PolicyArn=arn)
    with over_quota(f"Cannot exceed quota for PoliciesPer{kind.capitalize()}: 10"):
        attach(**name, PolicyArn=arns[10])
    attach(**name, PolicyArn=arns[0])


def test_a_policy_that_bounds_somebody_cannot_be_deleted(account):
    fence = account.policy("fence", allow("*"))
    account.iam.create_user(UserName="alice", PermissionsBoundary=fence)
    with conflict("Cannot delete a policy attached to entities."):
        account.iam.delete_policy(PolicyArn=fence)
    account.iam.delete_user_permissions_boundary(UserName="alice")
    account.iam.delete_policy(PolicyArn=fence)


@pytest.fixture
def shared(account):
    """A policy that two users, a group and a role have, or are bounded by; its ARN."""
    iam, arn = account.iam, account.policy("shared", allow("s3:*"))
    iam.create_user(UserName="alice", Path="/staff/")
    iam.create_user(UserName="bob", PermissionsBoundary=arn)
    iam.create_group(GroupName="ops", Path="/staff/")
    account.role("reader", PermissionsBoundary=arn)
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    iam.attach_group_policy(GroupName="ops", PolicyArn=arn)
    iam.attach_role_policy(RoleName="reader", PolicyArn=arn)
    return arn


@pytest.mark.parametrize("filters, expected", [
    ({}, {"alice", "bob", "ops", "reader"}),
    ({"EntityFilter": "User"}, {"alice", "bob"}),
    ({"EntityFilter": "Group"}, {"ops"}),
    ({"EntityFilter": "Role"}, {"reader"}),
    ({"EntityFilter": "LocalManagedPolicy"}, set()),
    ({"PathPrefix": "/staff/"}, {"alice", "ops"}),
    ({"PolicyUsageFilter": "PermissionsPolicy"}, {"alice", "ops", "reader"}),
    ({"PolicyUsageFilter": "PermissionsBoundary"}, {"bob", "reader"}),
    ({"PolicyUsageFilter": "PermissionsBoundary", "EntityFilter": "User"}, {"bob"}),
    ({"PolicyUsageFilter": "PermissionsPolicy", "PathPrefix": "/staff/", "EntityFilter": "Group"}, {"ops"}),
])
def test_who_has_a_policy_is_told_by_kind_path_and_use(iam, shared, filters, expected):
    answer = iam.list_entities_for_policy(PolicyArn=shared, **filters)
    found = [entry[f"{kind}Name"] for kind in ("User", "Group", "Role") for entry in answer[f"Policy{kind}s"]]
    assert set(found) == expected and len(found) == len(expected)


def test_filters_that_aws_does_not_know_are_refused(iam, shared):
    with invalid(constraint("entityFilter", "Robot",
                            "satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]")):
        iam.list_entities_for_policy(PolicyArn=shared, EntityFilter="Robot")
    with invalid(constraint("policyUsageFilter", "Fun",
                            "satisfy enum value set: [PermissionsPolicy, PermissionsBoundary]")):
        iam.list_policies(PolicyUsageFilter="Fun")
    with invalid(constraint("scope", "Mine", "satisfy enum value set: [All, AWS, Local]")):
        iam.list_policies(Scope="Mine")


def test_paths_of_policy_listings_are_whole(iam, shared):
    wording = ("The specified value for pathPrefix is invalid. It must begin with the / character and contain only "
               "alphanumeric characters and/or / characters.")
    for prefix in ("/staff", "staff/", "//", "/a b/"):
        with refused("ValidationError", 400, wording):
            iam.list_policies(PathPrefix=prefix)
        with refused("ValidationError", 400, wording):
            iam.list_attached_user_policies(UserName="alice", PathPrefix=prefix)
    with refused("ValidationError", 400, wording):
        iam.list_entities_for_policy(PolicyArn=shared, PathPrefix="/staff")


def test_the_catalogue_of_aws_s_policies_can_be_a_newer_file(disk_server, tmp_path):
    account = Account(disk_server, disk_server.account, disk_server.root)
    disk_server.start()
    account.iam.create_user(UserName="alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn=READ_ONLY)
    account.iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/AWSDenyAll")
    disk_server.stop()
    line = {"name": "ReadOnlyAccess", "path": "/", "version": "v900", "created": "2015-02-06T18:39:48Z",
            "updated": "2030-01-01T00:00:00Z", "document": json.loads(policy(allow("s3:Get*")))}
    catalogue = tmp_path / "policies.jsonl"
    catalogue.write_text(json.dumps(line, separators=(",", ":")) + "\n")
    disk_server._arguments = ["--aws-managed-policies", str(catalogue)]
    disk_server.start()
    newer = account.iam.get_policy(PolicyArn=READ_ONLY)["Policy"]
    assert (newer["DefaultVersionId"], newer["AttachmentCount"]) == ("v900", 1)
    assert [found["PolicyName"] for found in account.iam.list_policies(Scope="AWS")["Policies"]] == ["ReadOnlyAccess"]
    attached = account.iam.list_attached_user_policies(UserName="alice")["AttachedPolicies"]
    assert {found["PolicyName"] for found in attached} == {"AWSDenyAll", "ReadOnlyAccess"}
    with refused("NoSuchEntity", 404):
        account.iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
