"""Server certificates."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from support.certificates import DAY, certificate, curve_key, edwards_key, pem, private_pem, rsa_key
from support.policies import allow
from support.refusals import constraint, denied, invalid, missing, over_quota, refused, taken

ROOT = certificate(rsa_key(1), "root", is_authority=True)
MIDDLE = certificate(rsa_key(2), "middle", ROOT, rsa_key(1), is_authority=True)
LEAF = certificate(rsa_key(), "leaf", MIDDLE, rsa_key(2))
CHAIN = (
    "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, "
    "followed by any intermediaries in order. The index within the chain of the invalid certificate is: ")


def upload(iam, name="web", body=pem(LEAF), key=None, **parameters):
    return iam.upload_server_certificate(
        ServerCertificateName=name, CertificateBody=body, PrivateKey=key or private_pem(rsa_key()), **parameters)


def test_a_certificate_is_shown_without_its_key(iam):
    chain = pem(MIDDLE) + pem(ROOT)
    answer = upload(iam, CertificateChain=chain, Path="/cloudfront/", Tags=[{"Key": "Team", "Value": "a"}])
    made = answer["ServerCertificateMetadata"]
    assert set(made) == {
        "Path", "ServerCertificateName", "ServerCertificateId", "Arn", "UploadDate", "Expiration"}
    assert made["Arn"] == "arn:aws:iam::123456789012:server-certificate/cloudfront/web"
    assert re.fullmatch("ASCA[A-Z2-7]{17}", made["ServerCertificateId"])
    assert made["Expiration"] == LEAF.not_valid_after_utc
    assert answer["Tags"] == [{"Key": "Team", "Value": "a"}]
    shown = iam.get_server_certificate(ServerCertificateName="WEB")["ServerCertificate"]
    assert shown == {
        "ServerCertificateMetadata": made, "CertificateBody": pem(LEAF).strip(), "CertificateChain": chain.strip(),
        "Tags": answer["Tags"]}
    assert iam.list_server_certificates(PathPrefix="/cloud")["ServerCertificateMetadataList"] == [made]
    assert iam.list_server_certificates(PathPrefix="/other/")["ServerCertificateMetadataList"] == []
    assert iam.get_account_summary()["SummaryMap"]["ServerCertificates"] == 1


@pytest.mark.parametrize("form", ["PKCS8", "PKCS1 or SEC1"])
@pytest.mark.parametrize(
    "key", [rsa_key(), rsa_key(3, 4096), curve_key(), curve_key(ec.SECP384R1), curve_key(ec.SECP521R1)],
    ids=["rsa-2048", "rsa-4096", "p-256", "p-384", "p-521"])
def test_keys_of_all_kinds_are_matched(iam, key, form):
    upload(iam, body=pem(certificate(key)), key=private_pem(key, form))
    other = curve_key() if isinstance(key, ec.EllipticCurvePrivateKey) else rsa_key(4)
    with refused("KeyPairMismatch", 400, "The public key certificate and the private key do not match."):
        upload(iam, "other", body=pem(certificate(key)), key=private_pem(other, form))


def test_a_key_of_another_kind_does_not_match(iam):
    with refused("KeyPairMismatch", 400):
        upload(iam, key=private_pem(curve_key()))
    upload(iam, body=pem(certificate(edwards_key_once())), key=private_pem(edwards_key_once()))


_edwards = edwards_key()


def edwards_key_once():
    return _edwards


@pytest.mark.parametrize("key", [
    "nothing", pem(LEAF), private_pem(rsa_key(), password=b"secret"), private_pem(rsa_key())[:600],
    private_pem(rsa_key()) * 2])
def test_what_is_no_private_key_is_refused(iam, key):
    with refused("MalformedCertificate", 400, "Invalid Private Key."):
        upload(iam, key=key)


@pytest.mark.parametrize("body", ["nothing", private_pem(rsa_key()), pem(LEAF) + pem(MIDDLE), pem(LEAF)[:500]])
def test_what_is_no_certificate_is_refused(iam, body):
    with refused(
            "MalformedCertificate", 400,
            "Unable to parse certificate. Please ensure the certificate is in PEM format."):
        upload(iam, body=body)


def test_a_certificate_has_to_count_now(iam):
    with refused(
            "MalformedCertificate", 400,
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed."):
        upload(iam, body=pem(certificate(rsa_key(), begins=-9 * DAY, ends=-DAY)))
    with refused("MalformedCertificate", 400, re.compile("Certificate is not yet valid.*")):
        upload(iam, body=pem(certificate(rsa_key(), begins=DAY)))


def test_a_chain_has_to_lead_from_one_certificate_to_the_next(iam):
    forged = certificate(rsa_key(4), "middle", ROOT, rsa_key(4), is_authority=True)
    for chain, index in [
            (pem(ROOT), -1), (pem(ROOT) + pem(MIDDLE), -1), (pem(forged), -1), (pem(MIDDLE) + pem(MIDDLE), 0),
            (pem(MIDDLE) + pem(LEAF), 0), ("nothing", -1), ("Certificate:\n" + pem(MIDDLE), -1)]:
        with refused("MalformedCertificate", 400, f"{CHAIN}{index}"):
            upload(iam, CertificateChain=chain)
    upload(iam, CertificateChain=pem(MIDDLE))


def test_a_certificate_is_renamed_and_moved(iam):
    made = upload(iam)["ServerCertificateMetadata"]
    upload(iam, "other")
    with taken("The Server Certificate with name other already exists."):
        iam.update_server_certificate(ServerCertificateName="web", NewServerCertificateName="other")
    iam.update_server_certificate(ServerCertificateName="web", NewServerCertificateName="WWW", NewPath="/x/")
    moved = iam.get_server_certificate(ServerCertificateName="www")["ServerCertificate"]["ServerCertificateMetadata"]
    assert moved["ServerCertificateId"] == made["ServerCertificateId"]
    assert moved["Arn"] == "arn:aws:iam::123456789012:server-certificate/x/WWW"
    with missing("The Server Certificate with name web cannot be found."):
        iam.get_server_certificate(ServerCertificateName="web")


def test_names_are_taken_once_and_twenty_at_the_most(iam):
    upload(iam)
    with taken("The Server Certificate with name WEB already exists."):
        upload(iam, "WEB")
    for number in range(19):
        upload(iam, f"c{number:02}")
    with over_quota("Cannot exceed quota for ServerCertificatesPerAccount: 20"):
        upload(iam, "more")
    pages = list(iam.get_paginator("list_server_certificates").paginate(PaginationConfig={"PageSize": 7}))
    names = [one["ServerCertificateName"] for page in pages for one in page["ServerCertificateMetadataList"]]
    assert len(pages) == 3 and names == sorted(names) and len(names) == 20


def test_every_operation_on_a_missing_certificate_says_which(iam):
    for operation, parameters in [
            (iam.get_server_certificate, {}), (iam.delete_server_certificate, {}),
            (iam.update_server_certificate, {"NewPath": "/x/"}), (iam.list_server_certificate_tags, {}),
            (iam.tag_server_certificate, {"Tags": [{"Key": "a", "Value": "b"}]}),
            (iam.untag_server_certificate, {"TagKeys": ["a"]})]:
        with missing("The Server Certificate with name nothing cannot be found."):
            operation(ServerCertificateName="nothing", **parameters)
    with refused("ValidationError", 400, re.compile("The specified value for path is invalid.*")):
        upload(iam, Path="x")
    with refused(
            "ValidationError", 400,
            "1 validation error detected: Value at 'privateKey' failed to satisfy constraint: Member must have length "
            "less than or equal to 16384"):
        upload(iam, key=private_pem(rsa_key()) + "\n" * 16_384)
    with invalid(constraint("privateKey", None, "not be null")):
        iam.upload_server_certificate(ServerCertificateName="a", CertificateBody=pem(LEAF))


def test_tags_are_set_listed_and_removed_and_a_certificate_is_deleted(iam):
    upload(iam)
    web = {"ServerCertificateName": "web"}
    iam.tag_server_certificate(**web, Tags=[{"Key": "b", "Value": "1"}, {"Key": "A", "Value": "2"}])
    assert [tag["Key"] for tag in iam.list_server_certificate_tags(**web)["Tags"]] == ["A", "b"]
    iam.untag_server_certificate(**web, TagKeys=["B"])
    assert [tag["Key"] for tag in iam.list_server_certificate_tags(**web)["Tags"]] == ["A"]
    iam.delete_server_certificate(**web)
    assert iam.list_server_certificates()["ServerCertificateMetadataList"] == []


def test_renaming_needs_permission_for_the_old_name_and_the_new(account):
    upload(account.iam)
    alice = account.user("alice", allow("iam:UpdateServerCertificate", account.name_of("server-certificate", "w*")))
    alice.iam.update_server_certificate(ServerCertificateName="web", NewServerCertificateName="www")
    with denied(alice, "iam:UpdateServerCertificate", account.name_of("server-certificate", "other")):
        alice.iam.update_server_certificate(ServerCertificateName="www", NewServerCertificateName="other")
    with denied(alice, "iam:GetServerCertificate", "server certificate www"):
        alice.iam.get_server_certificate(ServerCertificateName="www")
