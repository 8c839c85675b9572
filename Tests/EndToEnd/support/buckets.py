"""S3 for the tests of buckets and who may use them."""

import contextlib
import json
import socket
import urllib.request

import boto3
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from .policies import policy

CONFIG = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, s3={"addressing_style": "path"},
    signature_version="s3v4", parameter_validation=False)


def client(caller, service="s3", region="us-east-1", config=CONFIG):
    """A client that never retries."""
    credentials = caller.credentials
    # S3 Control puts the account before the host's name, and an address can't have one.
    url = caller.server.url.replace("127.0.0.1", "localhost") if service == "s3control" else caller.server.url
    return boto3.session.Session().client(
        service, endpoint_url=url, region_name=region, config=config,
        aws_access_key_id=credentials.access_key_id, aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token)


def anonymous(server, method, path, body=None, headers=None):
    """An unsigned request: status, header fields, body."""
    request = urllib.request.Request(server.url + path, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def by_hand(caller, method, path, body=b"", headers=None):
    """A request that is signed, and otherwise as it is told: status, header fields, body."""
    credentials = caller.credentials
    request = AWSRequest(method, caller.server.url + path, headers=headers or {}, data=body)
    S3SigV4Auth(
        Credentials(credentials.access_key_id, credentials.secret_access_key, credentials.session_token), "s3",
        "us-east-1").add_auth(request)
    return anonymous(caller.server, method, path, body, dict(request.headers.items()))


def grants(principal, action, resource, effect="Allow", **elements) -> dict:
    """A statement of a bucket policy. A plain text but `*` stands for an AWS principal."""
    if isinstance(principal, (str, list)) and principal != "*":
        principal = {"AWS": principal}
    return {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource, **elements}


def put_policy(s3, bucket, *statements):
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))


def get_policy(s3, bucket) -> dict:
    return json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])


@contextlib.contextmanager
def refused(code, status, message=None):
    """Expects S3 to refuse: code, status, and perhaps the message."""
    with pytest.raises(ClientError) as caught:
        yield caught
    response = caught.value.response
    assert response["Error"]["Code"] == str(code), response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status, response
    assert response["ResponseMetadata"]["RequestId"], response
    if message is not None:
        assert response["Error"]["Message"] == message


def denial(caller, action, resource, reason) -> str:
    """S3's words for a denial."""
    return (
        f'User: {caller.arn} is not authorized to perform: s3:{action} on resource: "arn:aws:s3:::{resource}" {reason}')


_resolve = socket.getaddrinfo


def _resolve_localhost(host, *arguments, **options):
    """Finds names below localhost on this machine, as browsers and most systems do."""
    if isinstance(host, str) and host.endswith(".localhost"):
        host = "127.0.0.1"
    return _resolve(host, *arguments, **options)


socket.getaddrinfo = _resolve_localhost
