"""The credential report: a CSV of the root user and all users, as AWS lays it out."""

import csv
import datetime
import io
import re

from support.callers import Account
from support.patience import eventually
from support.policies import allow
from support.refusals import denied, refused

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated").split(",")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
NO_KEY = ["false", "N/A", "N/A", "N/A", "N/A"]


def report(iam):
    """The report's rows by user, each as a dictionary."""
    iam.generate_credential_report()
    answer = iam.get_credential_report()
    assert answer["ReportFormat"] == "text/csv"
    lines = list(csv.reader(io.StringIO(answer["Content"].decode())))
    assert lines[0] == COLUMNS
    assert all(len(line) == 22 for line in lines)
    return {line[0]: dict(zip(COLUMNS, line, strict=True)) for line in lines[1:]}


def cells(row, prefix):
    return [value for name, value in row.items() if name.startswith(prefix)]


def test_a_report_is_started_and_then_complete(iam):
    started = iam.generate_credential_report()
    assert started["State"] == "STARTED" and started["Description"]
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    age = datetime.datetime.now(datetime.UTC) - iam.get_credential_report()["GeneratedTime"]
    assert abs(age.total_seconds()) < 60


def test_without_a_report_there_is_none_to_get(iam, other_account):
    with refused("ReportNotPresent", 410):
        iam.get_credential_report()
    other_account.iam.generate_credential_report()
    with refused("ReportNotPresent", 410):
        iam.get_credential_report()


def test_the_root_user_stands_first(account):
    account.user("alice")
    rows = report(account.iam)
    assert list(rows) == ["<root_account>", "alice"]
    root = rows["<root_account>"]
    assert root["arn"] == "arn:aws:iam::123456789012:root"
    assert TIME.fullmatch(root["user_creation_time"])
    assert (root["password_enabled"], root["password_last_changed"], root["password_next_rotation"]) == (
        "not_supported",) * 3
    assert root["password_last_used"] in ("no_information", "N/A")
    assert (root["mfa_active"], root["access_key_1_active"]) == ("false", "true")
    assert root["access_key_1_last_used_service"] == "iam"
    assert cells(root, "access_key_2") == NO_KEY


def test_a_user_s_keys_are_told_with_age_and_last_use(account):
    alice = account.user("alice", allow("*"), Path="/staff/")
    second = account.iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    account.iam.update_access_key(UserName="alice", AccessKeyId=second, Status="Inactive")
    alice.within("eu-central-1").iam.list_users()
    eventually(lambda: account.iam.get_access_key_last_used(AccessKeyId=alice.credentials.access_key_id),
               lambda found: "LastUsedDate" in found["AccessKeyLastUsed"])
    row = report(account.iam)["alice"]
    assert row["arn"] == "arn:aws:iam::123456789012:user/staff/alice"
    active, rotated, used, region, service = cells(row, "access_key_1")
    assert (active, region, service) == ("true", "eu-central-1", "iam")
    assert TIME.fullmatch(rotated) and TIME.fullmatch(used)
    active, rotated, *never = cells(row, "access_key_2")
    assert active == "false" and TIME.fullmatch(rotated) and never == ["N/A"] * 3


def test_a_user_who_has_nothing_is_told_so(iam):
    iam.create_user(UserName="a,b=c")
    row = report(iam)["a,b=c"]
    assert row["password_enabled"] == "false"
    assert cells(row, "password_")[1:] == ["N/A"] * 3
    assert row["mfa_active"] == "false"
    assert cells(row, "access_key_1") == cells(row, "access_key_2") == NO_KEY
    assert cells(row, "cert_") == ["false", "N/A", "false", "N/A"]


def test_a_report_stands_still_for_four_hours(iam):
    iam.generate_credential_report()
    first = iam.get_credential_report()
    iam.create_user(UserName="late")
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    again = iam.get_credential_report()
    assert (again["Content"], again["GeneratedTime"]) == (first["Content"], first["GeneratedTime"])


def test_a_report_outlives_the_server(disk_server):
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    account.iam.generate_credential_report()
    content = account.iam.get_credential_report()["Content"]
    disk_server.kill()
    disk_server.start()
    assert account.iam.get_credential_report()["Content"] == content


def test_reports_are_for_those_who_may(account):
    alice = account.user("alice")
    with denied(alice, "iam:GenerateCredentialReport", "*"):
        alice.iam.generate_credential_report()
    with denied(alice, "iam:GetCredentialReport", "*"):
        alice.iam.get_credential_report()
