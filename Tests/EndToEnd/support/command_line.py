"""The AWS CLI and Sallyport's own, run as a user runs them: an environment, no configuration files."""

import dataclasses
import functools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from .server import binary, clean_environment

TIMEOUT = 60


@dataclasses.dataclass
class Result:
    """How a command ended and what it wrote."""

    command: list[str]
    status: int
    output: str
    errors: str

    @property
    def json(self):
        """What the command wrote, read as JSON. The command must have succeeded."""
        assert self.status == 0, f"{' '.join(self.command)} ended with {self.status}: {self.errors}"
        return json.loads(self.output)

    def failed(self, operation, code, message) -> None:
        """Checks that the command failed with the AWS CLI's rendering of one error."""
        assert self.status != 0, f"{' '.join(self.command)} succeeded: {self.output}"
        text = f"An error occurred ({code}) when calling the {operation} operation: {message}"
        assert text in self.errors, f"{text!r} is not in {self.errors!r}"


@functools.cache
def aws_program() -> str:
    """The AWS CLI of this Python environment, or else the one on the path."""
    beside = pathlib.Path(sys.executable).parent / "aws"
    found = str(beside) if beside.exists() else shutil.which("aws")
    assert found, "the AWS CLI is not installed"
    return found


@functools.cache
def empty_home() -> str:
    """A home directory without configuration, and without credentials that the AWS CLI kept from another run."""
    return tempfile.mkdtemp(prefix="sallyport-e2e-home-")


def environment(server, credentials, region) -> dict[str, str]:
    """The variables that the server's greeting asks a user to set, and nothing else that steers AWS's tools."""
    variables = credentials.environment() if credentials is not None else {}
    return clean_environment(
        HOME=empty_home(), AWS_ENDPOINT_URL=server.url, AWS_DEFAULT_REGION=region, AWS_CONFIG_FILE="/dev/null",
        AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true", AWS_MAX_ATTEMPTS="1",
        AWS_PAGER="", **variables)


def run(command, variables, timeout=TIMEOUT, directory=None) -> Result:
    """Runs a command in a given environment."""
    done = subprocess.run(
        command, env=variables, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=timeout, check=False)
    return Result(command, done.returncode, done.stdout, done.stderr)


def aws(server, credentials, arguments, region="us-east-1") -> Result:
    """Runs the AWS CLI against a server."""
    return run([aws_program(), *arguments], environment(server, credentials, region))


def sallyport(server, credentials, arguments, region="us-east-1") -> Result:
    """Runs Sallyport's own command line against a server."""
    return run([binary(), *arguments], environment(server, credentials, region))
