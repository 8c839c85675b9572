"""Principals in trust policies stand for entities, not for names."""

import json

from support.policies import TRUST_EC2, allow, trust
from support.refusals import malformed, may_not_assume


def principal(iam, role):
    """The AWS principal of a role's trust policy, as it reads now."""
    [statement] = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    return statement["Principal"]["AWS"]


def test_a_principal_that_exists_reads_as_its_arn(account):
    alice = account.user("alice", Path="/staff/")
    account.role("reader", trust=trust(alice.arn))
    assert principal(account.iam, "reader") == "arn:aws:iam::123456789012:user/staff/alice"


def test_a_renamed_principal_reads_as_its_new_arn_and_is_still_trusted(account):
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.arn))
    account.iam.update_user(UserName="alice", NewUserName="alina", NewPath="/staff/")
    assert principal(account.iam, "reader") == "arn:aws:iam::123456789012:user/staff/alina"
    alice.assume(role)


def test_a_deleted_user_reads_as_its_id(account):
    alice = account.iam.create_user(UserName="alice")["User"]
    account.role("reader", trust=trust(alice["Arn"]))
    account.iam.delete_user(UserName="alice")
    assert principal(account.iam, "reader") == alice["UserId"]


def test_a_deleted_role_reads_as_its_id(account):
    first = account.role("first")
    account.role("second", trust=trust(first.arn))
    account.iam.delete_role(RoleName="first")
    assert principal(account.iam, "second") == first.id


def test_a_recreated_user_is_not_trusted_until_the_policy_is_saved_again(account):
    first = account.iam.create_user(UserName="alice")["User"]
    role = account.role("reader", trust=trust(first["Arn"]))
    account.iam.delete_user(UserName="alice")
    alice = account.user("alice", allow("sts:AssumeRole"))
    assert alice.arn == first["Arn"]
    assert principal(account.iam, "reader") == first["UserId"]
    with may_not_assume(alice, role.arn):
        alice.assume(role)
    account.iam.update_assume_role_policy(RoleName="reader", PolicyDocument=trust(alice.arn))
    assert principal(account.iam, "reader") == alice.arn
    alice.assume(role)


def test_sessions_of_a_recreated_role_are_not_trusted(account):
    alice = account.user("alice")
    first = account.role("first", trust=trust(alice.arn))
    second = account.role("second", trust=trust(first.arn))
    alice.assume(first).assume(second)
    account.iam.delete_role(RoleName="first")
    again = account.role("first", allow("sts:AssumeRole"), trust=trust(alice.arn))
    assert again.arn == first.arn
    session = alice.assume(again)
    with may_not_assume(session, second.arn):
        session.assume(second)


def test_the_id_of_an_entity_may_be_written_instead_of_its_arn(account):
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.id))
    assert principal(account.iam, "reader") == alice.arn
    alice.assume(role)


def test_the_id_of_a_deleted_entity_cannot_be_saved(account):
    alice = account.iam.create_user(UserName="alice")["User"]
    account.role("reader", trust=trust(alice["Arn"]))
    account.iam.delete_user(UserName="alice")
    with malformed(f'Invalid principal in policy: "AWS":"{alice["UserId"]}"'):
        account.iam.update_assume_role_policy(RoleName="reader", PolicyDocument=trust(alice["UserId"]))


def test_one_unknown_principal_among_known_ones_is_named(account):
    alice = account.user("alice")
    unknown = account.name_of("user", "nobody")
    with malformed(f'Invalid principal in policy: "AWS":"{unknown}"'):
        account.role("reader", trust=trust([alice.arn, unknown]))


def test_a_principal_of_another_account_must_exist_too(account, other_account):
    bob = other_account.user("bob", allow("sts:AssumeRole"))
    role = account.role("reader", trust=trust(bob.arn))
    bob.assume(role)
    unknown = other_account.name_of("user", "nobody")
    with malformed(f'Invalid principal in policy: "AWS":"{unknown}"'):
        account.role("other", trust=trust(unknown))


def test_the_name_of_a_principal_is_case_sensitive(account):
    account.user("alice")
    arn = account.name_of("user", "Alice")
    with malformed(f'Invalid principal in policy: "AWS":"{arn}"'):
        account.role("reader", trust=trust(arn))


def test_accounts_services_and_everyone_read_as_they_were_written(account):
    account.role("server")
    role = account.iam.get_role(RoleName="server")["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST_EC2)
    account.role("shared", trust=trust("arn:aws:iam::999999999999:root"))
    assert principal(account.iam, "shared") == "arn:aws:iam::999999999999:root"
    account.role("open", trust=trust({"AWS": "*"}))
    assert principal(account.iam, "open") == "*"


def test_conditions_on_the_principals_arn_survive_its_recreation(account):
    account.user("alice", allow("sts:AssumeRole"))
    role = account.role("reader", trust=trust(
        account.id, Condition={"ArnEquals": {"aws:PrincipalArn": account.name_of("user", "alice")}}))
    account.iam.delete_user_policy(UserName="alice", PolicyName="granted")
    [key] = account.iam.list_access_keys(UserName="alice")["AccessKeyMetadata"]
    account.iam.delete_access_key(UserName="alice", AccessKeyId=key["AccessKeyId"])
    account.iam.delete_user(UserName="alice")
    account.user("alice", allow("sts:AssumeRole")).assume(role)
