"""Bucket policies: taken, shown, refused, and what they let whom do. Objects come in `test_s3_authorization.py`."""



import pytest

from support.buckets import anonymous, client, denial, get_policy, grants, put_policy, refused
from support.policies import allow, deny, policy
from support.refusals import DENIED_BY_IDENTITY_POLICY, NO_IDENTITY_POLICY

BUCKET = "policy-bucket"
ARN = f"arn:aws:s3:::{BUCKET}"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


def may_list(caller):
    client(caller).list_objects_v2(Bucket=BUCKET)


def may_locate(caller):
    client(caller).get_bucket_location(Bucket=BUCKET)


def test_a_policy_is_put_shown_and_deleted(s3, account):
    bob = account.user("bob")
    text = policy(grants(bob.arn, "s3:ListBucket", ARN, Sid="one"))
    assert s3.put_bucket_policy(Bucket=BUCKET, Policy=text)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert s3.get_bucket_policy(Bucket=BUCKET)["Policy"] == text
    assert s3.get_bucket_policy_status(Bucket=BUCKET)["PolicyStatus"]["IsPublic"] is False
    s3.delete_bucket_policy(Bucket=BUCKET)
    s3.delete_bucket_policy(Bucket=BUCKET)
    with refused("NoSuchBucketPolicy", 404, "The bucket policy does not exist"):
        s3.get_bucket_policy(Bucket=BUCKET)


def test_principals_that_are_gone_are_shown_by_their_ids(s3, account):
    bob = account.user("bob")
    put_policy(s3, BUCKET, grants([bob.arn, account.id], "s3:ListBucket", ARN))
    shown = get_policy(s3, BUCKET)["Statement"][0]["Principal"]["AWS"]
    assert shown == [bob.arn, f"arn:aws:iam::{account.id}:root"]
    iam = account.iam
    iam.delete_access_key(UserName="bob", AccessKeyId=bob.credentials.access_key_id)
    iam.delete_user(UserName="bob")
    assert get_policy(s3, BUCKET)["Statement"][0]["Principal"]["AWS"][0] == bob.id
    again = account.user("bob")
    with refused("AccessDenied", 403):
        may_locate(again)


@pytest.mark.parametrize("body, message", [
    ("no", "Policies must be valid JSON and the first byte must be '{'"),
    ("{", "This policy contains invalid Json"),
    ('{"Version":"2012-10-17"}', "Missing required field Statement"),
    (policy(grants("*", "s3:GetObject", "arn:aws:s3:::other/*")), "Policy has invalid resource"),
    (policy(grants("*", "s3:Nothing", ARN)), "Policy has invalid action"),
    (policy(grants("*", "s3:GetObject", ARN)), "Action does not apply to any resource(s) in statement"),
    (policy(grants("arn:aws:iam::123456789012:user/nobody", "s3:ListBucket", ARN)), "Invalid principal in policy"),
    (policy(allow("s3:ListBucket", ARN)), "Missing required field Principal"),
])
def test_what_is_no_policy_is_refused_in_s3s_words(s3, body, message):
    with refused("MalformedPolicy", 400, message):
        s3.put_bucket_policy(Bucket=BUCKET, Policy=body)


def test_block_public_access_refuses_public_policies_and_restricts_those_there_are(server, s3, account, other_account):
    public = grants("*", "s3:GetBucketLocation", ARN)
    with refused("AccessDenied", 403, (
            f'User: arn:aws:iam::{account.id}:root is not authorized to perform: s3:PutBucketPolicy on resource: '
            f'"{ARN}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public '
            "Access.")):
        put_policy(s3, BUCKET, public)
    s3.delete_public_access_block(Bucket=BUCKET)
    put_policy(s3, BUCKET, public, grants(other_account.id, "s3:GetBucketVersioning", ARN))
    assert s3.get_bucket_policy_status(Bucket=BUCKET)["PolicyStatus"]["IsPublic"] is True
    assert anonymous(server, "GET", f"/{BUCKET}?location")[0] == 200
    client(other_account).get_bucket_versioning(Bucket=BUCKET)
    block = {"RestrictPublicBuckets": True}
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=block)
    status, _, body = anonymous(server, "GET", f"/{BUCKET}?location")
    assert status == 403 and b"<Code>AccessDenied</Code><Message>Access Denied</Message>" in body
    with refused("AccessDenied", 403, "Access Denied"):
        client(other_account).get_bucket_versioning(Bucket=BUCKET)
    may_locate(account.user("bob"))
    # What the account says counts beside what the bucket says.
    s3.delete_public_access_block(Bucket=BUCKET)
    assert anonymous(server, "GET", f"/{BUCKET}?location")[0] == 200
    client(account, "s3control").put_public_access_block(
        AccountId=account.id, PublicAccessBlockConfiguration=block)
    assert anonymous(server, "GET", f"/{BUCKET}?location")[0] == 403


