"""Terraform puts objects, plans clean, changes them, and destroys them with their versions."""

import pytest

from support.buckets import client, refused
from support.server import REPOSITORY
from support.terraform import Terraform, needs_terraform

pytestmark = needs_terraform
BUCKET, KEY = "terraform-objects", "folder/text é.txt"


@pytest.fixture
def terraform(account, tmp_path):
    terraform = Terraform(account, tmp_path, REPOSITORY / "Tests" / "EndToEnd" / "terraform-s3-objects")
    terraform.initialise()
    return terraform


def test_terraform_keeps_objects(account, terraform):
    s3 = client(account)
    terraform.run("apply", "-auto-approve")
    terraform.run("plan", "-detailed-exitcode")
    assert terraform.outputs()["seen"] == {
        "text": "first", "tags": {"stage": "first"}, "keys": ["folder/file", KEY]}
    source = s3.head_object(Bucket=BUCKET, Key="folder/file", ChecksumMode="ENABLED")
    assert source["StorageClass"] == "STANDARD_IA" and source["ChecksumSHA256"]
    assert s3.head_object(Bucket=BUCKET, Key="copy")["ETag"] == source["ETag"]

    terraform.run("apply", "-auto-approve", text="second")
    terraform.run("plan", "-detailed-exitcode", text="second")
    found = s3.get_object(Bucket=BUCKET, Key=KEY)
    assert found["Body"].read() == b"second" and found["Metadata"] == {"purpose": "test"}
    assert len(s3.list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]) == 2

    terraform.run("destroy", "-auto-approve", text="second")
    with refused(404, 404):
        s3.head_bucket(Bucket=BUCKET)
