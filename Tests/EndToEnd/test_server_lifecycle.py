"""Starting, stopping, resetting; what is kept on disk and what is not."""

import json
import os
import pathlib
import signal
import stat
import subprocess
import time

import pytest

from support import wire
from support.callers import Account
from support.command_line import run, sallyport
from support.credentials import Credentials
from support.policies import allow, trust
from support.refusals import INVALID_TOKEN, refused
from support.server import ACCOUNT, Server, binary, clean_environment, free_port


def root_of(server) -> Account:
    return Account(server, server.account, server.root)


def test_a_development_server_starts_quickly(tmp_path):
    """The goal is 100 ms; the bound here leaves room for a busy machine."""
    times = []
    for _ in range(3):
        server = Server(log_directory=tmp_path)
        times.append(server.start())
        server.stop()
    print(f"starts took {[round(1000 * seconds) for seconds in times]} ms")
    assert min(times) < 0.4


def test_a_reset_is_quick_and_complete(account, server):
    for number in range(20):
        account.user(f"user{number}", allow("*"))
        account.role(f"role{number}")
        account.policy(f"policy{number}", allow("*"))
    account.iam.create_account_alias(AccountAlias="soon-gone")
    began = time.monotonic()
    server.reset()
    assert time.monotonic() - began < 0.1
    summary = account.iam.get_account_summary()["SummaryMap"]
    assert [summary[name] for name in ("Users", "Groups", "Roles", "Policies")] == [0, 0, 0, 0]
    assert account.iam.list_account_aliases()["AccountAliases"] == []


def test_sessions_end_with_a_reset(account, server):
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.arn))
    session = alice.assume(role)
    server.reset()
    with refused(*INVALID_TOKEN):
        alice.sts.get_caller_identity()
    with refused(*INVALID_TOKEN):
        session.sts.get_caller_identity()


def test_state_and_sessions_survive_an_orderly_end(disk_server):
    disk_server.start()
    root = root_of(disk_server)
    alice = root.user("alice", allow("iam:ListUsers"), Tags=[{"Key": "team", "Value": "blue"}])
    role = root.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn))
    session = alice.assume(role)
    before = root.iam.get_user(UserName="alice")["User"]
    disk_server.stop()
    disk_server.start()
    assert root.iam.get_user(UserName="alice")["User"] == before
    alice.iam.list_users()
    session.iam.list_users()
    disk_server.stop()


def test_nothing_in_the_data_directory_is_for_others(disk_server):
    disk_server.start()
    root_of(disk_server).user("alice")
    disk_server.stop()
    files = [path for path in pathlib.Path(disk_server.data_directory).rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), f"{path}: {oct(path.stat().st_mode)}"


def test_secrets_are_not_in_the_data_directory_in_clear(disk_server):
    disk_server.start()
    alice = root_of(disk_server).user("alice")
    session = alice.session()
    disk_server.stop()
    secrets = [caller.credentials.secret_access_key for caller in (alice, session)]
    secrets.append(disk_server.root.secret_access_key)
    for path in pathlib.Path(disk_server.data_directory).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret.encode() in content for secret in secrets), path


def test_secrets_are_not_in_the_log(disk_server):
    disk_server.start()
    alice = root_of(disk_server).user("alice")
    session = alice.session()
    disk_server.stop()
    assert alice.credentials.secret_access_key not in disk_server.log()
    assert session.credentials.secret_access_key not in disk_server.log()
    assert session.credentials.session_token not in disk_server.log()


def test_a_server_with_state_on_disk_has_no_doors_for_development(disk_server):
    disk_server.start()
    root_of(disk_server).user("alice")
    for path in ("/_sallyport/reset", "/_sallyport/accounts"):
        status, _ = disk_server.request("POST", path, "{}")
        assert 400 <= status < 500
    assert len(root_of(disk_server).iam.list_users()["Users"]) == 1


