"""The first door: signatures, keys and clocks, by requests that no client library would send."""

import re

import pytest

from support import wire
from support.credentials import Credentials
from support.policies import allow
from support.refusals import INVALID_TOKEN, SIGNATURE_MISMATCH

IDENTITY = {"Action": "GetCallerIdentity"}
TIME = r"\d{8}T\d{6}Z"


def mismatch(answer):
    assert answer.error == (403, SIGNATURE_MISMATCH[0], SIGNATURE_MISMATCH[2])


def signed(account, service="sts", parameters=IDENTITY, **signing):
    """A sound request: its body and its signed headers."""
    body = wire.form(service, parameters)
    return body, wire.signed_headers(account.server, account.credentials, service, body, **signing)


def test_a_sound_request_is_answered(account):
    answer = account.post("sts", IDENTITY)
    assert answer.status == 200
    assert answer.text("GetCallerIdentityResult/Arn") == "arn:aws:iam::123456789012:root"


def test_a_sound_get_is_answered(account):
    answer = wire.get(account.server, account.credentials, "sts", IDENTITY)
    assert (answer.status, answer.text("GetCallerIdentityResult/Account")) == (200, "123456789012")


# Keys

def test_an_unknown_key_is_said_to_be_an_invalid_token(account):
    stranger = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    answer = wire.post(account.server, stranger, "sts", IDENTITY)
    assert answer.error == (403, INVALID_TOKEN[0], INVALID_TOKEN[2])


def test_a_wrong_secret_is_a_mismatch(account):
    forged = Credentials(account.credentials.access_key_id, "not the secret")
    mismatch(wire.post(account.server, forged, "sts", IDENTITY))


def test_keys_are_case_sensitive(account):
    forged = Credentials(account.credentials.access_key_id.lower(), account.credentials.secret_access_key)
    assert wire.post(account.server, forged, "sts", IDENTITY).error[:2] == (403, "InvalidClientTokenId")


# What the signature covers

def test_a_body_that_was_changed_is_a_mismatch(account):
    body, headers = signed(account)
    mismatch(wire.send(account.server, "POST", "/", headers, body + "&Extra=1"))


def test_another_path_is_a_mismatch(account):
    body, headers = signed(account)
    mismatch(wire.send(account.server, "POST", "/other", headers, body))


def test_a_query_that_was_added_is_a_mismatch(account):
    body, headers = signed(account)
    mismatch(wire.send(account.server, "POST", "/?a=b", headers, body))


def test_another_method_is_a_mismatch(account):
    body, headers = signed(account)
    mismatch(wire.send(account.server, "PUT", "/", headers, body))


def test_a_signed_header_that_was_changed_is_a_mismatch(account):
    body, headers = signed(account, headers={"X-Amz-Meta-Note": "one"})
    mismatch(wire.send(account.server, "POST", "/", {**headers, "X-Amz-Meta-Note": "two"}, body))


def test_a_signed_header_that_is_missing_is_refused(account):
    body, headers = signed(account, headers={"X-Amz-Meta-Note": "one"})
    del headers["X-Amz-Meta-Note"]
    assert wire.send(account.server, "POST", "/", headers, body).status in (400, 403)


def test_white_space_in_a_signed_header_is_folded(account):
    body, headers = signed(account, headers={"X-Amz-Meta-Note": "one two"})
    answer = wire.send(account.server, "POST", "/", {**headers, "X-Amz-Meta-Note": "  one    two "}, body)
    assert answer.status == 200


def test_a_header_that_was_not_signed_may_be_there(account):
    body, headers = signed(account)
    assert wire.send(account.server, "POST", "/", {**headers, "X-Note": "anything"}, body).status == 200


def test_the_signature_itself_is_compared(account):
    body, headers = signed(account)
    last = headers["Authorization"][-1]
    forged = headers["Authorization"][:-1] + ("0" if last != "0" else "1")
    mismatch(wire.send(account.server, "POST", "/", {**headers, "Authorization": forged}, body))


def test_a_request_without_a_body_hash_header_is_checked_by_its_body(account):
    body, headers = signed(account)
    assert "X-Amz-Content-SHA256" not in headers
    assert wire.send(account.server, "POST", "/", headers, body).status == 200


