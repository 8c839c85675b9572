"""A Sallyport server as a child process: started, watched, stopped or killed, with its log at hand."""

import http.client
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

from .credentials import Credentials

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
ACCOUNT = "123456789012"
ROOT = Credentials("AKIAROOTOFTHETESTS01", "root-secret/of+the=tests")
START_TIMEOUT = 15
STOP_TIMEOUT = 15


def binary() -> str:
    """The server's executable: `SALLYPORT_BINARY`, or the release build."""
    return os.environ.get("SALLYPORT_BINARY", str(REPOSITORY / ".build" / "release" / "sallyport"))


def free_port() -> int:
    """A port of the loopback address that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without anything that steers AWS clients or Sallyport, and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SALLYPORT_", "TF_"))}
    return {**kept, **more}


class Server:
    """One run of the server on a port of its own.

    With `data_directory` its state is on disk; without, it runs in development mode, in memory.
    """

    def __init__(self, data_directory=None, arguments=(), log_directory=None):
        self.port = free_port()
        self.root = ROOT
        self.account = ACCOUNT
        self.process = None
        self.data_directory = data_directory
        self._arguments = list(arguments)
        self._bootstrapped = False
        directory = log_directory or tempfile.mkdtemp(prefix="sallyport-e2e-")
        self.log_path = pathlib.Path(directory) / f"server-{self.port}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """The command line of the next start. Root keys are given in development mode, and at the first start."""
        command = [binary(), "serve", "--port", str(self.port)]
        if self.data_directory is None:
            command.append("--dev")
        else:
            command += ["--data-dir", str(self.data_directory)]
        if not self._bootstrapped or self.data_directory is None:
            command += ["--account-id", self.account]
            command += ["--root-access-key", self.root.access_key_id]
            command += ["--root-secret-key", self.root.secret_access_key]
        return command + self._arguments

    def launch(self) -> None:
        """Starts the process, and waits for nothing."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(),
                cwd=self.log_path.parent)

    def start(self) -> float:
        """Starts the server and waits until it is healthy; returns the seconds that took."""
        began = time.monotonic()
        self.launch()
        while not self.is_healthy():
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode} at its start:\n{self.log()}")
            if time.monotonic() - began > START_TIMEOUT:
                self.kill()
                raise AssertionError(f"the server was not ready within {START_TIMEOUT} s:\n{self.log()}")
            time.sleep(0.002)
        self._bootstrapped = True
        return time.monotonic() - began

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_healthy(self) -> bool:
        try:
            return self.request("GET", "/_sallyport/health")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def request(self, method, path, body=None, headers=None) -> tuple[int, bytes]:
        """One plain HTTP exchange, unsigned: its status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def reset(self) -> None:
        """Brings a server in development mode back to its first state."""
        status, body = self.request("POST", "/_sallyport/reset")
        assert 200 <= status < 300, f"reset answered {status}: {body!r}"

    def stop(self) -> None:
        """Asks the server to end, and checks that it does so in good order."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {STOP_TIMEOUT} s of SIGTERM:\n{self.log()}") from None
        self.process = None
        assert status == 0, f"the server ended with {status} after SIGTERM:\n{self.log()}"

    def kill(self) -> None:
        """Ends the server at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_TIMEOUT)
            self.process = None

    def log(self, since: int = 0) -> str:
        """What the server wrote from byte `since` on, at most the last 20,000 characters."""
        if not self.log_path.exists():
            return ""
        with open(self.log_path, "rb") as log:
            log.seek(since)
            return log.read().decode("utf-8", "replace")[-20_000:]

    def log_size(self) -> int:
        return self.log_path.stat().st_size if self.log_path.exists() else 0
