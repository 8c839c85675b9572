"""Terraform applies, plans clean, changes, imports and destroys the bucket in Examples/s3/terraform."""

import pytest

from support.buckets import client, get_policy, refused
from support.server import REPOSITORY
from support.terraform import Terraform, needs_terraform

pytestmark = needs_terraform
BUCKET = "team-reports"


@pytest.fixture
def terraform(account, tmp_path):
    terraform = Terraform(account, tmp_path, REPOSITORY / "Examples" / "s3" / "terraform")
    terraform.initialise()
    return terraform


def test_terraform_keeps_a_bucket(account, terraform):
    s3 = client(account)
    terraform.run("apply", "-auto-approve")
    terraform.run("plan", "-detailed-exitcode")
    assert terraform.outputs()["seen"] == {
        "arn": f"arn:aws:s3:::{BUCKET}", "region": "us-east-1", "policy": ["ReadReports", "SeeReports"]}
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert get_policy(s3, BUCKET)["Statement"][0]["Principal"]["AWS"].endswith(":role/reports-reader")

    changed = {"origin": "https://other.example.com", "versioning": "Suspended"}
    terraform.run("apply", "-auto-approve", **changed)
    terraform.run("plan", "-detailed-exitcode", **changed)
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Suspended"
    assert s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"][0]["AllowedOrigins"] == ["https://other.example.com"]

    addresses = [resource["address"] for resource in terraform.resources() if resource["type"].startswith("aws_s3_")]
    terraform.run("state", "rm", *addresses)
    for address in addresses:
        terraform.run("import", *[f"-var={name}={value}" for name, value in changed.items()], address, BUCKET)
    terraform.run("apply", "-auto-approve", **changed)
    terraform.run("plan", "-detailed-exitcode", **changed)

    terraform.run("destroy", "-auto-approve", **changed)
    with refused("NoSuchBucket", 404):
        s3.get_bucket_location(Bucket=BUCKET)
