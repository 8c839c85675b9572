"""Objects through boto3: put, read, copied, tagged, deleted, with and without versions."""

import base64
import datetime
import hashlib
import http.client
import os
import socket
import threading
import zlib

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.config import Config
from botocore.exceptions import ClientError, MissingDependencyException

from support.buckets import anonymous, client, grants, put_policy, refused

BUCKET = "photos"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


@pytest.fixture
def versioned(s3):
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return s3


def body(answer) -> bytes:
    return answer["Body"].read()


def raw(caller, method, path, payload=b"", headers=None, content_hash=None, query=""):
    """A request signed by hand: status, header fields, body."""
    request = AWSRequest(method, f"{caller.server.url}{path}{query}", data=payload, headers=headers or {})
    signer = S3SigV4Auth(
        Credentials(caller.credentials.access_key_id, caller.credentials.secret_access_key), "s3", "us-east-1")
    if content_hash:
        signer.payload = lambda _: content_hash
        request.headers["X-Amz-Content-SHA256"] = content_hash
    signer.add_auth(request)
    connection = http.client.HTTPConnection("127.0.0.1", caller.server.port, timeout=20)
    try:
        connection.request(method, path + query, payload, dict(request.headers))
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 262_144, 1_000_003])
def test_what_is_put_is_read(s3, size):
    content = os.urandom(size)
    put = s3.put_object(Bucket=BUCKET, Key="a/b", Body=content)
    assert put["ETag"] == f'"{hashlib.md5(content).hexdigest()}"'
    assert put["ChecksumCRC32"] == base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
    answer = s3.get_object(Bucket=BUCKET, Key="a/b")
    assert body(answer) == content
    assert answer["ContentLength"] == size and answer["ETag"] == put["ETag"]
    assert answer["ContentType"] == "binary/octet-stream" and answer["ServerSideEncryption"] == "AES256"
    head = s3.head_object(Bucket=BUCKET, Key="a/b", ChecksumMode="ENABLED")
    assert head["ContentLength"] == size and head["ChecksumCRC32"] == put["ChecksumCRC32"]


def test_what_is_said_of_an_object_is_answered(s3):
    said = dict(
        CacheControl="max-age=60", ContentDisposition='attachment; filename="x"', ContentEncoding="gzip",
        ContentLanguage="de", ContentType="text/plain; charset=utf-8", Metadata={"colour": "red", "empty": ""},
        StorageClass="STANDARD_IA", WebsiteRedirectLocation="/elsewhere")
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"x", Tagging="a=1&b=2", **said)
    head = s3.head_object(Bucket=BUCKET, Key="key")
    assert {name: head[name] for name in said} == said
    assert head["TagCount"] == 2
    replaced = s3.get_object(
        Bucket=BUCKET, Key="key", ResponseContentType="image/png", ResponseCacheControl="no-store")
    assert (replaced["ContentType"], replaced["CacheControl"]) == ("image/png", "no-store")


def test_ranges(s3):
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"0123456789")
    for text, expected, where in [
            ("bytes=0-0", b"0", "bytes 0-0/10"), ("bytes=3-", b"3456789", "bytes 3-9/10"),
            ("bytes=-4", b"6789", "bytes 6-9/10"), ("bytes=8-100", b"89", "bytes 8-9/10"),
            ("bytes=-100", b"0123456789", "bytes 0-9/10")]:
        answer = s3.get_object(Bucket=BUCKET, Key="key", Range=text)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert (body(answer), answer["ContentRange"]) == (expected, where)
    for ignored in ["bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=0-1,3-4", "bytes=-"]:
        answer = s3.get_object(Bucket=BUCKET, Key="key", Range=ignored)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200 and body(answer) == b"0123456789"
    for beyond in ["bytes=10-", "bytes=-0", "bytes=99999999999999999999-"]:
        with refused("InvalidRange", 416, "The requested range is not satisfiable") as caught:
            s3.get_object(Bucket=BUCKET, Key="key", Range=beyond)
        assert caught.value.response["Error"]["ActualObjectSize"] == "10"