# Nothing, or not enough

def test_no_authentication_at_all_is_missing(account):
    for method, path, body in [("POST", "/", wire.form("sts", IDENTITY)), ("GET", "/?" + wire.form(
            "sts", IDENTITY), None), ("POST", "/", wire.form("iam", {"Action": "ListUsers"}))]:
        answer = wire.send(account.server, method, path, {"Content-Type": wire.FORM}, body)
        assert answer.error == (403, "MissingAuthenticationToken", "Request is missing Authentication Token")


@pytest.mark.parametrize("part", ["Credential", "SignedHeaders", "Signature"])
def test_an_authorization_header_needs_all_its_parts(account, part):
    body, headers = signed(account)
    parts = headers["Authorization"].removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    headers["Authorization"] = "AWS4-HMAC-SHA256 " + ", ".join(
        kept for kept in parts if not kept.startswith(part + "="))
    status, code, message = wire.send(account.server, "POST", "/", headers, body).error
    assert (status in (400, 403), code) == (True, "IncompleteSignature")
    assert message.startswith(f"Authorization header requires '{part}' parameter.")


def test_a_signed_request_needs_a_date(account):
    body, headers = signed(account)
    del headers["X-Amz-Date"]
    status, code, message = wire.send(account.server, "POST", "/", headers, body).error
    assert (status in (400, 403), code) == (True, "IncompleteSignature")
    assert "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header." in message


@pytest.mark.parametrize("header", [
    "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 nonsense", "AWS4-HMAC-SHA256 Credential=,,,=",
    "AWS4-HMAC-SHA256 Credential=A/B/C, SignedHeaders=host, Signature=00", "AWS4-HMAC-SHA512 Credential=x",
    "Basic dXNlcjpwYXNz", "Bearer abc", "AWS AKIA:signature"])
def test_an_authorization_header_of_another_kind_is_refused(account, header):
    body, headers = signed(account)
    status, code, message = wire.send(account.server, "POST", "/", {**headers, "Authorization": header}, body).error
    assert status in (400, 403)
    assert code in ("IncompleteSignature", "MissingAuthenticationToken", "InvalidClientTokenId",
                    "SignatureDoesNotMatch"), message


# Clocks

@pytest.mark.parametrize("seconds", [14 * 60, -14 * 60])
def test_a_clock_may_be_off_by_almost_a_quarter_of_an_hour(account, seconds):
    assert account.post("sts", IDENTITY, moment=wire.ago(seconds)).status == 200


def test_a_clock_that_is_late_is_refused(account):
    status, code, message = account.post("sts", IDENTITY, moment=wire.ago(16 * 60)).error
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert re.fullmatch(
        rf"Signature expired: {TIME} is now earlier than {TIME} \({TIME} - (5|15) min\.\)", message), message


def test_a_clock_that_is_early_is_refused(account):
    status, code, message = account.post("sts", IDENTITY, moment=wire.ago(-16 * 60)).error
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert re.fullmatch(
        rf"Signature not yet current: {TIME} is still later than {TIME} \({TIME} \+ (5|15) min\.\)", message), message


def test_a_date_of_another_day_than_the_scope_is_refused(account):
    body, headers = signed(account)
    date = headers["X-Amz-Date"][:8]
    headers["Authorization"] = headers["Authorization"].replace(f"/{date}/", "/20200101/")
    answer = wire.send(account.server, "POST", "/", headers, body)
    assert answer.error[:2] == (403, "SignatureDoesNotMatch")


# Scopes

