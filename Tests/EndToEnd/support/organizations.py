"""An organization to test with, as its management account's root user sees it."""

import contextlib
import json

import pytest
from botocore.exceptions import ClientError

from .callers import Account, Caller
from .policies import allow

FULL_ACCESS = "p-FullAWSAccess"
SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


class Organization:
    """An organization that was made just now, with the types of policies given in force."""

    def __init__(self, account: Account, *types, features="ALL"):
        self.account = account
        self.client = account.client("organizations")
        self.id = self.client.create_organization(FeatureSet=features)["Organization"]["Id"]
        self.root = self.client.list_roots()["Roots"][0]["Id"]
        for policy_type in types:
            self.client.enable_policy_type(RootId=self.root, PolicyType=policy_type)

    def unit(self, name, parent=None, **parameters) -> str:
        answer = self.client.create_organizational_unit(ParentId=parent or self.root, Name=name, **parameters)
        return answer["OrganizationalUnit"]["Id"]

    def member(self, name, parent=None, **parameters) -> str:
        """Makes an account, and moves it; its number."""
        answer = self.client.create_account(AccountName=name, Email=f"{name}@example.com", **parameters)
        status = self.client.describe_create_account_status(
            CreateAccountRequestId=answer["CreateAccountStatus"]["Id"])["CreateAccountStatus"]
        assert status["State"] == "SUCCEEDED", status
        if parent is not None:
            self.client.move_account(
                AccountId=status["AccountId"], SourceParentId=self.root, DestinationParentId=parent)
        return status["AccountId"]

    def invite(self, account: Account) -> str:
        """Has an account that stands alone join; its number."""
        handshake = self.client.invite_account_to_organization(Target={"Id": account.id, "Type": "ACCOUNT"})
        account.client("organizations").accept_handshake(HandshakeId=handshake["Handshake"]["Id"])
        return account.id

    def put_in_charge(self, account, service="iam.amazonaws.com"):
        """Lets a service in, and puts a member in charge of it."""
        self.client.enable_aws_service_access(ServicePrincipal=service)
        self.client.register_delegated_administrator(AccountId=account, ServicePrincipal=service)

    def policy(self, name, *statements, policy_type=SCP, target=None) -> str:
        """Makes a policy, and attaches it; its id."""
        content = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        answer = self.client.create_policy(Name=name, Description="", Type=policy_type, Content=content)
        policy = answer["Policy"]["PolicySummary"]["Id"]
        if target is not None:
            self.client.attach_policy(PolicyId=policy, TargetId=target)
        return policy

    def administrator(self, name="administrator") -> Caller:
        """A user of the management account who may assume every role."""
        return self.account.user(name, allow("*"))

    def visit(self, member, visitor=None, role="OrganizationAccountAccessRole") -> Caller:
        """A session in a member account, made through the role that came with the account."""
        visitor = visitor or self.administrator()
        return visitor.assume(f"arn:aws:iam::{member}:role/{role}")


@contextlib.contextmanager
def refused(code, message=None, reason=None, status=400):
    """Expects the block to be refused as services that speak JSON do it."""
    with pytest.raises(ClientError) as caught:
        yield caught
    response = caught.value.response
    assert response["Error"]["Code"] == code, response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert response["ResponseMetadata"]["RequestId"], "an error carries the request's id"
    assert response.get("Reason") == reason, response
    if message is not None:
        assert response["Error"]["Message"] == message
