"""Roles for programs, as AWS's services hand them out: container credentials, instance metadata, credential_process."""

import json
import pathlib
import shlex
import signal
import subprocess
import time

import pytest

from support import command_line
from support.command_line import sallyport
from support.policies import allow, deny, policy, trust
from support.server import binary
from support.workloads import TRUST_TASKS, WHO, ask, get, metadata_service, python, workload_run

CONTAINER = """
import json, os, urllib.request
url = os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
token = open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).read()
def ask(token):
    request = urllib.request.Request(url, headers={"Authorization": token} if token else {})
    try:
        return 200, json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
"""


@pytest.fixture
def task(account):
    return account.role("task", allow("iam:ListUsers"), trust=trust(TRUST_TASKS))


@pytest.fixture
def profile(account):
    account.role("web", allow("iam:ListUsers"))
    account.iam.create_instance_profile(InstanceProfileName="web-profile")
    account.iam.add_role_to_instance_profile(InstanceProfileName="web-profile", RoleName="web")
    return "web-profile"


def session_arn(account, role, name):
    return f"arn:aws:sts::{account.id}:assumed-role/{role}/{name}"


# The door

def test_the_door_gives_out_credentials_of_the_role(account, task):
    status, answer = ask(account, role="task")
    assert status == 200
    assert set(answer) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "LastUpdated", "RoleArn"}
    assert answer["RoleArn"] == task.arn and answer["AccessKeyId"].startswith("ASIA")
    assert ask(account, role=task.arn, service="ecs-tasks.amazonaws.com", sessionName="t1", durationSeconds=900)[0] == 200


def test_a_role_that_does_not_trust_the_service_is_denied(account, task):
    status, answer = ask(account, role="task", service="lambda.amazonaws.com")
    assert (status, answer) == (403, {"code": "AccessDenied", "message": (
        f"The service lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: {task.arn}. "
        "The role's trust policy must allow the principal {\"Service\": \"lambda.amazonaws.com\"}.")})
    explained = sallyport(account.server, account.credentials, ["explain", "last", "--json"]).json
    assert explained["operation"] == "WorkloadCredentials"
    assert [(one["action"], one["decision"], one["principal"]) for one in explained["decisions"]] == [
        ("iam:PassRole", "allowed", account.arn), ("sts:AssumeRole", "implicitDeny", "lambda.amazonaws.com")]


def test_who_may_not_pass_the_role_to_the_service_is_denied(account, task):
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    alice = account.user("alice", allow("iam:PassRole", Condition=to_lambda))
    status, answer = ask(alice, role="task")
    assert (status, answer) == (403, {"code": "AccessDenied", "message": (
        f"User: {alice.arn} is not authorized to perform: iam:PassRole on resource: {task.arn} because no "
        "identity-based policy allows the iam:PassRole action")})
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    bob = account.user("bob", allow("iam:PassRole", task.arn, Condition=to_tasks))
    assert ask(bob, role="task")[0] == 200


def test_trust_may_ask_for_the_account_that_the_service_acts_for(account):
    for name, owner in [("mine", account.id), ("theirs", "999999999999")]:
        account.role(name, trust=trust(TRUST_TASKS, Condition={"StringEquals": {"aws:SourceAccount": owner}}))
    assert [ask(account, role=name)[0] for name in ("mine", "theirs")] == [200, 403]


def test_roles_of_other_accounts_are_not_passed(account, other_account):
    role = other_account.role("task", trust=trust(TRUST_TASKS))
    assert ask(account, role=role.arn) == (
        403, {"code": "AccessDenied", "message": "Cross-account pass role is not allowed."})


@pytest.mark.parametrize("members, status, code", [
    ({"role": "absent"}, 404, "NoSuchEntity"), ({"instanceProfile": "absent"}, 404, "NoSuchEntity"), ({}, 400, "ValidationError"),
    ({"role": "task", "instanceProfile": "x"}, 400, "ValidationError"), ({"role": "a b"}, 400, "ValidationError"),
    ({"role": "arn:aws:iam::123456789012:user/x"}, 400, "ValidationError"),
    ({"role": "task", "service": "example.com"}, 400, "ValidationError"),
    ({"role": "task", "durationSeconds": 899}, 400, "ValidationError"),
    ({"role": "task", "durationSeconds": 3601}, 400, "ValidationError"),
    ({"role": "task", "durationSeconds": "900"}, 400, "ValidationError"),
    ({"role": "task", "sessionName": "x"}, 400, "ValidationError"), ({"role": "task", "more": 1}, 400, "ValidationError")])
