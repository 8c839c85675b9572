"""A small service that leaves its access control to Sallyport.

Clients sign their requests for the service `orders`, with the access keys they have. The service knows no secrets: it
passes what it received on to Sallyport, and answers as Sallyport decides. Its own key needs `sallyport:Authorize`.

    export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1
    export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…
    python3 orders.py 8080
"""

import base64
import http.server
import json
import os
import sys
import urllib.error
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import get_session

SALLYPORT = os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
REGION = os.environ.get("AWS_REGION", "us-east-1")
ACCOUNT = os.environ.get("ORDERS_ACCOUNT", "123456789012")
ORDERS = {"1": {"team": "blue", "item": "boat"}, "2": {"team": "red", "item": "rocket"}}


def authorize(question: dict) -> dict:
    """Asks Sallyport; the question is signed with this service's own credentials."""
    body = json.dumps(question)
    request = AWSRequest("POST", f"{SALLYPORT}/_sallyport/authorize", {"Content-Type": "application/json"}, body)
    SigV4Auth(get_session().get_credentials(), "sallyport", REGION).add_auth(request)
    signed = urllib.request.Request(request.url, body.encode(), dict(request.headers.items()), method="POST")
    with urllib.request.urlopen(signed, timeout=5) as answer:
        return json.load(answer)


class Orders(http.server.BaseHTTPRequestHandler):
    """GET /orders lists the orders that the caller may see; GET /orders/N shows one."""

    def caller(self) -> dict:
        """Who calls: proven by the request itself, as it came."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = {
            "method": self.command, "url": self.path, "headers": [list(field) for field in self.headers.items()],
            "body": base64.b64encode(body).decode()}
        return {"request": request, "service": "orders", "sourceIp": self.client_address[0], "secureTransport": False}

    def question(self, number: str, action: str) -> dict:
        """One question, with what this service knows of the order."""
        return {
            "action": action, "resource": f"arn:aws:orders:{REGION}:{ACCOUNT}:order/{number}",
            "context": {"aws:ResourceTag/team": ORDERS[number]["team"]} if number in ORDERS else {}}

    def do_GET(self):
        try:
            if self.path == "/orders":
                self.list()
            else:
                self.show(self.path.removeprefix("/orders/"))
        except (urllib.error.URLError, KeyError, ValueError) as error:
            # Whatever goes wrong on the way to a decision is a denial.
            print(error, file=sys.stderr)
            self.answer(503, {"message": "Access can't be decided now."})

    def show(self, number: str):
        answer = authorize({"caller": self.caller(), **self.question(number, "orders:GetOrder")})
        if answer["decision"] != "allowed":
            return self.refuse(answer, answer)
        return self.answer(200, ORDERS[number]) if number in ORDERS else self.answer(404, {"message": "No such order."})

    def list(self):
        numbers = sorted(ORDERS)
        answer = authorize({
            "caller": self.caller(), "questions": [self.question(number, "orders:GetOrder") for number in numbers]})
        if "error" in answer:
            return self.refuse(answer, answer["decisions"][0])
        visible = [number for number, found in zip(numbers, answer["decisions"]) if found["decision"] == "allowed"]
        return self.answer(200, {"orders": visible})

    def refuse(self, answer: dict, decision: dict):
        """Tells the client what AWS would: who it is not, or what it may not."""
        if "error" in answer:
            return self.answer(answer["error"]["status"], {"message": answer["error"]["message"]})
        return self.answer(403, {"message": decision["message"], "requestId": answer["requestId"]})

    def answer(self, status: int, content: dict):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Orders).serve_forever()
