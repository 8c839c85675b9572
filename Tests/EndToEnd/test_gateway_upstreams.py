"""What the gateway does with upstreams that fail, and with requests that two readers could read in two ways."""

import http.client
import json
import socket
import time

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config

from support.callers import Account
from support.gateway import on, refused
from support.policies import allow
from support.server import Server, free_port
from support.upstreams import Scripted, ok

KEY, SECRET = "AKIAUPSTREAMSOWNKEY1", "the-upstreams-own-secret-0123456789"
TABLES = b'{"TableNames":["Orders"]}'


@pytest.fixture
def start(tmp_path, request):
    """Starts a server with an upstream; a URL or a scripted answer."""
    running = []

    def begin(upstream, *arguments, data=None, timeout=2):
        scripted = None if isinstance(upstream, str) else upstream
        url = upstream if scripted is None else scripted.url
        server = Server(
            data_directory=data, log_directory=tmp_path, arguments=[
                "--upstream", url, "--upstream-access-key", KEY, "--upstream-secret-key", SECRET,
                "--upstream-timeout", str(timeout), *arguments])
        server.start()
        server.log_began = 0
        request.node.log_source = server
        running.append((server, scripted))
        return Account(server, server.account, server.root)

    yield begin
    for server, scripted in running:
        server.stop()
        if scripted is not None:
            scripted.close()


def list_tables(account, **options):
    return on(account, "dynamodb", **options).list_tables()["TableNames"]