def test_reads_under_conditions(s3):
    etag = s3.put_object(Bucket=BUCKET, Key="key", Body=b"x")["ETag"]
    modified = s3.head_object(Bucket=BUCKET, Key="key")["LastModified"]
    earlier, later = modified - datetime.timedelta(hours=1), modified + datetime.timedelta(hours=1)
    for met in [
            dict(IfMatch=etag), dict(IfMatch="*"), dict(IfNoneMatch='"other"'), dict(IfModifiedSince=earlier),
            dict(IfUnmodifiedSince=modified), dict(IfMatch=etag, IfUnmodifiedSince=earlier),
            dict(IfNoneMatch='"other"', IfModifiedSince=later)]:
        assert body(s3.get_object(Bucket=BUCKET, Key="key", **met)) == b"x"
    for failed in [dict(IfMatch='"other"'), dict(IfUnmodifiedSince=earlier)]:
        with refused("PreconditionFailed", 412):
            s3.get_object(Bucket=BUCKET, Key="key", **failed)
    for known in [dict(IfNoneMatch=etag), dict(IfModifiedSince=modified)]:
        with refused(304, 304):
            s3.get_object(Bucket=BUCKET, Key="key", **known)


def test_writes_under_conditions(s3):
    with refused("NoSuchKey", 404):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"1", IfMatch='"x"')
    etag = s3.put_object(Bucket=BUCKET, Key="key", Body=b"1", IfNoneMatch="*")["ETag"]
    with refused("PreconditionFailed", 412) as caught:
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"2", IfNoneMatch="*")
    assert caught.value.response["Error"]["Condition"] == "If-None-Match"
    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"2", IfMatch='"other"')
    with refused("NotImplemented", 501):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"2", IfNoneMatch=etag)
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"2", IfMatch=etag)
    assert body(s3.get_object(Bucket=BUCKET, Key="key")) == b"2"
    with refused("PreconditionFailed", 412):
        s3.delete_object(Bucket=BUCKET, Key="key", IfMatch=etag)
    s3.delete_object(Bucket=BUCKET, Key="key", IfMatch="*")
    with refused("NoSuchKey", 404, "The specified key does not exist.") as caught:
        s3.get_object(Bucket=BUCKET, Key="key")
    assert caught.value.response["Error"]["Key"] == "key"


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_checksums_are_compared_kept_and_told(s3, algorithm):
    try:
        put = s3.put_object(Bucket=BUCKET, Key="key", Body=b"123456789", ChecksumAlgorithm=algorithm)
    except MissingDependencyException:  # botocore makes some of them with another library only
        value = {"CRC32C": "4waSgw==", "CRC64NVME": "rosUhgp5mIg="}[algorithm]
        put = s3.put_object(Bucket=BUCKET, Key="key", Body=b"123456789", **{f"Checksum{algorithm}": value})
    name = f"Checksum{algorithm}"
    head = s3.head_object(Bucket=BUCKET, Key="key", ChecksumMode="ENABLED")
    assert head[name] == put[name] and head["ChecksumType"] == "FULL_OBJECT"
    length = len(base64.b64decode(put[name]))
    wrong = base64.b64encode(bytes(length)).decode()
    with refused("BadDigest", 400, f"The {algorithm} you specified did not match the calculated checksum."):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"other", **{name: wrong})
    with refused("InvalidRequest", 400, f"Value for x-amz-checksum-{algorithm.lower()} header is invalid."):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"other", **{name: "nonsense"})
    assert body(s3.get_object(Bucket=BUCKET, Key="key")) == b"123456789"
    listed = s3.list_objects_v2(Bucket=BUCKET)["Contents"][0]
    assert listed["ChecksumAlgorithm"] == [algorithm]


def test_a_body_that_is_not_what_was_said_is_not_kept(s3, account):
    md5 = base64.b64encode(hashlib.md5(b"right").digest()).decode()
    path = f"/{BUCKET}/key"
    status, _, answer = raw(account, "PUT", path, b"wrong", {"Content-MD5": md5})
    assert status == 400 and b"<Code>BadDigest</Code>" in answer
    status, _, answer = raw(account, "PUT", path, b"wrong", {"Content-MD5": "nonsense"})
    assert status == 400 and b"<Code>InvalidDigest</Code>" in answer
    status, _, answer = raw(account, "PUT", path, b"wrong", content_hash=hashlib.sha256(b"right").hexdigest())
    assert status == 400 and b"<Code>XAmzContentSHA256Mismatch</Code>" in answer
    with refused(404, 404):
        s3.head_object(Bucket=BUCKET, Key="key")
    status, _, _ = raw(account, "PUT", path, b"right", {"Content-MD5": md5})
    assert status == 200


