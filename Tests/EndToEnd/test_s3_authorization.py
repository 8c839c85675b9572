"""Who may do what with objects: identity policies, bucket policies, and what conditions ask of a request."""

import json

import pytest

from support.buckets import anonymous, client, denial, grants, put_policy, refused
from support.organizations import RCP, SCP, Organization
from support.patience import eventually
from support.policies import allow, trust
from support.refusals import NO_IDENTITY_POLICY
from support.server import Server

BUCKET = "object-bucket"
ARN = f"arn:aws:s3:::{BUCKET}"
OBJECTS = f"{ARN}/*"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    s3.delete_public_access_block(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="report.txt", Body=b"figures", Tagging="team=blue&kind=report")
    return s3


def read(caller, key="report.txt", **more):
    return client(caller).get_object(Bucket=BUCKET, Key=key, **more)["Body"].read()


@pytest.mark.parametrize("role_says, bucket_says, outcome", [
    ("Allow", None, "allowed"), ("Allow", "Deny", "denied"), (None, "Allow", "allowed"), ("Deny", "Allow", "denied"),
    (None, None, "denied"), ("Deny", None, "denied"), (None, "Deny", "denied"), ("Allow", "Allow", "allowed"),
])
def test_a_roles_policy_and_a_buckets(s3, account, role_says, bucket_says, outcome):
    statements = [{"Effect": role_says, "Action": "s3:GetObject", "Resource": OBJECTS}] if role_says else []
    role = account.role("reader", *statements, trust=trust(account.id))
    if bucket_says:
        put_policy(s3, BUCKET, grants(role.arn, "s3:GetObject", OBJECTS, bucket_says))
    session = account.user("clerk", allow("sts:AssumeRole")).assume(role)
    if outcome == "allowed":
        assert read(session) == b"figures"
    else:
        with refused("AccessDenied", 403):
            read(session)


def test_only_who_may_list_is_told_that_a_key_is_not_there(s3, account):
    reader = account.user("reader", allow("s3:GetObject", OBJECTS))
    reason = NO_IDENTITY_POLICY.format(action="s3:ListBucket")
    with refused("AccessDenied", 403, denial(reader, "ListBucket", BUCKET, reason)):
        read(reader, "nothing")
    with refused(403, 403):
        client(reader).head_object(Bucket=BUCKET, Key="nothing")
    with refused("AccessDenied", 403):
        client(reader).get_object_tagging(Bucket=BUCKET, Key="nothing")
    lister = account.user("lister", allow("s3:GetObject", OBJECTS), allow("s3:ListBucket", ARN))
    with refused("NoSuchKey", 404, "The specified key does not exist.") as caught:
        read(lister, "nothing")
    assert caught.value.response["Error"]["Key"] == "nothing"
    with refused(404, 404):
        client(lister).head_object(Bucket=BUCKET, Key="nothing")


def test_a_deletion_tells_nothing_of_what_was_there(s3, account):
    cleaner = account.user("cleaner", allow("s3:DeleteObject", OBJECTS))
    client(cleaner).delete_object(Bucket=BUCKET, Key="nothing")
    client(cleaner).delete_object(Bucket=BUCKET, Key="report.txt")


def test_each_key_of_a_deletion_is_decided_by_itself(s3, account):
    for key in ("mine/a", "yours/b"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
    bob = account.user("bob", allow("s3:DeleteObject", f"{ARN}/mine/*"))
    answer = client(bob).delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "mine/a"}, {"Key": "yours/b"}]})
    assert [entry["Key"] for entry in answer["Deleted"]] == ["mine/a"]
    [error] = answer["Errors"]
    assert (error["Key"], error["Code"]) == ("yours/b", "AccessDenied")
    assert "s3:DeleteObject" in error["Message"]
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix="yours/")["KeyCount"] == 1


def test_a_copy_reads_its_source(s3, account):
    s3.create_bucket(Bucket="copies-bucket")
    source = {"Bucket": BUCKET, "Key": "report.txt"}
    bob = account.user("bob", allow("s3:PutObject", "arn:aws:s3:::copies-bucket/*"))
    with refused("AccessDenied", 403):
        client(bob).copy_object(Bucket="copies-bucket", Key="copy", CopySource=source)
    carol = account.user("carol", allow(["s3:PutObject"], "arn:aws:s3:::copies-bucket/*"),
                         allow("s3:GetObject", OBJECTS))
    # The tags go with it, and have to be read and put too.
    with refused("AccessDenied", 403, denial(
            carol, "GetObjectTagging", f"{BUCKET}/report.txt",
            NO_IDENTITY_POLICY.format(action="s3:GetObjectTagging"))):
        client(carol).copy_object(Bucket="copies-bucket", Key="copy", CopySource=source)
    client(carol).copy_object(Bucket="copies-bucket", Key="copy", CopySource=source, TaggingDirective="REPLACE")
    dave = account.user("dave", allow("s3:GetObject*", OBJECTS), allow("s3:PutObject*", "arn:aws:s3:::copies-bucket/*"))
    client(dave).copy_object(Bucket="copies-bucket", Key="copy", CopySource=source)
    with refused("AccessDenied", 403):
        client(carol).copy_object(Bucket="copies-bucket", Key="copy", CopySource={**source, "Key": "nothing"})


