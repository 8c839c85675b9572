"""Terraform applies, plans clean, changes and destroys the configuration in Examples/terraform."""

from support.callers import Caller
from support.credentials import Credentials
from support.refusals import denied, may_not_assume
from support.server import REPOSITORY
from support.terraform import Terraform, needs_terraform

pytestmark = needs_terraform


def test_terraform_applies_plans_clean_changes_and_destroys(account, tmp_path):
    iam = account.iam
    terraform = Terraform(account, tmp_path, REPOSITORY / "Examples" / "terraform")
    terraform.initialise()

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
