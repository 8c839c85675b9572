"""Customer managed policies and their versions."""

import json
import re
import urllib.parse

from support.policies import allow, deny, policy
from support.refusals import conflict, denied, missing, over_quota, refused, taken

LISTED = {
    "PolicyName", "PolicyId", "Arn", "Path", "DefaultVersionId", "AttachmentCount", "PermissionsBoundaryUsageCount",
    "IsAttachable", "CreateDate", "UpdateDate"}
LOOK = policy(allow("iam:ListUsers"))
NOTHING = policy(deny("*"))


def versions(iam, arn):
    """The versions' ids, newest first, and which is the default."""
    listed = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert all(set(version) == {"VersionId", "IsDefaultVersion", "CreateDate"} for version in listed)
    defaults = [version["VersionId"] for version in listed if version["IsDefaultVersion"]]
    assert len(defaults) == 1
    return {version["VersionId"] for version in listed}, defaults[0]


def test_a_new_policy_has_one_version_that_is_the_default(iam):
    created = iam.create_policy(PolicyName="look", Path="/staff/", PolicyDocument=LOOK)["Policy"]
    assert LISTED - {"PermissionsBoundaryUsageCount"} <= set(created) <= LISTED
    arn = "arn:aws:iam::123456789012:policy/staff/look"
    assert (created["Arn"], created["DefaultVersionId"], created["AttachmentCount"]) == (arn, "v1", 0)
    assert created["IsAttachable"] is True
    assert re.fullmatch(r"ANPA[A-Z2-7]{17}", created["PolicyId"])
    assert versions(iam, arn) == ({"v1"}, "v1")
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert set(version) == {"Document", "VersionId", "IsDefaultVersion", "CreateDate"}
    assert version["Document"] == json.loads(LOOK)


def test_a_policy_read_back_has_its_description_and_tags(iam):
    tags = [{"Key": "team", "Value": "blue"}]
    arn = iam.create_policy(
        PolicyName="look", PolicyDocument=LOOK, Description="may look", Tags=tags)["Policy"]["Arn"]
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    assert set(found) == LISTED | {"Description", "Tags"}
    assert (found["Description"], found["Tags"]) == ("may look", tags)
    [listed] = iam.list_policies(Scope="Local")["Policies"]
    assert set(listed) == LISTED


def test_a_document_is_answered_exactly_as_stored(account):
    document = '{"Version":"2012-10-17",  "Statement":\n{"Effect":"Allow","Action":"s3:*","Resource":"*"}}\n'
    arn = account.iam.create_policy(PolicyName="look", PolicyDocument=document)["Policy"]["Arn"]
    answer = account.post("iam", {"Action": "GetPolicyVersion", "PolicyArn": arn, "VersionId": "v1"})
    encoded = answer.text("GetPolicyVersionResult/PolicyVersion/Document")
    assert urllib.parse.unquote(encoded) == document
    assert encoded == urllib.parse.quote(document, safe="-_.~")


def test_policy_names_are_unique_in_an_account_whatever_path_and_case(iam):
    iam.create_policy(PolicyName="look", PolicyDocument=LOOK)
    with taken("A policy called Look already exists. Duplicate names are not allowed."):
        iam.create_policy(PolicyName="Look", Path="/staff/", PolicyDocument=LOOK)


def test_a_new_version_becomes_the_default_only_when_asked(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]["Arn"]
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=NOTHING)["PolicyVersion"]
    assert set(made) == {"VersionId", "IsDefaultVersion", "CreateDate"}
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v2", False)
    assert versions(iam, arn) == ({"v1", "v2"}, "v1")
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=NOTHING, SetAsDefault=True)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v3", True)
    assert versions(iam, arn) == ({"v1", "v2", "v3"}, "v3")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v3"


def test_changing_the_default_version_changes_every_attachment_at_once(account):
    iam = account.iam
    alice = account.user("alice")
    arn = account.policy("look", allow("iam:ListUsers"))
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    alice.iam.list_users()
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("iam:ListRoles")), SetAsDefault=True)
    with denied(alice, "iam:ListUsers", account.name_of("user", "")):
        alice.iam.list_users()
    alice.iam.list_roles()
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    alice.iam.list_users()


def test_a_policy_has_five_versions_at_most_and_numbers_are_never_reused(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK, SetAsDefault=True)
    with over_quota("A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
                    "existing version."):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    assert iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK)["PolicyVersion"]["VersionId"] == "v6"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v6")
    assert iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK)["PolicyVersion"]["VersionId"] == "v7"
    assert versions(iam, arn) == ({"v1", "v3", "v4", "v5", "v7"}, "v5")


def test_the_default_version_cannot_be_deleted(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]["Arn"]
    with conflict("Cannot delete the default version of a policy."):
        iam.delete_policy_version(PolicyArn=arn, VersionId="v1")


def test_a_missing_version_is_named(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]["Arn"]
    message = f"Policy {arn} version v9 does not exist or is not attachable."
    with missing(message):
        iam.get_policy_version(PolicyArn=arn, VersionId="v9")
    with missing(message):
        iam.set_default_policy_version(PolicyArn=arn, VersionId="v9")


def test_a_missing_policy_is_named(iam):
    arn = "arn:aws:iam::123456789012:policy/nothing"
    iam.create_user(UserName="alice")
    with missing(f"Policy {arn} does not exist or is not attachable."):
        iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    with missing(f"Policy {arn} was not found."):
        iam.detach_user_policy(UserName="alice", PolicyArn=arn)
    for operation in (
            iam.get_policy, iam.delete_policy, iam.list_policy_versions, iam.list_entities_for_policy):
        with missing(f"Policy {arn} was not found."):
            operation(PolicyArn=arn)


def test_a_deleted_policy_is_gone_and_its_name_free(iam):
    first = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]
    iam.delete_policy(PolicyArn=first["Arn"])
    with refused("NoSuchEntity", 404):
        iam.get_policy(PolicyArn=first["Arn"])
    again = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]
    assert again["PolicyId"] != first["PolicyId"]
    assert again["DefaultVersionId"] == "v1"


def test_the_update_date_is_that_of_the_newest_version(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=LOOK)["Policy"]["Arn"]
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK)["PolicyVersion"]["CreateDate"]
    assert iam.get_policy(PolicyArn=arn)["Policy"]["UpdateDate"] == made


def test_policies_are_listed_by_scope_path_attachment_and_use(account):
    iam = account.iam
    account.user("alice")
    look = account.policy("look", allow("iam:ListUsers"), Path="/staff/")
    fence = account.policy("fence", allow("*"))
    account.policy("unused", allow("*"))
    iam.attach_user_policy(UserName="alice", PolicyArn=look)
    iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=fence)

    def names(**filters):
        return {found["PolicyName"] for found in iam.list_policies(**filters)["Policies"]}

    assert names(Scope="Local") == {"look", "fence", "unused"}
    assert names(Scope="Local", PathPrefix="/staff/") == {"look"}
    assert names(OnlyAttached=True) >= {"look"}
    assert "unused" not in names(OnlyAttached=True)
    assert names(Scope="Local", PolicyUsageFilter="PermissionsBoundary") == {"fence"}
    assert names(Scope="Local", PolicyUsageFilter="PermissionsPolicy", OnlyAttached=True) == {"look"}
    assert not names(Scope="AWS") & {"look", "fence", "unused"}
