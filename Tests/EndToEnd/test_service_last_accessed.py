"""When services were last used, from what callers really did; and the policies that let them."""

import datetime
import re

import pytest

from support.callers import Account
from support.policies import allow, deny, trust
from support.refusals import constraint, denied, invalid, missing, refused

UNKNOWN_JOB = "01234567-89ab-4def-8123-456789abcdef"


def job_for(caller, arn, **parameters):
    job = caller.iam.generate_service_last_accessed_details(Arn=arn, **parameters)["JobId"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", job)
    return job


def details(caller, arn, **parameters):
    """The services of a report, by namespace."""
    answer = caller.iam.get_service_last_accessed_details(JobId=job_for(caller, arn, **parameters))
    assert (answer["JobStatus"], answer["IsTruncated"]) == ("COMPLETED", False)
    assert answer["JobType"] == parameters.get("Granularity", "SERVICE_LEVEL")
    assert answer["JobCreationDate"] <= answer["JobCompletionDate"]
    return {service["ServiceNamespace"]: service for service in answer["ServicesLastAccessed"]}


def is_recent(moment):
    return abs((datetime.datetime.now(datetime.UTC) - moment).total_seconds()) < 120


def test_a_user_s_services_are_told_with_the_last_use(account):
    alice = account.user("alice", allow(["iam:ListUsers", "s3:Get*", "sts:*"]))
    alice.within("eu-west-1").iam.list_users()
    found = details(account, alice.arn)
    assert list(found) == ["iam", "s3", "sts"]
    iam = found["iam"]
    assert iam["ServiceName"] == "AWS Identity and Access Management"
    assert (iam["LastAuthenticatedEntity"], iam["LastAuthenticatedRegion"]) == (alice.arn, "eu-west-1")
    assert is_recent(iam["LastAuthenticated"]) and iam["TotalAuthenticatedEntities"] == 1
    assert found["s3"] == {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "TotalAuthenticatedEntities": 0}
    assert "TrackedActionsLastAccessed" not in iam


def test_attempts_that_were_denied_count(account):
    alice = account.user("alice", allow("iam:GetUser"))
    with refused("AccessDenied", 403):
        alice.iam.list_roles()
    assert "LastAuthenticated" in details(account, alice.arn)["iam"]


def test_actions_are_told_where_they_are_asked_for(account):
    alice = account.user("alice", allow(["iam:List*", "iam:GetUser"]))
    alice.iam.list_users()
    actions = details(account, alice.arn, Granularity="ACTION_LEVEL")["iam"]["TrackedActionsLastAccessed"]
    found = {action["ActionName"]: action for action in actions}
    assert {"ListUsers", "ListRoles", "GetUser"} <= set(found)
    assert not {"GetRole", "CreateUser"} & set(found)
    assert is_recent(found["ListUsers"]["LastAccessedTime"])
    assert (found["ListUsers"]["LastAccessedEntity"], found["ListUsers"]["LastAccessedRegion"]) == (
        alice.arn, "us-east-1")
    assert found["ListRoles"] == {"ActionName": "ListRoles"}


def test_what_policies_do_not_let_is_not_told(account):
    alice = account.user(
        "alice", allow("*"), deny("s3:*"), deny("ec2:*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
        deny(["sqs:SendMessage"]))
    answer = account.iam.get_service_last_accessed_details(JobId=job_for(account, alice.arn), MaxItems=1000)
    found = {service["ServiceNamespace"] for service in answer["ServicesLastAccessed"]}
    assert "s3" not in found
    assert {"ec2", "sqs", "iam", "dynamodb"} <= found


def test_a_role_s_sessions_count_for_the_role(account):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:*"), trust=trust(alice.arn))
    alice.assume(role).iam.list_users()
    found = details(account, role.arn)
    assert found["iam"]["LastAuthenticatedEntity"] == role.arn
    assert list(found) == ["iam"]


def test_a_group_s_report_is_about_its_members(account):
    alice, bob = account.user("alice"), account.user("bob")
    account.user("carol", allow("iam:*")).iam.list_users()
    iam = account.iam
    group = iam.create_group(GroupName="ops")["Group"]["Arn"]
    iam.put_group_policy(
        GroupName="ops", PolicyName="p", PolicyDocument=account._document([allow(["iam:ListUsers", "s3:*"])]))
    for name in ("alice", "bob"):
        iam.add_user_to_group(GroupName="ops", UserName=name)
    alice.iam.list_users()
    found = details(account, group)
    assert list(found) == ["iam", "s3"]
    assert (found["iam"]["LastAuthenticatedEntity"], found["iam"]["TotalAuthenticatedEntities"]) == (alice.arn, 1)
    answer = iam.get_service_last_accessed_details_with_entities(
        JobId=job_for(account, group), ServiceNamespace="iam")
    first, second = answer["EntityDetailsList"]
    assert first["EntityInfo"] == {
        "Arn": alice.arn, "Name": "alice", "Type": "USER", "Id": alice.id, "Path": "/"}
    assert is_recent(first["LastAuthenticated"])
    assert second["EntityInfo"]["Arn"] == bob.arn and "LastAuthenticated" not in second


def test_a_policy_s_report_is_about_all_that_have_it(account):
    policy = account.policy("look", allow("iam:*"))
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.arn))
    account.iam.attach_role_policy(RoleName="reader", PolicyArn=policy)
    account.iam.create_group(GroupName="ops")
    account.iam.attach_group_policy(GroupName="ops", PolicyArn=policy)
    account.iam.add_user_to_group(GroupName="ops", UserName="alice")
    alice.assume(role).iam.list_users()
    assert details(account, policy)["iam"]["LastAuthenticatedEntity"] == role.arn
    job = job_for(account, policy)
    entities = account.iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    kinds = [(entry["EntityInfo"]["Type"], entry["EntityInfo"]["Name"]) for entry in entities["EntityDetailsList"]]
    assert kinds == [("ROLE", "reader"), ("USER", "alice")]
    assert details(account, "arn:aws:iam::aws:policy/IAMReadOnlyAccess")["iam"]["TotalAuthenticatedEntities"] == 0


