"""Programs that run as a role: boto3's default chain in a process of its own, and the endpoints they find."""

import contextlib
import http.client
import json
import subprocess
import sys

from . import command_line, wire
from .server import binary

TRUST_TASKS = {"Service": "ecs-tasks.amazonaws.com"}
PATH = "/_sallyport/workload/credentials"

# Prints who boto3's default chain makes of it, how the credentials were found, and their key.
WHO = """
import boto3, json
session = boto3.session.Session()
found = session.get_credentials()
print(json.dumps({"arn": session.client("sts").get_caller_identity()["Arn"], "method": found.method,
                  "key": found.get_frozen_credentials().access_key}))
"""


def ask(caller, **members):
    """Asks the server's door for credentials: status and answer."""
    body = json.dumps(members)
    headers = wire.signed_headers(caller.server, caller.credentials, "sallyport", body, path=PATH)
    answer = wire.send(caller.server, "POST", PATH, headers, body)
    return answer.status, json.loads(answer.body)


def workload_run(caller, role, command, *options):
    """Runs a command by `sallyport workload run`."""
    return command_line.sallyport(
        caller.server, caller.credentials, ["workload", "run", "--role", role, *options, "--", *command])


def python(program):
    """The command that runs a program of Python."""
    return [sys.executable, "-c", program]


def get(port, path, method="GET", **headers):
    """One exchange with an endpoint on this machine: status and text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@contextlib.contextmanager
def metadata_service(caller, profile, *options):
    """Runs `sallyport workload imds`; its port."""
    process = subprocess.Popen(
        [binary(), "workload", "imds", "--instance-profile", profile, *options], stdout=subprocess.PIPE, text=True,
        env=command_line.environment(caller.server, caller.credentials, "us-east-1"))
    try:
        line = process.stdout.readline().strip()
        assert line.startswith("export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:"), line
        yield int(line.rstrip("/").rsplit(":", 1)[1])
    finally:
        process.terminate()
        status = process.wait(15)
    assert status == 0
