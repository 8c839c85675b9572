"""AWS's SDKs for Go and Java walk through IAM and STS, and understand every answer."""

import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from support.command_line import environment
from support.refusals import denial

PROGRAMS = pathlib.Path(__file__).parent / "sdks"
GO_LIBRARIES = pathlib.Path("/usr/share/gocode")
DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}]}'
REQUEST_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def walk(account, command, **variables):
    """What the program printed, run as the account's root user."""
    settings = {**environment(account.server, account.credentials, "us-east-1"), **variables}
    result = subprocess.run(command, env=settings, capture_output=True, timeout=240, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def seconds_until(text):
    return (datetime.datetime.fromisoformat(text) - datetime.datetime.now(datetime.UTC)).total_seconds()


def check(seen):
    assert seen["usersAtFirst"] == 0
    user = seen["user"]
    assert (user["arn"], user["path"]) == ("arn:aws:iam::123456789012:user/sdk/gopher", "/sdk/")
    assert user["id"].startswith("AIDA") and user["tag"] == "a+b = ü"
    assert -60 < seconds_until(user["created"]) <= 1
    assert seen["document"] == DOCUMENT
    assert seen["pages"] == [["a", "b", "c"], ["gopher"]]
    exists, denied = seen["exists"], seen["denied"]
    assert (exists["code"], exists["status"]) == ("EntityAlreadyExists", 409) and seen["existsIsTyped"]
    assert exists["message"] == "User with name gopher already exists."
    session = "arn:aws:sts::123456789012:assumed-role/reader/walk"
    assert (seen["identity"]["account"], seen["identity"]["arn"]) == ("123456789012", session)
    assert re.fullmatch("AROA[A-Z0-9]{17}:walk", seen["identity"]["id"])
    assert 3500 < seconds_until(seen["expiration"]) <= 3601
    assert (denied["code"], denied["status"]) == ("AccessDenied", 403)
    assert denied["message"] == denial(session, "iam:ListUsers", "arn:aws:iam::123456789012:user/")
    assert REQUEST_ID.fullmatch(exists["requestId"]) and REQUEST_ID.fullmatch(denied["requestId"])


@pytest.mark.skipif(
    shutil.which("go") is None or not (GO_LIBRARIES / "src/github.com/aws/aws-sdk-go-v2").is_dir(),
    reason="Go and its AWS SDK (Debian's golang-github-aws-aws-sdk-go-v2-dev) are not installed")
def test_the_sdk_for_go_understands_the_answers(account, tmp_path):
    program = tmp_path / "walk"
    subprocess.run(
        ["go", "build", "-o", program, PROGRAMS / "walk.go"], check=True, timeout=240,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": str(GO_LIBRARIES), "GOFLAGS": ""})
    check(walk(account, [program]))


@pytest.mark.skipif(
    "SALLYPORT_JAVA_SDK" not in os.environ or shutil.which("java") is None,
    reason="SALLYPORT_JAVA_SDK names no jar of AWS's SDK for Java")
def test_the_sdk_for_java_understands_the_answers(account):
    check(walk(account, ["java", "-cp", os.environ["SALLYPORT_JAVA_SDK"], PROGRAMS / "Walk.java"]))
