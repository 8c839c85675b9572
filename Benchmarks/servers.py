"""Servers under measurement: started, called with signed requests, and loaded by wrk."""
import http.client
import itertools
import json
import os
import pathlib
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

try:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    sys.exit("error: botocore is not installed\n"
             "hint: ./test makes an environment with it; then use .venv/bin/python")

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
RELEASE = ROOT / ".build" / "release"
ACCOUNT = "123456789012"
OPERATOR = Credentials("AKIABENCHMARKROOTKEY", "benchmark-root-secret")
VERSIONS = {"sts": "2011-06-15", "iam": "2010-05-08"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server as a child process; `ready` is how many seconds it took to its first good answer."""

    def __init__(self, port, *command):
        self.port = port
        began = time.monotonic()
        self.child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
        while not self.answers():
            if self.child.poll() is not None or time.monotonic() - began > 20:
                self.stop()
                sys.exit(f"error: {command[0]} did not start")
            time.sleep(0.001)
        self.ready = time.monotonic() - began

    def answers(self):
        try:
            return self.exchange("GET", "/_sallyport/health")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def exchange(self, method, path, body=b"", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def signed(self, credentials, service, parameters):
        """The body and the header fields of a request, signed unless nobody's credentials are given."""
        body = urllib.parse.urlencode({**parameters, "Version": VERSIONS[service]}).encode()
        request = AWSRequest("POST", f"http://127.0.0.1:{self.port}/", {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux lang/python#3.11 cfg/retry-mode#legacy",
        }, body)
        if credentials:
            SigV4Auth(credentials, service, "us-east-1").add_auth(request)
        return body, dict(request.headers)

    def call(self, credentials, service, **parameters):
        status, answer = self.exchange("POST", "/", *self.signed(credentials, service, parameters))
        if status != 200:
            sys.exit(f"error: {parameters['Action']} was answered with {status}: {answer.decode()}")
        return answer

    def frame(self, credentials, service, parameters):
        """The bytes of a signed request, for wrk to send."""
        body, headers = self.signed(credentials, service, parameters)
        lines = ["POST / HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *(f"{k}: {v}" for k, v in headers.items()),
                 f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode() + body

    def replay(self, frames, connections, seconds):
        """Has wrk send the frames over and over; requests a second, and latencies in milliseconds."""
        with tempfile.NamedTemporaryFile(suffix=".requests") as file:
            for frame in frames:
                file.write(f"{len(frame)}\n".encode() + frame)
            file.flush()
            done = subprocess.run(
                ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "replay.lua"),
                 f"http://127.0.0.1:{self.port}/"],
                env={**os.environ, "REQUESTS": file.name}, capture_output=True, text=True, check=True,
                timeout=seconds + 30)
        result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
        return json.loads(result.removeprefix("RESULT "))

    def send_once(self, frames, connections):
        """Sends each frame once, each connection the next one as soon as it is answered; how many a second.

        An answer other than 200 ends the program.
        """
        waiting = iter(frames)
        selector = selectors.DefaultSelector()
        for frame in itertools.islice(waiting, connections):
            connection = socket.create_connection(("127.0.0.1", self.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection, selectors.EVENT_READ, frame)
        began = time.perf_counter()
        for key in selector.get_map().values():
            key.fileobj.sendall(key.data)
        while selector.get_map():
            for key, _ in selector.select():
                answer = key.fileobj.recv(65536)
                # These answers are short, and come in one piece.
                if not answer.startswith(b"HTTP/1.1 200 ") or not answer.endswith(b"Response>"):
                    sys.exit(f"error: {key.data!r} was answered with {answer!r}")
                frame = next(waiting, None)
                if frame is None:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                else:
                    key.fileobj.sendall(frame)
        return len(frames) / (time.perf_counter() - began)

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def sallyport(*arguments):
    port = free_port()
    return Server(port, RELEASE / "sallyport", "serve", "--port", port, "--account-id", ACCOUNT,
                  "--root-access-key", OPERATOR.access_key, "--root-secret-key", OPERATOR.secret_key, *arguments)


def allow(actions, resource):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": resource}]})