def test_tags_that_are_there_and_tags_that_are_asked_for_are_conditions(s3, account):
    blue = account.user("blue", allow("s3:GetObject", OBJECTS, Condition={
        "StringEquals": {"s3:ExistingObjectTag/team": "blue"}}))
    assert read(blue) == b"figures"
    s3.put_object_tagging(Bucket=BUCKET, Key="report.txt", Tagging={"TagSet": [{"Key": "team", "Value": "red"}]})
    with refused("AccessDenied", 403):
        read(blue)
    tagger = account.user("tagger", allow(["s3:PutObject", "s3:PutObjectTagging"], OBJECTS, Condition={
        "StringEquals": {"s3:RequestObjectTag/team": "blue"},
        "ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["team", "kind"]}}))
    client(tagger).put_object(Bucket=BUCKET, Key="new", Body=b"", Tagging="team=blue")
    with refused("AccessDenied", 403):
        client(tagger).put_object(Bucket=BUCKET, Key="new", Body=b"", Tagging="team=red")
    with refused("AccessDenied", 403):
        client(tagger).put_object_tagging(Bucket=BUCKET, Key="new", Tagging={
            "TagSet": [{"Key": "team", "Value": "blue"}, {"Key": "other", "Value": ""}]})
    untagged = account.user("untagged", allow("s3:PutObject", OBJECTS))
    client(untagged).put_object(Bucket=BUCKET, Key="plain", Body=b"")
    with refused("AccessDenied", 403, denial(
            untagged, "PutObjectTagging", f"{BUCKET}/plain",
            NO_IDENTITY_POLICY.format(action="s3:PutObjectTagging"))):
        client(untagged).put_object(Bucket=BUCKET, Key="plain", Body=b"", Tagging="a=b")


def test_a_listing_is_decided_by_its_prefix(s3, account):
    bob = account.user("bob", allow("s3:ListBucket", ARN, Condition={
        "StringLike": {"s3:prefix": ["home/${aws:username}/*"]}, "NumericLessThanEquals": {"s3:max-keys": 10}}))
    b = client(bob)
    b.list_objects_v2(Bucket=BUCKET, Prefix="home/bob/", MaxKeys=10)
    b.list_objects(Bucket=BUCKET, Prefix="home/bob/x", MaxKeys=1)
    for parameters in [{"Prefix": "home/bob/", "MaxKeys": 11}, {"Prefix": "home/bob/"}, {"Prefix": "home/", "MaxKeys": 1},
                       {"MaxKeys": 1}, {"Prefix": "home/bobby/", "MaxKeys": 1}]:
        with refused("AccessDenied", 403):
            b.list_objects_v2(Bucket=BUCKET, **parameters)


def test_versions_need_the_actions_of_versions(s3, account):
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=BUCKET, Key="report.txt", Body=b"new")["VersionId"]
    bob = account.user("bob", allow(["s3:GetObject", "s3:DeleteObject"], OBJECTS))
    assert read(bob) == b"new"
    with refused("AccessDenied", 403):
        read(bob, VersionId=version)
    with refused("AccessDenied", 403):
        client(bob).delete_object(Bucket=BUCKET, Key="report.txt", VersionId=version)
    carol = account.user("carol", allow("s3:GetObjectVersion", OBJECTS, Condition={
        "StringEquals": {"s3:VersionId": version}}))
    assert read(carol, VersionId=version) == b"new"
    with refused("AccessDenied", 403):
        read(carol)


def test_headers_are_conditions(s3, account):
    bob = account.user("bob", allow("s3:PutObject", OBJECTS, Condition={
        "StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}))
    with refused("AccessDenied", 403):
        client(bob).put_object(Bucket=BUCKET, Key="k", Body=b"")
    client(bob).put_object(Bucket=BUCKET, Key="k", Body=b"", ServerSideEncryption="AES256")
    carol = account.user("carol", allow("s3:PutObject", OBJECTS, Condition={"Null": {"s3:if-none-match": "false"}}))
    client(carol).put_object(Bucket=BUCKET, Key="once", Body=b"", IfNoneMatch="*")
    with refused("AccessDenied", 403):
        client(carol).put_object(Bucket=BUCKET, Key="once", Body=b"")


def test_acls_are_off_for_objects(s3, account):
    with refused("AccessControlListNotSupported", 400, "The bucket does not allow ACLs"):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"", ACL="public-read")
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"", ACL="bucket-owner-full-control")
    [grant] = s3.get_object_acl(Bucket=BUCKET, Key="k")["Grants"]
    assert grant["Permission"] == "FULL_CONTROL"
    with refused("AccessControlListNotSupported", 400):
        s3.put_object_acl(Bucket=BUCKET, Key="k", ACL="public-read")
    bob = account.user("bob", allow("s3:PutObject", OBJECTS))
    with refused("AccessDenied", 403):
        client(bob).put_object(Bucket=BUCKET, Key="k", Body=b"", ACL="bucket-owner-full-control")


def test_the_public_reads_what_the_bucket_policy_opens(server, s3):
    path = f"/{BUCKET}/report.txt"
    assert anonymous(server, "GET", path)[0] == 403
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", OBJECTS))
    status, _, body = anonymous(server, "GET", path)
    assert (status, body) == (200, b"figures")
    assert anonymous(server, "GET", f"/{BUCKET}/nothing")[0] == 403
    assert anonymous(server, "PUT", path, b"mine")[0] == 403
    assert anonymous(server, "GET", f"/{BUCKET}")[0] == 403
    assert anonymous(server, "GET", "/no-such-bucket/k")[0] == 404
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", OBJECTS), grants(
        "*", "s3:GetObject", OBJECTS, "Deny", Condition={"StringEquals": {"aws:PrincipalType": "Anonymous"}}))
    assert anonymous(server, "GET", path)[0] == 403
    assert s3.get_object(Bucket=BUCKET, Key="report.txt")["Body"].read() == b"figures"


def test_a_stranger_needs_both_sides(s3, account, other_account):
    eve = other_account.user("eve", allow("s3:*"))
    with refused("AccessDenied", 403, "Access Denied"):
        read(eve)
    put_policy(s3, BUCKET, grants(other_account.id, "s3:GetObject", OBJECTS))
    assert read(eve) == b"figures"
    mallory = other_account.user("mallory")
    with refused("AccessDenied", 403, "Access Denied"):
        read(mallory)
    # What strangers may write is the owner's all the same.
    put_policy(s3, BUCKET, grants(other_account.id, "s3:PutObject", OBJECTS))
    client(eve).put_object(Bucket=BUCKET, Key="gift", Body=b"gift")
    assert s3.get_object(Bucket=BUCKET, Key="gift")["Body"].read() == b"gift"
    with refused("AccessDenied", 403):
        read(eve, "gift")


def test_presigned_urls_are_decided_when_they_are_used(server, s3, account):
    bob = account.user("bob", allow("s3:GetObject", OBJECTS))
    url = client(bob).generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "report.txt"}, ExpiresIn=60)
    path = url.removeprefix(server.url)
    assert anonymous(server, "GET", path)[2] == b"figures"
    # The URL is for one method, one key, and as it is.
    assert b"SignatureDoesNotMatch" in anonymous(server, "DELETE", path)[2]
    assert b"SignatureDoesNotMatch" in anonymous(server, "GET", path.replace("report.txt", "other.txt"))[2]
    assert b"SignatureDoesNotMatch" in anonymous(server, "GET", path + "&versionId=null")[2]
    assert b"HeadersNotSigned" in anonymous(server, "GET", path, headers={"x-amz-acl": "private"})[2]
    put_policy(s3, BUCKET, grants("*", "s3:*", OBJECTS, "Deny", Condition={
        "NumericGreaterThan": {"s3:signatureAge": "-1"}, "StringEquals": {"s3:authType": "REST-QUERY-STRING"}}))
    assert b"explicit deny in a resource-based policy" in anonymous(server, "GET", path)[2]
    s3.delete_bucket_policy(Bucket=BUCKET)
    account.iam.delete_user_policy(UserName="bob", PolicyName="granted")
    assert b"no identity-based policy allows" in anonymous(server, "GET", path)[2]


