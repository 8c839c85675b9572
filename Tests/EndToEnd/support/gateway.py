"""Calls through the gateway: answers are an upstream's, and refusals come in the words of many services."""

import contextlib
import functools

import boto3
import pytest
from botocore.exceptions import ClientError

from .callers import CONFIG


@functools.cache
def _session():
    return boto3.session.Session()


def on(caller, service, **options):
    """A caller's client for a service that somebody else runs: what that answers is not ours to check."""
    credentials = caller.credentials
    more = options.pop("config", None)
    return _session().client(
        service, endpoint_url=caller.server.url, region_name=caller.region,
        config=CONFIG.merge(more) if more else CONFIG,
        aws_access_key_id=credentials.access_key_id, aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token, **options)


class Refusal:
    """What a call was refused with."""

    message = None
    request_id = None


@contextlib.contextmanager
def refused(code, status, part=""):
    """Expects the block to be refused with this code and status, and a message that has this part."""
    refusal = Refusal()
    with pytest.raises(ClientError) as caught:
        yield refusal
    response = caught.value.response
    error, metadata = response["Error"], response["ResponseMetadata"]
    assert (error["Code"], metadata["HTTPStatusCode"]) == (code, status), error
    assert part in error["Message"], error["Message"]
    refusal.message = error["Message"]
    refusal.request_id = metadata["HTTPHeaders"]["x-amzn-requestid"]