def test_long_reports_come_in_pages(account):
    alice = account.user("alice", allow("*"))
    job = job_for(account, alice.arn)
    found, marker = [], {}
    while True:
        page = account.iam.get_service_last_accessed_details(JobId=job, MaxItems=150, **marker)
        found += [service["ServiceNamespace"] for service in page["ServicesLastAccessed"]]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert found == sorted(found) and len(set(found)) == len(found) > 400


def test_a_job_is_for_whoever_asked_for_it(account, other_account):
    alice, bob = account.user("alice", allow("iam:*")), account.user("bob", allow("iam:*"))
    job = job_for(alice, bob.arn)
    alice.iam.get_service_last_accessed_details(JobId=job)
    for stranger in (bob, account, other_account):
        with missing(f"The job with id {job} cannot be found."):
            stranger.iam.get_service_last_accessed_details(JobId=job)
        with missing(f"The job with id {job} cannot be found."):
            stranger.iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")


def test_uses_and_reports_outlive_the_server(disk_server):
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    alice = account.user("alice", allow("iam:*"))
    alice.iam.list_users()
    job = job_for(account, alice.arn)
    used = account.iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]
    assert "LastAuthenticated" in used[0]
    disk_server.kill()
    disk_server.start()
    assert account.iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"] == used
    alice.iam.list_roles()
    disk_server.stop()
    disk_server.start()
    actions = details(account, alice.arn, Granularity="ACTION_LEVEL")["iam"]["TrackedActionsLastAccessed"]
    used = {action["ActionName"] for action in actions if "LastAccessedTime" in action}
    assert used == {"ListUsers", "ListRoles"}


