"""The AWS CLI's `s3` commands, as they are: folders copied and synchronised, large files in parts."""

import hashlib
import os

import pytest

from support import command_line
from support.buckets import client

BUCKET = "from-the-command-line"


@pytest.fixture
def s3(account):
    s3 = client(account)
    s3.create_bucket(Bucket=BUCKET)
    return s3


def aws(account, command, *arguments):
    quiet = ["--no-progress"] if command in ("cp", "mv", "sync") else []
    program = [command_line.aws_program(), "s3", command, *map(str, arguments), *quiet]
    result = command_line.run(program, command_line.environment(account.server, account.credentials, "us-east-1"), 240)
    assert result.status == 0, result.output + result.errors
    return result.output


def digests(folder) -> dict:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "there"
    for name, size in [("a.txt", 3), ("b/c d.bin", 70_000), ("b/é/%2F.txt", 0), ("b/+&=.json", 12)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
        # The moment of an object has no fraction, so a file of the same second would look newer.
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def test_a_folder_is_copied_there_and_back(s3, account, folder, tmp_path):
    aws(account, "cp", "--recursive", folder, f"s3://{BUCKET}/in/")
    aws(account, "cp", "--recursive", f"s3://{BUCKET}/in/", tmp_path / "back")
    assert digests(tmp_path / "back") == digests(folder)
    aws(account, "cp", "--recursive", f"s3://{BUCKET}/in/", f"s3://{BUCKET}/copy/")
    aws(account, "mv", "--recursive", f"s3://{BUCKET}/copy/", tmp_path / "moved")
    assert digests(tmp_path / "moved") == digests(folder)
    listed = aws(account, "ls", "--recursive", f"s3://{BUCKET}")
    assert len(listed.splitlines()) == 4
    aws(account, "rb", "--force", f"s3://{BUCKET}")


def test_a_folder_is_synchronised(s3, account, folder, tmp_path):
    aws(account, "sync", folder, f"s3://{BUCKET}")
    assert aws(account, "sync", folder, f"s3://{BUCKET}") == "", "nothing has changed"
    (folder / "a.txt").write_bytes(b"longer than it was")
    (folder / "b" / "c d.bin").unlink()
    changes = aws(account, "sync", "--delete", folder, f"s3://{BUCKET}")
    assert "upload" in changes and "delete" in changes and len(changes.splitlines()) == 2
    aws(account, "sync", f"s3://{BUCKET}", tmp_path / "back")
    assert digests(tmp_path / "back") == digests(folder)


def test_a_file_of_a_hundred_megabytes(s3, account, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1 << 20) * 100)
    aws(account, "cp", path, f"s3://{BUCKET}/large")
    assert s3.head_object(Bucket=BUCKET, Key="large")["ETag"].endswith('-13"')
    aws(account, "cp", f"s3://{BUCKET}/large", tmp_path / "back")
    assert digests(tmp_path)["back"] == digests(tmp_path)["large"]
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)
