"""Passwords: login profiles, what the account asks of them, and users who change their own."""

import pathlib

import pytest

from support.callers import Account
from support.policies import allow, deny
from support.refusals import (
    DENIED_BY_IDENTITY_POLICY, conflict, constraint, denied, invalid, missing, refused, taken)

OLD, NEW = "Old-passw0rd", "New-passw0rd"


def violates(message):
    return refused("PasswordPolicyViolation", 400, message)


def no_profile(name):
    return missing(f"Login Profile for User {name} cannot be found.")


@pytest.fixture
def alice(account):
    user = account.user("alice", allow("iam:ChangePassword", "arn:aws:iam::*:user/${aws:username}"))
    account.iam.create_login_profile(UserName="alice", Password=OLD)
    return user


# Login profiles

def test_a_login_profile_is_made_shown_changed_and_deleted(account):
    account.iam.create_user(UserName="alice")
    with no_profile("alice"):
        account.iam.get_login_profile(UserName="alice")
    made = account.iam.create_login_profile(UserName="alice", Password=OLD, PasswordResetRequired=True)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == ("alice", True)
    assert account.iam.get_login_profile(UserName="alice")["LoginProfile"] == made
    account.iam.update_login_profile(UserName="alice", PasswordResetRequired=False)
    assert account.iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is False
    account.iam.update_login_profile(UserName="alice", Password=NEW)
    account.iam.delete_login_profile(UserName="alice")
    for call in (account.iam.get_login_profile, account.iam.delete_login_profile):
        with no_profile("alice"):
            call(UserName="alice")
    with no_profile("alice"):
        account.iam.update_login_profile(UserName="alice", Password=NEW)


def test_what_cannot_be_made(account, alice):
    with taken("Login Profile for user alice already exists."):
        account.iam.create_login_profile(UserName="alice", Password=OLD)
    with missing("The user with name bob cannot be found."):
        account.iam.create_login_profile(UserName="bob", Password=OLD)
    account.iam.create_user(UserName="bob")
    with invalid(constraint("password", None, "not be null")):
        account.iam.create_login_profile(UserName="bob")
    with refused("ValidationError", 400, "1 validation error detected: Value at 'password' failed to satisfy "
                                         "constraint: Member must have length less than or equal to 128"):
        account.iam.create_login_profile(UserName="bob", Password="x" * 129)
    with violates("Password should have a minimum length of 8"):
        account.iam.create_login_profile(UserName="bob", Password="Abc-123")


def test_a_user_is_deleted_after_the_password(account):
    account.iam.create_user(UserName="alice")
    account.iam.create_login_profile(UserName="alice", Password=OLD)
    with conflict("Cannot delete entity, must delete login profile first."):
        account.iam.delete_user(UserName="alice")
    account.iam.delete_login_profile(UserName="alice")
    account.iam.delete_user(UserName="alice")


def test_the_root_user_has_a_password_too(account):
    with no_profile(account.id):
        account.iam.get_login_profile()
    made = account.iam.create_login_profile(Password=OLD)["LoginProfile"]
    assert made["UserName"] == account.id
    assert account.iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 1
    account.iam.update_login_profile(UserName=account.id, Password=NEW)
    account.iam.delete_login_profile()
    assert account.iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0


# ChangePassword

def test_a_user_changes_the_own_password(account, alice):
    with refused("AccessDenied", 403, "The old password was incorrect."):
        alice.iam.change_password(OldPassword=NEW, NewPassword=NEW)
    with violates("Password should have a minimum length of 8"):
        alice.iam.change_password(OldPassword=OLD, NewPassword="short")
    account.iam.update_login_profile(UserName="alice", PasswordResetRequired=True)
    alice.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    assert account.iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is False
    with refused("AccessDenied", 403, "The old password was incorrect."):
        alice.iam.change_password(OldPassword=OLD, NewPassword="Next-passw0rd")


