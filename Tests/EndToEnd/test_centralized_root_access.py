"""Centralized root access: who may turn it on, and what sessions of AssumeRoot can do in member accounts."""

import datetime
import re

import pytest

from support import buckets
from support.authenticator import device_of
from support.callers import new_account
from support.organizations import RCP, SCP, Organization
from support.policies import allow, deny, trust
from support.refusals import DENIED_BY_SESSION_POLICY, INVALID_TOKEN, denial, denied, invalid, missing, refused

IAM = "iam.amazonaws.com"
BOTH = ["RootCredentialsManagement", "RootSessions"]
ENABLING = ["enable_organizations_root_credentials_management", "enable_organizations_root_sessions"]
OTHERS = [
    "disable_organizations_root_credentials_management", "disable_organizations_root_sessions",
    "list_organizations_features"]
AUDIT, CREATE, DELETE, UNLOCK_BUCKET, UNLOCK_QUEUE = (
    f"arn:aws:iam::aws:policy/root-task/{name}" for name in (
        "IAMAuditRootUserCredentials", "IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials",
        "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"))


@pytest.fixture
def organization(account):
    return Organization(account, SCP, RCP)


@pytest.fixture
def member(organization, other_account):
    """A member that has a root user with a key; it is the other account."""
    organization.invite(other_account)
    return other_account


@pytest.fixture
def administrator(organization):
    """A user of the management account, where everything is turned on."""
    organization.client.enable_aws_service_access(ServicePrincipal=IAM)
    for operation in ENABLING:
        getattr(organization.account.iam, operation)()
    return organization.administrator()


def root_of(account_id) -> str:
    return f"arn:aws:iam::{account_id}:root"


def assume_root(caller, target, task=AUDIT, **parameters):
    return caller.with_credentials(caller.sts.assume_root(
        TargetPrincipal=getattr(target, "id", target), TaskPolicyArn={"arn": task}, **parameters))


def may_not_assume_root(caller, account_id):
    return denied(caller, "sts:AssumeRoot", root_of(account_id), reason=None)


# Features


def test_features_are_turned_on_and_off_one_by_one(organization):
    iam = organization.account.iam
    organization.client.enable_aws_service_access(ServicePrincipal=IAM)

    def features(answer):
        assert answer["OrganizationId"] == organization.id
        return answer["EnabledFeatures"]

    assert features(iam.list_organizations_features()) == []
    assert features(iam.enable_organizations_root_sessions()) == ["RootSessions"]
    assert features(iam.enable_organizations_root_sessions()) == ["RootSessions"]
    assert features(iam.enable_organizations_root_credentials_management()) == BOTH
    assert features(iam.list_organizations_features()) == BOTH
    assert features(iam.disable_organizations_root_sessions()) == ["RootCredentialsManagement"]
    assert features(iam.disable_organizations_root_sessions()) == ["RootCredentialsManagement"]
    assert features(iam.disable_organizations_root_credentials_management()) == []


def test_a_delegated_administrator_may_look_and_turn_off_but_not_on(organization, member):
    organization.put_in_charge(member.id)
    for operation in ENABLING:
        with refused("CallerIsNotManagementAccountException", 400):
            getattr(member.iam, operation)()
        getattr(organization.account.iam, operation)()
    assert member.iam.list_organizations_features()["EnabledFeatures"] == BOTH
    assert member.iam.disable_organizations_root_sessions()["EnabledFeatures"] == ["RootCredentialsManagement"]


