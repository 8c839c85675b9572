"""No object that was acknowledged is lost or torn when the server is killed, and no file is left over.

    SALLYPORT_KILLS=500 SALLYPORT_SEED=7 pytest test_s3_durability.py

kills more often, or repeats a run's choices. What the threads do between them is up to the machine.
"""

import hashlib
import os
import random
import socket
import sqlite3
import subprocess
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.config import Config

from support.buckets import client, refused
from support.callers import Account
from support.server import Server

KILLS = int(os.environ.get("SALLYPORT_KILLS", "50"))
BUCKET = "ledger"
CONFIG = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, s3={"addressing_style": "path"})


class Writer:
    """Puts, replaces and deletes objects of its own, some in parts, and remembers what was acknowledged.

    For each key: the contents that it may have; None stands for no object.
    """

    def __init__(self, number, seed):
        self.chance = random.Random(seed * 100 + number)
        self.number = number
        self.known = {}
        self.acknowledged = 0
        self.failure = None

    def content(self) -> bytes:
        size = self.chance.choice([0, 10, 1000, 60_000, 70_000, 400_000])
        return self.chance.randbytes(size)

    def work(self, s3):
        try:
            while True:
                self.step(s3)
        except BotoCoreError:
            pass  # the server is gone
        except Exception as failure:  # the thread hands it to the test
            self.failure = failure

    def step(self, s3):
        key = f"{self.number}/{self.chance.randrange(40)}"
        before = self.known.get(key, {None})
        choice = self.chance.randrange(10)
        if choice == 0:
            self.known[key] = before | {None}
            s3.delete_object(Bucket=BUCKET, Key=key)
            self.known[key] = {None}
        else:
            content = self.content()
            digest = hashlib.sha256(content).hexdigest()
            self.known[key] = before | {digest}
            if choice == 1:
                of = {"Bucket": BUCKET, "Key": key}
                of["UploadId"] = s3.create_multipart_upload(**of)["UploadId"]
                etag = s3.upload_part(**of, PartNumber=1, Body=content)["ETag"]
                s3.complete_multipart_upload(
                    **of, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
            else:
                s3.put_object(Bucket=BUCKET, Key=key, Body=content)
            self.known[key] = {digest}
        self.acknowledged += 1

    def compare(self, s3):
        for key, possible in self.known.items():
            try:
                found = hashlib.sha256(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()).hexdigest()
            except s3.exceptions.NoSuchKey:
                found = None
            assert found in possible, f"{key} has {found}, and not one of {possible}"
            self.known[key] = {found}


def connect(server):
    return client(Account(server, server.account, server.root), config=CONFIG)


def orphans(server) -> set[str]:
    """Files of object bytes that no row refers to, while the server does not run."""
    directory = server.data_directory / "objects"
    there = {f"{path.parent.name}/{path.name}" for path in directory.glob("*/*")}
    database = sqlite3.connect(server.data_directory / "objects.sqlite")
    known, doomed = ({f"{int.from_bytes(name[:4], 'big'):06}/{name[4:].hex()}"
                      for name, in database.execute(f"SELECT name FROM {table}")} for table in ("files", "doomed"))
    database.close()
    assert known <= there, f"rows refer to files that are gone: {known - there}"
    return there - known - doomed


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(disk_server: Server):
    seed = int(os.environ.get("SALLYPORT_SEED", time.time_ns()))
    print(f"seed {seed}")
    chance = random.Random(seed)
    server, writers = disk_server, [Writer(number, seed) for number in range(5)]
    server.start()
    connect(server).create_bucket(Bucket=BUCKET)
    left_over = 0
    for kill in range(KILLS):
        if not server.is_running():
            server.start()
        threads = [threading.Thread(target=one.work, args=(connect(server),), daemon=True) for one in writers]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.05, 0.5))
        server.kill()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive(), "a writer waits for a server that is gone"
        for one in writers:
            if one.failure is not None:
                raise AssertionError(f"before kill {kill}, seed {seed}") from one.failure
        left_over += len(orphans(server))
        server.start()
        assert orphans(server) == set(), f"after kill {kill}, seed {seed}"
        for one in writers:
            one.compare(connect(server))
        if chance.random() < 0.5:
            server.kill()
    acknowledged = sum(one.acknowledged for one in writers)
    print(f"{KILLS} kills, {acknowledged} acknowledged writes, {left_over} files swept away")
    assert acknowledged > 5 * KILLS, "too few writes to prove anything"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own, of 24 MiB."""
    directory = tmp_path / "disk"
    directory.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", directory], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield directory
    subprocess.run(["umount", "-l", directory], check=True)


def test_a_full_disk_refuses_writes_and_harms_nothing(small_disk, tmp_path):
    server = Server(data_directory=small_disk / "data", log_directory=tmp_path)
    server.start()
    try:
        s3 = connect(server)
        s3.create_bucket(Bucket=BUCKET)
        contents = {"small": b"x", "large": random.Random(1).randbytes(3_000_000)}
        for key, content in contents.items():
            s3.put_object(Bucket=BUCKET, Key=key, Body=content)
        # One that does not fit, then small ones until nothing fits.
        with refused("InternalError", 507):
            s3.put_object(Bucket=BUCKET, Key="too large", Body=bytes(30 << 20))
        refusals = 0
        for number in range(2000):
            try:
                s3.put_object(Bucket=BUCKET, Key=f"filler/{number}", Body=random.Random(number).randbytes(60_000))
                contents[f"filler/{number}"] = random.Random(number).randbytes(60_000)
            except ClientError as full:
                assert full.response["ResponseMetadata"]["HTTPStatusCode"] in (500, 507), full.response
                refusals += 1
                if refusals == 20:
                    break
        assert refusals == 20
        for key, content in contents.items():
            assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == content, key
        assert len(s3.list_objects_v2(Bucket=BUCKET)["Contents"]) == len(contents)
        server.kill()
        server.start()
        for key, content in contents.items():
            assert s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == content, key
        with pytest.raises(ClientError):
            s3.put_object(Bucket=BUCKET, Key="still full", Body=bytes(2 << 20))
    finally:
        server.kill()


def test_objects_are_there_after_an_orderly_end(disk_server):
    disk_server.start()
    s3 = connect(disk_server)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    versions = [s3.put_object(Bucket=BUCKET, Key="key", Body=text)["VersionId"] for text in (b"one", b"two")]
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="key")["UploadId"]
    disk_server.stop()
    assert orphans(disk_server) == set()
    disk_server.start()
    for version, text in zip(versions, (b"one", b"two")):
        assert s3.get_object(Bucket=BUCKET, Key="key", VersionId=version)["Body"].read() == text
    assert [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]] == [upload]
    disk_server.stop()


def test_an_upload_that_breaks_off_leaves_nothing(disk_server):
    disk_server.start()
    s3 = connect(disk_server)
    s3.create_bucket(Bucket=BUCKET)
    url = client(
        Account(disk_server, disk_server.account, disk_server.root),
        config=CONFIG.merge(Config(signature_version="s3v4"))
    ).generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "key"})
    path = url.removeprefix(disk_server.url)
    connection = socket.create_connection(("127.0.0.1", disk_server.port))
    connection.sendall(
        f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{disk_server.port}\r\nContent-Length: 2000000\r\n\r\n".encode()
        + bytes(1_000_000))
    time.sleep(0.2)
    connection.close()
    deadline = time.monotonic() + 5
    while list((disk_server.data_directory / "objects").glob("*/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not list((disk_server.data_directory / "objects").glob("*/*"))
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)
    disk_server.stop()
