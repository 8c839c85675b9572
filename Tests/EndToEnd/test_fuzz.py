"""Hostile input: every request is answered by a client error that AWS's tools can read, or the connection is closed.

    SALLYPORT_FUZZ_SEED=7 SALLYPORT_FUZZ_REQUESTS=100000 pytest test_fuzz.py

repeats a run, or sends more. A failure names the request; SALLYPORT_FUZZ_ONLY=number sends that one alone.
"""

import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import socket
import time
import xml.etree.ElementTree as ElementTree

import pytest

from support import wire
from support.callers import Account
from support.hostile import Maker
from support.policies import allow, trust
from support.server import Server

REQUESTS = int(os.environ.get("SALLYPORT_FUZZ_REQUESTS", "10000"))
SENDERS = 4
PATIENCE = 10


@pytest.fixture
def target(tmp_path, request):
    """A development server of the test's own, which must still be the same process at the end."""
    server = Server(log_directory=tmp_path)
    server.start()
    server.log_began = 0
    request.node.log_source = server
    process = server.process
    yield server
    assert process.poll() is None, f"the server ended with {process.returncode}"
    assert Account(server, server.account, server.root).identity["Account"] == server.account
    server.stop()


class Answers:
    """The receiving side of a connection. One reader for all answers: what it has read ahead is not lost."""

    def __init__(self, connection):
        self.reader = connection.makefile("rb")
        self.reader.close = lambda: None

    def makefile(self, _mode):
        return self.reader

    def next(self, method):
        return Answer(self, method)


class Answer:
    """One HTTP answer."""

    def __init__(self, source, method):
        response = http.client.HTTPResponse(source, method=method)
        response.begin()
        self.status = response.status
        self.body = response.read()
        self.closes = response.will_close

    def fault(self, may_succeed, method):
        """What is wrong with the answer, or None."""
        if 200 <= self.status < 300:
            if not may_succeed:
                return f"answered {self.status} to what cannot be right: {self.body[:300]!r}"
            return None if method == "HEAD" or is_xml(self.body) else f"answered {self.body[:300]!r}"
        if not 400 <= self.status < 500:
            return f"answered {self.status}: {self.body[:300]!r}"
        if not self.body:
            return None if self.closes or method == "HEAD" else f"answered {self.status} with nothing, and stays open"
        if error_code(self.body) is None:
            return f"answered {self.status} without an error to read: {self.body[:300]!r}"
        return None


def is_xml(body):
    try:
        ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return False
    return True


def error_code(body):
    """The code of an error in XML or in JSON; None when there is none."""
    try:
        found = [one.text for one in ElementTree.fromstring(body).iter() if one.tag.rpartition("}")[2] == "Code"]
        return found[0] if found else None
    except ElementTree.ParseError:
        pass
    try:
        answer = json.loads(body)
        return answer.get("__type") or answer.get("code")
    except (ValueError, AttributeError):
        return None


def send(server, hostile):
    """Sends a hostile request; what was wrong, and how it ended."""
    try:
        with wire.connect(server, PATIENCE) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                connection.sendall(hostile.data)
                if hostile.incomplete:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            answers, ending = Answers(connection), None
            for _ in range(hostile.answers):
                answer = answers.next(hostile.method)
                fault = answer.fault(hostile.may_succeed, hostile.method)
                if fault is not None:
                    return fault, None
                ending = ending or f"{answer.status // 100}xx {error_code(answer.body) or ''}".strip()
                if answer.closes:
                    break
            return None, ending
    except TimeoutError:
        return f"no answer within {PATIENCE} s", None
    except (http.client.BadStatusLine, http.client.IncompleteRead, ConnectionError):
        return None, "closed"


