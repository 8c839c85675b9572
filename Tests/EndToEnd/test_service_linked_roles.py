"""Service-linked roles: named, endowed and protected as AWS does, and deleted by a task."""

import re

import pytest

from support.callers import Account
from support.policies import TRUST_EC2, allow
from support.refusals import constraint, denied, invalid, missing, refused, validation_error

PROTECTED = ("Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this role is only "
             "modifiable by AWS")


@pytest.fixture
def ecs(iam):
    """The role of ECS."""
    return iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com", Description="for containers")["Role"]


@pytest.mark.parametrize("service, name, policy", [
    ("ecs.amazonaws.com", "AWSServiceRoleForECS", "AmazonECSServiceRolePolicy"),
    ("elasticbeanstalk.amazonaws.com", "AWSServiceRoleForElasticBeanstalk", "AWSElasticBeanstalkServiceRolePolicy"),
    ("es.amazonaws.com", "AWSServiceRoleForAmazonElasticsearchService", "AmazonElasticsearchServiceRolePolicy"),
    ("spot.amazonaws.com", "AWSServiceRoleForEC2Spot", "AWSEC2SpotServiceRolePolicy"),
    ("access-analyzer.amazonaws.com", "AWSServiceRoleForAccessAnalyzer", "AccessAnalyzerServiceRolePolicy"),
    ("dynamodb.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
     "AWSApplicationAutoscalingDynamoDBTablePolicy"),
])
def test_a_service_s_role_has_its_name_path_trust_and_policy(iam, service, name, policy):
    role = iam.create_service_linked_role(AWSServiceName=service)["Role"]
    assert (role["RoleName"], role["Path"]) == (name, f"/aws-service-role/{service}/")
    assert role["Arn"] == f"arn:aws:iam::123456789012:role/aws-service-role/{service}/{name}"
    assert re.fullmatch(r"AROA[A-Z2-7]{17}", role["RoleId"])
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement == {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == [
        {"PolicyName": policy, "PolicyArn": f"arn:aws:iam::aws:policy/aws-service-role/{policy}"}]


def test_a_service_that_is_little_known_gets_a_role_too(iam):
    role = iam.create_service_linked_role(AWSServiceName="brand-new.amazonaws.com")["Role"]
    assert role["RoleName"] == "AWSServiceRoleForBrandNew"
    assert iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"] == []


def test_some_services_take_several_roles_told_apart_by_a_suffix(iam):
    first = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")["Role"]
    second = iam.create_service_linked_role(
        AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="blue", Description="for blue")["Role"]
    assert [first["RoleName"], second["RoleName"]] == [
        "AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling_blue"]
    assert second["Description"] == "for blue"


def test_others_take_one_without_a_suffix(iam, ecs):
    with refused("InvalidInput", 400, "Custom suffix is not allowed for es.amazonaws.com"):
        iam.create_service_linked_role(AWSServiceName="es.amazonaws.com", CustomSuffix="blue")
    with refused("InvalidInput", 400, "Service role name AWSServiceRoleForECS has been taken in this account, "
                 "please try a different suffix."):
        iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")


@pytest.mark.parametrize("service", [
    "ecs", "ecs.example.com", ".amazonaws.com", "a..b.amazonaws.com", "ECS.amazonaws.com"])
def test_what_is_no_service_of_aws_gets_no_role(iam, service):
    with refused("InvalidInput", 400):
        iam.create_service_linked_role(AWSServiceName=service)


def test_names_that_break_the_model_s_constraints_are_refused(iam):
    with invalid(constraint("aWSServiceName", None, "not be null")):
        iam.create_service_linked_role()
    with refused("ValidationError", 400):
        iam.create_service_linked_role(AWSServiceName="ecs/../..amazonaws.com")
    long = "s" * 65
    with invalid(constraint("customSuffix", long, "have length less than or equal to 64")):
        iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", CustomSuffix=long)
    name = "AWSServiceRoleForAutoScaling_" + "s" * 64
    with refused("ValidationError", 400, validation_error(
            constraint("roleName", name, "have length less than or equal to 64"))):
        iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="s" * 64)


