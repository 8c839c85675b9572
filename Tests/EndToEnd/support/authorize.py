"""Questions to the door `POST /_sallyport/authorize`, signed as a service would sign them."""

import base64
import json

from . import wire

PATH = "/_sallyport/authorize"


def ask_raw(server, credentials, question, region="us-east-1"):
    """Signs and sends a question: status and answer."""
    body = question if isinstance(question, (str, bytes)) else json.dumps(question)
    headers = wire.signed_headers(server, credentials, "sallyport", body, path=PATH, region=region)
    answer = wire.send(server, "POST", PATH, headers, body)
    assert answer.headers["content-type"] == "application/json"
    return answer.status, json.loads(answer.body)


def ask(service, question, region="us-east-1") -> dict:
    """What the door answers to a caller whose question is in order."""
    status, answer = ask_raw(service.server, service.credentials, question, region)
    assert status == 200, answer
    return answer


def forwarded(caller, service="orders", *, method="GET", url="/orders/17?view=full", body=b"", scope=None,
              moment=None, region="us-east-1", **seen) -> dict:
    """A request of a caller to a service, as that service passes it on."""
    class Orders:
        url = "http://orders.example.com"
    headers = wire.signed_headers(
        Orders, caller.credentials, scope or service, body, method=method, path=url, moment=moment, region=region,
        headers={"Host": "orders.example.com"})
    request = {"method": method, "url": url, "headers": headers}
    if body:
        request["body"] = base64.b64encode(body).decode()
    return {"request": request, "service": service, **seen}


def named(arn, **seen) -> dict:
    """A caller that the service names."""
    return {"principal": arn, **seen}


ORDER = "arn:aws:orders:us-east-1:123456789012:order/17"


def question(caller, action="orders:GetOrder", resource=ORDER, **members) -> dict:
    """One question."""
    return {"caller": caller, "action": action, "resource": resource, **members}
