"""Organizations: from one bill to all features, and the role that comes with them."""

import pytest

from support.organizations import Organization, refused

ROLE = "AWSServiceRoleForOrganizations"


@pytest.fixture
def organization(account):
    return Organization(account, features="CONSOLIDATED_BILLING")


def own_roles(account) -> list[str]:
    return [role["RoleName"] for role in account.iam.list_roles(PathPrefix="/aws-service-role/")["Roles"]]


def test_members_that_were_invited_agree_and_then_the_management_account_completes_it(organization, other_account):
    client, invited = organization.client, other_account.client("organizations")
    organization.invite(other_account)
    organization.member("created")
    with refused("PolicyTypeNotAvailableForOrganizationException"):
        client.enable_policy_type(RootId=organization.root, PolicyType="SERVICE_CONTROL_POLICY")
    request = client.enable_all_features()["Handshake"]
    assert (request["Action"], request["State"]) == ("ENABLE_ALL_FEATURES", "REQUESTED")
    assert request["Arn"] == (
        f"arn:aws:organizations::{organization.account.id}:handshake/{organization.id}/enable_all_features/"
        f"{request['Id']}")
    assert request["Parties"] == [{"Id": organization.id, "Type": "ORGANIZATION"}]
    lasts = request["ExpirationTimestamp"] - request["RequestedTimestamp"]
    assert lasts.days == 90

    with refused("HandshakeConstraintViolationException",
                 reason="ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION"):
        client.enable_all_features()
    with refused("HandshakeConstraintViolationException", reason="INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES"):
        client.invite_account_to_organization(Target={"Id": other_account.id, "Type": "ACCOUNT"})
    with refused("InvalidHandshakeTransitionException"):
        client.accept_handshake(HandshakeId=request["Id"])

    part, = invited.list_handshakes_for_account(Filter={"ParentHandshakeId": request["Id"]})["Handshakes"]
    assert part["State"] == "REQUESTED"
    assert {"Type": "PARENT_HANDSHAKE", "Value": request["Id"]} in part["Resources"]
    with refused("HandshakeNotFoundException"):
        client.accept_handshake(HandshakeId=part["Id"])
    with refused("HandshakeNotFoundException"):
        invited.accept_handshake(HandshakeId=request["Id"])
    assert invited.accept_handshake(HandshakeId=part["Id"])["Handshake"]["State"] == "ACCEPTED"
    assert client.describe_handshake(HandshakeId=request["Id"])["Handshake"]["State"] == "OPEN"
    assert own_roles(other_account) == []

    assert client.accept_handshake(HandshakeId=request["Id"])["Handshake"]["State"] == "ACCEPTED"
    assert client.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    client.enable_policy_type(RootId=organization.root, PolicyType="SERVICE_CONTROL_POLICY")
    assert own_roles(other_account) == own_roles(organization.account) == [ROLE]
    with refused("HandshakeConstraintViolationException", reason="ORGANIZATION_ALREADY_HAS_ALL_FEATURES"):
        client.enable_all_features()
    listed = client.list_handshakes_for_organization(Filter={"ActionType": "ENABLE_ALL_FEATURES"})["Handshakes"]
    assert {entry["Id"] for entry in listed} == {request["Id"], part["Id"]}


def test_without_members_that_were_invited_it_can_be_completed_at_once(organization):
    created = organization.member("created")
    request = organization.client.enable_all_features()["Handshake"]
    assert request["State"] == "OPEN"
    organization.client.accept_handshake(HandshakeId=request["Id"])
    assert own_roles(organization.visit(created)) == [ROLE]


def test_a_member_that_declines_holds_it_up_until_the_request_is_taken_back(organization, other_account):
    client, invited = organization.client, other_account.client("organizations")
    organization.invite(other_account)
    request = client.enable_all_features()["Handshake"]["Id"]
    part, = invited.list_handshakes_for_account(Filter={"ActionType": "ENABLE_ALL_FEATURES"})["Handshakes"]
    invited.decline_handshake(HandshakeId=part["Id"])
    with refused("InvalidHandshakeTransitionException"):
        client.accept_handshake(HandshakeId=request)
    with refused("HandshakeNotFoundException"):
        client.decline_handshake(HandshakeId=request)
    client.cancel_handshake(HandshakeId=request)
    again = client.enable_all_features()["Handshake"]["Id"]
    client.cancel_handshake(HandshakeId=again)
    listed = invited.list_handshakes_for_account(Filter={"ActionType": "ENABLE_ALL_FEATURES"})["Handshakes"]
    assert sorted(entry["State"] for entry in listed) == ["CANCELED", "DECLINED"]


def test_members_of_other_accounts_may_not_ask_for_all_features(organization, other_account):
    with refused("AWSOrganizationsNotInUseException"):
        other_account.client("organizations").enable_all_features()
    organization.invite(other_account)
    with refused("AccessDeniedException"):
        other_account.client("organizations").enable_all_features()
    with refused("AccessDeniedException", status=400):
        organization.account.user("nobody").client("organizations").enable_all_features()


def test_each_account_of_an_organization_with_all_features_has_the_role_of_organizations(account, other_account):
    organization = Organization(account)
    organization.invite(other_account)
    inside = organization.visit(organization.member("created"))
    for caller in (account, other_account, inside):
        assert own_roles(caller) == [ROLE]
        role = caller.iam.get_role(RoleName=ROLE)["Role"]
        assert role["Path"] == "/aws-service-role/organizations.amazonaws.com/"
        attached = caller.iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
        assert [policy["PolicyName"] for policy in attached] == ["AWSOrganizationsServiceTrustPolicy"]
    other_account.client("organizations").leave_organization()
    assert own_roles(other_account) == [ROLE]
    organization.invite(other_account)
    assert own_roles(other_account) == [ROLE]