class Newcomer:
    """Someone who starts the server by hand, in an empty directory, and reads what it prints."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.process = None

    def start(self, *arguments, **variables):
        self.process = subprocess.Popen(
            [binary(), "serve", "--port", str(self.port), *arguments], cwd=self.directory,
            env=clean_environment(**variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + 15
        while not self.server.is_healthy():
            assert self.process.poll() is None and time.monotonic() < deadline, "the server does not start"
            time.sleep(0.01)

    def interrupt(self) -> str:
        """Presses Ctrl-C; what the server printed from its start to its end."""
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate(timeout=15)
        assert self.process.returncode == 0, output
        return output

    @property
    def server(self) -> Server:
        server = Server(log_directory=self.directory)
        server.port = self.port
        return server

    def root(self, access_key_id, secret_access_key) -> Account:
        return Account(self.server, "", Credentials(access_key_id, secret_access_key))


@pytest.fixture
def newcomer(tmp_path):
    someone = Newcomer(tmp_path)
    yield someone
    if someone.process is not None and someone.process.poll() is None:
        someone.process.kill()
        someone.process.communicate(timeout=15)


def test_the_first_run_prints_account_and_keys_to_paste_once(newcomer, tmp_path):
    newcomer.start()
    output = newcomer.interrupt()
    exports = dict(line.strip().removeprefix("export ").split("=", 1)
                   for line in output.splitlines() if line.strip().startswith("export "))
    assert exports["AWS_ENDPOINT_URL"] == newcomer.server.url
    key, secret = exports["AWS_ACCESS_KEY_ID"], exports["AWS_SECRET_ACCESS_KEY"]
    assert key and secret
    assert (tmp_path / ".sallyport").is_dir()

    newcomer.start()
    identity = newcomer.root(key, secret).identity
    assert identity["Arn"] == f"arn:aws:iam::{identity['Account']}:root"
    assert identity["Account"] in output
    assert secret not in newcomer.interrupt()


def test_flags_can_be_given_as_variables(newcomer, tmp_path):
    newcomer.start(
        SALLYPORT_DEV="true", SALLYPORT_ACCOUNT_ID="111122223333",
        SALLYPORT_ROOT_ACCESS_KEY="AKIAVARIABLE00000000", SALLYPORT_ROOT_SECRET_KEY="from the environment")
    root = newcomer.root("AKIAVARIABLE00000000", "from the environment")
    assert root.identity["Arn"] == "arn:aws:iam::111122223333:root"
    newcomer.interrupt()
    assert not (tmp_path / ".sallyport").exists()


def test_a_request_under_way_is_finished_before_the_end(tmp_path):
    server = Server(log_directory=tmp_path)
    server.start()
    root = root_of(server)
    body = wire.form("iam", {"Action": "CreateUser", "UserName": "alice"}).encode()
    headers = wire.signed_headers(server, root.credentials, "iam", body)
    head = "POST / HTTP/1.1\r\n" + f"Host: 127.0.0.1:{server.port}\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in headers.items()) + f"Content-Length: {len(body)}\r\n\r\n"
    with wire.connect(server) as connection:
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        connection.sendall(body[10:])
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200")
    assert server.process.wait(15) == 0
    server.process = None


def test_idle_connections_do_not_hold_up_the_end(tmp_path):
    server = Server(log_directory=tmp_path)
    server.start()
    with wire.connect(server) as idle, wire.connect(server) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.1)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 10
        assert idle.fileno() >= 0


def test_a_second_server_on_the_same_data_is_refused(disk_server, tmp_path):
    disk_server.start()
    second = Server(data_directory=disk_server.data_directory, log_directory=tmp_path)
    process = subprocess.Popen(
        second.command(), env=clean_environment(), cwd=tmp_path, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        output, _ = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail("a second server serves the same data directory")
    assert process.returncode != 0
    assert output.strip()


def test_a_port_in_use_is_told_and_ends_the_start(server, tmp_path):
    result = run([binary(), "serve", "--dev", "--port", str(server.port), "--account-id", ACCOUNT,
                  "--root-access-key", "AKIAX", "--root-secret-key", "x"], clean_environment(), timeout=20)
    assert result.status != 0
    assert str(server.port) in result.output + result.errors


@pytest.mark.parametrize("arguments", [
    ["--version"], ["--help"], ["serve", "--help"], ["account", "--help"], ["account", "create", "--help"]])
def test_the_command_line_explains_itself(arguments):
    result = run([binary(), *arguments], clean_environment(), timeout=20)
    assert (result.status, result.errors) == (0, "")
    assert result.output.strip()


@pytest.mark.parametrize("arguments", [
    ["serve", "--port", "many"], ["serve", "--dev", "--account-id", "12"], ["serve", "--no-such-flag"], ["dance"]])
def test_a_wrong_command_line_says_why(arguments, tmp_path):
    result = run([binary(), *arguments], clean_environment(), timeout=20, directory=tmp_path)
    assert result.status != 0
    assert result.errors.strip()
    assert not os.listdir(tmp_path)


def test_the_version_is_a_version():
    result = run([binary(), "--version"], clean_environment(), timeout=20)
    assert result.output.strip().split()[-1].count(".") == 2


def test_json_output_is_json(server, account):
    result = sallyport(server, account.credentials, ["account", "list", "--json"])
    assert account.id in json.dumps(result.json)
