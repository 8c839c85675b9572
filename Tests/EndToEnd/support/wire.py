"""Requests by hand: signed with botocore's signer, sent as bytes that the test chooses."""

import contextlib
import dataclasses
import datetime
import http.client
import socket
import urllib.parse
import xml.etree.ElementTree as ElementTree
from unittest import mock

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from . import shapes

VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}
FORM = "application/x-www-form-urlencoded; charset=utf-8"
TIMEOUT = 10


@dataclasses.dataclass
class Response:
    """An answer: status, headers (names in lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def xml(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.body)

    def text(self, path) -> str | None:
        """The text of the first element whose local name path is `path`, whatever the namespace."""
        return self.xml.findtext("/".join("{*}" + name for name in path.split("/")))

    @property
    def error(self) -> tuple[int, str | None, str | None]:
        """Status, code and message of an error."""
        return self.status, self.text("Error/Code"), self.text("Error/Message")


@contextlib.contextmanager
def clock_at(moment):
    """Lets botocore's signer believe that it is another time."""
    if moment is None:
        yield
        return
    with mock.patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: moment):
        yield


def ago(seconds) -> datetime.datetime:
    """A moment in the past; in the future for negative seconds."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - datetime.timedelta(seconds=seconds)


def boto_credentials(credentials) -> BotoCredentials:
    return BotoCredentials(credentials.access_key_id, credentials.secret_access_key, credentials.session_token)


def form(service, parameters) -> str:
    """A request of the query protocol as form text. The service's Version is added when there is none."""
    return urllib.parse.urlencode({"Version": VERSIONS.get(service, "2010-05-08"), **parameters})


def signed_headers(
        server, credentials, service, body, *, region="us-east-1", method="POST", path="/", moment=None,
        scope=None, headers=None) -> dict[str, str]:
    """The headers of a request signed by Authorization header."""
    request = AWSRequest(method, server.url + path, headers={"Content-Type": FORM, **(headers or {})}, data=body)
    with clock_at(moment):
        SigV4Auth(boto_credentials(credentials), scope or service, region).add_auth(request)
    return dict(request.headers.items())


def send(server, method, path, headers, body=None) -> Response:
    """One exchange on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def post(server, credentials, service, parameters, *, headers=None, **signing) -> Response:
    """Signs and sends a request of the query protocol as a form."""
    body = parameters if isinstance(parameters, (str, bytes)) else form(service, parameters)
    signed = signed_headers(server, credentials, service, body, headers=headers, **signing)
    return checked(signing.get("scope", service), parameters, send(server, "POST", "/", signed, body))


def get(server, credentials, service, parameters, **signing) -> Response:
    """Signs and sends a request of the query protocol in the query string."""
    path = "/?" + form(service, parameters)
    signed = signed_headers(server, credentials, service, "", method="GET", path=path, **signing)
    return checked(signing.get("scope", service), parameters, send(server, "GET", path, signed))


def checked(service, parameters, answer) -> Response:
    """The answer, after a look at its shape where parameters say what was asked."""
    if isinstance(parameters, dict) and service in VERSIONS and "Version" not in parameters:
        shapes.check(service, parameters.get("Action"), answer.status, answer.body)
    return answer


class KeptConnection:
    """Signed requests of the query protocol, one after another on one connection, as one caller."""

    def __init__(self, server, credentials, region="us-east-1"):
        self._server, self._region = server, region
        self._signer = {
            service: SigV4Auth(boto_credentials(credentials), service, region) for service in VERSIONS}
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)

    def post(self, service, parameters) -> Response:
        body = form(service, parameters)
        request = AWSRequest("POST", self._server.url + "/", headers={"Content-Type": FORM}, data=body)
        self._signer[service].add_auth(request)
        self._connection.request("POST", "/", body=body, headers=dict(request.headers.items()))
        answer = self._connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return checked(service, parameters, Response(answer.status, headers, answer.read()))

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def presigned_path(server, credentials, service, parameters, *, region="us-east-1", expires=60, moment=None) -> str:
    """Path and query of a presigned GET."""
    request = AWSRequest("GET", f"{server.url}/?{form(service, parameters)}")
    with clock_at(moment):
        SigV4QueryAuth(boto_credentials(credentials), service, region, expires).add_auth(request)
    return request.url.removeprefix(server.url)


def connect(server, timeout=TIMEOUT) -> socket.socket:
    """A bare connection to the server."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)
