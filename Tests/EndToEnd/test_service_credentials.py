"""Service-specific credentials: passwords for CodeCommit and Keyspaces, keys for Bedrock and CloudWatch Logs."""

import base64
import datetime
import re

import pytest
from support.policies import allow, deny
from support.refusals import conflict, constraint, denied, invalid, missing, over_quota, refused

CODECOMMIT, KEYSPACES, BEDROCK, LOGS = (
    f"{name}.amazonaws.com" for name in ("codecommit", "cassandra", "bedrock", "logs"))


@pytest.fixture(autouse=True)
def alice(iam):
    iam.create_user(UserName="alice")


def create(iam, service=CODECOMMIT, user="alice", **parameters):
    return iam.create_service_specific_credential(
        UserName=user, ServiceName=service, **parameters)["ServiceSpecificCredential"]


def listed(iam, **parameters):
    return iam.list_service_specific_credentials(**parameters)["ServiceSpecificCredentials"]


@pytest.mark.parametrize("service", [CODECOMMIT, KEYSPACES])
def test_a_password_is_shown_once(iam, service):
    made = create(iam, service)
    assert set(made) == {
        "CreateDate", "ServiceName", "ServiceUserName", "ServicePassword", "ServiceSpecificCredentialId", "UserName",
        "Status"}
    assert made["ServiceUserName"] == "alice-at-123456789012"
    assert re.fullmatch("[A-Za-z0-9+/]{59}=", made["ServicePassword"])
    assert re.fullmatch("ACCA[A-Z2-7]{17}", made["ServiceSpecificCredentialId"])
    assert made["Status"] == "Active"
    assert listed(iam, UserName="alice") == [{key: made[key] for key in made if key != "ServicePassword"}]
    assert create(iam, service)["ServiceUserName"] == "alice+1-at-123456789012"


@pytest.mark.parametrize("service, prefix", [(BEDROCK, "ABSK"), (LOGS, "ACWL")])
def test_a_key_carries_its_alias_and_may_end(iam, service, prefix):
    made = create(iam, service, CredentialAgeDays=30)
    assert set(made) == {
        "CreateDate", "ExpirationDate", "ServiceName", "ServiceCredentialAlias", "ServiceCredentialSecret",
        "ServiceSpecificCredentialId", "UserName", "Status"}
    assert made["ExpirationDate"] - made["CreateDate"] == datetime.timedelta(days=30)
    assert made["ServiceCredentialSecret"].startswith(prefix)
    alias, _ = base64.b64decode(made["ServiceCredentialSecret"][4:]).decode().split(":")
    assert alias == made["ServiceCredentialAlias"] == "alice-at-123456789012"
    [shown] = listed(iam, UserName="alice", ServiceName=service)
    assert shown == {key: made[key] for key in made if key != "ServiceCredentialSecret"}
    assert "ExpirationDate" not in create(iam, service)


def test_a_reset_gives_another_secret_to_the_same_credential(iam):
    for service, secret in [(CODECOMMIT, "ServicePassword"), (BEDROCK, "ServiceCredentialSecret")]:
        made = create(iam, service)
        reset = iam.reset_service_specific_credential(
            UserName="alice", ServiceSpecificCredentialId=made["ServiceSpecificCredentialId"])
        reset = reset["ServiceSpecificCredential"]
        assert reset[secret] != made[secret]
        assert {**reset, secret: ""} == {**made, secret: ""}


