"""Keys that look like paths, escapes or nothing at all: each is a key like any other."""

import http.client

import pytest
from botocore.config import Config

from support.buckets import anonymous, client, refused
from support.callers import Account
from test_s3_objects import raw

BUCKET = "odd-keys"
KEYS = [
    "..", "../../etc/passwd", "a/../b", "./a", "/", "//", "a//b", "a/", "/a", ".", "a b", "a+b", "a%2Fb", "%", "%00",
    "a?b", "a#b", "a&b=c", "<&>\"'", "\\", "é", "e\u0301", "日本語/キー", "🗝", "\u202e", "\U0010fffd", "\t", "\x7f",
    "~tilde", "*", "${aws:username}", "x" * 1024, "é" * 512, "CON", "a:b", "objects.sqlite",
]


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


def test_every_key_is_its_own(s3):
    for number, key in enumerate(KEYS):
        s3.put_object(Bucket=BUCKET, Key=key, Body=str(number).encode(), Metadata={"n": str(number)})
    for number, key in enumerate(KEYS):
        answer = s3.get_object(Bucket=BUCKET, Key=key)
        assert (answer["Body"].read(), answer["Metadata"]) == (str(number).encode(), {"n": str(number)}), key
        s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": key})
        assert s3.get_object(Bucket=BUCKET, Key="copy")["Body"].read() == str(number).encode(), key
        listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=key)
        assert key in [one["Key"] for one in listed["Contents"]]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 5})
    listed = [one["Key"] for page in pages for one in page["Contents"]]
    assert listed == sorted(KEYS + ["copy"], key=lambda key: key.encode())
    deleted = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in [*KEYS, "copy"]]})
    assert {one["Key"] for one in deleted["Deleted"]} == {*KEYS, "copy"}
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)


def test_keys_that_are_too_long_are_refused(s3):
    with refused("KeyTooLongError", 400):
        s3.put_object(Bucket=BUCKET, Key="x" * 1025, Body=b"")


@pytest.mark.parametrize("path", ["/%ff", "/a%", "/a%zz", "/%c3%28"])
def test_paths_that_are_no_text_are_refused(s3, server, path):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", f"/{BUCKET}{path}")
    answer = connection.getresponse()
    assert answer.status in (400, 403) and b"<Error>" in answer.read()
    connection.close()


def test_files_are_not_named_after_keys(disk_server):
    disk_server.start()
    s3 = client(Account(disk_server, disk_server.account, disk_server.root))
    s3.create_bucket(Bucket=BUCKET)
    for key in ["../../escaped", "plain", "a/b"]:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x" * 100_000)
    names = [path.name for path in disk_server.data_directory.rglob("*") if path.is_file()]
    assert not {"escaped", "plain", "b"} & set(names)
    assert not (disk_server.data_directory.parent / "escaped").exists()
    disk_server.stop()


def test_header_fields_can_not_be_smuggled(s3, account):
    status, _, _ = raw(account, "PUT", f"/{BUCKET}/key", b"x", {"x-amz-meta-a": "1\tx-injected: 2"})
    assert status == 200
    line_breaks = "a\r\nx-injected: 1\r\n\r\n<html>"
    presigner = client(account, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    url = presigner.generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": "key", "ResponseContentDisposition": line_breaks})
    status, headers, body = anonymous(account.server, "GET", url.removeprefix(account.server.url))
    assert (status, body) == (200, b"x")
    assert "x-injected" not in {name.lower() for name in headers}
    form = presigner.generate_presigned_post(
        BUCKET, "form", Fields={"x-amz-meta-a": line_breaks}, Conditions=[{"x-amz-meta-a": line_breaks}])
    parts = [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{text}'.encode()
             for field, text in form["fields"].items()]
    parts.append(b'Content-Disposition: form-data; name="file"; filename="f"\r\n\r\nfile')
    payload = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    anonymous(
        account.server, "POST", f"/{BUCKET}", payload, {"Content-Type": "multipart/form-data; boundary=edge"})
    for key in ["key", "form"]:
        status, headers, _ = raw(account, "GET", f"/{BUCKET}/{key}")
        assert status in (200, 404)
        assert "x-injected" not in {name.lower() for name in headers}