@pytest.mark.parametrize("operation", ENABLING + OTHERS)
def test_what_stands_in_the_way_is_told(account, other_account, operation):
    call = getattr(account.iam, operation)
    with refused("OrganizationNotFoundException", 400):
        call()
    organization = Organization(account, features="CONSOLIDATED_BILLING")
    organization.invite(other_account)
    with refused("AccountNotManagementOrDelegatedAdministratorException", 400):
        getattr(other_account.iam, operation)()
    with refused("OrganizationNotInAllFeaturesModeException", 400):
        call()
    request = organization.client.enable_all_features()["Handshake"]
    client = other_account.client("organizations")
    client.accept_handshake(HandshakeId=client.list_handshakes_for_account(
        Filter={"ParentHandshakeId": request["Id"]})["Handshakes"][0]["Id"])
    organization.client.accept_handshake(HandshakeId=request["Id"])
    with refused("ServiceAccessNotEnabledException", 400):
        call()
    organization.client.enable_aws_service_access(ServicePrincipal=IAM)
    call()
    nobody = account.user("nobody")
    action = "iam:" + "".join(word.capitalize() for word in operation.split("_"))
    with denied(nobody, action, "*"):
        getattr(nobody.iam, operation)()


# Sessions


def test_a_session_is_the_root_user_of_the_member_for_a_quarter_of_an_hour(administrator, member):
    before = datetime.datetime.now(datetime.timezone.utc)
    answer = administrator.sts.assume_root(TargetPrincipal=member.id, TaskPolicyArn={"arn": AUDIT})
    lasts = answer["Credentials"]["Expiration"] - before
    assert 895 <= lasts.total_seconds() <= 905
    assert "SourceIdentity" not in answer
    session = administrator.with_credentials(answer)
    assert session.identity == {"UserId": member.id, "Account": member.id, "Arn": root_of(member.id)}
    by_arn = administrator.sts.assume_root(
        TargetPrincipal=root_of(member.id), TaskPolicyArn={"arn": AUDIT}, DurationSeconds=60)
    assert by_arn["Credentials"]["Expiration"] - before < datetime.timedelta(seconds=65)
    over = assume_root(administrator, member, DurationSeconds=0)
    with refused("ExpiredToken", 403):
        over.sts.get_caller_identity()


def test_only_the_task_can_be_done(administrator, member):
    session = assume_root(administrator, member)
    assert [key["AccessKeyId"] for key in session.iam.list_access_keys()["AccessKeyMetadata"]] == [
        member.credentials.access_key_id]
    session.iam.get_access_key_last_used(AccessKeyId=member.credentials.access_key_id)
    assert session.iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 1
    assert session.iam.list_mfa_devices()["MFADevices"] == []
    assert session.iam.list_signing_certificates()["Certificates"] == []
    assert session.iam.get_user()["User"]["Arn"] == root_of(member.id)
    with missing(re.compile("Login Profile for User .* cannot be found.")):
        session.iam.get_login_profile()
    with denied(session, "iam:ListUsers", f"arn:aws:iam::{member.id}:user/", DENIED_BY_SESSION_POLICY):
        session.iam.list_users()
    with denied(session, "iam:DeleteAccessKey", root_of(member.id), DENIED_BY_SESSION_POLICY):
        session.iam.delete_access_key(AccessKeyId=member.credentials.access_key_id)
    user = member.user("alice")
    with denied(session, "iam:ListAccessKeys", "user alice", DENIED_BY_SESSION_POLICY):
        session.iam.list_access_keys(UserName="alice")
    assert user.name == "alice"


def test_a_root_user_is_left_without_credentials_and_gets_a_profile_back(administrator, member):
    member.iam.create_login_profile(Password="Correct-horse-7", UserName=member.id)
    deleting = assume_root(administrator, member, DELETE)
    assert deleting.iam.get_login_profile()["LoginProfile"]["PasswordResetRequired"] is False
    deleting.iam.delete_login_profile()
    deleting.iam.delete_access_key(AccessKeyId=member.credentials.access_key_id)
    with refused(*INVALID_TOKEN):
        member.sts.get_caller_identity()
    with denied(deleting, "iam:CreateLoginProfile", root_of(member.id), DENIED_BY_SESSION_POLICY):
        deleting.iam.create_login_profile()

    creating = assume_root(administrator, member, CREATE)
    creating.iam.create_login_profile()
    assert creating.iam.get_login_profile()["LoginProfile"]["CreateDate"]
    with refused("EntityAlreadyExists", 409):
        creating.iam.create_login_profile()
    with denied(creating, "iam:DeleteLoginProfile", root_of(member.id), DENIED_BY_SESSION_POLICY):
        creating.iam.delete_login_profile()


