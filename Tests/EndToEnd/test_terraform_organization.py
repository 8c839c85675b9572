"""Terraform applies, plans clean, changes and destroys the organization in Examples/organization."""

import pytest

from support.organizations import FULL_ACCESS, refused
from support.policies import allow
from support.server import REPOSITORY
from support.terraform import Terraform, needs_terraform

pytestmark = needs_terraform


@pytest.fixture
def terraform(account, tmp_path):
    terraform = Terraform(account, tmp_path, REPOSITORY / "Examples" / "organization")
    terraform.initialise()
    return terraform


def test_terraform_keeps_an_organization(account, terraform):
    client = account.client("organizations")
    terraform.run("apply", "-auto-approve")
    terraform.run("plan", "-detailed-exitcode")
    outputs = terraform.outputs()
    member = outputs["development_account"]
    seen = outputs["seen"]
    policies = seen.pop("policies")
    assert FULL_ACCESS in policies and len(policies) == 2
    assert seen == {
        "accounts": sorted([account.id, "development", "security"]), "units": ["workloads"],
        "descendants": ["development"], "guard_rail": "guard-rail", "services": ["guardduty.amazonaws.com"],
        "tags": {"stage": "development"}}

    inside = account.user("administrator", allow("*")).assume(f"arn:aws:iam::{member}:role/Administration")
    with refused("AccessDenied", status=403):
        inside.iam.create_user(UserName="x")
    changed = {"forbidden": '["iam:CreateGroup"]'}
    terraform.run("apply", "-auto-approve", **changed)
    terraform.run("plan", "-detailed-exitcode", **changed)
    inside.iam.create_user(UserName="x")
    with refused("AccessDenied", status=403):
        inside.iam.create_group(GroupName="x")

    terraform.run("state", "rm", "aws_organizations_organizational_unit.development")
    unit = client.list_organizational_units_for_parent(ParentId=outputs["workloads"])["OrganizationalUnits"][0]["Id"]
    terraform.run("import", "aws_organizations_organizational_unit.development", unit, **changed)
    terraform.run("plan", "-detailed-exitcode", **changed)

    terraform.run("destroy", "-auto-approve", **changed)
    with refused("AWSOrganizationsNotInUseException"):
        client.describe_organization()