@pytest.mark.parametrize("change, code", [
    (("X-Amz-Expires=60", "X-Amz-Expires=604801"), b"AuthorizationQueryParametersError"),
    (("X-Amz-Expires=60", "X-Amz-Expires=-1"), b"AuthorizationQueryParametersError"),
    (("X-Amz-Expires=60", "X-Amz-Expires=x"), b"AuthorizationQueryParametersError"),
    (("&X-Amz-Expires=60", ""), b"AuthorizationQueryParametersError"),
    (("%2Fs3%2F", "%2Fs3%2Fs3%2F"), b"AuthorizationHeaderMalformed"),
    (("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), b"InvalidRequest"),
])
def test_presigned_urls_that_are_no_good(server, s3, account, change, code):
    url = s3.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "report.txt"}, ExpiresIn=60)
    assert code in anonymous(server, "GET", url.removeprefix(server.url).replace(*change))[2]


def test_wrong_keys_and_signatures_are_told_in_s3s_words(server, s3, account):
    from support.callers import Caller
    from support.credentials import Credentials
    unknown = Caller(server, Credentials("AKIANOBODYNOBODY0000", "secret"))
    with refused("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."):
        read(unknown)
    wrong = Caller(server, Credentials(account.credentials.access_key_id, "wrong"))
    with refused("SignatureDoesNotMatch", 403) as caught:
        read(wrong)
    assert caught.value.response["Error"]["StringToSign"].startswith("AWS4-HMAC-SHA256\n")
    bad = Caller(server, Credentials(account.credentials.access_key_id, account.credentials.secret_access_key, "bad"))
    with refused("InvalidToken", 400, "The provided token is malformed or otherwise invalid."):
        read(bad)


