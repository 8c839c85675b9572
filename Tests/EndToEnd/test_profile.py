"""`sallyport profile`: a profile for the AWS CLI, beside what is in its files already."""

import configparser
import stat

import pytest

from support.command_line import aws_program, environment, run
from support.server import binary


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def variables(account, home, **more):
    """The environment that the server's greeting asks for, with a home of its own and the usual places of files."""
    found = environment(account.server, account.credentials, "eu-west-1")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        del found[name]
    return {**found, "HOME": str(home), **more}


def profile(account, home, *arguments, **more):
    return run([binary(), "profile", *arguments], variables(account, home, **more))


def read(path):
    parser = configparser.ConfigParser()
    parser.read(path)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_a_profile_is_written_where_the_aws_cli_looks_and_works(account, home):
    result = profile(account, home)
    assert (result.status, result.output) == (0, "Use it with: aws --profile sallyport sts get-caller-identity\n")
    credentials, config = home / ".aws" / "credentials", home / ".aws" / "config"
    assert read(credentials) == {"sallyport": {
        "aws_access_key_id": account.credentials.access_key_id,
        "aws_secret_access_key": account.credentials.secret_access_key}}
    assert read(config) == {"profile sallyport": {"endpoint_url": account.server.url, "region": "eu-west-1"}}
    for path in (credentials, config):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not stat.S_IMODE(credentials.parent.stat().st_mode) & 0o077
    nothing_else = {"HOME": str(home), "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"}
    found = run([aws_program(), "--profile", "sallyport", "sts", "get-caller-identity"], nothing_else)
    assert found.json["Arn"] == account.arn


def test_what_is_in_the_files_stays_byte_for_byte(account, home):
    (home / ".aws").mkdir()
    credentials, config = home / ".aws" / "credentials", home / ".aws" / "config"
    kept = "# mine, do not touch\n[default]\naws_access_key_id = AKIAX\naws_secret_access_key = a=b # c\n"
    settings = "[profile work]\nregion=us-west-2\n\n; the end"
    credentials.write_text(kept)
    credentials.chmod(0o640)
    config.write_text(settings)
    assert profile(account, home, "--name", "trial").status == 0
    assert credentials.read_text().startswith(kept)
    assert config.read_text().startswith(settings + "\n")
    assert set(read(credentials)) == {"default", "trial"}
    assert set(read(config)) == {"profile work", "profile trial"}
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o640, "the mode is its owner's choice"
    assert sorted(path.name for path in (home / ".aws").iterdir()) == ["config", "credentials"]


def test_a_profile_that_is_there_is_not_touched(account, home):
    assert profile(account, home).status == 0
    before = {path.name: path.read_bytes() for path in (home / ".aws").iterdir()}
    again = profile(account, home)
    assert again.status == 1
    assert again.errors.splitlines() == [
        f"error: {home}/.aws/credentials has a section [sallyport] already.", "hint: Choose another --name."]
    (home / ".aws" / "config").write_text("[profile other]\n")
    assert profile(account, home, "--name", "other").status == 1
    assert (home / ".aws" / "credentials").read_bytes() == before["credentials"], "neither file, where one is taken"


def test_the_default_profile_sessions_and_other_places(account, home, tmp_path):
    session = account.session()
    places = {"AWS_CONFIG_FILE": str(tmp_path / "a" / "c"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "b" / "k")}
    result = profile(account, home, "--name", "default", **places, **session.credentials.environment())
    assert result.status == 0
    assert read(tmp_path / "a" / "c") == {"default": {"endpoint_url": account.server.url, "region": "eu-west-1"}}
    assert read(tmp_path / "b" / "k")["default"]["aws_session_token"] == session.credentials.session_token
    assert not (home / ".aws").exists()


def test_files_that_cannot_be_written_or_decoded_keep_their_bytes(account, home):
    (home / ".aws").write_text("not a directory")
    result = profile(account, home)
    assert result.status == 1
    assert result.errors.startswith("error: ")
    assert (home / ".aws").read_text() == "not a directory"
    (home / ".aws").unlink()
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_bytes(b"[default]\nname = caf\xe9\n")
    assert profile(account, home).status == 0
    assert (home / ".aws" / "credentials").read_bytes().startswith(b"[default]\nname = caf\xe9\n\n[sallyport]\n")


def test_without_a_key_and_with_an_impossible_name_nothing_is_written(account, home):
    found = variables(account, home)
    del found["AWS_SECRET_ACCESS_KEY"]
    result = run([binary(), "profile"], found)
    assert (result.status, result.errors.splitlines()[0]) == (1, "error: An access key is needed.")
    for name in ("", "a]b", "a\nb", "[x"):
        assert profile(account, home, "--name", name).status == 1, name
    assert not (home / ".aws").exists()
