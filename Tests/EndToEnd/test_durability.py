"""Nothing that was acknowledged is lost when the server is killed, and nothing is half there.

    SALLYPORT_KILLS=500 SALLYPORT_SEED=7 pytest test_durability.py

kills more often, or repeats a run's choices. What the threads do between them is up to the machine.
"""

import http.client
import os
import random
import threading
import time

from support import wire
from support.credentials import Credentials
from support.server import Server
from support.writers import Connection, Unexpected, Writer, pairs

KILLS = int(os.environ.get("SALLYPORT_KILLS", "50"))
WRITERS = 5
LEDGER_LIMIT = 4000


class Ledger:
    """Adds users and never removes one: the longer memory beside the writers'."""

    def __init__(self):
        self.entries = {}
        self.under_way = None
        self.failure = None

    def work(self, server):
        connection = Connection(server)
        try:
            while len(self.entries) < LEDGER_LIMIT:
                self.under_way = f"ledger-{len(self.entries):05}"
                response = connection.call({"Action": "CreateUser", "UserName": self.under_way, "Path": "/ledger/"})
                if response.status != 200:
                    raise Unexpected(f"{response.status}: {response.body!r}")
                self.entries[self.under_way] = response.text("CreateUserResult/User/UserId")
                self.under_way = None
        except (OSError, http.client.HTTPException):
            pass
        except Exception as failure:  # the thread hands it to the test
            self.failure = failure
        finally:
            connection.close()

    def compare(self, connection):
        """Checks that exactly the acknowledged users are there, and perhaps the one under way."""
        found, marker = {}, {}
        while True:
            page = connection.read("ListUsers", PathPrefix="/ledger/", MaxItems="1000", **marker)
            found.update(pairs(page, "Users/member", "UserName", "UserId"))
            if page.findtext("{*}IsTruncated") != "true":
                break
            marker = {"Marker": page.findtext("{*}Marker")}
        lost = {name for name, user_id in self.entries.items() if found.get(name) != user_id}
        assert not lost, f"acknowledged and not there: {sorted(lost)[:10]}"
        more = set(found) - set(self.entries)
        assert more <= {self.under_way}, f"there and never asked for: {sorted(more)[:10]}"
        for name in more:
            assert connection.read("GetUser", UserName=name) is not None, f"{name} is listed and cannot be read"
            self.entries[name] = found[name]
        self.under_way = None


def keys_work(server, writer):
    """Checks that acknowledged access keys still prove who their users are."""
    for user in writer.users.values():
        for key, status in (user or {"keys": {}})["keys"].items():
            if key in writer.secrets:
                answer = wire.post(
                    server, Credentials(key, writer.secrets[key]), "sts", {"Action": "GetCallerIdentity"})
                assert answer.status == (200 if status == "Active" else 403), f"{key} is {status}: {answer.body!r}"
                if status == "Active":
                    assert answer.text("GetCallerIdentityResult/UserId") == user["id"]


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(disk_server: Server):
    seed = int(os.environ.get("SALLYPORT_SEED", time.time_ns()))
    print(f"seed {seed}")
    chance = random.Random(seed)
    server, ledger = disk_server, Ledger()
    writers = [Writer(number, seed) for number in range(WRITERS)]
    starts = []
    for kill in range(KILLS):
        starts.append(server.start())
        threads = [threading.Thread(target=one.work, args=(server,), daemon=True) for one in [ledger, *writers]]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.02, 0.5))
        server.kill()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive(), "a writer waits for a server that is gone"
        for one in [ledger, *writers]:
            if one.failure is not None:
                raise AssertionError(f"before kill {kill}, seed {seed}") from one.failure
        check(server, ledger, writers, kill, seed)
    acknowledged = len(ledger.entries) + sum(writer.acknowledged for writer in writers)
    print(f"{KILLS} kills, {acknowledged} acknowledged writes, "
          f"starts of {1000 * min(starts):.0f} to {1000 * max(starts):.0f} ms")
    assert acknowledged > 20 * KILLS, "too few writes to prove anything"


def check(server, ledger, writers, kill, seed):
    """Starts the server again and compares; stops it by another kill, so that recovery is interrupted too."""
    server.start()
    connection = Connection(server)
    try:
        ledger.compare(connection)
        for writer in writers:
            writer.compare(connection)
            keys_work(server, writer)
    except AssertionError as failure:
        raise AssertionError(f"after kill {kill}, seed {seed}: {failure}") from failure
    finally:
        connection.close()
        server.kill()


def test_a_kill_while_starting_loses_nothing(disk_server):
    disk_server.start()
    connection = Connection(disk_server)
    for number in range(50):
        assert connection.call({"Action": "CreateUser", "UserName": f"user{number}"}).status == 200
    connection.close()
    disk_server.kill()
    for milliseconds in range(0, 60, 4):
        disk_server.launch()
        time.sleep(milliseconds / 1000)
        disk_server.kill()
    disk_server.start()
    connection = Connection(disk_server)
    assert len(connection.read("ListUsers", MaxItems="1000").findall("{*}Users/{*}member")) == 50
    connection.close()
    disk_server.stop()

