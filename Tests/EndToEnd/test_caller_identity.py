"""GetCallerIdentity for every kind of principal."""

from support.policies import deny, policy, trust


def test_root_is_the_accounts_root(account):
    assert account.identity == {
        "UserId": "123456789012", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:root"}


def test_a_user_is_told_by_its_id_and_path(account):
    alice = account.user("alice", Path="/staff/tools/")
    assert alice.identity == {
        "UserId": alice.id, "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/staff/tools/alice"}


def test_a_session_of_a_user_is_the_user(account):
    alice = account.user("alice")
    session = alice.session()
    assert session.credentials.access_key_id.startswith("ASIA")
    assert session.identity == alice.identity


def test_a_session_of_root_is_root(account):
    assert account.session().identity == account.identity


def test_a_role_session_is_told_by_role_and_session_name_without_path(account):
    alice = account.user("alice")
    role = account.role("reader", trust=trust(alice.arn), Path="/app/blue/")
    assert alice.assume(role, "monday@work").identity == {
        "UserId": f"{role.id}:monday@work", "Account": "123456789012",
        "Arn": "arn:aws:sts::123456789012:assumed-role/reader/monday@work"}


def test_a_role_session_made_by_a_role_session_is_the_last_role(account):
    alice = account.user("alice")
    first = account.role("first", trust=trust(alice.arn))
    second = account.role("second", trust=trust(first.arn))
    session = alice.assume(first).assume(second, "hop")
    assert session.identity["Arn"] == second.session_arn("hop")


def test_a_role_session_from_another_account_belongs_to_the_roles_account(account, other_account):
    role = account.role("reader", trust=trust(other_account.id))
    bob = other_account.user("bob", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role.arn})
    assert bob.identity["Account"] == other_account.id
    session = bob.assume(role)
    assert session.identity["Account"] == "123456789012"


def test_nobody_can_be_denied_to_know_who_they_are(account):
    alice = account.user("alice", document=policy(deny("*")))
    assert alice.sts.get_caller_identity()["Arn"] == alice.arn
    bob = account.user("bob")
    role = account.role("reader", deny("sts:GetCallerIdentity"), trust=trust(bob.arn))
    session = bob.assume(role, Policy=policy(deny("*")))
    assert session.sts.get_caller_identity()["Arn"] == role.session_arn()


def test_a_moved_user_is_told_by_its_new_path(account):
    alice = account.user("alice")
    account.iam.update_user(UserName="alice", NewPath="/moved/", NewUserName="alina")
    assert alice.sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/moved/alina"


def test_every_region_answers(account):
    for region in ("us-east-1", "eu-central-1", "ap-southeast-4"):
        assert account.within(region).identity["Arn"] == "arn:aws:iam::123456789012:root"