def test_a_wish_that_is_not_in_order_is_refused(account, task, members, status, code):
    answered, answer = ask(account, **members)
    assert (answered, answer["code"]) == (status, code), answer


# The container's endpoint

def test_boto3_finds_the_role_in_a_workload_by_itself(account, task):
    done = workload_run(account, "task", python(WHO), "--session-name", "job-1")
    assert (done.json["arn"], done.json["method"]) == (session_arn(account, "task", "job-1"), "container-role")


def test_a_workload_may_only_what_its_role_may(account, task):
    program = "import boto3; boto3.client('iam').list_users(); boto3.client('iam').list_roles()"
    done = workload_run(account, "task", python(program))
    assert done.status == 1
    assert f"{session_arn(account, 'task', 'ecs-tasks')} is not authorized to perform: iam:ListRoles" in done.errors


def test_the_endpoint_wants_its_token(account, task):
    done = workload_run(account, "task", python(
        CONTAINER + "print(json.dumps([ask(token)[0], ask('x' * len(token))[0], ask(None)[0]]))"))
    assert done.json == [200, 401, 401]


def test_credentials_rotate_before_they_end(account, task):
    program = CONTAINER + (
        "import time\nkeys = []\nfor _ in range(2): keys.append(ask(token)[1]['AccessKeyId']); time.sleep(1.1)\n"
        "print(json.dumps(keys))")
    rotating = workload_run(account, "task", python(program), "--duration", "900", "--refresh-before", "899").json
    assert len(set(rotating)) == 2
    assert len(set(workload_run(account, "task", python(program)).json)) == 1


def test_the_commands_status_is_the_workloads(account, task):
    assert workload_run(account, "task", ["sh", "-c", "exit 37"]).status == 37
    assert workload_run(account, "task", ["sh", "-c", "kill -9 $$"]).status == 137
    assert workload_run(account, "task", ["/does/not/exist"]).errors == (
        "error: /does/not/exist can't be run: No such file or directory\n")


def test_signals_reach_the_command_and_the_token_does_not_stay(account, task):
    program = (
        "trap 'exit 5' TERM; echo $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE; "
        "stat -c %a $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE; while :; do sleep 0.05; done")
    process = subprocess.Popen(
        [binary(), "workload", "run", "--role", "task", "--", "sh", "-c", program], stdout=subprocess.PIPE, text=True,
        env=command_line.environment(account.server, account.credentials, "us-east-1"))
    token = pathlib.Path(process.stdout.readline().strip())
    assert process.stdout.readline().strip() == "600"
    assert token.exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 5
    assert not token.parent.exists()


def test_nothing_of_the_persons_own_credentials_is_left(account, task):
    names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"]
    done = workload_run(account, "task", python(
        f"import json, os; print(json.dumps([os.environ.get(name) for name in {names}]))"))
    assert done.json == [None] * 4


def test_a_workload_that_is_denied_does_not_start(account):
    account.role("web")
    done = workload_run(account, "web", ["echo", "started"])
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("error: The service ecs-tasks.amazonaws.com is not authorized to perform")


# Instance metadata

def test_boto3_finds_the_role_of_the_instance_by_itself(account, profile):
    with metadata_service(account, profile, "--instance-id", "i-0123456789abcdef0") as port:
        variables = command_line.environment(account.server, None, "us-east-1")
        variables.update(
            AWS_EC2_METADATA_DISABLED="false", AWS_EC2_METADATA_SERVICE_ENDPOINT=f"http://127.0.0.1:{port}/",
            AWS_EC2_METADATA_V1_DISABLED="true")
        found = command_line.run(python(WHO), variables).json
    assert (found["arn"], found["method"]) == (session_arn(account, "web", "i-0123456789abcdef0"), "iam-role")


