"""Listings of objects, versions and uploads: order, folders, pages."""

import pytest

from support.buckets import client, refused

BUCKET = "listed"
KEYS = ["a", "a b+c", "a/1", "a/2/x", "a/2/y", "b//c", "b/c", "é/ü", "zz%2F"]


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


@pytest.fixture
def filled(s3):
    for key in KEYS:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    return s3


def names(answer) -> list[str]:
    objects = [one["Key"] for one in answer.get("Contents", [])]
    return objects + [one["Prefix"] for one in answer.get("CommonPrefixes", [])]


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_pages_make_the_whole(filled, operation, size):
    pages = filled.get_paginator(operation).paginate(Bucket=BUCKET, PaginationConfig={"PageSize": size})
    member = "Versions" if operation == "list_object_versions" else "Contents"
    found = [one["Key"] for page in pages for one in page.get(member, [])]
    assert found == sorted(KEYS, key=lambda key: key.encode())


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
@pytest.mark.parametrize("size", [1, 2, 1000])
def test_folders_come_once(filled, operation, size):
    pages = filled.get_paginator(operation).paginate(
        Bucket=BUCKET, Delimiter="/", PaginationConfig={"PageSize": size})
    folders = [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])]
    assert folders == ["a/", "b/", "é/"]


def test_prefixes_and_delimiters(filled):
    listed = lambda **parameters: names(filled.list_objects_v2(Bucket=BUCKET, **parameters))  # noqa: E731
    assert listed(Prefix="a/", Delimiter="/") == ["a/1", "a/2/"]
    assert listed(Prefix="a") == ["a", "a b+c", "a/1", "a/2/x", "a/2/y"]
    assert listed(Prefix="b/", Delimiter="/") == ["b/c", "b//"]
    assert listed(Delimiter="/2/") == ["a", "a b+c", "a/1", "b//c", "b/c", "zz%2F", "é/ü", "a/2/"]
    assert listed(StartAfter="a/2/x") == ["a/2/y", "b//c", "b/c", "zz%2F", "é/ü"]
    assert listed(Prefix="nothing") == []
    assert listed(MaxKeys=0) == []


def test_what_a_page_tells(filled):
    page = filled.list_objects_v2(Bucket=BUCKET, MaxKeys=2)
    assert (page["IsTruncated"], page["KeyCount"], page["MaxKeys"]) == (True, 2, 2)
    assert "Owner" not in page["Contents"][0] and page["Contents"][0]["StorageClass"] == "STANDARD"
    owner = filled.list_objects_v2(Bucket=BUCKET, MaxKeys=1, FetchOwner=True)["Contents"][0]["Owner"]
    assert owner == filled.list_objects(Bucket=BUCKET, MaxKeys=1)["Contents"][0]["Owner"]
    last = filled.list_objects_v2(Bucket=BUCKET, ContinuationToken=page["NextContinuationToken"])
    assert last["IsTruncated"] is False and last["KeyCount"] == len(KEYS) - 2
    marked = filled.list_objects(Bucket=BUCKET, Delimiter="/", MaxKeys=3)
    assert marked["NextMarker"] == "a/"


def test_malformed_parameters(s3):
    for parameters, code in [
            (dict(MaxKeys=-1), "InvalidArgument"), (dict(ContinuationToken="x"), "InvalidArgument"),
            (dict(EncodingType="base64"), "InvalidArgument")]:
        with refused(code, 400):
            s3.list_objects_v2(Bucket=BUCKET, **parameters)
    with refused("InvalidArgument", 400, "A version-id marker cannot be specified without a key marker."):
        s3.list_object_versions(Bucket=BUCKET, VersionIdMarker="null")


def test_versions_of_a_key_are_told_from_the_newest_on(s3):
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"0")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    ids = ["null"] + [s3.put_object(Bucket=BUCKET, Key="key", Body=b"1")["VersionId"] for _ in range(4)]
    ids.append(s3.delete_object(Bucket=BUCKET, Key="key")["VersionId"])
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 1})
    found = [one for page in pages for one in page.get("Versions", []) + page.get("DeleteMarkers", [])]
    assert [one["VersionId"] for one in found] == ids[::-1]
    assert [one["IsLatest"] for one in found] == [True] + [False] * 5


def test_uploads_are_listed(s3):
    made = [(key, s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]) for key in ["b", "a", "b", "c/d"]]
    pages = s3.get_paginator("list_multipart_uploads").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 1})
    found = [(one["Key"], one["UploadId"]) for page in pages for one in page.get("Uploads", [])]
    assert found == sorted(made, key=lambda one: one[0])
    folded = s3.list_multipart_uploads(Bucket=BUCKET, Delimiter="/")
    assert [one["Prefix"] for one in folded["CommonPrefixes"]] == ["c/"]
    s3.delete_bucket(Bucket=BUCKET)
    s3.create_bucket(Bucket=BUCKET)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)
