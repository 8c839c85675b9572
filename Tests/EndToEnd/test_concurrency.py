"""64 clients change the same entities at once: nothing fails, nothing is lost, and it is as if they had taken turns.

    SALLYPORT_CONCURRENCY_SECONDS=30 SALLYPORT_CONCURRENCY_SEED=7 pytest test_concurrency.py

The server's log at level `debug` tells in which order writes ran. The same calls one after another on a second server
have to get the same answers and lead to the same state; and a call that ended before another began has to come first.
"""

import collections
import os

import pytest

from support.contention import contended, in_order, replay, state
from support.server import Server

CLIENTS = 64
SECONDS = float(os.environ.get("SALLYPORT_CONCURRENCY_SECONDS", "5"))
SEED = os.environ.get("SALLYPORT_CONCURRENCY_SEED", "1")


@pytest.fixture
def verbose_server(tmp_path, request):
    server = Server(
        data_directory=tmp_path / "data", log_directory=tmp_path, arguments=["--log-level", "debug"])
    server.start()
    server.log_began = 0
    request.node.log_source = server
    yield server
    server.kill()


def test_what_many_clients_do_at_once_is_what_they_do_in_turns(verbose_server, server):
    calls = contended(verbose_server, CLIENTS, SECONDS, SEED)
    statuses = collections.Counter(call.status for call in calls)
    assert not [call for call in calls if call.status >= 500], statuses
    assert statuses[200] > len(calls) / 4, statuses

    ordered = in_order(calls, verbose_server.log_path.read_text())
    assert not out_of_time(ordered)
    assert replay(server, ordered)[:5] == []
    reached = state(verbose_server)
    assert reached == state(server)
    assert last_tags(ordered) == own_tags(reached)

    # What was acknowledged is on disk.
    verbose_server.kill()
    verbose_server.start()
    assert state(verbose_server) == reached
    print(f"\n{len(calls)} calls of {CLIENTS} clients in {SECONDS} s: {dict(statuses)}")


def out_of_time(ordered):
    """Calls that the order puts behind others which began only after they had ended."""
    latest, found = float("-inf"), []
    for call in ordered:
        if call.ended < latest:
            found.append(call)
        latest = max(latest, call.began)
    return found


def last_tags(ordered):
    """What each client wrote last into the tag of its own."""
    return {call.parameters["UserName"]: call.parameters["Tags.member.1.Value"] for call in ordered
            if call.parameters.get("Tags.member.1.Key") == "count"}


def own_tags(reached):
    return {user["UserName"]: tag["Value"] for user in reached["UserDetailList"]
            for tag in user["Tags"] if tag["Key"] == "count"}
