"""Requests to S3 as no client sends them: odd paths, doubled fields, other methods, other protocols."""

import socket

import pytest

from support.buckets import anonymous, by_hand, client, grants, put_policy

BUCKET = "wire-bucket"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    s3.delete_public_access_block(Bucket=BUCKET)
    return s3


def raw(server, text) -> bytes:
    """What the server answers to bytes on the wire."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(text.encode() if isinstance(text, str) else text)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


KEYS = ["..", "../etc/passwd", "../../../../etc/passwd", "a/../b", "./a", "a//b", "/a", "//", "a/", "%2e%2e/x", "a%b",
        "a?b", "a#b", "a+b c", "ü/€/日本", "\u0001", "back\\slash", "x" * 1024, "con", ".", "*", "a&b<c>\"'"]


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_a_key_is_a_key_whatever_it_looks_like(server, s3, key):
    body = key.encode()
    s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == body
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == [key]
    s3.delete_object(Bucket=BUCKET, Key=key)
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_a_policy_about_one_folder_is_not_passed_by_dots(server, s3):
    s3.put_object(Bucket=BUCKET, Key="open/a", Body=b"open")
    s3.put_object(Bucket=BUCKET, Key="closed/b", Body=b"closed")
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/open/*"))
    assert anonymous(server, "GET", f"/{BUCKET}/open/a")[2] == b"open"
    for path in [f"/{BUCKET}/open/../closed/b", f"/{BUCKET}/open/%2e%2e/closed/b", f"/{BUCKET}//closed/b",
                 f"/{BUCKET}/open/..%2fclosed/b", f"/other/../{BUCKET}/closed/b"]:
        answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert answer.split(b" ", 2)[1] in (b"403", b"404"), (path, answer)
        assert b"closed\n" not in answer and not answer.endswith(b"closed")


def test_the_resource_that_is_decided_on_is_the_one_that_is_read(server, s3):
    s3.put_object(Bucket=BUCKET, Key="a%2Fb", Body=b"one")
    s3.put_object(Bucket=BUCKET, Key="a/b", Body=b"two")
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/a%2Fb"))
    assert anonymous(server, "GET", f"/{BUCKET}/a%252Fb")[2] == b"one"
    assert anonymous(server, "GET", f"/{BUCKET}/a%2Fb")[0] == 403


@pytest.mark.parametrize("request_text", [
    "GET /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "PUT /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "PUT /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
    "PUT /{b}/k HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    "PUT /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\n Authorization: x\r\n\r\n",
    "PUT /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Acl: a\r\nx-amz-acl\r\n\r\n",
    "PUT http://other/{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    "PUT {b} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    "BREW /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "PATCH /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    "PUT /{b}/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nAuthorization: AWS4-HMAC-SHA256 "
    "Credential=A/20261124/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\nAuthorization: AWS4-HMAC-SHA256 "
    "Credential=B/20261124/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n\r\nab",
], ids=range(11))
def test_what_two_readers_could_read_differently_is_refused(server, s3, request_text):
    answer = raw(server, request_text.replace("{b}", BUCKET))
    status = int(answer.split(b" ", 2)[1]) if answer else 400
    assert 400 <= status < 500, answer
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0
    assert server.is_running()


def test_header_fields_that_are_not_signed_are_refused(server, s3, account):
    url = s3.generate_presigned_url("put_object", {"Bucket": BUCKET, "Key": "k"}, ExpiresIn=60)
    path = url.removeprefix(server.url)
    status, _, body = anonymous(server, "PUT", path, b"x", {"x-amz-acl": "public-read"})
    assert status == 403 and b"<HeadersNotSigned>x-amz-acl</HeadersNotSigned>" in body
    assert anonymous(server, "PUT", path, b"x")[0] == 200


@pytest.mark.parametrize("body", [
    b"", b"<", b"<a/>", b"<VersioningConfiguration", b"<!DOCTYPE x><VersioningConfiguration/>",
    b"<VersioningConfiguration><Status>On</Status></VersioningConfiguration>", b"\xff\xfe",
    b"<VersioningConfiguration>" * 100,
], ids=range(8))
def test_documents_that_are_none_are_refused(account, s3, body):
    status, _, answer = by_hand(account, "PUT", f"/{BUCKET}?versioning", body)
    assert status == 400 and b"<Code>MalformedXML</Code>" in answer or b"<Code>IllegalV" in answer, answer
    assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)


def test_other_protocols_keep_their_answers(server, s3):
    status, _, body = anonymous(server, "GET", "/")
    assert status == 403 and b"MissingAuthenticationToken" in body
    status, _, body = anonymous(server, "POST", "/", b"Action=GetCallerIdentity&Version=2011-06-15", {
        "Content-Type": "application/x-www-form-urlencoded"})
    assert status == 403 and b"MissingAuthenticationToken" in body
    assert anonymous(server, "GET", "/_sallyport/health")[0] == 200


def test_a_virtual_host_names_the_bucket(server, s3):
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"virtual")
    put_policy(s3, BUCKET, grants("*", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/*"))
    for host in [f"{BUCKET}.localhost", f"{BUCKET}.s3.localhost:4566", f"{BUCKET}.s3.us-east-1.amazonaws.com",
                 f"{BUCKET}.s3.amazonaws.com"]:
        answer = raw(server, f"GET /k HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        assert answer.endswith(b"virtual"), (host, answer)