def test_a_request_reaches_its_upstream_signed_anew(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    assert list_tables(account) == ["Orders"]
    [request] = upstream.requests
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    assert lines[0] == "POST / HTTP/1.1"
    assert body == b"{}"
    assert f"Credential={KEY}/" in fields["authorization"]
    assert "/us-east-1/dynamodb/aws4_request" in fields["authorization"]
    assert account.credentials.access_key_id not in request.decode()
    assert fields["x-amz-target"] == "DynamoDB_20120810.ListTables"
    # The signature is good: botocore makes the same one of what arrived.
    again = AWSRequest("POST", upstream.url + "/", data=body, headers={
        name: value for name, value in fields.items() if name in fields["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")})
    again.context["timestamp"] = fields["x-amz-date"]
    signer = SigV4Auth(type("Key", (), {"access_key": KEY, "secret_key": SECRET, "token": None})(), "dynamodb", "us-east-1")
    canonical = signer.canonical_request(again)
    assert signer.signature(signer.string_to_sign(again, canonical), again) == fields["authorization"].rpartition("=")[2]


def test_connections_are_used_again(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    client = on(account, "dynamodb")
    for _ in range(5):
        client.list_tables()
    assert upstream.connections == 1


def test_one_service_may_have_an_upstream_of_its_own(start):
    everything, tables = Scripted(lambda request: ok(b"{}")), Scripted(lambda request: ok(TABLES))
    account = start(everything, "--upstream", f"dynamodb={tables.url}")
    assert list_tables(account) == ["Orders"]
    assert (len(everything.requests), len(tables.requests)) == (0, 1)


def test_large_answers_stream(start):
    part = b"x" * 65536

    def answer(request):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(part) * 400)
        for _ in range(400):
            yield part

    account = start(Scripted(answer))
    body = on(account, "lambda").invoke(FunctionName="f")["Payload"].read()
    assert body == part * 400


# MARK: Failures


def test_an_upstream_that_is_down(start):
    account = start(f"http://127.0.0.1:{free_port()}")
    began = time.monotonic()
    with refused("ServiceUnavailableException", 503, "The upstream of dynamodb can't be reached."):
        list_tables(account)
    assert time.monotonic() - began < 5


def test_an_upstream_that_is_silent(start):
    account = start(Scripted(lambda request: (time.sleep(6) or part for part in [b""])), timeout=1)
    began = time.monotonic()
    with refused("GatewayTimeout", 504, "The upstream of dynamodb did not answer in time."):
        list_tables(account)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("answer", [
    b"", b"rubbish\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"\x00\x01\x02\x03" * 64,
], ids=["nothing", "no HTTP", "no status", "two lengths", "a negative length", "bytes"])
def test_an_upstream_that_answers_rubbish(start, answer):
    account = start(Scripted(lambda request: [answer]))
    with refused("BadGateway", 502, "The upstream of dynamodb broke off, or its answer can't be read."):
        on(account, "dynamodb").create_table(TableName="T", KeySchema=[], AttributeDefinitions=[])


def test_a_page_for_people_is_rubbish(start):
    page = ok(b"<html>Internal Server Error</html>").replace(b"200 OK", b"500 Oops").replace(
        b"application/x-amz-json-1.0", b"text/html; charset=utf-8")
    account = start(Scripted(lambda request: page))
    with refused("BadGateway", 502, "The upstream of dynamodb broke off, or its answer can't be read."):
        list_tables(account)


def test_an_upstream_that_breaks_off_in_a_body_cuts_the_answer(start):
    account = start(Scripted(
        lambda request: [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x" * 5000], resets=True))
    status, length, body = raw(account, "lambda", "POST", "/2015-03-31/functions/f/invocations")
    assert status in (200, 502)
    if status == 200:
        assert length == "100000" and len(body) < 100000
    assert account.identity["Account"] == account.id


def test_errors_of_an_upstream_pass(start):
    message = b'{"__type":"ResourceNotFoundException","message":"no such table"}'
    account = start(Scripted(lambda request: ok(message).replace(b"200 OK", b"400 Bad Request")))
    with refused("ResourceNotFoundException", 400, "no such table"):
        on(account, "dynamodb").delete_table(TableName="T")


@pytest.mark.parametrize("answer", [
    b'{"__type":"InvalidSignatureException","message":"The Canonical String should have been ..."}',
    b'{"__type":"Strange","message":"you sent Credential=' + KEY.encode() + b'/..."}',
    b'{"__type":"Strange","message":"' + SECRET.encode() + b'"}',
])
def test_the_upstreams_keys_do_not_leak(start, answer):
    account = start(Scripted(lambda request: ok(answer, [b"X-Echo: " + KEY.encode()]).replace(b"200 OK", b"403 Forbidden")))
    with refused("BadGateway", 502, "did not accept the keys of this server") as refusal:
        list_tables(account)
    assert KEY not in refusal.message


def test_headers_of_an_upstream_do_not_leak_its_keys(start):
    account = start(Scripted(lambda request: ok(TABLES, [b"X-Echo: Credential=" + KEY.encode(), b"X-Other: y"])))
    headers = on(account, "dynamodb").list_tables()["ResponseMetadata"]["HTTPHeaders"]
    assert "x-echo" not in headers
    assert headers["x-other"] == "y"
    assert headers["x-sallyport-request-id"]


# MARK: Requests that are refused


def sign(account, service, method, path, body=b"", headers=()):
    """A signed request's fields."""
    credentials = type("Key", (), {
        "access_key": account.credentials.access_key_id, "secret_key": account.credentials.secret_access_key, "token": None})()
    request = AWSRequest(method, account.server.url + path, data=body, headers=dict(headers))
    SigV4Auth(credentials, service, account.region).add_auth(request)
    return dict(request.prepare().headers)


def raw(account, service, method, path, body=b"", headers=()):
    connection = http.client.HTTPConnection("127.0.0.1", account.server.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=sign(account, service, method, path, body, headers))
        response = connection.getresponse()
        try:
            content = response.read()
        except http.client.IncompleteRead as broken:
            content = broken.partial
        return response.status, response.getheader("Content-Length"), content
    finally:
        connection.close()


def exchange(account, text) -> bytes:
    """Sends bytes, and reads what comes until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", account.server.port), timeout=5) as connection:
        connection.sendall(text)
        answer = b""
        connection.settimeout(2)
        try:
            while part := connection.recv(65536):
                answer += part
        except TimeoutError:
            pass
        return answer


def request_text(account, extra=b"", target=b"/", body=b"{}", length=None) -> bytes:
    fields = sign(account, "dynamodb", "POST", "/", body, {
        "X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"})
    fields["Host"] = f"127.0.0.1:{account.server.port}"
    fields.pop("Content-Length", None)
    lines = [b"POST " + target + b" HTTP/1.1"] + [f"{name}: {value}".encode() for name, value in fields.items()]
    if length is not False:
        lines.append(b"Content-Length: %d" % (len(body) if length is None else length))
    return b"\r\n".join(lines) + b"\r\n" + extra + b"\r\n" + body


@pytest.mark.parametrize(("extra", "target", "length"), [
    (b"Transfer-Encoding: chunked\r\n", b"/", None),
    (b"Content-Length: 5\r\n", b"/", None),
    (b"Transfer-Encoding: chunked, identity\r\n", b"/", False),
    (b"Transfer-Encoding: xchunked\r\n", b"/", False),
    (b"Host: elsewhere\r\n", b"/", None),
    (b"X-Amz-Target: DynamoDB_20120810.DeleteTable\r\n", b"/", None),
    (b"Content-Type: text/plain\r\n", b"/", None),
    (b"", b"*", None),
], ids=["both lengths", "two lengths", "odd codings", "unknown coding", "two hosts", "two targets", "two types", "asterisk"])
def test_smuggled_requests_are_refused(start, extra, target, length):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    answer = exchange(account, request_text(account, extra, target, length=length))
    assert answer == b"" or answer.split(b" ")[1].startswith(b"4"), answer
    assert upstream.requests == []
    assert exchange(account, request_text(account)).startswith(b"HTTP/1.1 200")


def test_an_absolute_target_leads_nowhere_else(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    # HTTP asks servers to take the form; the host in it is nobody's to choose.
    assert exchange(account, request_text(account, target=b"http://elsewhere/")).startswith(b"HTTP/1.1 200")
    [request] = upstream.requests
    assert request.startswith(b"POST / HTTP/1.1\r\n")
    assert b"elsewhere" not in request


@pytest.mark.parametrize("path", [
    "/2015-03-31/functions/app%2Fpolicy", "/2015-03-31/functions/a/../app/policy", "/2015-03-31/functions/%2e%2e/x",
    "/2015-03-31//functions/app", "/2015-03-31/functions/./app", "/2015-03-31/functions/app%2f..%2fb/policy",
])
def test_paths_that_others_may_read_otherwise_are_refused(start, path):
    upstream = Scripted(lambda request: ok())
    account = start(upstream)
    status, _, body = raw(account, "lambda", "GET", path)
    assert 400 <= status < 500, body
    assert upstream.requests == []


def test_what_is_no_operation_is_refused(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    status, _, body = raw(account, "dynamodb", "POST", "/", b"{}", {"X-Amz-Target": "DynamoDB_20120810.Nothing"})
    assert (status, json.loads(body)["__type"]) == (400, "UnknownOperationException")
    status, _, body = raw(account, "lambda", "GET", "/2015-03-31/nothing")
    assert status == 404
    status, _, body = raw(account, "dynamodb", "POST", "/", b'{"TableName":"a","TableName":"b"}', {
        "X-Amz-Target": "DynamoDB_20120810.DescribeTable"})
    assert (status, json.loads(body)["__type"]) == (400, "SerializationException")
    assert upstream.requests == []


def test_signatures_are_checked_first(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    forged = request_text(account).replace(b"Signature=", b"Signature=0")
    assert b"InvalidSignatureException" in exchange(account, forged)
    tampered = request_text(account)[:-2] + b"[]"
    assert b"InvalidSignatureException" in exchange(account, tampered)
    assert upstream.requests == []


def test_an_operation_without_an_action_is_denied_unless_it_is_named(start):
    upstream = Scripted(lambda request: ok(b'{"Definition":"{}"}'))
    account = start(upstream)
    operation = unmapped()
    name = f"{operation['service']}.{operation['operation']}"
    with refused_raw(account, operation) as answer:
        assert f"--operation-action {name}=PREFIX:ACTION" in answer
    named = start(Scripted(lambda request: ok(b"{}")), "--operation-action", f"{name}=example:Act")
    status, _, _ = raw(named, operation["signing"], "POST", "/", b"{}", {"X-Amz-Target": operation["target"]})
    assert status == 200
    nobody = named.user("nobody", allow("example:Other"))
    status, _, body = raw(nobody, operation["signing"], "POST", "/", b"{}", {"X-Amz-Target": operation["target"]})
    assert status == 400 and b"example:Act" in body


def unmapped():
    """A JSON operation that the table knows no action of."""
    return {"service": "cloudhsm", "operation": "GetConfig", "signing": "cloudhsm", "target": "CloudHsmFrontendService.GetConfig"}


class refused_raw:
    def __init__(self, account, operation):
        status, _, body = raw(account, operation["signing"], "POST", "/", b"{}", {"X-Amz-Target": operation["target"]})
        assert status == 400, (status, body)
        self.text = body.decode()

    def __enter__(self):
        return self.text

    def __exit__(self, *_):
        return False


def test_audit_serves_and_tells(start, tmp_path):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream, "--enforcement", "audit", data=tmp_path / "data")
    bob = account.user("bob")
    assert on(bob, "dynamodb").list_tables()["TableNames"] == ["Orders"]
    account.server.stop()
    lines = [json.loads(line) for file in (tmp_path / "data" / "audit").iterdir() for line in file.read_text().splitlines()]
    [event] = [line for line in lines if line.get("eventName") == "ListTables"]
    assert event["eventSource"] == "dynamodb.amazonaws.com"
    assert event["additionalEventData"]["suppressedDenial"] is True
    assert "is not authorized to perform: dynamodb:ListTables" in account.server.log()
    account.server.start()


def test_bodies_have_a_limit(start):
    upstream = Scripted(lambda request: ok(TABLES))
    account = start(upstream)
    stranger = request_text(account).replace(account.credentials.access_key_id.encode(), b"AKIANOBODYKNOWSTHISK")
    head = stranger.split(b"\r\n\r\n")[0].replace(b"Content-Length: 2", b"Content-Length: 2000000")
    assert exchange(account, head + b"\r\n\r\n").split(b" ")[1] == b"413"
    big = {"TableName": "T", "Item": {"id": {"S": "x" * (3 << 20)}}}
    on(account, "dynamodb", config=Config(read_timeout=30)).put_item(**big)
    assert len(upstream.requests[-1]) > 3 << 20
