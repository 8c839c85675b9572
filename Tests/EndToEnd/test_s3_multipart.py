"""Objects that are uploaded in parts."""

import base64
import hashlib
import os
import zlib

import pytest

from support.buckets import client, refused

BUCKET, KEY = "parts", "large"
FIVE = 5 << 20


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


def begin(s3, **parameters) -> dict:
    return {"Bucket": BUCKET, "Key": KEY,
            "UploadId": s3.create_multipart_upload(Bucket=BUCKET, Key=KEY, **parameters)["UploadId"]}


def upload(s3, of, contents, **parameters) -> list[dict]:
    parts = []
    for number, content in enumerate(contents, 1):
        answer = s3.upload_part(**of, PartNumber=number, Body=content, **parameters)
        checksums = {name: value for name, value in answer.items() if name.startswith("Checksum")}
        parts.append({"PartNumber": number, "ETag": answer["ETag"], **checksums})
    return parts


def complete(s3, of, parts, **parameters) -> dict:
    return s3.complete_multipart_upload(**of, MultipartUpload={"Parts": parts}, **parameters)


def crc32(content) -> str:
    return base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()


def test_parts_make_an_object(s3):
    contents = [os.urandom(FIVE), os.urandom(FIVE + 1), b"end"]
    of = begin(s3, Metadata={"a": "1"}, ContentType="text/plain", Tagging="t=1")
    parts = upload(s3, of, contents)
    answer = complete(s3, of, parts)
    digests = b"".join(hashlib.md5(content).digest() for content in contents)
    assert answer["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'
    found = s3.get_object(Bucket=BUCKET, Key=KEY)
    assert found["Body"].read() == b"".join(contents)
    assert (found["Metadata"], found["ContentType"], found["TagCount"]) == ({"a": "1"}, "text/plain", 1)
    part = s3.get_object(Bucket=BUCKET, Key=KEY, PartNumber=2)
    assert part["Body"].read() == contents[1] and part["PartsCount"] == 3
    across = s3.get_object(Bucket=BUCKET, Key=KEY, Range=f"bytes={FIVE - 2}-{FIVE + 2}")["Body"].read()
    assert across == contents[0][-2:] + contents[1][:3]
    with refused("NoSuchUpload", 404):
        complete(s3, of, parts)
    with refused("InvalidPartNumber", 416):
        s3.get_object(Bucket=BUCKET, Key=KEY, PartNumber=4)


@pytest.mark.parametrize("kind", ["COMPOSITE", "FULL_OBJECT"])
def test_checksums_of_parts(s3, kind):
    contents = [os.urandom(FIVE), os.urandom(100)]
    of = begin(s3, ChecksumAlgorithm="CRC32", ChecksumType=kind)
    parts = upload(s3, of, contents, ChecksumAlgorithm="CRC32")
    if kind == "COMPOSITE":
        with refused("InvalidRequest", 400):
            complete(s3, of, [{name: part[name] for name in ("PartNumber", "ETag")} for part in parts])
    answer = complete(s3, of, parts)
    raw = b"".join(base64.b64decode(part["ChecksumCRC32"]) for part in parts)
    expected = crc32(raw) + "-2" if kind == "COMPOSITE" else crc32(b"".join(contents))
    assert (answer["ChecksumCRC32"], answer["ChecksumType"]) == (expected, kind)
    told = s3.get_object_attributes(Bucket=BUCKET, Key=KEY, ObjectAttributes=["Checksum", "ObjectParts"])
    assert told["ObjectParts"]["TotalPartsCount"] == 2
    assert [part["ChecksumCRC32"] for part in told["ObjectParts"]["Parts"]] == [crc32(one) for one in contents]


def test_what_can_not_be_completed(s3):
    of = begin(s3)
    parts = upload(s3, of, [b"small", b"parts"])
    with refused("EntityTooSmall", 400) as caught:
        complete(s3, of, parts)
    assert caught.value.response["Error"]["MinSizeAllowed"] == str(FIVE)
    with refused("InvalidPartOrder", 400):
        complete(s3, of, parts[::-1])
    with refused("InvalidPart", 400):
        complete(s3, of, [{"PartNumber": 3, "ETag": parts[0]["ETag"]}])
    with refused("InvalidPart", 400):
        complete(s3, of, [{"PartNumber": 1, "ETag": '"x"'}])
    with refused("MalformedXML", 400):
        complete(s3, of, [])
    with refused("InvalidRequest", 400):
        complete(s3, of, parts[:1], MpuObjectSize=6)
    with refused("InvalidArgument", 400, "Part number must be an integer between 1 and 10000, inclusive"):
        s3.upload_part(**of, PartNumber=10_001, Body=b"")
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"there")
    with refused("PreconditionFailed", 412):
        complete(s3, of, parts[:1], IfNoneMatch="*")
    assert complete(s3, of, parts[:1])["ETag"].endswith('-1"')
    with refused("NoSuchUpload", 404):
        s3.upload_part(Bucket=BUCKET, Key=KEY, UploadId="nonsense", PartNumber=1, Body=b"")


def test_an_aborted_upload_is_gone(s3):
    of = begin(s3)
    upload(s3, of, [b"x"])
    s3.abort_multipart_upload(**of)
    for request in [lambda: s3.list_parts(**of), lambda: s3.abort_multipart_upload(**of),
                    lambda: s3.upload_part(**of, PartNumber=1, Body=b"")]:
        with refused("NoSuchUpload", 404):
            request()


def test_parts_are_listed_in_pages_and_replaced(s3):
    of = begin(s3)
    upload(s3, of, [b"old", b"2", b"3"])
    s3.upload_part(**of, PartNumber=1, Body=b"newer")
    pages = s3.get_paginator("list_parts").paginate(**of, PaginationConfig={"PageSize": 2})
    assert [(part["PartNumber"], part["Size"]) for page in pages for part in page["Parts"]] == [(1, 5), (2, 1), (3, 1)]


def test_parts_are_copied(s3):
    content = os.urandom(FIVE + 1000)
    s3.put_object(Bucket=BUCKET, Key="source", Body=content)
    of = begin(s3)
    source = f"{BUCKET}/source"
    parts = []
    for number, text in enumerate([f"bytes=0-{FIVE - 1}", f"bytes={FIVE}-{FIVE + 9}"], 1):
        answer = s3.upload_part_copy(**of, PartNumber=number, CopySource=source, CopySourceRange=text)
        parts.append({"PartNumber": number, "ETag": answer["CopyPartResult"]["ETag"]})
    assert parts[1]["ETag"] == f'"{hashlib.md5(content[FIVE:FIVE + 10]).hexdigest()}"'
    with refused("InvalidArgument", 400):
        s3.upload_part_copy(**of, PartNumber=3, CopySource=source, CopySourceRange=f"bytes=0-{len(content)}")
    complete(s3, of, parts)
    s3.delete_object(Bucket=BUCKET, Key="source")
    assert s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == content[:FIVE + 10]
