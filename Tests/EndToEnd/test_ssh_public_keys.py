"""SSH public keys of users."""

import base64
import hashlib
import re

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from support.certificates import curve_key, edwards_key, public_pem, rsa_key, ssh_line
from support.policies import allow
from support.refusals import conflict, constraint, denied, invalid, missing, over_quota, refused

INVALID = ("InvalidPublicKey", 400, "The public key is malformed or otherwise invalid.")
UNRECOGNIZED = (
    "UnrecognizedPublicKeyEncoding", 400, "The public key encoding format is unsupported or unrecognized.")


@pytest.fixture(autouse=True)
def alice(iam):
    iam.create_user(UserName="alice")


def upload(iam, body, user="alice"):
    return iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=body)["SSHPublicKey"]


def fingerprint(key) -> str:
    return hashlib.md5(base64.b64decode(ssh_line(key).split()[1])).hexdigest()


def test_a_key_is_shown_with_its_fingerprint(iam):
    line = ssh_line(rsa_key(), "alice@example.com")
    key = upload(iam, line)
    assert set(key) == {"UserName", "SSHPublicKeyId", "Fingerprint", "SSHPublicKeyBody", "Status", "UploadDate"}
    assert re.fullmatch("APKA[A-Z2-7]{17}", key["SSHPublicKeyId"])
    assert (key["UserName"], key["Status"], key["SSHPublicKeyBody"]) == ("alice", "Active", line)
    assert re.fullmatch("([0-9a-f]{2}:){15}[0-9a-f]{2}", key["Fingerprint"])
    assert key["Fingerprint"].replace(":", "") == fingerprint(rsa_key())
    [listed] = iam.list_ssh_public_keys(UserName="alice")["SSHPublicKeys"]
    assert listed == {name: key[name] for name in ("UserName", "SSHPublicKeyId", "Status", "UploadDate")}


@pytest.mark.parametrize("encoding", [ssh_line, public_pem])
def test_a_key_is_shown_in_either_encoding(iam, encoding):
    key = upload(iam, encoding(rsa_key()))
    reference = {"UserName": "alice", "SSHPublicKeyId": key["SSHPublicKeyId"]}
    line = iam.get_ssh_public_key(**reference, Encoding="SSH")["SSHPublicKey"]["SSHPublicKeyBody"]
    assert line.split() == ssh_line(rsa_key()).split()
    pem = iam.get_ssh_public_key(**reference, Encoding="PEM")["SSHPublicKey"]["SSHPublicKeyBody"]
    assert load_pem_public_key(pem.encode()).public_numbers() == rsa_key().public_key().public_numbers()
    with invalid(constraint("encoding", "DER", "satisfy enum value set: [SSH, PEM]")):
        iam.get_ssh_public_key(**reference, Encoding="DER")


def test_a_key_is_switched_off_and_on_and_deleted(iam):
    reference = {"UserName": "alice", "SSHPublicKeyId": upload(iam, ssh_line(rsa_key()))["SSHPublicKeyId"]}
    iam.update_ssh_public_key(**reference, Status="Inactive")
    assert iam.list_ssh_public_keys(UserName="alice")["SSHPublicKeys"][0]["Status"] == "Inactive"
    iam.update_ssh_public_key(**reference, Status="Active")
    assert iam.get_ssh_public_key(**reference, Encoding="SSH")["SSHPublicKey"]["Status"] == "Active"
    with conflict("Cannot delete entity, must remove referenced objects first."):
        iam.delete_user(UserName="alice")
    iam.delete_ssh_public_key(**reference)
    assert iam.list_ssh_public_keys(UserName="alice")["SSHPublicKeys"] == []
    iam.delete_user(UserName="alice")


@pytest.mark.parametrize("body, refusal", [
    ("nothing", UNRECOGNIZED), (ssh_line(edwards_key()), UNRECOGNIZED), (ssh_line(curve_key()), UNRECOGNIZED),
    ("ssh-rsa", INVALID), ("ssh-rsa AAAA", INVALID), (ssh_line(rsa_key(0, 1024)), INVALID),
    (ssh_line(rsa_key())[:-8], INVALID), (ssh_line(rsa_key()).replace("AAAAB3", "AAAAB4"), INVALID),
    (public_pem(curve_key()), INVALID), (public_pem(rsa_key(0, 1024)), INVALID),
    (public_pem(rsa_key())[:300], INVALID),
])
def test_what_is_no_rsa_key_is_refused(iam, body, refusal):
    with refused(*refusal):
        upload(iam, body)
    assert iam.list_ssh_public_keys(UserName="alice")["SSHPublicKeys"] == []


def test_a_user_has_a_key_once_and_five_at_the_most(iam):
    upload(iam, ssh_line(rsa_key()))
    duplicate = (
        "DuplicateSSHPublicKey", 400, "The SSH public key is already associated with the specified IAM user.")
    with refused(*duplicate):
        upload(iam, ssh_line(rsa_key(), "another comment"))
    with refused(*duplicate):
        upload(iam, public_pem(rsa_key()))
    iam.create_user(UserName="bob")
    upload(iam, ssh_line(rsa_key()), "bob")
    for number in range(1, 5):
        upload(iam, ssh_line(rsa_key(number)))
    with over_quota("Cannot exceed quota for SSHPublicKeysPerUser: 5"):
        upload(iam, ssh_line(rsa_key(5)))
    first = iam.list_ssh_public_keys(UserName="alice", MaxItems=3)
    rest = iam.list_ssh_public_keys(UserName="alice", Marker=first["Marker"])
    ids = [key["SSHPublicKeyId"] for page in (first, rest) for key in page["SSHPublicKeys"]]
    assert len(ids) == len(set(ids)) == 5


def test_a_key_is_found_with_its_user_only(iam):
    key = upload(iam, ssh_line(rsa_key()))["SSHPublicKeyId"]
    iam.create_user(UserName="bob")
    for user, identifier in [("bob", key), ("alice", "APKA" + "X" * 17), ("alice", "AKIA" + "X" * 17)]:
        reference = {"UserName": user, "SSHPublicKeyId": identifier}
        message = f"The SSH Public Key with id {identifier} cannot be found."
        with missing(message):
            iam.get_ssh_public_key(**reference, Encoding="SSH")
        with missing(message):
            iam.update_ssh_public_key(**reference, Status="Inactive")
        with missing(message):
            iam.delete_ssh_public_key(**reference)
    with missing("The user with name nobody cannot be found."):
        upload(iam, ssh_line(rsa_key()), "nobody")
    with invalid(constraint("sSHPublicKeyId", "short", "have length greater than or equal to 20")):
        iam.delete_ssh_public_key(UserName="alice", SSHPublicKeyId="short")


def test_without_a_user_name_the_callers_own_keys_are_listed(account):
    bob = account.user("bob", allow("iam:ListSSHPublicKeys", account.name_of("user", "bob")))
    upload(account.iam, ssh_line(rsa_key()), "bob")
    [key] = bob.iam.list_ssh_public_keys()["SSHPublicKeys"]
    assert key["UserName"] == "bob"
    with refused("ValidationError", 400, "Must specify userName when calling with non-User credentials"):
        account.iam.list_ssh_public_keys()
    with denied(bob, "iam:UploadSSHPublicKey", "user alice"):
        upload(bob.iam, ssh_line(rsa_key()))
