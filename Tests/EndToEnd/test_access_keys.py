"""Access keys of users and of root."""

import base64
import re

from support.callers import Caller
from support.credentials import Credentials
from support.patience import eventually
from support.policies import allow
from support.refusals import INVALID_TOKEN, SIGNATURE_MISMATCH, missing, over_quota, refused


def account_in(access_key_id) -> str:
    """The account id that AWS hides in an access key id."""
    first = int.from_bytes(base64.b32decode(access_key_id[4:])[:6])
    return f"{(first & 0x7FFFFFFFFF80) >> 7:012d}"


def test_a_new_key_is_shown_with_its_secret_once(iam):
    iam.create_user(UserName="alice")
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    assert set(key) == {"UserName", "AccessKeyId", "Status", "SecretAccessKey", "CreateDate"}
    assert (key["UserName"], key["Status"]) == ("alice", "Active")
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key["AccessKeyId"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", key["SecretAccessKey"])

    answer = iam.list_access_keys(UserName="alice")
    [listed] = answer["AccessKeyMetadata"]
    assert listed == {name: key[name] for name in ("UserName", "AccessKeyId", "Status", "CreateDate")}
    assert answer["IsTruncated"] is False


def test_a_key_tells_its_account(iam):
    iam.create_user(UserName="alice")
    assert account_in(iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]) == "123456789012"


def test_a_user_has_two_keys_at_most(iam):
    iam.create_user(UserName="alice")
    first = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    second = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    with over_quota("Cannot exceed quota for AccessKeysPerUser: 2"):
        iam.create_access_key(UserName="alice")
    listed = {key["AccessKeyId"] for key in iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]}
    assert listed == {first, second}
    iam.delete_access_key(UserName="alice", AccessKeyId=first)
    iam.create_access_key(UserName="alice")


def test_an_inactive_key_is_refused_until_it_is_active_again(account):
    alice = account.user("alice")
    key = alice.credentials.access_key_id
    account.iam.update_access_key(UserName="alice", AccessKeyId=key, Status="Inactive")
    with refused(*INVALID_TOKEN):
        alice.sts.get_caller_identity()
    [listed] = account.iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]
    assert listed["Status"] == "Inactive"
    account.iam.update_access_key(UserName="alice", AccessKeyId=key, Status="Active")
    alice.sts.get_caller_identity()


def test_a_deleted_key_is_unknown_while_the_other_works(account):
    alice = account.user("alice")
    spare = alice.with_credentials(account.iam.create_access_key(UserName="alice"))
    account.iam.delete_access_key(UserName="alice", AccessKeyId=alice.credentials.access_key_id)
    with refused(*INVALID_TOKEN):
        alice.sts.get_caller_identity()
    assert spare.sts.get_caller_identity()["Arn"] == alice.arn


def test_a_wrong_secret_is_not_the_keys(account):
    alice = account.user("alice")
    forged = Credentials(alice.credentials.access_key_id, alice.credentials.secret_access_key[::-1])
    with refused(*SIGNATURE_MISMATCH):
        Caller(account.server, forged).sts.get_caller_identity()


def test_a_key_that_is_not_there_cannot_be_changed(iam):
    iam.create_user(UserName="alice")
    message = "The Access Key with id AKIAXXXXXXXXXXXXXXXX cannot be found."
    with missing(message):
        iam.delete_access_key(UserName="alice", AccessKeyId="AKIAXXXXXXXXXXXXXXXX")
    with missing(message):
        iam.update_access_key(UserName="alice", AccessKeyId="AKIAXXXXXXXXXXXXXXXX", Status="Inactive")


def test_a_key_belongs_to_its_user_only(account):
    alice = account.user("alice")
    account.user("bob")
    key = alice.credentials.access_key_id
    with missing(f"The Access Key with id {key} cannot be found."):
        account.iam.delete_access_key(UserName="bob", AccessKeyId=key)
    alice.sts.get_caller_identity()


def test_without_a_user_name_keys_are_the_callers_own(account):
    alice = account.user("alice", allow("iam:*AccessKey*", account.name_of("user", "alice")))
    made = alice.iam.create_access_key()["AccessKey"]
    assert made["UserName"] == "alice"
    assert {key["AccessKeyId"] for key in alice.iam.list_access_keys()["AccessKeyMetadata"]} == {
        alice.credentials.access_key_id, made["AccessKeyId"]}
    alice.iam.update_access_key(AccessKeyId=made["AccessKeyId"], Status="Inactive")
    alice.iam.delete_access_key(AccessKeyId=made["AccessKeyId"])
    assert len(alice.iam.list_access_keys()["AccessKeyMetadata"]) == 1


def test_root_manages_its_own_keys_without_a_user_name(account):
    before = account.iam.list_access_keys()["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in before] == [account.credentials.access_key_id]
    made = account.with_credentials(account.iam.create_access_key())
    assert made.sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:root"
    account.iam.delete_access_key(AccessKeyId=made.credentials.access_key_id)
    with refused(*INVALID_TOKEN):
        made.sts.get_caller_identity()


def test_a_key_that_was_never_used_says_so(iam):
    iam.create_user(UserName="alice")
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    answer = iam.get_access_key_last_used(AccessKeyId=key)
    assert answer["UserName"] == "alice"
    assert answer["AccessKeyLastUsed"] == {"Region": "N/A", "ServiceName": "N/A"}


def test_the_last_use_of_a_key_is_known(account):
    alice = account.user("alice").within("eu-west-1")
    alice.sts.get_caller_identity()
    key = alice.credentials.access_key_id
    used = eventually(
        lambda: account.iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"],
        lambda found: "LastUsedDate" in found)
    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-west-1")
    assert "LastUsedDate" in used
