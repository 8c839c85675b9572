"""The audit log: every request, who asked, and what became of it; no secret, and no change without its line."""

import json
import os
import stat
import threading

import pytest

from support.callers import Account, Caller
from support.credentials import Credentials
from support.patience import eventually
from support.policies import allow, trust
from support.refusals import refused
from support.server import Server


@pytest.fixture
def audited(disk_server):
    """A server with its state and its audit log on disk, started, and its root user."""
    disk_server.start()
    return Account(disk_server, disk_server.account, disk_server.root)


def lines(server, directory=None):
    """The events of the log, oldest first."""
    directory = directory or server.data_directory / "audit"
    text = (directory / "audit.jsonl").read_text()
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def named(server, name):
    return eventually(lambda: [line for line in lines(server) if line["eventName"] == name], bool)


def test_what_is_done_is_told_with_who_and_when(audited):
    answer = audited.iam.create_user(UserName="alice", Tags=[{"Key": "team", "Value": "blue"}])
    [event] = named(audited.server, "CreateUser")
    assert event["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert (event["eventSource"], event["readOnly"], event["awsRegion"]) == ("iam.amazonaws.com", False, "us-east-1")
    assert event["userIdentity"] == {
        "type": "Root", "principalId": "123456789012", "arn": "arn:aws:iam::123456789012:root",
        "accountId": "123456789012", "accessKeyId": audited.credentials.access_key_id}
    assert event["requestParameters"] == {
        "UserName": "alice", "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"}
    assert event["sourceIPAddress"] == "127.0.0.1" and "Boto3" in event["userAgent"]
    assert "errorCode" not in event


def test_denials_and_failures_are_told_with_their_reason(audited):
    alice = audited.user("alice")
    with refused("AccessDenied", 403) as denial:
        alice.iam.create_user(UserName="eve")
    event = eventually(lambda: named(audited.server, "CreateUser")[-1], lambda found: "errorCode" in found)
    assert (event["errorCode"], event["userIdentity"]["userName"]) == ("AccessDenied", "alice")
    assert event["errorMessage"] == denial.value.response["Error"]["Message"]
    with refused("NoSuchEntity", 404):
        audited.iam.get_user(UserName="nobody")
    assert named(audited.server, "GetUser")[-1]["errorCode"] == "NoSuchEntity"


def test_sessions_are_told_with_their_role(audited):
    alice = audited.user("alice", allow(["sts:AssumeRole", "sts:SetSourceIdentity"]))
    role = audited.role(
        "reader", allow("iam:ListUsers"), trust=trust(alice.arn, ["sts:AssumeRole", "sts:SetSourceIdentity"]))
    alice.assume(role, SourceIdentity="carol").iam.list_users()
    [assumed] = named(audited.server, "AssumeRole")
    assert assumed["requestParameters"]["RoleArn"] == role.arn and assumed["readOnly"] is True
    context = named(audited.server, "ListUsers")[-1]["userIdentity"]["sessionContext"]
    assert context["sessionIssuer"]["arn"] == role.arn
    assert context["sourceIdentity"] == "carol"


def test_strangers_are_told_with_the_key_they_claim(audited):
    stranger = Caller(audited.server, Credentials("AKIANOBODYNOBODYNOBO", "guess"))
    with refused("InvalidClientTokenId", 403):
        stranger.iam.list_users()
    [event] = eventually(
        lambda: [line for line in lines(audited.server) if line.get("errorCode") == "InvalidClientTokenId"], bool)
    assert event["userIdentity"] == {"type": "Unknown", "accessKeyId": "AKIANOBODYNOBODYNOBO"}


def test_no_secret_is_ever_in_it(audited):
    alice = audited.user("alice", allow("*"))
    session = alice.session()
    for action, parameters in [
            ("CreateLoginProfile", {"UserName": "alice", "Password": "correct horse\tbattery"}),
            ("ChangePassword", {"OldPassword": "correct horse", "NewPassword": "staple" * 30}),
            ("UploadServerCertificate", {"ServerCertificateName": "c", "PrivateKey": "staple-private"}),
            ("NoSuchAction", {"Whatever": "staple-whatever"})]:
        audited.post("iam", {"Action": action, **parameters})
    audited.server.stop()
    text = (audited.server.data_directory / "audit" / "audit.jsonl").read_text()
    for secret in ("correct horse", "battery", "staple", alice.credentials.secret_access_key,
                   audited.credentials.secret_access_key, session.credentials.secret_access_key,
                   session.credentials.session_token):
        assert secret not in text


def test_our_own_doors_are_told_too(audited):
    status, _ = audited.server.request("POST", "/_sallyport/accounts", b"{}")
    assert status == 403
    event = named(audited.server, "POST /_sallyport/accounts")[-1]
    assert (event["eventSource"], event["errorCode"]) == ("sallyport", "MissingAuthenticationToken")


def test_only_the_server_s_user_may_read_it(audited):
    directory = audited.server.data_directory / "audit"
    assert stat.S_IMODE(os.stat(directory).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(directory / "audit.jsonl").st_mode) == 0o600


@pytest.mark.parametrize("round", range(5))
def test_no_acknowledged_change_lacks_its_line_when_the_server_is_killed(audited, round):
    acknowledged, enough = [], threading.Event()

    def work(worker):
        caller = Account(audited.server, audited.id, audited.credentials)
        try:
            for number in range(1000):
                answer = caller.iam.create_user(UserName=f"u-{worker}-{number}")
                acknowledged.append(answer["ResponseMetadata"]["RequestId"])
                if len(acknowledged) > 20 * (round + 1):
                    enough.set()
        except Exception:  # the server is gone
            enough.set()

    threads = [threading.Thread(target=work, args=[worker]) for worker in range(4)]
    for thread in threads:
        thread.start()
    enough.wait(20)
    audited.server.kill()
    for thread in threads:
        thread.join()
    assert len(acknowledged) > 20
    raw = (audited.server.data_directory / "audit" / "audit.jsonl").read_text().splitlines()
    written = set()
    for line in raw[:-1]:
        written.add(json.loads(line)["requestID"])
    written.update(json.loads(line)["requestID"] for line in raw[-1:] if line.endswith("}"))
    assert set(acknowledged) <= written
    audited.server.start()
    audited.iam.list_users()
    assert named(audited.server, "ListUsers")


def test_it_is_off_in_development_unless_asked_for(tmp_path):
    server = Server(log_directory=tmp_path, arguments=["--audit-log", str(tmp_path / "trail")])
    server.start()
    try:
        Account(server, server.account, server.root).iam.create_user(UserName="alice")
        [event] = [line for line in lines(server, tmp_path / "trail") if line["eventName"] == "CreateUser"]
        assert event["requestParameters"] == {"UserName": "alice"}
    finally:
        server.stop()
    plain = Server(log_directory=tmp_path)
    plain.start()
    plain.stop()
    assert {entry.name for entry in tmp_path.iterdir() if entry.is_dir()} == {"trail"}


def test_it_can_be_turned_off(tmp_path):
    server = Server(tmp_path / "data", ["--audit-log", "off"], tmp_path)
    server.start()
    server.stop()
    assert not (tmp_path / "data" / "audit").exists()


def test_a_place_where_it_cannot_be_kept_stops_the_start(tmp_path):
    (tmp_path / "file").write_text("")
    server = Server(tmp_path / "data", ["--audit-log", str(tmp_path / "file" / "audit")], tmp_path)
    server.launch()
    assert server.process.wait(10) == 1
    assert "error: The audit log's directory" in server.log() and "hint:" in server.log()