def test_a_scope_without_a_region_is_refused(account):
    answer = account.within("").post("sts", IDENTITY)
    assert answer.error == (403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region.")


@pytest.mark.parametrize("scope", ["iam", "s3", "nosuchservice"])
def test_a_scope_of_another_service_is_refused(account, scope):
    answer = account.post("sts", IDENTITY, scope=scope)
    assert 400 <= answer.status < 500
    assert answer.error[1] in ("SignatureDoesNotMatch", "InvalidAction", "UnknownOperationException", "NotImplemented",
                               "MethodNotAllowed", "UnknownService")


def test_a_scope_must_end_as_it_should(account):
    body, headers = signed(account)
    headers["Authorization"] = headers["Authorization"].replace("/aws4_request", "/aws5_request")
    assert wire.send(account.server, "POST", "/", headers, body).error[:2] == (403, "SignatureDoesNotMatch")


# Presigned requests

def test_a_presigned_request_proves_who_signed_it(account):
    alice = account.user("alice")
    for caller in (account, alice, alice.session()):
        path = wire.presigned_path(account.server, caller.credentials, "sts", IDENTITY)
        answer = wire.send(account.server, "GET", path, {})
        assert (answer.status, answer.text("GetCallerIdentityResult/Arn")) == (200, caller.arn)


def test_the_presigned_request_of_the_client_library_is_answered(account):
    for method in ("GET", "POST"):
        url = account.sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod=method)
        answer = wire.send(account.server, method, url.removeprefix(account.server.url), {})
        assert (answer.status, answer.text("GetCallerIdentityResult/Account")) == (200, "123456789012")


def test_a_presigned_request_may_have_a_signed_header_of_its_own(account):
    """Kubernetes clusters are told apart in this way: aws-iam-authenticator signs `x-k8s-aws-id`."""
    request = wire.AWSRequest(
        "GET", f"{account.server.url}/?{wire.form('sts', IDENTITY)}", headers={"x-k8s-aws-id": "cluster"})
    wire.SigV4QueryAuth(wire.boto_credentials(account.credentials), "sts", "us-east-1", 60).add_auth(request)
    path = request.url.removeprefix(account.server.url)
    assert wire.send(account.server, "GET", path, {"x-k8s-aws-id": "cluster"}).status == 200
    mismatch(wire.send(account.server, "GET", path, {"x-k8s-aws-id": "other"}))


def test_an_expired_presigned_request_is_refused(account):
    path = wire.presigned_path(
        account.server, account.credentials, "sts", IDENTITY, expires=60, moment=wire.ago(3600))
    status, code, _ = wire.send(account.server, "GET", path, {}).error
    assert (status, code) in [(400, "RequestExpired"), (403, "SignatureDoesNotMatch")]


def test_a_presigned_request_lives_past_the_clock_skew(account):
    path = wire.presigned_path(
        account.server, account.credentials, "sts", IDENTITY, expires=3600, moment=wire.ago(1800))
    assert wire.send(account.server, "GET", path, {}).status == 200


def test_a_presigned_request_that_was_changed_is_a_mismatch(account):
    path = wire.presigned_path(account.server, account.credentials, "sts", IDENTITY)
    mismatch(wire.send(account.server, "GET", path.replace("X-Amz-Expires=60", "X-Amz-Expires=61"), {}))
    mismatch(wire.send(account.server, "GET", path + "&more=1", {}))


@pytest.mark.parametrize("parameter", [
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"])
def test_a_presigned_request_needs_all_its_parts(account, parameter):
    path = wire.presigned_path(account.server, account.credentials, "sts", IDENTITY)
    path = re.sub(rf"&{parameter}=[^&]*", "", path)
    status, code, _ = wire.send(account.server, "GET", path, {}).error
    assert status in (400, 403)
    assert code in ("IncompleteSignature", "MissingAuthenticationToken", "SignatureDoesNotMatch")


# Order of the doors

def test_who_is_asked_before_what(account):
    """A stranger does not learn which operations and parameters there are."""
    forged = Credentials(account.credentials.access_key_id, "not the secret")
    for parameters in ({"Action": "NoSuchThing"}, {"Action": "CreateUser", "UserName": "a b"}, {}):
        mismatch(wire.post(account.server, forged, "iam", parameters))


def test_syntax_is_checked_before_permission_and_permission_before_existence(account):
    alice = account.user("alice")
    bob = account.user("bob", allow("iam:GetUser"))
    assert alice.post("iam", {"Action": "GetUser", "UserName": "a b"}).error[1] == "ValidationError"
    assert alice.post("iam", {"Action": "GetUser", "UserName": "nobody"}).error[1] == "AccessDenied"
    assert bob.post("iam", {"Action": "GetUser", "UserName": "nobody"}).error[1] == "NoSuchEntity"
