"""Refusals: exact codes, statuses and messages."""

import contextlib
import re

import pytest
from botocore.exceptions import ClientError

INVALID_TOKEN = ("InvalidClientTokenId", 403, "The security token included in the request is invalid.")
SIGNATURE_MISMATCH = (
    "SignatureDoesNotMatch", 403,
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.")


def matches(expected, message) -> bool:
    """Whether a message is the expected text, or matches the expected pattern from end to end."""
    if isinstance(expected, re.Pattern):
        return expected.fullmatch(message) is not None
    return expected == message


@contextlib.contextmanager
def refused(code, status, message=None):
    """Expects the block to be refused with this code and status, and this message (a text or a pattern).

    Where AWS's documents leave the code open, `code` is a tuple of those that it may be.
    """
    with pytest.raises(ClientError) as caught:
        yield caught
    response = caught.value.response
    error, metadata = response["Error"], response["ResponseMetadata"]
    codes = code if isinstance(code, tuple) else (code,)
    assert error["Code"] in codes, error
    assert metadata["HTTPStatusCode"] == status, f"{metadata['HTTPStatusCode']} {error}"
    assert error["Type"] == "Sender"
    assert metadata["RequestId"], "an error carries the request's id"
    if message is not None:
        assert matches(message, error["Message"]), f"{error['Message']!r} is not {message!r}"


# Why a request was denied, in the words of AWS's access denied messages.
NO_IDENTITY_POLICY = "because no identity-based policy allows the {action} action"
NO_BOUNDARY = "because no permissions boundary allows the {action} action"
NO_SESSION_POLICY = "because no session policy allows the {action} action"
DENIED_BY_IDENTITY_POLICY = "with an explicit deny in an identity-based policy"
DENIED_BY_BOUNDARY = "with an explicit deny in a permissions boundary"
DENIED_BY_SESSION_POLICY = "with an explicit deny in a session policy"


def denial(caller, action, resource, reason=NO_IDENTITY_POLICY) -> str:
    """The text of an access denied error. `caller` is an ARN or something with one.

    AWS names the resource as an ARN where something is created, passed, tagged or listed, and by kind and name
    where something that exists is meant: `user bob`, `role auditor`, `policy arn:…`.
    """
    arn = getattr(caller, "arn", caller)
    text = f"User: {arn} is not authorized to perform: {action} on resource: {resource}"
    return f"{text} {reason.format(action=action)}" if reason else text


def denied(caller, action, resource, reason=NO_IDENTITY_POLICY):
    """Expects the block to be denied, with exactly AWS's message."""
    return refused("AccessDenied", 403, denial(caller, action, resource, reason))


def may_not_assume(caller, role_arn, action="sts:AssumeRole"):
    """Expects AssumeRole to be denied as STS does it: without a reason."""
    return denied(caller, action, role_arn, reason=None)


# What stands for a value that messages leave out.
HIDDEN = object()


def constraint(member, value, rule) -> str:
    """One failed constraint: `value` is None for a missing member, HIDDEN for a secret."""
    shown = "" if value is HIDDEN else "null " if value is None else f"'{value}' "
    return f"Value {shown}at '{member}' failed to satisfy constraint: Member must {rule}"


def validation_error(*constraints) -> str:
    """The message of a ValidationError with these failed constraints."""
    noun = "error" if len(constraints) == 1 else "errors"
    return f"{len(constraints)} validation {noun} detected: " + "; ".join(constraints)


def invalid(*constraints):
    """Expects the block to fail validation with exactly these constraints."""
    return refused("ValidationError", 400, validation_error(*constraints))


def missing(message):
    """Expects the block to fail because an entity is not there."""
    return refused("NoSuchEntity", 404, message)


def taken(message):
    """Expects the block to fail because an entity is already there."""
    return refused("EntityAlreadyExists", 409, message)


def over_quota(message):
    """Expects the block to fail on a quota."""
    return refused("LimitExceeded", 409, message)


def conflict(message):
    """Expects a deletion to fail because something still depends on the entity."""
    return refused("DeleteConflict", 409, message)


def malformed(message):
    """Expects a policy document to be refused."""
    return refused("MalformedPolicyDocument", 400, message)
