"""The managed policies of AWS, at their true ARNs."""

import pytest

from support.policies import ALLOW_ALL, allow
from support.refusals import denied, refused

WELL_KNOWN = """
AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit IAMFullAccess IAMReadOnlyAccess
IAMUserChangePassword AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess
AmazonDynamoDBFullAccess AmazonDynamoDBReadOnlyAccess AmazonSQSFullAccess AmazonSNSFullAccess
CloudWatchReadOnlyAccess CloudWatchLogsFullAccess AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AmazonRDSFullAccess
AmazonSSMManagedInstanceCore AmazonVPCFullAccess AmazonRoute53FullAccess AmazonEKSClusterPolicy
AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy AmazonEC2ContainerRegistryReadOnly SecretsManagerReadWrite
AWSCloudFormationFullAccess job-function/ViewOnlyAccess job-function/Billing job-function/SupportUser
job-function/DatabaseAdministrator job-function/NetworkAdministrator job-function/SystemAdministrator
job-function/DataScientist service-role/AWSLambdaBasicExecutionRole service-role/AWSLambdaVPCAccessExecutionRole
service-role/AmazonECSTaskExecutionRolePolicy service-role/AmazonEBSCSIDriverPolicy
""".split()


def arn(path_and_name):
    return f"arn:aws:iam::aws:policy/{path_and_name}"


@pytest.mark.parametrize("path_and_name", WELL_KNOWN)
def test_a_well_known_policy_is_at_its_true_arn(account, path_and_name):
    path, _, name = path_and_name.rpartition("/")
    found = account.iam.get_policy(PolicyArn=arn(path_and_name))["Policy"]
    assert (found["Arn"], found["PolicyName"]) == (arn(path_and_name), name)
    assert found["Path"] == (f"/{path}/" if path else "/")
    assert found["PolicyId"].startswith("ANPA")
    version = account.iam.get_policy_version(
        PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])["PolicyVersion"]
    assert version["IsDefaultVersion"] is True
    assert version["Document"]["Version"] == "2012-10-17"
    assert version["Document"]["Statement"]


def test_administrator_access_says_what_everyone_knows(iam):
    found = iam.get_policy(PolicyArn=arn("AdministratorAccess"))["Policy"]
    assert (found["DefaultVersionId"], found["IsAttachable"], found["AttachmentCount"]) == ("v1", True, 0)
    assert found["CreateDate"].year == 2015
    document = iam.get_policy_version(PolicyArn=found["Arn"], VersionId="v1")["PolicyVersion"]["Document"]
    assert document == {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def test_they_are_listed_under_their_own_scope_and_paths(iam):
    found = iam.get_paginator("list_policies").paginate(Scope="AWS").build_full_result()["Policies"]
    assert {arn(name) for name in WELL_KNOWN} <= {policy["Arn"] for policy in found}
    assert all(policy["Arn"].startswith("arn:aws:iam::aws:policy/") for policy in found)
    jobs = iam.get_paginator("list_policies").paginate(
        Scope="AWS", PathPrefix="/job-function/").build_full_result()["Policies"]
    assert {policy["PolicyName"] for policy in jobs} >= {"ViewOnlyAccess", "Billing"}
    assert all(policy["Path"] == "/job-function/" for policy in jobs)


def test_attached_ones_are_counted_in_this_account_alone(account, other_account):
    account.user("alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn=arn("ReadOnlyAccess"))
    [attached] = account.iam.list_policies(Scope="AWS", OnlyAttached=True)["Policies"]
    assert (attached["PolicyName"], attached["AttachmentCount"]) == ("ReadOnlyAccess", 1)
    assert other_account.iam.get_policy(PolicyArn=arn("ReadOnlyAccess"))["Policy"]["AttachmentCount"] == 0
    assert account.iam.get_account_summary()["SummaryMap"]["Policies"] == 0


def test_read_only_access_reads_and_does_not_write(account):
    alice = account.user("alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn=arn("ReadOnlyAccess"))
    assert [user["UserName"] for user in alice.iam.list_users()["Users"]] == ["alice"]
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob")):
        alice.iam.create_user(UserName="bob")


def test_power_users_do_not_touch_iam(account):
    alice = account.user("alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn=arn("PowerUserAccess"))
    alice.iam.list_roles()
    with denied(alice, "iam:CreateUser", account.name_of("user", "bob")):
        alice.iam.create_user(UserName="bob")


def test_an_administrator_is_one(account):
    alice = account.user("alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn=arn("AdministratorAccess"))
    alice.iam.create_user(UserName="bob")


@pytest.mark.parametrize("change", ["version", "default", "delete version", "delete", "tag"])
def test_nobody_changes_a_policy_of_aws(account, change):
    alice = account.user("alice", allow("*"))
    target = {"PolicyArn": arn("ReadOnlyAccess")}
    for caller in (account, alice):
        operation, parameters = {
            "version": (caller.iam.create_policy_version, {"PolicyDocument": ALLOW_ALL}),
            "default": (caller.iam.set_default_policy_version, {"VersionId": "v1"}),
            "delete version": (caller.iam.delete_policy_version, {"VersionId": "v1"}),
            "delete": (caller.iam.delete_policy, {}),
            "tag": (caller.iam.tag_policy, {"Tags": [{"Key": "a", "Value": "b"}]}),
        }[change]
        with refused("AccessDenied", 403):
            operation(**target, **parameters)


def test_policies_for_roles_of_aws_cannot_be_attached(account):
    found = account.iam.list_policies(Scope="AWS", PathPrefix="/aws-service-role/")["Policies"]
    if not found:
        pytest.skip("the server's catalogue has no policy for service-linked roles")
    account.role("reader")
    with refused("PolicyNotAttachable", 400, "Cannot attach a Service Role Policy to a Customer Role."):
        account.iam.attach_role_policy(RoleName="reader", PolicyArn=found[0]["Arn"])


def test_a_name_that_aws_does_not_have_is_missing(iam):
    with refused("NoSuchEntity", 404, f"Policy {arn('NoSuchAccess')} was not found."):
        iam.get_policy(PolicyArn=arn("NoSuchAccess"))
    with refused("NoSuchEntity", 404):
        iam.get_policy(PolicyArn=arn("ViewOnlyAccess"))