def test_a_credential_is_switched_off_and_deleted(iam):
    reference = {"UserName": "alice", "ServiceSpecificCredentialId": create(iam)["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(**reference, Status="Inactive")
    assert listed(iam, UserName="alice")[0]["Status"] == "Inactive"
    with conflict("Cannot delete entity, must remove referenced objects first."):
        iam.delete_user(UserName="alice")
    iam.delete_service_specific_credential(**reference)
    with missing(f"No such credential {reference['ServiceSpecificCredentialId']} exists"):
        iam.delete_service_specific_credential(**reference)
    iam.delete_user(UserName="alice")


def test_a_user_has_two_for_each_service(iam):
    for service in [CODECOMMIT, KEYSPACES, BEDROCK]:
        create(iam, service), create(iam, service)
        with over_quota("Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2"):
            create(iam, service)
    assert len(listed(iam, UserName="alice")) == 6
    assert len(listed(iam, UserName="alice", ServiceName=BEDROCK)) == 2
    first = iam.list_service_specific_credentials(UserName="alice", MaxItems=4)
    rest = iam.list_service_specific_credentials(UserName="alice", Marker=first["Marker"])
    assert len(first["ServiceSpecificCredentials"]) == 4 and len(rest["ServiceSpecificCredentials"]) == 2


def test_those_of_all_users_are_listed_for_a_service(iam):
    iam.create_user(UserName="bob")
    create(iam), create(iam, BEDROCK), create(iam, BEDROCK, "bob")
    assert {one["UserName"] for one in listed(iam, AllUsers=True, ServiceName=BEDROCK)} == {"alice", "bob"}
    assert len(listed(iam, AllUsers=True)) == 3
    with refused("ValidationError", 400):
        listed(iam, AllUsers=True, UserName="alice")


def test_what_is_wrong_is_refused(iam):
    for operation in (create, lambda iam, service: listed(iam, UserName="alice", ServiceName=service)):
        with missing("No such service s3.amazonaws.com is supported for Service Specific Credentials"):
            operation(iam, "s3.amazonaws.com")
    with missing("The user with name nobody cannot be found."):
        create(iam, user="nobody")
    with refused("ValidationError", 400, f"CredentialAgeDays is not supported for service {CODECOMMIT}."):
        create(iam, CredentialAgeDays=1)
    with invalid(constraint("credentialAgeDays", 0, "have value greater than or equal to 1")):
        create(iam, BEDROCK, CredentialAgeDays=0)
    with invalid(constraint("credentialAgeDays", 36601, "have value less than or equal to 36600")):
        create(iam, BEDROCK, CredentialAgeDays=36601)
    with invalid(constraint("serviceSpecificCredentialId", "x" * 19, "have length greater than or equal to 20")):
        iam.reset_service_specific_credential(UserName="alice", ServiceSpecificCredentialId="x" * 19)
    for identifier in ["ACCA" + "X" * 17, "X" * 21]:
        with missing(f"No such credential {identifier} exists"):
            iam.reset_service_specific_credential(UserName="alice", ServiceSpecificCredentialId=identifier)


def test_a_credential_is_found_with_its_user_only(account):
    made = create(account.iam)["ServiceSpecificCredentialId"]
    bob = account.user("bob", allow("iam:*ServiceSpecificCredential*", account.name_of("user", "bob")))
    with missing(f"No such credential {made} exists"):
        bob.iam.update_service_specific_credential(ServiceSpecificCredentialId=made, Status="Inactive")
    own = create(bob.iam, user="bob")["ServiceSpecificCredentialId"]
    assert [one["ServiceSpecificCredentialId"] for one in listed(bob.iam)] == [own]
    bob.iam.reset_service_specific_credential(ServiceSpecificCredentialId=own)
    bob.iam.delete_service_specific_credential(ServiceSpecificCredentialId=own)
    with denied(bob, "iam:CreateServiceSpecificCredential", "user alice"):
        create(bob.iam)


def test_policies_see_the_service_and_the_age(account):
    bob = account.user(
        "bob", allow("iam:*"),
        deny("iam:CreateServiceSpecificCredential", Condition={
            "NumericGreaterThan": {"iam:ServiceSpecificCredentialAgeDays": "90"}}),
        deny("iam:*ServiceSpecificCredential", Condition={
            "StringEquals": {"iam:ServiceSpecificCredentialServiceName": KEYSPACES}}))
    create(bob.iam, BEDROCK, CredentialAgeDays=90)
    reason = "with an explicit deny in an identity-based policy"
    with denied(bob, "iam:CreateServiceSpecificCredential", "user alice", reason):
        create(bob.iam, BEDROCK, CredentialAgeDays=91)
    with denied(bob, "iam:CreateServiceSpecificCredential", "user alice", reason):
        create(bob.iam, KEYSPACES)
    made = create(account.iam, KEYSPACES)["ServiceSpecificCredentialId"]
    with denied(bob, "iam:DeleteServiceSpecificCredential", "user alice", reason):
        bob.iam.delete_service_specific_credential(UserName="alice", ServiceSpecificCredentialId=made)
