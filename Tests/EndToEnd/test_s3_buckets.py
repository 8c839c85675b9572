"""Buckets and their settings, through boto3 and by hand."""

import re

import pytest

from support.buckets import anonymous, client, refused


@pytest.fixture
def s3(account):
    return client(account)


def test_a_bucket_is_made_found_listed_and_deleted(s3, account):
    assert s3.create_bucket(Bucket="photos-2026")["Location"] == "/photos-2026"
    head = s3.head_bucket(Bucket="photos-2026")
    assert head["BucketRegion"] == "us-east-1"
    listed = s3.list_buckets()
    assert [bucket["Name"] for bucket in listed["Buckets"]] == ["photos-2026"]
    assert re.fullmatch("[0-9a-f]{64}", listed["Owner"]["ID"])
    assert s3.get_bucket_location(Bucket="photos-2026")["LocationConstraint"] is None
    assert s3.delete_bucket(Bucket="photos-2026")["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("NoSuchBucket", 404, "The specified bucket does not exist") as caught:
        s3.get_bucket_location(Bucket="photos-2026")
    assert caught.value.response["Error"]["BucketName"] == "photos-2026"
    with refused(404, 404):
        s3.head_bucket(Bucket="photos-2026")


@pytest.mark.parametrize(
    "name", ["ab", "Upper", "a..b", "192.168.0.1", "xn--abc", "end-", "under_score", "a" * 64])
def test_names_that_no_bucket_may_have_are_refused(s3, name):
    with refused("InvalidBucketName", 400, "The specified bucket is not valid."):
        s3.create_bucket(Bucket=name)


def test_a_name_belongs_to_one_account(s3, account, other_account):
    s3.create_bucket(Bucket="shared-name")
    s3.create_bucket(Bucket="shared-name")
    with refused("BucketAlreadyExists", 409):
        client(other_account).create_bucket(Bucket="shared-name")
    europe = client(account, region="eu-west-1")
    europe.create_bucket(Bucket="in-europe", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert europe.get_bucket_location(Bucket="in-europe")["LocationConstraint"] == "eu-west-1"
    with refused("BucketAlreadyOwnedByYou", 409):
        europe.create_bucket(Bucket="in-europe", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with refused("IllegalLocationConstraintException", 400):
        europe.create_bucket(Bucket="nowhere-said")
    with refused("InvalidLocationConstraint", 400):
        s3.create_bucket(Bucket="nowhere", CreateBucketConfiguration={"LocationConstraint": "nowhere"})


def test_buckets_are_listed_by_pages_prefix_and_region(s3):
    for name in ["a-1", "a-2", "a-3"]:
        s3.create_bucket(Bucket=f"list-{name}")
    s3.create_bucket(Bucket="list-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    page = s3.list_buckets(MaxBuckets=2)
    assert [bucket["Name"] for bucket in page["Buckets"]] == ["list-a-1", "list-a-2"]
    rest = s3.list_buckets(MaxBuckets=2, ContinuationToken=page["ContinuationToken"])
    assert [bucket["Name"] for bucket in rest["Buckets"]] == ["list-a-3", "list-eu"]
    assert "ContinuationToken" not in rest
    assert [b["Name"] for b in s3.list_buckets(Prefix="list-e")["Buckets"]] == ["list-eu"]
    assert [b["Name"] for b in s3.list_buckets(BucketRegion="eu-west-1")["Buckets"]] == ["list-eu"]
    with refused("InvalidArgument", 400):
        s3.list_buckets(MaxBuckets=0)


def test_a_new_bucket_is_as_at_aws(s3):
    s3.create_bucket(Bucket="fresh-bucket")
    assert "Status" not in s3.get_bucket_versioning(Bucket="fresh-bucket")
    block = s3.get_public_access_block(Bucket="fresh-bucket")["PublicAccessBlockConfiguration"]
    assert block == dict.fromkeys(
        ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True)
    controls = s3.get_bucket_ownership_controls(Bucket="fresh-bucket")["OwnershipControls"]
    assert controls["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    acl = s3.get_bucket_acl(Bucket="fresh-bucket")
    assert acl["Grants"] == [
        {"Grantee": {"ID": acl["Owner"]["ID"], "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]
    rules = s3.get_bucket_encryption(Bucket="fresh-bucket")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert s3.get_bucket_request_payment(Bucket="fresh-bucket")["Payer"] == "BucketOwner"
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket="fresh-bucket")
    assert "Status" not in s3.get_bucket_accelerate_configuration(Bucket="fresh-bucket")
    s3.get_bucket_notification_configuration(Bucket="fresh-bucket")
    for code, ask in [
        ("NoSuchTagSet", s3.get_bucket_tagging), ("NoSuchBucketPolicy", s3.get_bucket_policy),
        ("NoSuchBucketPolicy", s3.get_bucket_policy_status), ("NoSuchCORSConfiguration", s3.get_bucket_cors),
        ("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration),
        ("NoSuchWebsiteConfiguration", s3.get_bucket_website),
        ("ReplicationConfigurationNotFoundError", s3.get_bucket_replication),
        ("ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration),
    ]:
        with refused(code, 404):
            ask(Bucket="fresh-bucket")


def test_settings_are_kept(s3):
    s3.create_bucket(Bucket="kept-bucket")
    s3.put_bucket_versioning(Bucket="kept-bucket", VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket="kept-bucket")["Status"] == "Enabled"
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": ""}]
    s3.put_bucket_tagging(Bucket="kept-bucket", Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket="kept-bucket")["TagSet"] == tags
    with refused("InvalidTag", 400, "Cannot provide multiple Tags with the same key"):
        s3.put_bucket_tagging(Bucket="kept-bucket", Tagging={"TagSet": [tags[0], tags[0]]})
    with refused("InvalidTag", 400, "System tags cannot be added/updated by requester"):
        s3.put_bucket_tagging(Bucket="kept-bucket", Tagging={"TagSet": [{"Key": "aws:x", "Value": ""}]})
    s3.delete_bucket_tagging(Bucket="kept-bucket")
    with refused("NoSuchTagSet", 404, "The TagSet does not exist"):
        s3.get_bucket_tagging(Bucket="kept-bucket")
    s3.delete_public_access_block(Bucket="kept-bucket")
    with refused("NoSuchPublicAccessBlockConfiguration", 404):
        s3.get_public_access_block(Bucket="kept-bucket")
    s3.delete_bucket_ownership_controls(Bucket="kept-bucket")
    with refused("OwnershipControlsNotFoundError", 404):
        s3.get_bucket_ownership_controls(Bucket="kept-bucket")


def test_acls_are_off(s3):
    s3.create_bucket(Bucket="acl-bucket")
    with refused("AccessControlListNotSupported", 400, "The bucket does not allow ACLs"):
        s3.put_bucket_acl(Bucket="acl-bucket", ACL="public-read")
    with refused("InvalidBucketAclWithObjectOwnership", 400):
        s3.create_bucket(Bucket="acl-bucket-2", ACL="public-read")
    s3.create_bucket(Bucket="acl-bucket-3", ACL="private")
    s3.put_bucket_ownership_controls(
        Bucket="acl-bucket", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
    s3.put_bucket_acl(Bucket="acl-bucket", ACL="private")
    with refused("AccessDenied", 403):
        s3.put_bucket_acl(Bucket="acl-bucket", ACL="public-read")


def test_what_is_not_carried_out_is_not_taken(s3):
    s3.create_bucket(Bucket="honest-bucket")
    with refused("NotImplemented", 501):
        s3.put_bucket_lifecycle_configuration(
            Bucket="honest-bucket", LifecycleConfiguration={
                "Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]})
    with refused("NotImplemented", 501):
        s3.put_bucket_accelerate_configuration(
            Bucket="honest-bucket", AccelerateConfiguration={"Status": "Enabled"})
    with refused("NotImplemented", 501):
        s3.get_bucket_analytics_configuration(Bucket="honest-bucket", Id="x")
    with refused("NotImplemented", 501):
        s3.put_bucket_encryption(
            Bucket="honest-bucket", ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})


def test_browsers_are_answered_by_the_buckets_rules(server, s3):
    s3.create_bucket(Bucket="cors-bucket")
    ask = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "PUT",
           "Access-Control-Request-Headers": "content-type, x-amz-date"}
    assert anonymous(server, "OPTIONS", "/cors-bucket/key", headers=ask)[0] == 403
    s3.put_bucket_cors(Bucket="cors-bucket", CORSConfiguration={"CORSRules": [{
        "AllowedMethods": ["PUT", "GET"], "AllowedOrigins": ["https://*.example.com"], "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60}]})
    assert s3.get_bucket_cors(Bucket="cors-bucket")["CORSRules"][0]["MaxAgeSeconds"] == 60
    status, headers, _ = anonymous(server, "OPTIONS", "/cors-bucket/key", headers=ask)
    headers = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert headers["access-control-allow-origin"] == "https://app.example.com"
    assert headers["access-control-allow-headers"] == "content-type, x-amz-date"
    assert headers["access-control-max-age"] == "60"
    assert headers["access-control-expose-headers"] == "ETag"
    elsewhere = anonymous(server, "OPTIONS", "/cors-bucket/key", headers={**ask, "Origin": "https://evil.test"})
    assert elsewhere[0] == 403
    with refused("InvalidRequest", 400):
        s3.put_bucket_cors(Bucket="cors-bucket", CORSConfiguration={"CORSRules": [{
            "AllowedMethods": ["PATCH"], "AllowedOrigins": ["*"]}]})


def test_an_account_blocks_public_access_for_all_its_buckets(account, s3):
    control = client(account, "s3control")
    with refused("NoSuchPublicAccessBlockConfiguration", 404):
        control.get_public_access_block(AccountId=account.id)
    block = dict.fromkeys(
        ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True)
    control.put_public_access_block(AccountId=account.id, PublicAccessBlockConfiguration=block)
    assert control.get_public_access_block(AccountId=account.id)["PublicAccessBlockConfiguration"] == block
    control.delete_public_access_block(AccountId=account.id)
    with refused("NoSuchPublicAccessBlockConfiguration", 404):
        control.get_public_access_block(AccountId=account.id)
    with refused("AccessDenied", 403):
        control.get_public_access_block(AccountId="210987654321")


def test_buckets_survive_a_restart(disk_server):
    from support.callers import Account
    disk_server.start()
    s3 = client(Account(disk_server, disk_server.account, disk_server.root))
    s3.create_bucket(Bucket="durable-bucket")
    s3.put_bucket_tagging(Bucket="durable-bucket", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    disk_server.kill()
    disk_server.start()
    assert s3.get_bucket_tagging(Bucket="durable-bucket")["TagSet"] == [{"Key": "a", "Value": "b"}]