def test_a_denial_says_why_in_s3s_words(s3, account):
    bob = account.user("bob")
    reason = NO_IDENTITY_POLICY.format(action="s3:GetBucketLocation")
    with refused("AccessDenied", 403, denial(bob, "GetBucketLocation", BUCKET, reason)):
        may_locate(bob)
    carol = account.user("carol", allow("*"), deny("s3:GetBucketLocation"))
    with refused("AccessDenied", 403, denial(carol, "GetBucketLocation", BUCKET, DENIED_BY_IDENTITY_POLICY)):
        may_locate(carol)
    put_policy(s3, BUCKET, grants("*", "s3:GetBucketLocation", ARN, "Deny"))
    dave = account.user("dave", allow("s3:*"))
    with refused("AccessDenied", 403, denial(
            dave, "GetBucketLocation", BUCKET, "with an explicit deny in a resource-based policy")):
        may_locate(dave)


def test_strangers_are_told_nothing(server, s3, other_account):
    with refused("AccessDenied", 403, "Access Denied"):
        may_locate(other_account)
    assert b"<Message>Access Denied</Message>" in anonymous(server, "GET", f"/{BUCKET}?location")[2]
    with refused("NoSuchBucket", 404):
        client(other_account).get_bucket_location(Bucket="no-such-bucket")


@pytest.mark.parametrize("iam_allows", [True, False])
@pytest.mark.parametrize("bucket_names", ["nobody", "account", "user", "everyone", "deny"])
def test_identity_and_bucket_policy_within_an_account(s3, account, iam_allows, bucket_names):
    bob = account.user("bob", *([allow("s3:GetBucketLocation", ARN)] if iam_allows else []))
    s3.delete_public_access_block(Bucket=BUCKET)
    principal = {"account": account.id, "user": bob.arn, "everyone": "*", "deny": bob.arn}.get(bucket_names)
    if principal:
        put_policy(s3, BUCKET, grants(
            principal, "s3:GetBucketLocation", ARN, "Deny" if bucket_names == "deny" else "Allow"))
    allowed = bucket_names in ("user", "everyone") or iam_allows and bucket_names != "deny"
    if allowed:
        may_locate(bob)
    else:
        with refused("AccessDenied", 403):
            may_locate(bob)


@pytest.mark.parametrize("iam_allows", [True, False])
@pytest.mark.parametrize("bucket_names", ["nobody", "account", "user", "everyone"])
def test_identity_and_bucket_policy_across_accounts(s3, account, other_account, iam_allows, bucket_names):
    eve = other_account.user("eve", *([allow("s3:GetBucketLocation", ARN)] if iam_allows else []))
    s3.delete_public_access_block(Bucket=BUCKET)
    principal = {"account": other_account.id, "user": eve.arn, "everyone": "*"}.get(bucket_names)
    if principal:
        put_policy(s3, BUCKET, grants(principal, "s3:GetBucketLocation", ARN))
    if iam_allows and bucket_names != "nobody":
        may_locate(eve)
    else:
        with refused("AccessDenied", 403, "Access Denied"):
            may_locate(eve)


def test_the_root_user_can_always_mend_a_policy_that_locks_everybody_out(s3, account):
    put_policy(s3, BUCKET, grants("*", "s3:*", ARN, "Deny"))
    with refused("AccessDenied", 403):
        may_locate(account)
    admin = account.user("admin", allow("*"))
    with refused("AccessDenied", 403):
        client(admin).delete_bucket_policy(Bucket=BUCKET)
    assert get_policy(s3, BUCKET)["Statement"][0]["Effect"] == "Deny"
    s3.delete_bucket_policy(Bucket=BUCKET)
    may_locate(account)


def test_another_account_never_touches_a_bucket_policy(s3, account, other_account):
    put_policy(s3, BUCKET, grants(other_account.id, ["s3:GetBucketPolicy", "s3:PutBucketPolicy"], ARN))
    with refused("MethodNotAllowed", 405):
        client(other_account).get_bucket_policy(Bucket=BUCKET)
    with refused("MethodNotAllowed", 405):
        put_policy(client(other_account), BUCKET, grants(other_account.id, "s3:*", ARN))


def test_a_request_may_say_whose_the_bucket_has_to_be(s3, account, other_account):
    s3.get_bucket_location(Bucket=BUCKET, ExpectedBucketOwner=account.id)
    with refused("AccessDenied", 403, "Access Denied"):
        s3.get_bucket_location(Bucket=BUCKET, ExpectedBucketOwner=other_account.id)


def test_conditions_of_s3_are_known(s3, account):
    bob = account.user("bob")
    put_policy(s3, BUCKET, grants(bob.arn, "s3:GetBucketLocation", ARN, Condition={
        "StringEquals": {"s3:authType": "REST-QUERY-STRING", "s3:signatureversion": "AWS4-HMAC-SHA256"},
        "NumericLessThan": {"s3:signatureAge": "60000"}}))
    with refused("AccessDenied", 403):
        may_locate(bob)
    url = client(bob).generate_presigned_url("get_bucket_location", {"Bucket": BUCKET}, ExpiresIn=60)
    status, _, _ = anonymous(bob.server, "GET", url.removeprefix(bob.server.url))
    assert status == 200