def test_metadata_is_told_to_holders_of_a_token(account, profile):
    with metadata_service(account, profile, "--instance-id", "i-0123456789abcdef0") as port:
        base = "/latest/meta-data/"
        assert get(port, base + "instance-id")[0] == 401
        assert get(port, base + "instance-id", X_aws_ec2_metadata_token="made-up")[0] == 401
        life = {"X_aws_ec2_metadata_token_ttl_seconds": "60"}
        assert get(port, "/latest/api/token", "PUT", **life, X_Forwarded_For="10.0.0.1")[0] == 403
        assert get(port, "/latest/api/token", "PUT")[0] == 400
        assert get(port, "/latest/api/token", "PUT", X_aws_ec2_metadata_token_ttl_seconds="21601")[0] == 400
        assert get(port, "/latest/api/token", "PUT", **life, Host="evil.example.com")[0] == 403
        status, token = get(port, "/latest/api/token", "PUT", **life)
        assert status == 200
        seen = {path: get(port, path, X_aws_ec2_metadata_token=token)[1] for path in (
            base + "iam/security-credentials/", base + "placement/region", base + "placement/availability-zone",
            base + "instance-id", base + "iam/info", "/latest/dynamic/instance-identity/document")}
        texts = list(seen.values())
        assert texts[:4] == ["web", "us-east-1", "us-east-1a", "i-0123456789abcdef0"]
        info, document = map(json.loads, texts[4:])
        assert info["InstanceProfileArn"] == account.name_of("instance-profile", profile)
        assert (document["accountId"], document["instanceId"]) == (account.id, "i-0123456789abcdef0")
        assert get(port, base + "nothing", X_aws_ec2_metadata_token=token)[0] == 404


def test_a_metadata_token_ends(account, profile):
    with metadata_service(account, profile) as port:
        token = get(port, "/latest/api/token", "PUT", X_aws_ec2_metadata_token_ttl_seconds="1")[1]
        time.sleep(1.1)
        assert get(port, "/latest/meta-data/instance-id", X_aws_ec2_metadata_token=token)[0] == 401


def test_v1_answers_without_a_token_where_it_is_allowed(account, profile):
    with metadata_service(account, profile, "--allow-v1") as port:
        assert get(port, "/latest/meta-data/iam/security-credentials/") == (200, "web")
        made = json.loads(get(port, "/latest/meta-data/iam/security-credentials/web")[1])
        assert made["Code"] == "Success" and made["Type"] == "AWS-HMAC"
        assert get(port, "/latest/meta-data/instance-id", X_aws_ec2_metadata_token="made-up")[0] == 401


def test_sessions_of_an_instance_carry_its_arn(account, profile):
    account.iam.put_role_policy(RoleName="web", PolicyName="here", PolicyDocument=policy(deny(
        "iam:ListUsers", Condition={"StringNotEquals": {
            "ec2:SourceInstanceArn": f"arn:aws:ec2:us-east-1:{account.id}:instance/i-0123456789abcdef0"}})))
    for name, expected in [("i-0123456789abcdef0", 200), ("i-0123456789abcdef1", 403)]:
        made = ask(account, instanceProfile=profile, sessionName=name)[1]
        session = account.with_credentials({"Credentials": made})
        assert session.post("iam", {"Action": "ListUsers"}).status == expected


# credential_process

def test_a_profile_takes_its_credentials_from_the_process(account, task, tmp_path):
    config = tmp_path / "config"
    config.write_text(
        f"[profile task]\ncredential_process = {shlex.quote(binary())} credential-process --role task "
        "--session-name cli\n")
    variables = command_line.environment(account.server, account.credentials, "us-east-1")
    variables["AWS_CONFIG_FILE"] = str(config)
    done = command_line.run([command_line.aws_program(), "--profile", "task", "sts", "get-caller-identity"], variables)
    assert done.json["Arn"] == session_arn(account, "task", "cli")
    printed = sallyport(account.server, account.credentials, ["credential-process", "--role", "task"]).json
    assert set(printed) == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert printed["Version"] == 1
