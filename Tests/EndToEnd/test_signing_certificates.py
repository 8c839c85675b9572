"""Signing certificates of users and of root."""

import re

import pytest
from support.certificates import DAY, certificate, curve_key, pem, private_pem, rsa_key
from support.policies import allow
from support.refusals import conflict, constraint, denied, invalid, missing, over_quota, refused

UNPARSABLE = (
    "MalformedCertificate", 400, "Unable to parse certificate. Please ensure the certificate is in PEM format.")
BODY = pem(certificate(rsa_key()))


@pytest.fixture(autouse=True)
def alice(iam):
    iam.create_user(UserName="alice")


def upload(iam, body=BODY, **user):
    return iam.upload_signing_certificate(CertificateBody=body, **(user or {"UserName": "alice"}))["Certificate"]


def test_a_certificate_is_shown_as_it_was_uploaded(iam):
    made = upload(iam)
    assert set(made) == {"UserName", "CertificateId", "CertificateBody", "Status", "UploadDate"}
    assert re.fullmatch("[A-Z2-7]{32}", made["CertificateId"])
    assert (made["UserName"], made["CertificateBody"], made["Status"]) == ("alice", BODY, "Active")
    assert iam.list_signing_certificates(UserName="alice")["Certificates"] == [made]
    upload(iam, pem(certificate(curve_key())))


def test_a_certificate_is_switched_off_and_deleted(iam):
    reference = {"UserName": "alice", "CertificateId": upload(iam)["CertificateId"]}
    iam.update_signing_certificate(**reference, Status="Inactive")
    [listed] = iam.list_signing_certificates(UserName="alice")["Certificates"]
    assert listed["Status"] == "Inactive"
    with conflict("Cannot delete entity, must delete signing certificates first."):
        iam.delete_user(UserName="alice")
    iam.delete_signing_certificate(**reference)
    iam.delete_user(UserName="alice")


@pytest.mark.parametrize("body", [
    "nothing", private_pem(rsa_key()), BODY + BODY, BODY[:400], "Certificate:\n" + BODY, BODY.replace("MII", "MIJ", 1)])
def test_what_is_no_certificate_is_refused(iam, body):
    with refused(*UNPARSABLE):
        upload(iam, body)
    assert iam.list_signing_certificates(UserName="alice")["Certificates"] == []


def test_a_certificate_has_to_count_now(iam):
    with refused("MalformedCertificate", 400, re.compile("Certificate is no longer valid.*'Not After'.*")):
        upload(iam, pem(certificate(rsa_key(), begins=-9 * DAY, ends=-2 * DAY)))
    with refused("MalformedCertificate", 400, re.compile("Certificate is not yet valid.*'Not Before'.*")):
        upload(iam, pem(certificate(rsa_key(), begins=2 * DAY)))


def test_a_certificate_is_of_one_user_and_a_user_has_two(iam):
    upload(iam)
    iam.create_user(UserName="bob")
    for user in ["alice", "bob"]:
        with refused("DuplicateCertificate", 409):
            upload(iam, UserName=user)
    upload(iam, pem(certificate(rsa_key(1))))
    with over_quota("Cannot exceed quota for CertificatesPerUser: 2"):
        upload(iam, pem(certificate(rsa_key(2))))


def test_a_certificate_is_found_with_its_user_only(iam):
    made = upload(iam)["CertificateId"]
    iam.create_user(UserName="bob")
    for user, identifier in [("bob", made), ("alice", "X" * 32)]:
        with missing(f"The Certificate with id {identifier} cannot be found."):
            iam.delete_signing_certificate(UserName=user, CertificateId=identifier)
        with missing(f"The Certificate with id {identifier} cannot be found."):
            iam.update_signing_certificate(UserName=user, CertificateId=identifier, Status="Inactive")
    with invalid(constraint("certificateId", "X" * 23, "have length greater than or equal to 24")):
        iam.delete_signing_certificate(UserName="alice", CertificateId="X" * 23)
    with missing("The user with name nobody cannot be found."):
        upload(iam, UserName="nobody")


def test_root_has_certificates_of_its_own(account):
    made = account.iam.upload_signing_certificate(CertificateBody=BODY)["Certificate"]
    assert "UserName" not in made
    assert len(account.iam.list_signing_certificates()["Certificates"]) == 1
    assert account.iam.list_signing_certificates(UserName="alice")["Certificates"] == []
    assert account.iam.get_account_summary()["SummaryMap"]["AccountSigningCertificatesPresent"] == 1
    account.iam.delete_signing_certificate(CertificateId=made["CertificateId"])
    bob = account.user("bob", allow("iam:*SigningCertificate*", account.name_of("user", "bob")))
    assert bob.iam.upload_signing_certificate(CertificateBody=BODY)["Certificate"]["UserName"] == "bob"
    with denied(bob, "iam:ListSigningCertificates", "user alice"):
        bob.iam.list_signing_certificates(UserName="alice")
