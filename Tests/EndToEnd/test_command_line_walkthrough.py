"""What a newcomer does with the unmodified AWS CLI, from the first user to the first denial."""

import json

from support.command_line import aws, aws_program, environment, run
from support.credentials import Credentials
from support.policies import allow, policy, trust
from support.refusals import (
    DENIED_BY_IDENTITY_POLICY, NO_BOUNDARY, NO_SESSION_POLICY, SIGNATURE_MISMATCH, denial)


def new_user(account, name, *statements):
    """A user with a key, made with the AWS CLI: its ARN and a function that runs the AWS CLI as the user."""
    made = account.aws("iam", "create-user", "--user-name", name).json["User"]
    key = Credentials.of(account.aws("iam", "create-access-key", "--user-name", name).json)
    if statements:
        account.aws("iam", "put-user-policy", "--user-name", name, "--policy-name", "granted",
                    "--policy-document", policy(*statements))
    return made["Arn"], lambda *arguments: aws(account.server, key, arguments)


def test_a_user_with_a_home_assumes_a_role_and_is_allowed_and_denied(account):
    home = allow("iam:*AccessKey*", "arn:aws:iam::123456789012:user/${aws:username}")
    arn, alice = new_user(account, "alice", home)
    assert alice("sts", "get-caller-identity").json["Arn"] == arn
    [key] = alice("iam", "list-access-keys").json["AccessKeyMetadata"]
    assert key["UserName"] == "alice"
    alice("iam", "create-access-key", "--user-name", "bob").failed(
        "CreateAccessKey", "AccessDenied", denial(arn, "iam:CreateAccessKey", "user bob"))
    alice("iam", "create-user", "--user-name", "bob").failed(
        "CreateUser", "AccessDenied",
        denial(arn, "iam:CreateUser", "arn:aws:iam::123456789012:user/bob"))

    role = account.aws("iam", "create-role", "--role-name", "reader", "--assume-role-policy-document",
                       trust(arn)).json["Role"]
    account.aws("iam", "attach-role-policy", "--role-name", "reader", "--policy-arn",
                "arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    answer = alice("sts", "assume-role", "--role-arn", role["Arn"], "--role-session-name", "monday").json
    session = Credentials.of(answer)
    session_arn = answer["AssumedRoleUser"]["Arn"]
    assert session_arn == "arn:aws:sts::123456789012:assumed-role/reader/monday"
    assert aws(account.server, session, ["sts", "get-caller-identity"]).json["Arn"] == session_arn
    listed = aws(account.server, session, ["iam", "list-users"]).json["Users"]
    assert [user["UserName"] for user in listed] == ["alice"]
    aws(account.server, session, ["iam", "create-user", "--user-name", "bob"]).failed(
        "CreateUser", "AccessDenied",
        denial(session_arn, "iam:CreateUser", "arn:aws:iam::123456789012:user/bob"))


def test_groups_policies_versions_and_explicit_denial(account):
    arn, alice = new_user(account, "alice")
    account.aws("iam", "create-group", "--group-name", "team")
    account.aws("iam", "add-user-to-group", "--group-name", "team", "--user-name", "alice")
    look = account.aws("iam", "create-policy", "--policy-name", "look", "--policy-document",
                       policy(allow("iam:List*"))).json["Policy"]["Arn"]
    account.aws("iam", "attach-group-policy", "--group-name", "team", "--policy-arn", look)
    assert alice("iam", "list-users", "--query", "Users[].UserName").json == ["alice"]
    account.aws("iam", "create-policy-version", "--policy-arn", look, "--set-as-default", "--policy-document",
                policy(allow("iam:List*"), {"Effect": "Deny", "Action": "iam:ListUsers", "Resource": "*"}))
    alice("iam", "list-users").failed("ListUsers", "AccessDenied", denial(
        arn, "iam:ListUsers", "arn:aws:iam::123456789012:user/", DENIED_BY_IDENTITY_POLICY))
    account.aws("iam", "set-default-policy-version", "--policy-arn", look, "--version-id", "v1")
    assert alice("iam", "list-users", "--query", "length(Users)").json == 1


def test_a_boundary_and_a_session_policy_restrict(account):
    arn, alice = new_user(account, "alice", allow("iam:*"), allow("sts:AssumeRole"))
    account.aws("iam", "put-user-permissions-boundary", "--user-name", "alice", "--permissions-boundary",
                "arn:aws:iam::aws:policy/ReadOnlyAccess")
    alice("iam", "delete-user", "--user-name", "alice").failed(
        "DeleteUser", "AccessDenied", denial(arn, "iam:DeleteUser", "user alice", NO_BOUNDARY))
    role = account.aws("iam", "create-role", "--role-name", "admin", "--assume-role-policy-document",
                       trust(arn)).json["Role"]["Arn"]
    account.aws("iam", "attach-role-policy", "--role-name", "admin", "--policy-arn",
                "arn:aws:iam::aws:policy/AdministratorAccess")
    answer = alice("sts", "assume-role", "--role-arn", role, "--role-session-name", "careful", "--policy",
                   policy(allow("iam:Get*"))).json
    assert answer["PackedPolicySize"] >= 0
    aws(account.server, Credentials.of(answer), ["iam", "list-users"]).failed("ListUsers", "AccessDenied", denial(
        answer["AssumedRoleUser"]["Arn"], "iam:ListUsers", "arn:aws:iam::123456789012:user/", NO_SESSION_POLICY))


def test_instance_profiles_tags_summary_and_alias(account):
    account.aws("iam", "create-role", "--role-name", "web", "--assume-role-policy-document",
                trust({"Service": "ec2.amazonaws.com"}), "--tags", "Key=team,Value=blue").json
    account.aws("iam", "create-instance-profile", "--instance-profile-name", "web").json
    account.aws("iam", "add-role-to-instance-profile", "--instance-profile-name", "web", "--role-name", "web")
    profile = account.aws("iam", "get-instance-profile", "--instance-profile-name", "web").json["InstanceProfile"]
    assert [role["RoleName"] for role in profile["Roles"]] == ["web"]
    assert account.aws("iam", "list-role-tags", "--role-name", "web").json["Tags"] == [
        {"Key": "team", "Value": "blue"}]
    account.aws("iam", "delete-role", "--role-name", "web").failed(
        "DeleteRole", "DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
    account.aws("iam", "create-account-alias", "--account-alias", "first-light")
    assert account.aws("iam", "list-account-aliases", "--output", "text").output.split() == [
        "ACCOUNTALIASES", "first-light"]
    assert account.aws("iam", "get-account-summary", "--query", "SummaryMap.Roles").json == 1


def test_lists_come_in_pages_that_the_cli_puts_together(account):
    for number in range(5):
        account.iam.create_user(UserName=f"user{number}")
    listed = account.aws("iam", "list-users", "--page-size", "2", "--query", "Users[].UserName").json
    assert sorted(listed) == [f"user{number}" for number in range(5)]
    first = account.aws("iam", "list-users", "--max-items", "2").json
    rest = account.aws("iam", "list-users", "--starting-token", first["NextToken"]).json
    assert len(first["Users"]) + len(rest["Users"]) == 5


def test_sts_by_the_command_line(account):
    arn, alice = new_user(account, "alice", allow("sts:GetAccessKeyInfo"))
    role = account.aws("iam", "create-role", "--role-name", "partner", "--assume-role-policy-document", trust(
        arn, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition={"StringEquals": {"sts:ExternalId": "contract-42"}})).json["Role"]["Arn"]
    ask = ("sts", "assume-role", "--role-arn", role, "--role-session-name", "visit")
    alice(*ask).failed("AssumeRole", "AccessDenied", denial(arn, "sts:AssumeRole", role, reason=None))
    alice(*ask, "--external-id", "contract-42", "--duration-seconds", "3601").failed(
        "AssumeRole", "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    answer = alice(*ask, "--external-id", "contract-42", "--source-identity", "Alice", "--tags",
                   "Key=team,Value=blue", "--transitive-tag-keys", "team").json
    assert answer["SourceIdentity"] == "Alice"
    session = Credentials.of(alice("sts", "get-session-token", "--duration-seconds", "900").json)
    assert aws(account.server, session, ["sts", "get-caller-identity"]).json["Arn"] == arn
    aws(account.server, session, ["iam", "get-user"]).failed(
        "GetUser", "InvalidClientTokenId", "The security token included in the request is invalid.")
    info = alice("sts", "get-access-key-info", "--access-key-id", session.access_key_id).json
    assert info == {"Account": "123456789012"}
    account.aws(*ask).failed("AssumeRole", "AccessDenied", "Roles may not be assumed by root accounts.")


def test_two_accounts_and_a_role_between_them(account, other_account):
    _, run_as_bob = new_user(other_account, "bob", allow("sts:AssumeRole", account.name_of("role", "shared")))
    carol, run_as_carol = new_user(other_account, "carol")
    role = account.aws("iam", "create-role", "--role-name", "shared", "--assume-role-policy-document",
                       trust(other_account.id)).json["Role"]["Arn"]
    ask = ("sts", "assume-role", "--role-arn", role, "--role-session-name", "visit")
    answer = run_as_bob(*ask).json
    who = aws(account.server, Credentials.of(answer), ["sts", "get-caller-identity"]).json
    assert who["Account"] == account.id
    run_as_carol(*ask).failed("AssumeRole", "AccessDenied", denial(carol, "sts:AssumeRole", role, reason=None))
    assert other_account.aws("iam", "get-user").json["User"]["Arn"] == f"arn:aws:iam::{other_account.id}:root"


def test_a_profile_with_a_role_is_assumed_by_the_cli_itself(account, tmp_path):
    alice = account.user("alice")
    role = account.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn))
    configuration = tmp_path / "config"
    configuration.write_text(
        f"[profile reader]\nrole_arn = {role.arn}\ncredential_source = Environment\nrole_session_name = by-profile\n")
    variables = {**environment(account.server, alice.credentials, "us-east-1"), "AWS_CONFIG_FILE": str(configuration)}
    result = run([aws_program(), "--profile", "reader", "sts", "get-caller-identity"], variables)
    assert result.json["Arn"] == role.session_arn("by-profile")


def test_a_wrong_secret_is_told_as_aws_tells_it(account):
    forged = Credentials(account.credentials.access_key_id, "not-the-secret")
    aws(account.server, forged, ["sts", "get-caller-identity"]).failed(
        "GetCallerIdentity", SIGNATURE_MISMATCH[0], SIGNATURE_MISMATCH[2])


def test_a_malformed_document_is_told_as_aws_tells_it(account):
    account.aws("iam", "create-policy", "--policy-name", "p", "--policy-document", json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]})).failed(
        "CreatePolicy", "MalformedPolicyDocument", "Policy statement must contain resources.")