def test_the_service_is_a_condition_key_and_the_role_is_the_resource(account):
    alice = account.user("alice", allow(
        "iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/*",
        Condition={"StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}}))
    alice.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    resource = account.name_of("role", "aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot")
    with denied(alice, "iam:CreateServiceLinkedRole", resource):
        alice.iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")


def test_only_aws_changes_such_a_role(iam, ecs):
    iam.create_instance_profile(InstanceProfileName="web")
    name = {"RoleName": ecs["RoleName"]}
    policy = {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    for operation, parameters in [
            (iam.delete_role, {}), (iam.update_assume_role_policy, {"PolicyDocument": TRUST_EC2}),
            (iam.attach_role_policy, policy), (iam.detach_role_policy, policy),
            (iam.put_role_policy, {"PolicyName": "p", "PolicyDocument": '{"Version":"2012-10-17","Statement":'
                                   '{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'}),
            (iam.delete_role_policy, {"PolicyName": "p"}), (iam.update_role, {"MaxSessionDuration": 7200}),
            (iam.put_role_permissions_boundary, {"PermissionsBoundary": policy["PolicyArn"]}),
            (iam.delete_role_permissions_boundary, {}),
            (iam.add_role_to_instance_profile, {"InstanceProfileName": "web"})]:
        with refused("UnmodifiableEntity", 400, PROTECTED):
            operation(**name, **parameters)


def test_its_description_and_tags_are_the_account_s(iam, ecs):
    name = {"RoleName": ecs["RoleName"]}
    iam.update_role(**name, Description="first")
    assert iam.get_role(**name)["Role"]["Description"] == "first"
    assert iam.update_role_description(**name, Description="second")["Role"]["Description"] == "second"
    iam.tag_role(**name, Tags=[{"Key": "team", "Value": "blue"}])
    assert iam.list_role_tags(**name)["Tags"] == [{"Key": "team", "Value": "blue"}]
    iam.untag_role(**name, TagKeys=["team"])
    assert iam.list_role_tags(**name)["Tags"] == []


def test_such_a_role_is_deleted_by_a_task_whose_end_can_be_asked_for(iam, ecs):
    task = iam.delete_service_linked_role(RoleName=ecs["RoleName"])["DeletionTaskId"]
    assert re.fullmatch(r"task/aws-service-role/ecs\.amazonaws\.com/AWSServiceRoleForECS/[0-9a-f-]{36}", task)
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert status["Status"] == "SUCCEEDED" and "Reason" not in status
    with missing("The role with name AWSServiceRoleForECS cannot be found."):
        iam.get_role(RoleName=ecs["RoleName"])
    again = iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
    assert again["RoleId"] != ecs["RoleId"]


def test_the_end_of_a_task_is_remembered_over_a_restart(disk_server):
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    account.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    task = account.iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")["DeletionTaskId"]
    disk_server.kill()
    disk_server.start()
    assert account.iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"


def test_deleting_what_is_no_such_role_says_so(iam, other_account):
    with missing("The role with name AWSServiceRoleForECS cannot be found."):
        iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2)
    with missing("The role with name reader cannot be found."):
        iam.delete_service_linked_role(RoleName="reader")
    iam.get_role(RoleName="reader")
    with refused("InvalidInput", 400):
        iam.get_service_linked_role_deletion_status(DeletionTaskId="nonsense")
    other_account.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    task = other_account.iam.delete_service_linked_role(RoleName="AWSServiceRoleForECS")["DeletionTaskId"]
    for unknown in (task, task[:-1] + "x"):
        with missing(f"The deletion task with id {unknown} cannot be found."):
            iam.get_service_linked_role_deletion_status(DeletionTaskId=unknown)


@pytest.mark.parametrize("path", ["/aws-service-role/ecs.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])
def test_the_paths_of_aws_s_roles_are_for_nobody_else(iam, path):
    prefix = "/" + path.split("/")[1] + "/"
    with refused("InvalidInput", 400, f"Path prefix '{prefix}' can only be used for AWS Service linked Roles"):
        iam.create_role(RoleName="AWSServiceRoleForECS", Path=path, AssumeRolePolicyDocument=TRUST_EC2)
