"""GetAccessKeyInfo."""

import pytest

from support.policies import allow, trust
from support.refusals import NO_IDENTITY_POLICY, constraint, invalid, refused


def account_of(caller, access_key_id):
    answer = caller.sts.get_access_key_info(AccessKeyId=access_key_id)
    assert set(answer) == {"Account", "ResponseMetadata"}
    return answer["Account"]


def test_a_users_key_tells_its_account_active_or_not(account):
    alice = account.user("alice")
    key = alice.credentials.access_key_id
    assert account_of(account, key) == "123456789012"
    account.iam.update_access_key(UserName="alice", AccessKeyId=key, Status="Inactive")
    assert account_of(account, key) == "123456789012"


def test_root_keys_given_at_the_start_tell_their_account(account, other_account):
    assert account_of(account, account.credentials.access_key_id) == account.id
    assert account_of(account, other_account.credentials.access_key_id) == other_account.id


def test_a_key_of_another_account_tells_that_account(account, other_account):
    bob = other_account.user("bob")
    assert account_of(account, bob.credentials.access_key_id) == other_account.id


def test_a_temporary_key_tells_its_account(account, other_account):
    assert account_of(account, account.user("alice").session().credentials.access_key_id) == "123456789012"
    role = account.role("shared", trust=trust(other_account.id))
    bob = other_account.user("bob", allow("sts:AssumeRole"))
    assert account_of(other_account, bob.assume(role).credentials.access_key_id) == "123456789012"


def test_a_user_needs_permission(account):
    alice = account.user("alice")
    with refused("AccessDenied", 403) as caught:
        alice.sts.get_access_key_info(AccessKeyId=alice.credentials.access_key_id)
    message = caught.value.response["Error"]["Message"]
    assert message.startswith(f"User: {alice.arn} is not authorized to perform: sts:GetAccessKeyInfo because")
    assert message.endswith(NO_IDENTITY_POLICY.format(action="sts:GetAccessKeyInfo"))
    bob = account.user("bob", allow("sts:GetAccessKeyInfo"))
    assert account_of(bob, alice.credentials.access_key_id) == "123456789012"


@pytest.mark.parametrize(("key", "rule"), [
    ("AKIATOOSHORT", "have length greater than or equal to 16"), ("A" * 129, "have length less than or equal to 128"),
    ("AKIA-NOT-A-WORD!", r"satisfy regular expression pattern: [\w]*")])
def test_keys_have_a_form(account, key, rule):
    with invalid(constraint("accessKeyId", key, rule)):
        account.sts.get_access_key_info(AccessKeyId=key)


def test_an_unknown_key_is_refused(account):
    with pytest.raises(account.sts.exceptions.ClientError) as caught:
        account.sts.get_access_key_info(AccessKeyId="NOTAKEYOFANYBODY")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)