def test_a_body_in_unsigned_chunks_with_a_checksum_after_it(s3, account):
    content = os.urandom(100_000)
    checksum = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()

    def send(checksum, length=len(content)):
        chunks = b"".join(
            f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (content[:65536], content[65536:]))
        payload = chunks + b"0\r\n" + f"x-amz-checksum-crc32:{checksum}\r\n\r\n".encode()
        return raw(
            account, "PUT", f"/{BUCKET}/key", payload,
            {"Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": str(length),
             "X-Amz-Trailer": "x-amz-checksum-crc32", "Content-Length": str(len(payload))},
            content_hash="STREAMING-UNSIGNED-PAYLOAD-TRAILER")

    status, headers, answer = send(checksum)
    assert status == 200, answer
    assert headers["x-amz-checksum-crc32"] == checksum
    found = s3.get_object(Bucket=BUCKET, Key="key")
    assert body(found) == content and "ContentEncoding" not in found
    assert send("AAAAAA==")[0] == 400
    assert b"IncompleteBody" in send(checksum, length=len(content) + 1)[2]


def test_too_much_metadata_and_unknown_classes_are_refused(s3):
    with refused("MetadataTooLarge", 400):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"", Metadata={"x": "y" * 2048})
    with refused("InvalidStorageClass", 400):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"", StorageClass="CHEAP")
    with refused("InvalidArgument", 400):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"", ServerSideEncryption="rot13")
    with refused("InvalidTag", 400):
        s3.put_object(Bucket=BUCKET, Key="key", Body=b"", Tagging="aws:x=1")


def test_versions(versioned):
    s3 = versioned
    ids = [s3.put_object(Bucket=BUCKET, Key="key", Body=text)["VersionId"] for text in (b"one", b"two")]
    assert body(s3.get_object(Bucket=BUCKET, Key="key", VersionId=ids[0])) == b"one"
    gone = s3.delete_object(Bucket=BUCKET, Key="key")
    assert gone["DeleteMarker"] is True
    with refused("NoSuchKey", 404) as caught:
        s3.get_object(Bucket=BUCKET, Key="key")
    assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    with refused("MethodNotAllowed", 405):
        s3.get_object(Bucket=BUCKET, Key="key", VersionId=gone["VersionId"])
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)
    listed = s3.list_object_versions(Bucket=BUCKET)
    assert [one["VersionId"] for one in listed["Versions"]] == ids[::-1]
    assert [one["IsLatest"] for one in listed["DeleteMarkers"]] == [True]
    restored = s3.delete_object(Bucket=BUCKET, Key="key", VersionId=gone["VersionId"])
    assert restored["DeleteMarker"] is True
    assert body(s3.get_object(Bucket=BUCKET, Key="key")) == b"two"
    with refused("InvalidArgument", 400, "Invalid version id specified"):
        s3.get_object(Bucket=BUCKET, Key="key", VersionId="nonsense")
    unknown = ids[0][:-4] + ("AAAA" if ids[0][-4:] != "AAAA" else "BBBB")
    with refused("NoSuchVersion", 404):
        s3.get_object(Bucket=BUCKET, Key="key", VersionId=unknown)


def test_suspended_versions(versioned):
    s3 = versioned
    first = s3.put_object(Bucket=BUCKET, Key="key", Body=b"one")["VersionId"]
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    assert s3.put_object(Bucket=BUCKET, Key="key", Body=b"two")["VersionId"] == "null"
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"three")
    assert {one["VersionId"] for one in s3.list_object_versions(Bucket=BUCKET)["Versions"]} == {"null", first}
    assert body(s3.get_object(Bucket=BUCKET, Key="key", VersionId="null")) == b"three"
    marker = s3.delete_object(Bucket=BUCKET, Key="key")
    assert (marker["DeleteMarker"], marker["VersionId"]) == (True, "null")
    assert [one["VersionId"] for one in s3.list_object_versions(Bucket=BUCKET)["Versions"]] == [first]