def test_a_root_users_devices_are_taken_away(administrator, member):
    device = device_of(member, member.id, "root-phone")
    session = assume_root(administrator, member, DELETE)
    assert [entry["SerialNumber"] for entry in session.iam.list_mfa_devices()["MFADevices"]] == [device.serial_number]
    session.iam.deactivate_mfa_device(SerialNumber=device.serial_number)
    session.iam.delete_virtual_mfa_device(SerialNumber=device.serial_number)
    assert member.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_a_bucket_that_shut_everybody_out_is_opened_again(administrator, member):
    s3 = buckets.client(member)
    s3.create_bucket(Bucket="locked")
    arns = ["arn:aws:s3:::locked", "arn:aws:s3:::locked/*"]
    buckets.put_policy(s3, "locked", buckets.grants("*", "s3:*", arns, effect="Deny"))
    owner = member.user("owner", allow("s3:*"))
    with buckets.refused("AccessDenied", 403):
        buckets.client(owner).delete_bucket_policy(Bucket="locked")
    with buckets.refused("AccessDenied", 403):
        buckets.client(assume_root(administrator, member, UNLOCK_QUEUE)).delete_bucket_policy(Bucket="locked")
    unlocking = buckets.client(assume_root(administrator, member, UNLOCK_BUCKET))
    assert [bucket["Name"] for bucket in unlocking.list_buckets()["Buckets"]] == ["locked"]
    assert buckets.get_policy(unlocking, "locked")["Statement"][0]["Effect"] == "Deny"
    unlocking.delete_bucket_policy(Bucket="locked")
    with buckets.refused("AccessDenied", 403):
        unlocking.delete_bucket(Bucket="locked")
    buckets.client(owner).delete_bucket(Bucket="locked")


def test_sessions_for_buckets_and_queues_are_given_out_and_may_do_nothing_with_identities(administrator, member):
    for task in (UNLOCK_BUCKET, UNLOCK_QUEUE):
        session = assume_root(administrator, member, task)
        assert session.arn == root_of(member.id)
        with denied(session, "iam:GetUser", root_of(member.id), DENIED_BY_SESSION_POLICY):
            session.iam.get_user()
        with refused("AccessDenied", 403, "Cannot call GetSessionToken with session credentials"):
            session.sts.get_session_token()
        with refused("AccessDenied", 403):
            session.sts.assume_root(TargetPrincipal=member.id, TaskPolicyArn={"arn": AUDIT})


def test_the_members_service_control_policies_bind_the_session(organization, administrator, member):
    session = assume_root(administrator, member)
    session.iam.get_user()
    organization.policy("no-looking", deny("iam:GetUser"), target=member.id)
    with denied(session, "iam:GetUser", root_of(member.id), "with an explicit deny in a service control policy"):
        session.iam.get_user()


