"""`sallyport keys rotate`: new keys, and what the old ones sealed."""

import pathlib
import stat

import pytest

from support.callers import Account
from support.command_line import run, sallyport
from support.policies import allow, trust
from support.refusals import INVALID_TOKEN, refused
from support.server import binary, clean_environment


def rotate(server, *arguments, **variables):
    return run([binary(), "keys", "rotate", "--data-dir", str(server.data_directory), *arguments],
               clean_environment(**variables))


def keys(server) -> list[str]:
    lines = (pathlib.Path(server.data_directory) / "keys").read_text().splitlines()
    assert lines[0] == "sallyport key ring 1"
    return lines[1:]


@pytest.fixture
def root(disk_server):
    disk_server.start()
    return Account(disk_server, disk_server.account, disk_server.root)


def test_keys_and_sessions_stay_valid(disk_server, root):
    alice = root.user("alice", allow("iam:ListUsers"))
    session = alice.assume(root.role("reader", allow("iam:ListUsers"), trust=trust(alice.arn)))
    disk_server.stop()
    before = keys(disk_server)
    result = rotate(disk_server)
    assert result.status == 0, result.errors
    assert result.output.splitlines()[1] == "Old keys: 1 kept, 0 forgotten."
    after = keys(disk_server)
    assert (len(after), after[1:]) == (2, before)
    path = pathlib.Path(disk_server.data_directory) / "keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    disk_server.start()
    for caller in (root, alice, session):
        caller.iam.list_users()
    new = alice.assume("arn:aws:iam::123456789012:role/reader", "later")
    disk_server.stop()
    # The old key seals nothing that is stored: without it all access keys still open, and its sessions end.
    path.write_text("\n".join(["sallyport key ring 1", after[0], ""]))
    disk_server.start()
    for caller in (root, alice, new):
        caller.iam.list_users()
    with refused(*INVALID_TOKEN):
        session.iam.list_users()
    disk_server.stop()


def test_old_keys_can_be_forgotten_at_once(disk_server, root):
    session = root.user("alice").session()
    disk_server.stop()
    assert rotate(disk_server).status == 0
    result = rotate(disk_server, "--forget-old-keys")
    assert result.output.splitlines()[1] == "Old keys: 0 kept, 2 forgotten."
    assert len(keys(disk_server)) == 1
    disk_server.start()
    root.iam.list_users()
    with refused(*INVALID_TOKEN):
        session.sts.get_caller_identity()
    disk_server.stop()


def test_keys_that_nothing_valid_was_sealed_with_are_pruned(disk_server, root):
    disk_server.stop()
    path = pathlib.Path(disk_server.data_directory) / "keys"
    assert rotate(disk_server).status == 0
    newest, oldest = keys(disk_server)
    number, _, material = newest.split(" ")
    path.write_text("\n".join(["sallyport key ring 1", f"{number} 2026-01-01T00:00:00Z {material}", oldest, ""]))
    result = rotate(disk_server)
    assert result.output.splitlines()[1] == "Old keys: 1 kept, 1 forgotten.", result.errors
    assert [line.split(" ")[0] for line in keys(disk_server)[1:]] == [number]
    disk_server.start()
    root.iam.list_users()
    disk_server.stop()


def test_a_directory_in_use_is_not_touched(disk_server, root):
    before = keys(disk_server)
    result = rotate(disk_server)
    assert result.status == 1
    assert result.errors.splitlines()[0] == (
        f"error: Another server uses the data directory {disk_server.data_directory}.")
    assert keys(disk_server) == before
    root.user("alice")
    disk_server.stop()
    disk_server.start()
    assert [user["UserName"] for user in root.iam.list_users()["Users"]] == ["alice"]
    disk_server.stop()


def test_what_cannot_be_rotated_is_said(disk_server, root, tmp_path):
    disk_server.stop()
    text = (pathlib.Path(disk_server.data_directory) / "keys").read_text()
    result = rotate(disk_server, SALLYPORT_KEYS=text)
    assert (result.status, result.errors.splitlines()[0]) == (
        1, "error: The keys are in SALLYPORT_KEYS, which this command can't change.")
    result = run([binary(), "keys", "rotate", "--data-dir", str(tmp_path / "nowhere")], clean_environment())
    assert (result.status, result.errors.splitlines()[0]) == (1, f"error: {tmp_path}/nowhere has no key file.")
    assert not (tmp_path / "nowhere").exists()
    assert sallyport(disk_server, root.credentials, ["keys", "--help"]).status == 0