def test_copies(versioned):
    s3 = versioned
    source = s3.put_object(
        Bucket=BUCKET, Key="one é", Body=b"one", Metadata={"a": "1"}, ContentType="text/plain", Tagging="t=1")
    copied = s3.copy_object(Bucket=BUCKET, Key="two", CopySource={"Bucket": BUCKET, "Key": "one é"})
    assert copied["CopyObjectResult"]["ETag"] == source["ETag"]
    assert copied["CopySourceVersionId"] == source["VersionId"]
    head = s3.head_object(Bucket=BUCKET, Key="two")
    assert (head["Metadata"], head["ContentType"], head["TagCount"]) == ({"a": "1"}, "text/plain", 1)
    s3.copy_object(
        Bucket=BUCKET, Key="two", CopySource=f"/{BUCKET}/one é", MetadataDirective="REPLACE",
        Metadata={"b": "2"}, TaggingDirective="REPLACE", Tagging="u=2&v=3", StorageClass="GLACIER")
    head = s3.head_object(Bucket=BUCKET, Key="two")
    assert (head["Metadata"], head["StorageClass"], head["TagCount"]) == ({"b": "2"}, "GLACIER", 2)
    old = s3.copy_object(
        Bucket=BUCKET, Key="three",
        CopySource={"Bucket": BUCKET, "Key": "one é", "VersionId": source["VersionId"]})
    assert old["CopySourceVersionId"] == source["VersionId"]
    with refused("InvalidRequest", 400):
        s3.copy_object(Bucket=BUCKET, Key="two", CopySource=f"{BUCKET}/two")
    with refused("NoSuchKey", 404):
        s3.copy_object(Bucket=BUCKET, Key="two", CopySource=f"{BUCKET}/nothing")
    with refused("PreconditionFailed", 412):
        s3.copy_object(Bucket=BUCKET, Key="two", CopySource=f"{BUCKET}/two", CopySourceIfMatch='"x"')
    with refused("NoSuchBucket", 404):
        s3.copy_object(Bucket=BUCKET, Key="two", CopySource="no-such-bucket/two")


def test_tags_of_objects(versioned):
    s3 = versioned
    old = s3.put_object(Bucket=BUCKET, Key="key", Body=b"1")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"2")
    tags = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": ""}]
    s3.put_object_tagging(Bucket=BUCKET, Key="key", Tagging={"TagSet": tags}, VersionId=old)
    assert s3.get_object_tagging(Bucket=BUCKET, Key="key", VersionId=old)["TagSet"] == tags
    assert s3.get_object_tagging(Bucket=BUCKET, Key="key")["TagSet"] == []
    s3.delete_object_tagging(Bucket=BUCKET, Key="key", VersionId=old)
    assert s3.get_object_tagging(Bucket=BUCKET, Key="key", VersionId=old)["TagSet"] == []
    with refused("NoSuchKey", 404):
        s3.get_object_tagging(Bucket=BUCKET, Key="nothing")


def test_many_are_deleted_at_once(versioned):
    s3 = versioned
    version = s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="b&<>", Body=b"1")
    answer = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [
        {"Key": "a", "VersionId": version}, {"Key": "b&<>"}, {"Key": "never"}, {"Key": "c", "VersionId": "nonsense"}]})
    assert [one["Key"] for one in answer["Deleted"]] == ["a", "b&<>", "never"]
    assert answer["Deleted"][0] == {"Key": "a", "VersionId": version}
    assert answer["Deleted"][1]["DeleteMarker"] is True
    assert [(one["Key"], one["Code"]) for one in answer["Errors"]] == [("c", "NoSuchVersion")]
    assert s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "x"}], "Quiet": True}).get("Deleted") is None
    with refused("MalformedXML", 400):
        s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": str(number)} for number in range(1001)]})


def test_attributes(s3):
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"123456789", StorageClass="GLACIER_IR")
    answer = s3.get_object_attributes(
        Bucket=BUCKET, Key="key",
        ObjectAttributes=["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"])
    assert answer["ETag"] == hashlib.md5(b"123456789").hexdigest()
    assert answer["Checksum"] == {"ChecksumCRC32": "y/Q5Jg==", "ChecksumType": "FULL_OBJECT"}
    assert (answer["ObjectSize"], answer["StorageClass"]) == (9, "GLACIER_IR")
    assert "ObjectParts" not in answer


