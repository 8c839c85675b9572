"""Terraform applies, plans clean, changes and destroys the configuration in Examples/terraform."""

import json
import os
import pathlib
import shutil

import pytest

from support.callers import Caller
from support.command_line import environment, run
from support.credentials import Credentials
from support.refusals import denied, may_not_assume
from support.server import REPOSITORY

CONFIGURATION = REPOSITORY / "Examples" / "terraform"
TIMEOUT = 240

pytestmark = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")


class Terraform:
    """A working copy of the configuration, and Terraform run in it against a server."""

    def __init__(self, account, directory):
        self.directory = directory / "configuration"
        shutil.copytree(CONFIGURATION, self.directory, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        self.variables = environment(account.server, account.credentials, "us-east-1")
        self.variables.update(
            TF_IN_AUTOMATION="1", TF_INPUT="0", CHECKPOINT_DISABLE="1", TF_VAR_endpoint=account.server.url)
        mirror = pathlib.Path(os.environ.get("SALLYPORT_TF_MIRROR", "/opt/tf-plugins"))
        if mirror.is_dir():
            settings = directory / "terraform.rc"
            settings.write_text(
                f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
            self.variables["TF_CLI_CONFIG_FILE"] = str(settings)

    def run(self, *arguments, expect=(0,), **variables):
        """Runs Terraform; its output. `variables` are the configuration's own."""
        given = {f"TF_VAR_{name}": value for name, value in variables.items()}
        result = run(["terraform", *arguments, "-no-color"], {**self.variables, **given}, TIMEOUT, self.directory)
        assert result.status in expect, f"terraform {arguments[0]}: {result.status}\n{result.output}{result.errors}"
        return result

    def outputs(self):
        return {name: entry["value"] for name, entry in json.loads(self.run("output", "-json").output).items()}


def test_terraform_applies_plans_clean_changes_and_destroys(account, tmp_path):
    iam = account.iam
    terraform = Terraform(account, tmp_path)
    initialised = run(["terraform", "init", "-no-color"], terraform.variables, TIMEOUT, terraform.directory)
    if initialised.status != 0 and "registry" in initialised.errors:
        pytest.skip(f"the AWS provider cannot be had: {initialised.errors.strip().splitlines()[-1]}")
    assert initialised.status == 0, initialised.output + initialised.errors

    terraform.run("apply", "-auto-approve")
    terraform.run("plan", "-detailed-exitcode")
    check_what_was_applied(account, terraform.outputs())

    # Other tags, another member, and so another trust policy.
    changed = {"team": "green", "developers": '["alice", "carol"]'}
    terraform.run("apply", "-auto-approve", **changed)
    terraform.run("plan", "-detailed-exitcode", **changed)
    members = {user["UserName"] for user in iam.get_group(GroupName="developers")["Users"]}
    assert members == {"alice", "carol"}
    assert iam.list_user_tags(UserName="alice")["Tags"] == [{"Key": "team", "Value": "green"}]

    # What others change is seen and put right.
    iam.untag_role(RoleName="web", TagKeys=["team"])
    iam.detach_role_policy(RoleName="operator", PolicyArn=account.name_of("policy", "operate"))
    terraform.run("plan", "-detailed-exitcode", expect=(2,), **changed)

    terraform.run("destroy", "-auto-approve", **changed)
    summary = iam.get_account_summary()["SummaryMap"]
    counted = ("Users", "Groups", "Roles", "Policies", "InstanceProfiles")
    assert [summary[name] for name in counted] == [0, 0, 0, 0, 0]
    assert iam.list_account_aliases()["AccountAliases"] == []


def check_what_was_applied(account, outputs):
    """Sees the configuration through other eyes, and uses it."""
    iam = account.iam
    assert outputs["account_id"] == account.id
    assert iam.list_account_aliases()["AccountAliases"] == ["sallyport-example"]
    assert {user["UserName"] for user in iam.list_users(PathPrefix="/developers/")["Users"]} == {"alice", "bob"}
    user = iam.get_user(UserName="alice")["User"]
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == account.name_of("policy", "boundaries/fence")
    assert user["Tags"] == [{"Key": "team", "Value": "blue"}]
    role = iam.get_role(RoleName="operator")["Role"]
    assert (role["Arn"], role["MaxSessionDuration"]) == (outputs["operator_role_arn"], 7200)
    profile = iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"]
    assert [held["RoleName"] for held in profile["Roles"]] == ["web"]

    alice = Caller(account.server, Credentials(outputs["alice_access_key_id"], outputs["alice_secret_access_key"]))
    assert [key["UserName"] for key in alice.iam.list_access_keys()["AccessKeyMetadata"]] == ["alice"]
    with denied(alice, "iam:CreateUser", account.name_of("user", "mallory")):
        alice.iam.create_user(UserName="mallory")
    with may_not_assume(alice, role["Arn"]):
        alice.assume(role["Arn"], "curious")
    operator = alice.assume(role["Arn"], "TICKET-7")
    operator.iam.create_user(UserName="temporary")
    operator.iam.delete_user(UserName="temporary")