def test_policies_can_ask_whether_a_root_user_was_assumed(organization, administrator, member):
    organization.policy(
        "no-real-root",
        deny("iam:*", Condition={
            "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}, "Null": {"aws:AssumedRoot": "true"}}),
        target=member.id)
    with refused("AccessDenied", 403, denial(
            root_of(member.id), "iam:GetUser", root_of(member.id), "with an explicit deny in a service control policy")):
        member.iam.get_user()
    assert assume_root(administrator, member).iam.get_user()["User"]["Arn"] == root_of(member.id)


def test_the_callers_policies_and_the_members_guard_who_may_assume_a_root_user(organization, administrator, member):
    account = organization.account
    auditor = account.user("auditor", allow(
        "sts:AssumeRoot", root_of(member.id), Condition={"StringEquals": {"sts:TaskPolicyArn": AUDIT}}))
    assume_root(auditor, member)
    with may_not_assume_root(auditor, member.id):
        assume_root(auditor, member, DELETE)
    nobody = account.user("nobody")
    with may_not_assume_root(nobody, member.id):
        assume_root(nobody, member)
    organization.policy(
        "no-root-sessions", dict(deny("sts:AssumeRoot"), Principal="*"), policy_type=RCP, target=member.id)
    with may_not_assume_root(administrator, member.id):
        assume_root(administrator, member)


def test_only_members_of_an_organization_that_allows_it_can_be_assumed(organization, administrator, member):
    client, iam = organization.client, organization.account.iam
    stranger = new_account(organization.account.server)
    for target in (stranger.id, "999999999999", organization.account.id):
        with may_not_assume_root(administrator, target):
            assume_root(administrator, target)
    visitor = member.user("visitor", allow("*"))
    with may_not_assume_root(visitor, organization.account.id):
        assume_root(visitor, organization.account.id)
    with refused("AccessDenied", 403, "Root accounts may not be assumed by root accounts."):
        assume_root(organization.account, member)

    iam.disable_organizations_root_sessions()
    assume_root(administrator, member, AUDIT)
    with may_not_assume_root(administrator, member.id):
        assume_root(administrator, member, UNLOCK_BUCKET)
    iam.disable_organizations_root_credentials_management()
    with may_not_assume_root(administrator, member.id):
        assume_root(administrator, member)
    iam.enable_organizations_root_sessions()
    client.disable_aws_service_access(ServicePrincipal=IAM)
    with may_not_assume_root(administrator, member.id):
        assume_root(administrator, member)


def test_a_delegated_administrators_principals_may_assume_other_members_root_users(organization, administrator, member):
    created = organization.member("created")
    organization.put_in_charge(member.id)
    security = member.user("security", allow("sts:AssumeRoot"))
    session = assume_root(security, created)
    assert session.arn == root_of(created)
    assert session.iam.list_access_keys()["AccessKeyMetadata"] == []
    with may_not_assume_root(security, organization.account.id):
        assume_root(security, organization.account.id)


def test_the_source_identity_of_the_calling_session_goes_on(organization, administrator, member):
    role = organization.account.role(
        "security", allow("sts:AssumeRoot"),
        trust=trust(administrator.arn, ["sts:AssumeRole", "sts:SetSourceIdentity"]))
    caller = administrator.assume(role, SourceIdentity="dana")
    answer = caller.sts.assume_root(TargetPrincipal=member.id, TaskPolicyArn={"arn": AUDIT})
    assert answer["SourceIdentity"] == "dana"
    session = caller.with_credentials(answer)
    session.iam.get_user()
    organization.policy(
        "not-dana", deny("iam:GetUser", Condition={"StringEquals": {"aws:SourceIdentity": "dana"}}), target=member.id)
    with denied(session, "iam:GetUser", root_of(member.id), "with an explicit deny in a service control policy"):
        session.iam.get_user()


@pytest.mark.parametrize("target", ["not-an-account", "arn:aws:iam::210987654321:user/x", "arn:aws:s3:::root-bucket"])
def test_a_target_is_an_account_or_its_root_user(administrator, target):
    with refused("ValidationError", 400, f"The target principal {target} is not an account or the root user of one."):
        assume_root(administrator, target)


@pytest.mark.parametrize("task", [
    "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::123456789012:policy/root-task/S3UnlockBucketPolicy",
    "arn:aws:iam::aws:policy/root-task/Everything"])
def test_a_task_is_one_of_those_that_aws_has(administrator, member, task):
    with refused("ValidationError", 400, f"The task policy {task} is not one of AWS's policies for tasks of root users."):
        assume_root(administrator, member, task)


def test_what_is_sent_is_checked_against_the_model(administrator, member):
    with invalid("Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or "
                 "equal to 900"):
        assume_root(administrator, member, DurationSeconds=901)
    with invalid("Value '1' at 'targetPrincipal' failed to satisfy constraint: Member must have length greater than "
                 "or equal to 12"):
        assume_root(administrator, "1")
    with invalid("Value null at 'taskPolicyArn' failed to satisfy constraint: Member must not be null"):
        administrator.sts.assume_root(TargetPrincipal=member.id)
