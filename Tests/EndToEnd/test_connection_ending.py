"""How connections end that have nothing more to say."""

import time

import pytest

from support import wire

BOUND = 12


def time_to_end(connection, send=b"") -> float:
    """The seconds until the server closes a connection on which the client goes on sending."""
    began = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - began < BOUND:
        try:
            if send:
                connection.sendall(send)
            if connection.recv(4096) == b"" and not send:
                # The server closed its half; only a failing write shows that it closed the other.
                send = b"x"
        except TimeoutError:
            pass
        except OSError:
            break
    return time.monotonic() - began


def answer_of(connection) -> bytes:
    connection.settimeout(BOUND)
    answer = b""
    while b"</ErrorResponse>" not in answer:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    return answer


@pytest.mark.parametrize("request_text", [
    b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
])
def test_what_is_not_http_is_answered_in_awss_form_and_the_connection_ends_soon(server, request_text):
    with wire.connect(server) as connection:
        connection.sendall(request_text)
        head, _, body = answer_of(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert b"connection: close" in head.lower()
        assert b"content-type: text/xml" in head.lower()
        assert b"x-amzn-requestid: " in head.lower()
        answer = wire.Response(400, {}, body)
        assert answer.error == (400, "MalformedHttpRequestException", "The request can't be read as HTTP.")
        assert time_to_end(connection) < 8


def test_a_steady_sender_gains_no_time(server):
    with wire.connect(server) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        assert answer_of(connection).startswith(b"HTTP/1.1 400 ")
        assert time_to_end(connection, send=b"more nonsense\r\n") < 8


def test_a_client_that_asked_for_the_end_but_stays_is_shown_out(server):
    with wire.connect(server) as connection:
        connection.sendall(b"GET /_sallyport/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert time_to_end(connection) < 8


def test_a_broken_request_does_not_spoil_the_answer_before_it(server):
    with wire.connect(server) as connection:
        connection.sendall(b"GET /_sallyport/health HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n")
        answer = answer_of(connection)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'{"status":"ok"}' in answer
        assert b"HTTP/1.1 400 " in answer
        assert b"MalformedHttpRequestException" in answer


def test_a_quiet_connection_that_is_in_order_stays_open(server):
    with wire.connect(server) as connection:
        for _ in range(2):
            connection.sendall(b"GET /_sallyport/health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
            time.sleep(4)