def resident_memory(server) -> int:
    """The server's resident memory in MiB."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def furnished(server):
    """Fills the account with what hostile requests name; the credentials of an administrator and of two sessions."""
    root = Account(server, server.account, server.root)
    admin = root.user("administrator", allow("*"))
    root.iam.create_user(UserName="u")
    root.iam.create_group(GroupName="g")
    root.iam.create_instance_profile(InstanceProfileName="i")
    root.policy("p", allow("s3:*"))
    role = root.role("r", allow("*"), trust=trust("*", ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]))
    return [root.credentials, admin.credentials, admin.assume(role).credentials]


def test_ten_thousand_hostile_requests_do_no_harm(target):
    seed = os.environ.get("SALLYPORT_FUZZ_SEED", str(time.time_ns()))
    print(f"seed {seed}")
    maker = Maker(target, seed, furnished(target))
    only = os.environ.get("SALLYPORT_FUZZ_ONLY")
    numbers = [int(only)] if only else range(REQUESTS)
    endings = collections.defaultdict(collections.Counter)
    faults = []

    def attack(number):
        hostile = maker.make(number)
        fault, ending = send(target, hostile)
        if fault is not None:
            faults.append(f"request {number} ({hostile.kind}) {fault}\n  {hostile.data[:600]!r}")
        endings[hostile.kind][ending] += 1

    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(SENDERS) as senders:
        for start in range(0, len(numbers), 500):
            list(senders.map(attack, numbers[start:start + 500]))
            assert target.is_running(), f"seed {seed}: the server ended near request {start}"
            assert len(faults) < 20, f"seed {seed}: {len(faults)} faults\n" + "\n".join(faults)
            assert target.is_healthy(), f"seed {seed}: the server is not healthy after request {start}"
    print(f"{len(numbers)} requests in {time.monotonic() - began:.0f} s, {resident_memory(target)} MiB resident")
    for kind, counted in sorted(endings.items()):
        print(f"  {kind}: " + ", ".join(f"{ending} {count}" for ending, count in counted.most_common(8)))
    assert not faults, f"seed {seed}: {len(faults)} faults\n" + "\n".join(faults)
    assert resident_memory(target) < 1024
    if not only:
        check_that_doors_were_passed(endings)


def check_that_doors_were_passed(endings):
    """A run that is turned away at the first door proves little: each door must have refused something."""
    seen = collections.Counter()
    for counted in endings.values():
        seen.update(counted)
    for code in ("SignatureDoesNotMatch", "MissingAuthenticationToken", "IncompleteSignature", "InvalidAction",
                 "ValidationError", "MalformedPolicyDocument", "NoSuchEntity"):
        assert seen[f"4xx {code}"] > 0, f"no request was refused with {code}: {seen}"
    assert seen["2xx"] > 0


def test_a_body_larger_than_any_request_is_refused_before_it_is_read(target):
    with wire.connect(target) as connection:
        connection.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n"
                           "Content-Length: 99999999999\r\n\r\n".encode() + b"x" * 1000)
        try:
            answer = Answers(connection).next("POST")
        except (http.client.BadStatusLine, ConnectionError):
            return
    assert 400 <= answer.status < 500


def test_an_endless_body_is_refused(target):
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    sent = 0
    with wire.connect(target) as connection:
        connection.sendall(
            f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        try:
            while sent < 512 * len(chunk):
                connection.sendall(chunk)
                sent += len(chunk)
        except ConnectionError:
            pass
    assert sent < 512 * len(chunk) or resident_memory(target) < 256
    assert resident_memory(target) < 256


def test_endless_headers_are_refused(target):
    """The server answers while the sender is still sending, ends its side, and keeps nothing of what comes after."""
    with wire.connect(target) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(1)
        try:
            for _ in range(4000):
                connection.sendall(b"X-Endless: " + b"x" * 5000 + b"\r\n")
        except (ConnectionError, TimeoutError):
            pass
        connection.settimeout(PATIENCE)
        try:
            assert Answers(connection).next("GET").fault(may_succeed=False, method="GET") is None
            assert connection.recv(1) == b""
        except (http.client.BadStatusLine, ConnectionError):
            pass
    assert resident_memory(target) < 256


def test_many_idle_and_slow_connections_do_not_keep_others_out(target):
    connections = [wire.connect(target) for _ in range(300)]
    try:
        for number, connection in enumerate(connections):
            if number % 2:
                connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow")
        began = time.monotonic()
        root = Account(target, target.account, target.root)
        for _ in range(20):
            root.sts.get_caller_identity()
        assert time.monotonic() - began < 5
    finally:
        for connection in connections:
            connection.close()
