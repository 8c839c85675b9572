"""Every aws_iam_* resource and data source of the provider: applied, planned clean, changed in place, imported, destroyed.

The configuration lies in the folder terraform.
"""

import json
import re

import pytest

from support.coverage import is_there
from support.listings import random_ssh_key, saml_metadata, self_signed
from support.server import REPOSITORY
from support.terraform import Terraform, needs_terraform

pytestmark = needs_terraform

CONFIGURATION = REPOSITORY / "Tests" / "EndToEnd" / "terraform"
# What nothing outside AWS could mean, each with the reason.
LEFT_OUT = {}

# How a resource is named when it is imported, where that is not by its id. None: the provider can't import it whole.
IMPORT_IDS = {
    "aws_iam_group_membership": None,
    "aws_iam_group_policies_exclusive": "{group_name}",
    "aws_iam_group_policy_attachment": "{group}/{policy_arn}",
    "aws_iam_group_policy_attachments_exclusive": "{group_name}",
    "aws_iam_policy_attachment": None,
    "aws_iam_role_policies_exclusive": "{role_name}",
    "aws_iam_role_policy_attachment": "{role}/{policy_arn}",
    "aws_iam_role_policy_attachments_exclusive": "{role_name}",
    "aws_iam_security_token_service_preferences": None,
    # Its private key can't be read back, so the provider would replace what it imports; against AWS too.
    "aws_iam_server_certificate": None,
    "aws_iam_signing_certificate": "{certificate_id}:{user_name}",
    "aws_iam_user_group_membership": "{user}/{groups_joined}",
    # Nor can the length of a password.
    "aws_iam_user_login_profile": None,
    "aws_iam_user_policies_exclusive": "{user_name}",
    "aws_iam_user_policy_attachment": "{user}/{policy_arn}",
    "aws_iam_user_policy_attachments_exclusive": "{user_name}",
    "aws_iam_user_ssh_key": "{username}:{ssh_public_key_id}:{encoding}",
}


def needed(file) -> list[str]:
    """The operations that a file of the configuration cannot do without; those of IAM by their bare names."""
    found = re.match(r"# needs: (.+)", file.read_text())
    return found[1].split(", ") if found else []


@pytest.fixture
def terraform(account, tmp_path):
    """The configuration without the files whose operations the server lacks; `missing` names those."""
    terraform = Terraform(account, tmp_path, CONFIGURATION)
    terraform.missing = {}
    for file in sorted(terraform.directory.glob("*.tf")):
        lacking = [
            name for name in needed(file)
            if not is_there(account, *(name.split(":") if ":" in name else ("iam", name)))]
        if lacking:
            terraform.missing[file.name] = lacking
            file.unlink()
    account.server.reset()
    terraform.initialise()
    certificate, key = self_signed()
    terraform.variables["TF_VAR_material"] = json.dumps({
        "certificate": certificate, "key": key, "ssh_public_key": random_ssh_key(), "saml_metadata": saml_metadata()})
    return terraform


def test_every_resource_and_data_source_is_in_the_configuration(terraform):
    schema = json.loads(terraform.run("providers", "schema", "-json").output)
    provider = next(iter(schema["provider_schemas"].values()))
    known = {("resource", name) for name in provider["resource_schemas"]} | {
        ("data", name) for name in provider["data_source_schemas"]}
    known = {(kind, name) for kind, name in known if name.startswith("aws_iam_")}
    text = "".join(file.read_text() for file in CONFIGURATION.glob("*.tf"))
    used = set(re.findall(r'^(resource|data) "(aws_iam_\w+)"', text, re.MULTILINE))
    assert known - used == set(LEFT_OUT)


def test_no_file_of_the_configuration_waits_for_an_operation(terraform):
    if terraform.missing:
        pytest.skip(f"left out until the server has the operations: {terraform.missing}")


def test_every_resource_applies_plans_clean_changes_in_place_is_imported_and_destroyed(account, terraform):
    terraform.run("apply", "-auto-approve")
    terraform.run("plan", "-detailed-exitcode")

    before = {resource["address"]: resource["values"].get("id") for resource in terraform.resources()}
    changed = terraform.run("apply", "-auto-approve", second=True)
    assert re.search(r"Resources: 0 added, [1-9]\d* changed, 0 destroyed", changed.output), changed.output[-2000:]
    assert {resource["address"] for resource in terraform.resources()} == set(before)
    terraform.run("plan", "-detailed-exitcode", second=True)

    imported = forget_and_import(terraform)
    again = terraform.run("apply", "-auto-approve", second=True)
    assert re.search(rf"Resources: {imported} imported, 0 added, \d+ changed, 0 destroyed", again.output), again.output
    terraform.run("plan", "-detailed-exitcode", second=True)

    terraform.run("destroy", "-auto-approve", second=True)
    # The role of Organizations stays when an organization goes.
    assert account.iam.list_users()["Users"] == []
    assert [role["RoleName"] for role in account.iam.list_roles()["Roles"]] == ["AWSServiceRoleForOrganizations"]
    assert account.iam.list_groups()["Groups"] == account.iam.list_policies(Scope="Local")["Policies"] == []


def forget_and_import(terraform) -> int:
    """Takes what can be imported out of the state, and writes how to import it; how many resources that are."""
    blocks, addresses = [], []
    for resource in terraform.resources():
        name = import_id(resource)
        if name is not None:
            addresses.append(resource["address"])
            blocks.append(f'import {{\n  to = {resource["address"]}\n  id = "{name}"\n}}\n')
    terraform.run("state", "rm", *addresses)
    (terraform.directory / "imports.tf").write_text("".join(blocks))
    return len(addresses)


def import_id(resource) -> str | None:
    values = resource["values"]
    form = IMPORT_IDS.get(resource["type"], "{id}")
    return form and form.format(**values, groups_joined="/".join(values.get("groups") or []))
