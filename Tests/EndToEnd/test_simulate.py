"""`sallyport simulate`: on files, and on principals of a server."""

import json
import os
import pty
import subprocess

import pytest

from support.command_line import run, sallyport
from support.policies import allow, deny, policy, trust
from support.server import binary, clean_environment

BUCKET = "arn:aws:s3:::photos/a"
READ = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::photos/*",
      "Condition": {
        "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}
      }
    }
  ]
}
"""


@pytest.fixture
def files(tmp_path):
    """Writes files, and simulates beside them, without a server and without credentials."""

    class Files:
        def __init__(self):
            self.write("read.json", READ)

        def write(self, name, text):
            (tmp_path / name).write_text(text)

        def simulate(self, *arguments):
            return run([binary(), "simulate", *arguments], clean_environment(HOME=str(tmp_path)), directory=tmp_path)

        def decide(self, *arguments) -> dict:
            result = self.simulate(*arguments, "--json")
            answer = json.loads(result.output)
            assert result.status == (0 if answer["allowed"] else 2), result.errors
            return answer

    return Files()


ASK = ["--policy", "read.json", "--action", "s3:GetObject", "--resource", BUCKET]


def test_what_is_allowed_ends_with_0_and_what_is_denied_with_2(files):
    allowed = files.simulate(*ASK, "--context", "aws:SourceIp=192.0.2.7")
    assert (allowed.status, allowed.errors) == (0, "")
    assert f"ALLOWED  s3:GetObject on {BUCKET}" in allowed.output
    assert "✓ Allow 1 'Read' of read.json, line 4: allows" in allowed.output
    assert files.simulate(*ASK, "--context", "aws:SourceIp=198.51.100.7").status == 2


def test_a_denial_names_file_line_condition_and_value(files):
    denied = files.simulate(*ASK, "--context", "aws:SourceIp=198.51.100.7")
    assert "DENIED  s3:GetObject" in denied.output
    assert "because no identity-based policy allows the s3:GetObject action" in denied.output
    assert "→ read.json:10: IpAddress aws:SourceIp wants 192.0.2.0/24; the request has 198.51.100.7" in denied.output
    missed = files.simulate("--policy", "read.json", "--action", "s3:PutObject", "--resource", BUCKET,
                            "--context", "aws:SourceIp=192.0.2.7")
    assert "→ read.json:7: Action s3:GetObject does not cover s3:PutObject" in missed.output
    elsewhere = files.simulate("--policy", "read.json", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::x/a",
                               "--context", "aws:SourceIp=192.0.2.7")
    assert "→ read.json:8: Resource arn:aws:s3:::photos/* does not cover arn:aws:s3:::x/a" in elsewhere.output


def test_of_many_values_the_nearest_are_shown(files):
    actions = [f"ec2:Describe{number}" for number in range(20)] + ["s3:Get*", "s3:PutObjectAcl"]
    files.write("long.json", policy({**allow("*"), "Action": actions}))
    denied = files.simulate("--policy", "long.json", "--action", "s3:PutObject")
    nearest = ", ".join(["s3:PutObjectAcl", "s3:Get*", *actions[:6]])
    assert f"→ long.json:1: Action {nearest} and 14 more does not cover s3:PutObject\n" in denied.output
    decision, = files.decide("--policy", "long.json", "--action", "s3:PutObject")["decisions"]
    assert decision["layers"][0]["statements"][0]["misses"][0]["wanted"] == actions


def test_missing_keys_are_named(files):
    missing = files.simulate(*ASK)
    assert missing.status == 2
    assert "The request has no value for: aws:SourceIp" in missing.output
    assert files.decide(*ASK)["decisions"][0]["missingContextKeys"] == ["aws:SourceIp"]


def test_an_explicit_denial_points_to_its_statement(files):
    files.write("guard.json", policy(deny("s3:*")))
    denied = files.simulate(*ASK, "--policy", "guard.json", "--context", "aws:SourceIp=192.0.2.7")
    assert "→ guard.json:1: Deny 1 denies it" in denied.output
    assert "✗ Deny 1 of guard.json, line 1: denies" in denied.output


def test_every_kind_of_policy_has_its_say(files):
    files.write("all.json", policy(allow("*")))
    files.write("put.json", policy(allow("s3:PutObject")))
    files.write("open.json", policy({**allow("*"), "Principal": "*"}))
    ask = ["--policy", "all.json", "--action", "s3:GetObject", "--resource", BUCKET]
    assert files.decide(*ask)["allowed"]
    for option, kind in [
            ("--boundary", "permissionsBoundary"), ("--session-policy", "session"), ("--scp", "serviceControl")]:
        decision, = files.decide(*ask, option, "put.json")["decisions"]
        assert (decision["decision"], decision["deniedBy"]) == ("implicitDeny", kind)
        assert files.decide(*ask, option, "all.json")["allowed"]
    files.write("closed.json", policy({**deny("s3:*"), "Principal": "*"}))
    decision, = files.decide(*ask, "--rcp", "open.json", "--rcp", "closed.json")["decisions"]
    assert (decision["decision"], decision["deniedBy"]) == ("explicitDeny", "resourceControl")
    # Policies at one level add up, each level has to allow.
    assert files.decide(*ask, "--scp", "all.json", "--scp", "put.json")["allowed"]
    decision, = files.decide(*ask, "--scp", "0=all.json", "--scp", "1=put.json")["decisions"]
    assert [layer["verdict"] for layer in decision["layers"] if layer["type"] == "serviceControl"] \
        == ["allowed", "implicitDeny"]


def test_resource_policies_and_principals(files):
    alice, stranger = "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::444455556666:user/eve"
    files.write("bucket.json", policy(allow("s3:*", "arn:aws:s3:::photos/*", Principal={"AWS": [alice, stranger]})))
    files.write("all.json", policy(allow("*")))
    ask = ["--resource-policy", "bucket.json", "--action", "s3:GetObject", "--resource", BUCKET]
    assert files.decide(*ask, "--principal", alice)["allowed"]
    assert not files.decide(*ask, "--principal", "arn:aws:iam::111122223333:user/bob")["allowed"]
    assert not files.decide(*ask, "--principal", "*")["allowed"]
    across = [*ask, "--principal", stranger, "--resource-account", "111122223333"]
    assert not files.decide(*across)["allowed"]
    assert files.decide(*across, "--policy", "all.json")["allowed"]
    files.write("trust.json", trust({"Service": "lambda.amazonaws.com"}))
    assume = ["--resource-policy", "trust.json", "--action", "sts:AssumeRole",
              "--resource", "arn:aws:iam::111122223333:role/worker"]
    assert files.decide(*assume, "--principal", "lambda.amazonaws.com")["allowed"]
    decision, = files.decide(*assume, "--principal", "ec2.amazonaws.com")["decisions"]
    assert [layer["type"] for layer in decision["layers"]] == ["roleTrust"]


def test_the_context_can_stand_in_a_file(files):
    files.write("tags.json", policy(allow("s3:*", Condition={
        "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}, "NumericLessThan": {"s3:max-keys": "10"},
        "Bool": {"aws:SecureTransport": "true"}})))
    ask = ["--policy", "tags.json", "--action", "s3:ListBucket", "--context-file", "context.json"]
    files.write("context.json", json.dumps(
        {"aws:TagKeys": ["a", "b"], "s3:max-keys": 5, "aws:SecureTransport": True}))
    assert files.decide(*ask)["allowed"]
    assert not files.decide(*ask, "--context", "aws:TagKeys=a,c")["allowed"]


def test_several_actions_and_resources_are_each_decided(files):
    result = files.simulate(*ASK, "--action", "s3:PutObject", "--resource", "*", "--context", "aws:SourceIp=192.0.2.7")
    assert result.status == 2
    assert result.output.endswith("\n1 allowed, 3 denied\n")


@pytest.mark.parametrize("arguments, problem", [
    (["--action", "s3:GetObject"], "error: There is no policy to decide by."),
    (["--policy", "none.json", "--action", "s3:GetObject"], "error: none.json can't be read."),
    (["--policy", "broken.json", "--action", "s3:GetObject"], "error: broken.json:2:"),
    (["--resource-policy", "read.json", "--action", "s3:GetObject"],
     "error: read.json:4:5: A statement of a policy on a resource needs a Principal."),
    (["--policy", "read.json", "--action", "s3:GetObject", "--principal", "alice"], "error: 'alice' is no principal."),
    (["--policy", "read.json", "--action", "s3:GetObject", "--context", "aws:SourceIp"],
     "error: --context aws:SourceIp has no value."),
    (["--policy", "read.json", "--action", "s3:GetObject", "--context-file", "list.json"],
     "error: list.json holds no object."),
    (["--policy", "read.json", "--action", "s3:GetObject", "--resource-account", "12"], "error: '12' is no account."),
])
def test_questions_that_cannot_be_answered_end_with_1(files, arguments, problem):
    files.write("broken.json", '{"Version": "2012-10-17",\n "Statement": [}')
    files.write("list.json", "[]")
    result = files.simulate(*arguments)
    assert result.status == 1
    assert result.errors.startswith(problem), result.errors
    assert "\nhint: " in result.errors
    assert result.output == ""


def on_a_terminal(directory, variables) -> str:
    """What the command writes where its output is a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [binary(), "simulate", *ASK], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, env=variables,
        cwd=directory)
    os.close(slave)
    output = b""
    while True:
        try:
            read = os.read(master, 65536)
        except OSError:
            break
        if not read:
            break
        output += read
    os.close(master)
    assert process.wait(timeout=30) == 2
    return output.decode()


def test_terminals_see_colours_unless_they_want_none(files, tmp_path):
    assert "\x1b[31mDENIED\x1b[0m" in on_a_terminal(tmp_path, clean_environment(HOME=str(tmp_path)))
    assert "\x1b" not in on_a_terminal(tmp_path, clean_environment(HOME=str(tmp_path), NO_COLOR="1"))
    assert "\x1b" not in files.simulate(*ASK).output


# Principals of a server


def test_a_principal_of_the_server_has_its_policies_tags_and_limits(account, tmp_path):
    alice = account.user("alice", allow("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}/*"),
                         Tags=[{"Key": "team", "Value": "red"}])
    ask = ["simulate", "--principal-arn", alice.arn, "--action", "s3:GetObject", "--json", "--resource"]
    assert sallyport(account.server, account.credentials, [*ask, "arn:aws:s3:::red/a"]).json["allowed"]
    denied = sallyport(account.server, account.credentials, [*ask, "arn:aws:s3:::blue/a"])
    assert denied.status == 2
    limit = tmp_path / "limit.json"
    limit.write_text(policy(allow("s3:Put*")))
    bounded = sallyport(account.server, account.credentials, [*ask, "arn:aws:s3:::red/a", "--boundary", str(limit)])
    decision, = json.loads(bounded.output)["decisions"]
    assert (bounded.status, decision["deniedBy"]) == (2, "permissionsBoundary")
    assert decision["principal"] == alice.arn


def test_a_roles_own_trust_policy_decides_who_may_assume_it(account):
    alice, bob = account.user("alice"), account.user("bob")
    role = account.role("reader", allow("s3:*"), trust=trust(alice.arn))
    for user, status in ((alice, 0), (bob, 2)):
        result = sallyport(account.server, account.credentials, [
            "simulate", "--principal-arn", user.arn, "--action", "sts:AssumeRole", "--resource", role.arn])
        assert result.status == status, result.output
        assert "role trust policies" in result.output
    session = sallyport(account.server, account.credentials, [
        "simulate", "--principal-arn", role.arn, "--action", "s3:GetObject", "--resource", BUCKET])
    assert session.status == 0
    assert role.session_arn("simulation") in session.output


def test_others_learn_nothing(account, other_account):
    alice = account.user("alice", allow("*"))
    ask = ["simulate", "--principal-arn", alice.arn, "--action", "s3:GetObject"]
    for credentials in (alice.credentials, other_account.credentials):
        result = sallyport(account.server, credentials, ask)
        assert result.status == 1
        assert result.errors.startswith("error: ")
    nobody = sallyport(account.server, account.credentials, [
        "simulate", "--principal-arn", account.name_of("user", "nobody"), "--action", "s3:GetObject"])
    assert "cannot be found" in nobody.errors
