"""Upstreams of the gateway: moto, and a server that answers what a test tells it to."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time

from .server import clean_environment, free_port


class Moto:
    """moto's server as a child process."""

    def __init__(self, log_directory):
        self.port = free_port()
        self.log = open(os.path.join(log_directory, f"moto-{self.port}.log"), "ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-p", str(self.port)], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, env=clean_environment())
        began = time.monotonic()
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() - began < 60, "moto did not start"
            time.sleep(0.05)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        try:
            self.request("GET", "/moto-api/")
            return True
        except OSError:
            return False

    def request(self, method, path) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path)
            return connection.getresponse().status

    def reset(self) -> None:
        assert self.request("POST", "/moto-api/reset") == 200

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Scripted:
    """A server that keeps each request, and answers with the bytes that `answer` returns for it.

    `answer` gets the raw request, and returns bytes, or an iterable of bytes to be sent one by one; after them the
    connection is closed, at once and with a reset where `resets` is set.
    """

    def __init__(self, answer, resets=False):
        self.requests = []
        self.connections = 0
        self._answer = answer
        self._resets = resets
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, contextlib.suppress(OSError):
            while True:
                request = _read(connection)
                if request is None:
                    return
                self.requests.append(request)
                answer = self._answer(request)
                keeps = isinstance(answer, bytes) and b"Connection: close" not in answer and b"HTTP/1.1" in answer
                for part in [answer] if isinstance(answer, bytes) else answer:
                    connection.sendall(part)
                if self._resets:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                if not keeps:
                    return

    def close(self):
        self._listener.close()


def _read(connection) -> bytes | None:
    """One request: its head, and as much body as it says."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return head + b"\r\n\r\n" + body


def ok(body=b"{}", headers=()) -> bytes:
    """A plain answer."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: application/x-amz-json-1.0", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