def test_denials_are_only_logged_in_audit_mode(tmp_path):
    from support.callers import Account
    server = Server(arguments=["--enforcement", "audit"], log_directory=tmp_path)
    server.start()
    try:
        account = Account(server, server.account, server.root)
        s3 = client(account)
        s3.create_bucket(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        assert read(account.user("bob"), "k") == b"x"
        assert "would be denied" in server.log()
    finally:
        server.kill()


def test_new_buckets_are_open_to_policies_where_the_server_is_told_so(tmp_path):
    from support.callers import Account
    server = Server(arguments=["--s3-block-public-access", "off"], log_directory=tmp_path)
    server.start()
    try:
        s3 = client(Account(server, server.account, server.root))
        s3.create_bucket(Bucket=BUCKET)
        with refused("NoSuchPublicAccessBlockConfiguration", 404):
            s3.get_public_access_block(Bucket=BUCKET)
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        put_policy(s3, BUCKET, grants("*", "s3:GetObject", OBJECTS))
        assert anonymous(server, "GET", f"/{BUCKET}/k")[2] == b"x"
    finally:
        server.kill()


def test_explanations_and_the_audit_log_know_requests_to_s3(disk_server):
    from support.callers import Account
    disk_server.start()
    account = Account(disk_server, disk_server.account, disk_server.root)
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    bob = account.user("bob")
    with refused("AccessDenied", 403) as caught:
        read(bob)
    request = caught.value.response["ResponseMetadata"]["RequestId"]

    def found():
        lines = (disk_server.data_directory / "audit" / "audit.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event.get("requestID") == request]

    [event] = eventually(found, bool)
    assert event["eventSource"] == "s3.amazonaws.com"
    assert event["eventName"] == "GetObject"
    assert event["errorCode"] == "AccessDenied"
    assert event["eventCategory"] == "Data" and event["managementEvent"] is False
    assert event["requestParameters"]["bucketName"] == BUCKET
    assert event["requestParameters"]["key"] == "report.txt"


def test_an_organization_binds_its_members_and_their_buckets(account):
    organization = Organization(account, SCP, RCP)
    member = organization.member("storage")
    admin = organization.visit(member)
    s3 = client(admin)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="report.txt", Body=b"figures")
    organization.policy("no-deletion", {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}, target=member)
    with refused("AccessDenied", 403, denial(
            admin, "DeleteObject", f"{BUCKET}/report.txt", "with an explicit deny in a service control policy")):
        s3.delete_object(Bucket=BUCKET, Key="report.txt")
    # Within an organization, those of another account are told the reason.
    guest = account.user("guest", allow("s3:GetObject"))
    with refused("AccessDenied", 403, denial(
            guest, "GetObject", f"{BUCKET}/report.txt",
            "because no resource-based policy allows the s3:GetObject action")):
        read(guest)
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", OBJECTS, Condition={
        "StringEquals": {"aws:PrincipalOrgID": organization.id}}))
    assert read(guest) == b"figures"
    # Whoever is nobody is in no organization, whosever bucket it is.
    assert anonymous(account.server, "GET", f"/{BUCKET}/report.txt")[0] == 403
    organization.policy("no-reading", {
        "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}, policy_type=RCP, target=member)
    with refused("AccessDenied", 403, denial(
            guest, "GetObject", f"{BUCKET}/report.txt", "with an explicit deny in a resource control policy")):
        read(guest)