def test_presigned_urls_and_anonymous_readers(account, s3, server):
    s3 = client(account, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"x")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "key"})
    assert anonymous(server, "GET", url.removeprefix(server.url))[::2] == (200, b"x")
    upload = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "new"})
    assert anonymous(server, "PUT", upload.removeprefix(server.url), b"new")[0] == 200
    assert body(s3.get_object(Bucket=BUCKET, Key="new")) == b"new"
    assert anonymous(server, "GET", f"/{BUCKET}/key")[0] == 403
    s3.delete_public_access_block(Bucket=BUCKET)
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/*"))
    assert anonymous(server, "GET", f"/{BUCKET}/key")[::2] == (200, b"x")
    assert anonymous(server, "GET", f"/{BUCKET}/nothing")[0] == 403, "who may not list does not learn what is there"
    assert b"InvalidRequest" in anonymous(server, "GET", f"/{BUCKET}/key?response-content-type=x")[2]


def test_a_bucket_with_anything_in_it_is_not_deleted(versioned):
    version = versioned.put_object(Bucket=BUCKET, Key="key", Body=b"x")["VersionId"]
    marker = versioned.delete_object(Bucket=BUCKET, Key="key")["VersionId"]
    for left in [version, marker]:
        with refused("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"):
            versioned.delete_bucket(Bucket=BUCKET)
        versioned.delete_object(Bucket=BUCKET, Key="key", VersionId=left)
    versioned.delete_bucket(Bucket=BUCKET)
    with refused("NoSuchBucket", 404):
        versioned.put_object(Bucket=BUCKET, Key="key", Body=b"x")


def test_a_refused_upload_is_not_sent(s3, account, other_account):
    """A client that waits for 100 Continue hears of the refusal first."""
    connection = http.client.HTTPConnection("127.0.0.1", account.server.port, timeout=5)
    try:
        connection.putrequest("PUT", f"/{BUCKET}/key")
        connection.putheader("Content-Length", str(10 << 20))
        connection.putheader("Expect", "100-continue")
        connection.endheaders()
        assert connection.getresponse().status == 403
    finally:
        connection.close()


def test_a_client_that_waits_is_asked_for_its_body(account, s3):
    presigner = client(account, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    url = presigner.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "key"})
    with socket.create_connection(("127.0.0.1", account.server.port), timeout=5) as connection:
        path = url.removeprefix(account.server.url)
        connection.sendall(
            f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{account.server.port}\r\nContent-Length: 4\r\n"
            "Expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"body")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
    assert body(s3.get_object(Bucket=BUCKET, Key="key")) == b"body"


def test_reset_empties_the_store(s3, server):
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"x")
    server.reset()
    s3.create_bucket(Bucket=BUCKET)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)
    with pytest.raises(ClientError):
        s3.get_object(Bucket=BUCKET, Key="key")


def test_a_form_that_is_refused_is_answered(account, s3, server):
    presigner = client(account, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    for name, value, code in [
            ("x-amz-storage-class", "CHEAP", b"InvalidStorageClass"), ("x-amz-meta-long", "y" * 3000, b"MetadataTooLarge")]:
        form = presigner.generate_presigned_post(BUCKET, "key", Fields={name: value}, Conditions=[{name: value}])
        parts = [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{text}'.encode()
                 for field, text in form["fields"].items()]
        parts.append(b'Content-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + bytes(3_000_000))
        payload = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
        status, _, answer = anonymous(
            server, "POST", f"/{BUCKET}", payload, {"Content-Type": "multipart/form-data; boundary=edge"})
        assert status == 400 and code in answer, answer
    with refused(404, 404):
        s3.head_object(Bucket=BUCKET, Key="key")


def test_who_reads_what_is_being_replaced_gets_the_old_or_the_new(account, s3):
    contents = {hashlib.md5(content).hexdigest(): content for content in (bytes(200_000), os.urandom(300_000), b"x")}
    s3.put_object(Bucket=BUCKET, Key="key", Body=b"x")
    faults, ended = [], threading.Event()

    def replace():
        mine = client(account)
        for number in range(40):
            mine.put_object(Bucket=BUCKET, Key="key", Body=list(contents.values())[number % 3])

    def read():
        mine = client(account)
        while not ended.is_set():
            try:
                answer = mine.get_object(Bucket=BUCKET, Key="key")
                if body(answer) != contents[answer["ETag"].strip('"')]:
                    faults.append("the bytes are not those of the entity tag")
            except Exception as fault:  # the thread hands it to the test
                faults.append(repr(fault))

    writers, readers = ([threading.Thread(target=work) for _ in range(3)] for work in (replace, read))
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    for thread in readers:
        thread.join()
    assert faults == []