def test_the_password_policy_may_allow_what_no_policy_does(account):
    bob = account.user("bob")
    account.iam.create_login_profile(UserName="bob", Password=OLD)
    with denied(bob, "iam:ChangePassword", "user bob"):
        bob.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    account.iam.update_account_password_policy(AllowUsersToChangePassword=True)
    bob.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    eve = account.user("eve", deny("iam:ChangePassword"))
    account.iam.create_login_profile(UserName="eve", Password=OLD)
    with denied(eve, "iam:ChangePassword", "user eve", DENIED_BY_IDENTITY_POLICY):
        eve.iam.change_password(OldPassword=OLD, NewPassword=NEW)


def test_only_users_with_a_password_change_it(account):
    with refused("InvalidUserType", 400):
        account.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    bob = account.user("bob", allow("iam:ChangePassword"))
    with no_profile("bob"):
        bob.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    with invalid(constraint("oldPassword", None, "not be null"), constraint("newPassword", None, "not be null")):
        bob.iam.change_password()


# The account's policy

def test_a_new_account_has_no_policy(account):
    with missing(f"The Password Policy with domain name {account.id} cannot be found."):
        account.iam.get_account_password_policy()
    with missing("The account policy with name PasswordPolicy cannot be found."):
        account.iam.delete_account_password_policy()


def test_what_is_left_out_goes_back_to_awss_value(account):
    account.iam.update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True, AllowUsersToChangePassword=True, MaxPasswordAge=90,
        PasswordReusePrevention=24, HardExpiry=False)
    assert account.iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 14, "RequireSymbols": True, "RequireNumbers": True,
        "RequireUppercaseCharacters": True, "RequireLowercaseCharacters": True, "AllowUsersToChangePassword": True,
        "ExpirePasswords": True, "MaxPasswordAge": 90, "PasswordReusePrevention": 24, "HardExpiry": False}
    account.iam.update_account_password_policy(RequireNumbers=True)
    assert account.iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 6, "RequireSymbols": False, "RequireNumbers": True,
        "RequireUppercaseCharacters": False, "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False, "ExpirePasswords": False}
    account.iam.delete_account_password_policy()
    with missing(f"The Password Policy with domain name {account.id} cannot be found."):
        account.iam.get_account_password_policy()


def test_the_policy_binds_new_passwords_only(account, alice):
    account.iam.update_account_password_policy(MinimumPasswordLength=20)
    with violates("Password should have a minimum length of 20"):
        account.iam.update_login_profile(UserName="alice", Password=NEW)
    account.iam.update_login_profile(UserName="alice", PasswordResetRequired=True)
    alice.iam.change_password(OldPassword=OLD, NewPassword="x" * 20)


def test_old_passwords_are_remembered(account, alice):
    account.iam.update_account_password_policy(PasswordReusePrevention=1)
    with violates("Policy constraint violation with password reuse prevention during password change."):
        alice.iam.change_password(OldPassword=OLD, NewPassword=OLD)
    alice.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    alice.iam.change_password(OldPassword=NEW, NewPassword=OLD)


# Secrecy

def test_passwords_survive_a_restart_and_stand_nowhere(disk_server):
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    alice = account.user("alice", allow("iam:ChangePassword"))
    account.iam.create_login_profile(UserName="alice", Password=OLD)
    account.iam.update_account_password_policy(PasswordReusePrevention=5)
    disk_server.stop()
    disk_server.start()
    alice.iam.change_password(OldPassword=OLD, NewPassword=NEW)
    with violates("Policy constraint violation with password reuse prevention during password change."):
        alice.iam.change_password(OldPassword=NEW, NewPassword=OLD)
    disk_server.stop()
    for path in [*filter(pathlib.Path.is_file, disk_server.data_directory.rglob("*")), disk_server.log_path]:
        content = path.read_bytes()
        assert OLD.encode() not in content and NEW.encode() not in content, path
