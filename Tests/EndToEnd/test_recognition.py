"""`sallyport recognize`: botocore writes a request for every operation of every service in its catalogue."""

import base64
import collections
import json
import subprocess
import urllib.parse

import botocore.awsrequest
import botocore.serialize
import botocore.session
import pytest

from support.samples import sample
from support.server import binary, clean_environment

# Services whose requests nobody can tell from another's, so that they are left out of the table.
SAME = {"docdb": "rds", "neptune": "rds", "pinpoint-sms-voice": "sms-voice"}


def written(service, name, minimal):
    """A request for an operation, as botocore writes it to an endpoint of one's own."""
    model = service.operation_model(name)
    protocol = service.resolved_protocol if hasattr(service, "resolved_protocol") else service.metadata["protocol"]
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    arguments = sample(model.input_shape, minimal) if model.input_shape else {}
    request = serializer.serialize_to_request(arguments, model)
    query = request["query_string"]
    if isinstance(query, dict):
        query = botocore.awsrequest.urlencode(query, doseq=True) if hasattr(botocore.awsrequest, "urlencode") else \
            urllib.parse.urlencode(query, doseq=True)
    target = request["url_path"]
    if query:
        target += ("&" if "?" in target else "?") + query
    body = request["body"]
    headers = {key: str(value) for key, value in request["headers"].items()} | {"Host": "127.0.0.1:4566"}
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body)
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, bytes):
        body = b""
    unsigned = model.auth_type == "none" or "smithy.api#noAuth" in (model.auth or [])
    return {
        "method": request["method"], "target": target, "headers": headers,
        "bodyBase64": base64.b64encode(body).decode(),
        "signedFor": None if unsigned else service.signing_name}


def recognised(requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(
        [binary(), "recognize"], input=lines, env=clean_environment(), capture_output=True, text=True, timeout=300,
        check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("minimal", [True, False], ids=["required members", "all members"])
def test_every_operation_of_every_service_is_recognised(minimal, capsys):
    session = botocore.session.get_session()
    asked, requests = [], []
    for name in session.get_available_services():
        service = session.get_service_model(name)
        for operation in service.operation_names:
            asked.append((SAME.get(name, name), operation))
            requests.append(written(service, operation, minimal))
    tally = collections.Counter()
    wrong, missed = [], []
    for (service, operation), request, answer in zip(asked, requests, recognised(requests), strict=True):
        found = (answer.get("service"), answer.get("operation"))
        if found == (service, operation):
            tally["recognised"] += 1
        elif found == (None, None):
            missed.append((service, operation, request["method"], request["target"], answer.get("error")))
        elif found in same_request(session, service, operation):
            tally["the same request as another service's"] += 1
        else:
            wrong.append((service, operation, found, request["method"], request["target"]))
    with capsys.disabled():
        print(f"\n{len(asked)} operations: {dict(tally)}, {len(missed)} missed, {len(wrong)} wrong")
        for entry in (wrong + missed)[:40]:
            print("  ", entry)
    assert wrong == []
    assert len(missed) <= 0.005 * len(asked)


def same_request(session, service, operation):
    """The operations of services with the same signing name whose requests look the same, and that mean the same.

    Their hosts tell such services apart at AWS; an endpoint of one's own has no such host.
    """
    model = session.get_service_model(service)
    mine = shape_of(model, operation)
    found = set()
    for name in session.get_available_services():
        other = session.get_service_model(name)
        if other.signing_name != model.signing_name:
            continue
        for candidate in other.operation_names:
            if shape_of(other, candidate) == mine and (candidate == operation or name == service):
                found.add((SAME.get(name, name), candidate))
    return found


def shape_of(service, operation):
    http = service.operation_model(operation).http
    path, _, query = http["requestUri"].partition("?")
    segments = tuple("{}" if part.startswith("{") else part for part in path.split("/"))
    return http["method"], segments, query
