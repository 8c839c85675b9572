"""`sallyport lint`: policies checked from files and the standard input, without a server."""

import json
import subprocess

import pytest

from support.server import binary, clean_environment

BAD = '{"Version": "2012-10-17", "Statement": [\n {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}\n'
GOOD = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}]}'


def lint(*arguments, text=""):
    """Runs the command, with a text as its standard input."""
    return subprocess.run(
        [binary(), "lint", *arguments], input=text, env=clean_environment(), capture_output=True, text=True,
        timeout=60, check=False)


@pytest.fixture
def files(tmp_path):
    """A faulty policy and a clean one."""
    (tmp_path / "bad.json").write_text(BAD)
    (tmp_path / "good.json").write_text(GOOD)
    return str(tmp_path / "bad.json"), str(tmp_path / "good.json")


def test_a_fault_is_shown_with_its_line_and_the_command_fails(files):
    bad, good = files
    done = lint(bad, good)
    assert done.returncode == 1
    assert f'{bad}:2:32: error INVALID_ACTION: No action of s3 is "GetObjct".' in done.stdout
    assert ' 2 |  {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}' in done.stdout
    assert "   |                                ^~~~~~~~~~~~~" in done.stdout
    assert 'Did you mean "s3:GetObject"?' in done.stdout
    assert f"{good}: nothing found" in done.stdout
    assert "\x1b[" not in done.stdout
    assert done.stderr == ""


def test_a_clean_policy_on_the_standard_input_succeeds():
    done = lint("-", text=GOOD)
    assert (done.returncode, done.stdout) == (0, "standard input: nothing found\n")


def test_json_has_the_members_of_validate_policy(files):
    [report] = json.loads(lint("--json", files[0]).stdout)
    assert report["file"] == files[0]
    [finding] = report["findings"]
    assert finding["findingType"] == "ERROR"
    assert finding["issueCode"] == "INVALID_ACTION"
    assert finding["learnMoreLink"].endswith("#access-analyzer-reference-policy-checks-error-invalid-action")
    [location] = finding["locations"]
    assert location["path"] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}]
    start, end, line = BAD.index('"s3:GetObjct"'), BAD.index(', "Resource"'), BAD.index("\n") + 1
    assert location["span"] == {
        "start": {"line": 2, "column": start - line, "offset": start},
        "end": {"line": 2, "column": end - line, "offset": end}}


def test_the_gravity_that_fails_can_be_chosen(files):
    warned = GOOD.replace('"Version": "2012-10-17", ', "")
    assert lint("-", text=warned).returncode == 0
    assert lint("--fail-on", "warning", "-", text=warned).returncode == 1
    assert lint("--fail-on", "security-warning", "-", text=warned).returncode == 0
    assert lint("--fail-on", "never", files[0]).returncode == 0


def test_the_kind_of_policy_can_be_named():
    trust = ('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, '
             '"Action": "sts:AssumeRole"}]}')
    assert lint("-", text=trust).returncode == 0
    for kind, code in [("identity", "UNSUPPORTED_PRINCIPAL"), ("scp", "SCP_SYNTAX_ERROR_PRINCIPAL"),
                       ("rcp", "RCP_SYNTAX_ERROR_PRINCIPAL"), ("resource", "MISSING_RESOURCE"),
                       ("s3-bucket", "UNSUPPORTED_ACTION_IN_POLICY")]:
        done = lint("--type", kind, "-", text=trust)
        assert done.returncode == 1
        assert f"error {code}:" in done.stdout, kind


def test_what_cannot_be_read_or_understood_is_said(tmp_path):
    done = lint(str(tmp_path / "none.json"))
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "none.json can't be read" in done.stderr
    assert lint("--type", "nonsense", "-", text=GOOD).returncode == 64
    done = lint("-", text="{")
    assert done.returncode == 1
    assert "standard input:1:2: error JSON_SYNTAX_ERROR:" in done.stdout