def test_what_cannot_be_reported_on_is_refused(account):
    alice = account.user("alice")
    with missing("The user with name nobody cannot be found."):
        job_for(account, account.name_of("user", "nobody"))
    with missing(f"The entity with ARN {account.name_of('user', 'staff/alice')} cannot be found."):
        job_for(account, account.name_of("user", "staff/alice"))
    with refused("InvalidInput", 400):
        job_for(account, "arn:aws:s3:::a-bucket-of-mine")
    with refused("InvalidInput", 400):
        job_for(account, account.name_of("instance-profile", "web"))
    with invalid(constraint("granularity", "FINE", "satisfy enum value set: [SERVICE_LEVEL, ACTION_LEVEL]")):
        job_for(account, alice.arn, Granularity="FINE")
    with invalid(constraint("arn", None, "not be null")):
        account.iam.generate_service_last_accessed_details()
    with invalid(constraint("jobId", "short", "have length greater than or equal to 36")):
        account.iam.get_service_last_accessed_details(JobId="short")
    with missing(f"The job with id {UNKNOWN_JOB} cannot be found."):
        account.iam.get_service_last_accessed_details(JobId=UNKNOWN_JOB)
    with missing("The service namespace s3 cannot be found in the report."):
        account.iam.get_service_last_accessed_details_with_entities(
            JobId=job_for(account, alice.arn), ServiceNamespace="s3")
    with denied(alice, "iam:GenerateServiceLastAccessedDetails", "user alice"):
        job_for(alice, alice.arn)
    with denied(alice, "iam:GetServiceLastAccessedDetails", "*"):
        alice.iam.get_service_last_accessed_details(JobId=UNKNOWN_JOB)


@pytest.fixture
def granted(account):
    """An account whose alice has policies of each kind."""
    iam = account.iam
    account.user("alice", allow(["s3:GetObject", "iam:GetUser"]))
    iam.create_group(GroupName="ops")
    iam.add_user_to_group(GroupName="ops", UserName="alice")
    iam.put_group_policy(GroupName="ops", PolicyName="shared", PolicyDocument=account._document([allow("s3:*")]))
    iam.attach_group_policy(GroupName="ops", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    return account


def test_the_policies_that_grant_a_service_are_told_by_kind_and_place(granted):
    alice = granted.name_of("user", "alice")
    answer = granted.iam.list_policies_granting_service_access(Arn=alice, ServiceNamespaces=["s3", "iam", "ec2"])
    ec2, iam, s3 = answer["PoliciesGrantingServiceAccess"]
    own = {"PolicyName": "granted", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "alice"}
    assert s3["Policies"] == [
        own, {"PolicyName": "shared", "PolicyType": "INLINE", "EntityType": "GROUP", "EntityName": "ops"}]
    assert iam["Policies"] == [
        own, {"PolicyName": "IAMReadOnlyAccess", "PolicyType": "MANAGED",
              "PolicyArn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}]
    assert ec2 == {"ServiceNamespace": "ec2", "Policies": []}


def test_a_group_s_own_policies_are_told_alone(granted):
    answer = granted.iam.list_policies_granting_service_access(
        Arn=granted.name_of("group", "ops"), ServiceNamespaces=["s3", "iam"])
    found = {entry["ServiceNamespace"]: [policy["PolicyName"] for policy in entry["Policies"]]
             for entry in answer["PoliciesGrantingServiceAccess"]}
    assert found == {"iam": ["IAMReadOnlyAccess"], "s3": ["shared"]}
    assert answer["IsTruncated"] is False


def test_policies_granting_access_are_asked_for_in_order(granted):
    alice = granted.name_of("user", "alice")
    with invalid(constraint("serviceNamespaces", None, "not be null")):
        granted.iam.list_policies_granting_service_access(Arn=alice)
    with invalid(constraint("serviceNamespaces.1.member", "s3:*", r"satisfy regular expression pattern: [\w-]*")):
        granted.iam.list_policies_granting_service_access(Arn=alice, ServiceNamespaces=["s3:*"])
    with missing("The role with name nobody cannot be found."):
        granted.iam.list_policies_granting_service_access(
            Arn=granted.name_of("role", "nobody"), ServiceNamespaces=["s3"])
    with refused("InvalidInput", 400):
        granted.iam.list_policies_granting_service_access(
            Arn="arn:aws:iam::aws:policy/IAMReadOnlyAccess", ServiceNamespaces=["s3"])
