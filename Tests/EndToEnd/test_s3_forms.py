"""Uploads by a browser's form, signed by a policy."""

import base64
import datetime
import http.client
import json
import urllib.parse
import uuid

import pytest

from support.buckets import anonymous, client, grants, put_policy
from support.policies import allow

BUCKET = "form-bucket"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    s3.delete_public_access_block(Bucket=BUCKET)
    return s3


def post(server, fields, content=b"picture", name="picture.png", boundary=None, path=f"/{BUCKET}"):
    """Sends a form as a browser does."""
    boundary = boundary or uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
             for key, value in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                 f"Content-Type: image/png\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode())
    return anonymous(server, "POST", path, b"".join(parts), {
        "Content-Type": f"multipart/form-data; boundary={boundary}"})


def signed(caller, key="pictures/${filename}", conditions=(), **fields):
    return client(caller).generate_presigned_post(
        BUCKET, key, Fields=fields or None,
        Conditions=[*conditions, *({name: value} for name, value in fields.items())], ExpiresIn=60)["fields"]


def test_a_form_that_a_user_signed_uploads_what_the_user_may(server, s3, account):
    bob = account.user("bob", allow("s3:PutObject", f"arn:aws:s3:::{BUCKET}/pictures/*"))
    fields = signed(bob, conditions=[["content-length-range", 1, 1000]], **{"x-amz-meta-kind": "cat"})
    status, headers, _ = post(server, fields)
    assert status == 204, headers
    stored = s3.get_object(Bucket=BUCKET, Key="pictures/picture.png")
    assert stored["Body"].read() == b"picture"
    assert (stored["ContentType"], stored["Metadata"]) == ("image/png", {"kind": "cat"})
    status, _, body = post(server, signed(bob, key="elsewhere/x"))
    assert status == 403 and b"s3:PutObject" in body


def test_large_files_stream_and_too_large_ones_leave_nothing(server, s3, account):
    content = bytes(range(256)) * 20_000
    fields = signed(account, key="large", conditions=[["content-length-range", 10, len(content)]])
    assert post(server, fields, content)[0] == 204
    assert s3.get_object(Bucket=BUCKET, Key="large")["Body"].read() == content
    s3.delete_object(Bucket=BUCKET, Key="large")
    status, _, body = post(server, fields, content + b"!")
    assert status == 400 and b"EntityTooLarge" in body
    status, _, body = post(server, fields, b"small")
    assert status == 400 and b"EntityTooSmall" in body
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_what_the_policy_does_not_say_is_refused(server, s3, account):
    fields = signed(account, key="k")
    for change, words in [
        ({"key": "other"}, b"Policy Condition failed"), ({"x-amz-meta-extra": "1"}, b"Extra input fields"),
        ({"x-amz-signature": "0" * 64}, b"SignatureDoesNotMatch"),
        ({"policy": base64.b64encode(b"{}").decode()}, b"SignatureDoesNotMatch"),
        ({"x-amz-algorithm": "AWS4-HMAC-SHA1"}, b"InvalidRequest"),
    ]:
        status, _, body = post(server, {**fields, **change})
        assert status >= 400 and words in body, (change, body)
    status, _, body = post(server, {name: value for name, value in fields.items() if name != "policy"})
    assert status == 400 and b"policy" in body
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_an_expired_policy_is_refused(server, s3, account):
    fields = client(account).generate_presigned_post(BUCKET, "k", ExpiresIn=-10)["fields"]
    status, _, body = post(server, fields)
    assert status == 403 and b"Policy expired" in body


def test_the_answer_is_as_the_form_asks(server, s3, account):
    assert post(server, signed(account, key="k", success_action_status="200"))[0] == 200
    status, _, body = post(server, signed(account, key="k", success_action_status="201"))
    assert status == 201 and b"<Bucket>form-bucket</Bucket><Key>k</Key>" in body
    fields = signed(account, key="a b", success_action_redirect="http://127.0.0.1:1/done?x=1")

    boundary = "b"
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    parts += '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nx\r\n--b--\r\n'
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", f"/{BUCKET}", parts, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    answer = connection.getresponse()
    assert answer.status == 303
    page = urllib.parse.urlparse(answer.getheader("Location"))
    query = urllib.parse.parse_qs(page.query)
    assert (query["x"], query["bucket"], query["key"]) == (["1"], [BUCKET], ["a b"])


def test_a_form_without_a_signature_is_nobodys(server, s3):
    assert post(server, {"key": "k"})[0] == 403
    put_policy(s3, BUCKET, grants("*", "s3:PutObject", f"arn:aws:s3:::{BUCKET}/*"))
    assert post(server, {"key": "k"})[0] == 204
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"picture"


def test_an_old_signature_is_told_what_to_use(server, s3):
    expires = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)).isoformat()
    policy = base64.b64encode(json.dumps({"expiration": expires, "conditions": []}).encode()).decode()
    status, _, body = post(server, {"key": "k", "AWSAccessKeyId": "A", "policy": policy, "signature": "x"})
    assert status == 400 and b"Please use AWS4-HMAC-SHA256" in body
