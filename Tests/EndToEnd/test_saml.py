"""Roles for whoever brings an assertion of a SAML provider: one that is not ours, and its attackers."""

import base64
import hashlib
import json
import re
import time

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA512, SIG_RSA_SHA1, SIG_RSA_SHA512

from support import signature_wrapping
from support.callers import Account, Caller
from support.credentials import Credentials
from support.patience import eventually
from support.refusals import refused
from support.saml_provider import SIGN_IN, SAMLProvider, encoded, key_pair

ACCOUNT = "123456789012"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/web"
OFFER = {"Role": [f"{ROLE},{PROVIDER}"], "RoleSessionName": ["ann@example.com"]}
ACTIONS = ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"]


@pytest.fixture(scope="module")
def idp(tmp_path_factory):
    return SAMLProvider(tmp_path_factory.mktemp("idp"))


@pytest.fixture
def saml(server, account, idp):
    """A client of STS without credentials; the account trusts the provider, and the role `web` does."""
    account.iam.create_saml_provider(Name="idp", SAMLMetadataDocument=idp.metadata)
    trusting(account)
    return boto3.client(
        "sts", endpoint_url=server.url, region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))


def trusting(account, actions=ACTIONS, name="web", **condition):
    trust = json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": actions, "Condition": condition}})
    try:
        account.role(name, {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}, trust=trust,
                     MaxSessionDuration=7200)
    except account.iam.exceptions.EntityAlreadyExistsException:
        account.iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)


def assume(saml, response, **further):
    return saml.assume_role_with_saml(**{
        "RoleArn": ROLE, "PrincipalArn": PROVIDER, "SAMLAssertion": encoded(response), **further})


# MARK: Who gets in


def test_somebody_whom_the_provider_vouches_for_gets_a_session(account, server, saml, idp):
    answer = assume(saml, idp.response({
        **OFFER, "SourceIdentity": ["ann"], "PrincipalTag:Team": ["red"], "TransitiveTagKeys": ["Team"]}))
    qualifier = hashlib.sha1(f"{idp.entity_id}{ACCOUNT}/idp".encode()).digest()
    assert answer["Subject"] == "ann" and answer["SubjectType"] == "persistent"
    assert answer["Issuer"] == idp.entity_id and answer["Audience"] == SIGN_IN
    assert answer["NameQualifier"] == base64.b64encode(qualifier).decode()
    assert answer["SourceIdentity"] == "ann" and answer["PackedPolicySize"] >= 0
    session = Caller(server, Credentials.of(answer))
    assert session.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/web/ann@example.com"

    account.iam.put_role_policy(RoleName="web", PolicyName="granted", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*",
            "Condition": {"StringEquals": {
                "aws:PrincipalTag/Team": "red", "saml:sub": "ann", "aws:FederatedProvider": PROVIDER,
                "aws:SourceIdentity": "ann"}, "Null": {"saml:iss": "true"}}}}))
    assert session.iam.get_role(RoleName="web")


@pytest.mark.parametrize("signing", [
    {"sign_assertion": True}, {"sign_assertion": False, "sign_response": True},
    {"sign_assertion": True, "sign_response": True}, {"signature": SIG_RSA_SHA512, "digest": DIGEST_SHA512}])
def test_the_assertion_or_the_response_may_be_signed(saml, idp, signing):
    assert assume(saml, idp.response(OFFER, **signing))["Subject"] == "ann"


def test_encrypted_assertions_are_opened_with_the_provider_s_keys(account, saml, idp, tmp_path):
    old, _ = key_pair(tmp_path, "old")
    key, certificate = key_pair(tmp_path, "new")
    for path in (old, key):
        account.iam.update_saml_provider(SAMLProviderArn=PROVIDER, AddPrivateKey=path.read_text())
    account.iam.update_saml_provider(SAMLProviderArn=PROVIDER, AssertionEncryptionMode="Required")
    for signing in [{"sign_assertion": True}, {"sign_assertion": True, "sign_response": True}]:
        response = idp.response(OFFER, encrypt_for=certificate.read_text(), **signing)
        assert "EncryptedAssertion" in response and "RoleSessionName" not in response
        assert assume(saml, response)["Subject"] == "ann"
    with refused("InvalidIdentityToken", 400):
        assume(saml, idp.response(OFFER))
    _, stranger = key_pair(tmp_path, "stranger")
    with refused("InvalidIdentityToken", 400):
        assume(saml, idp.response(OFFER, encrypt_for=stranger.read_text()))


@pytest.mark.parametrize("condition, allowed", [
    ({"StringEquals": {"saml:aud": SIGN_IN}}, True), ({"StringEquals": {"saml:aud": "urn:amazon:webservices"}}, False),
    ({"StringEquals": {"saml:sub_type": "persistent", "saml:sub": "ann"}}, True),
    ({"StringEquals": {"saml:doc": f"{ACCOUNT}/idp"}}, True),
    ({"ForAnyValue:StringEquals": {"saml:edupersonaffiliation": "staff"}}, True),
    ({"ForAnyValue:StringEquals": {"saml:edupersonaffiliation": "student"}}, False),
    ({"StringLike": {"sts:RoleSessionName": "*@example.com"}}, True),
    ({"StringEquals": {"aws:RequestTag/Team": "blue"}}, False)])
def test_the_trust_policy_sees_what_the_provider_said(account, saml, idp, condition, allowed):
    trusting(account, **condition)
    response = idp.response({
        **OFFER, "PrincipalTag:Team": ["red"], "urn:oid:1.3.6.1.4.1.5923.1.1.1.1": ["member", "staff"]})
    if allowed:
        assert assume(saml, response)
    else:
        with refused("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML"):
            assume(saml, response)


def test_tags_and_a_source_identity_need_permissions_of_their_own(account, saml, idp):
    trusting(account, actions=["sts:AssumeRoleWithSAML"])
    assert assume(saml, idp.response(OFFER))
    for further in ({"PrincipalTag:Team": ["red"]}, {"SourceIdentity": ["ann"]}):
        with refused("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML"):
            assume(saml, idp.response({**OFFER, **further}))


def test_the_shortest_of_three_durations_counts(saml, idp):
    def lasts(answer):
        asked = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
        began = re.search(r"\d\d:\d\d:\d\d", asked)[0]
        hours, minutes, seconds = map(int, began.split(":"))
        end = answer["Credentials"]["Expiration"]
        return (end.hour * 3600 + end.minute * 60 + end.second - hours * 3600 - minutes * 60 - seconds) % 86_400

    assert lasts(assume(saml, idp.response(OFFER))) in range(3590, 3603)
    assert lasts(assume(saml, idp.response(OFFER), DurationSeconds=7200)) in range(7190, 7203)
    short = idp.response({**OFFER, "SessionDuration": ["1800"]})
    assert lasts(assume(saml, short, DurationSeconds=7200)) in range(1790, 1803)
    with refused("ValidationError", 400,
                 "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."):
        assume(saml, idp.response(OFFER), DurationSeconds=7201)


# MARK: Who does not


@pytest.mark.parametrize("attributes, code, message", [
    ({"RoleSessionName": None}, "InvalidIdentityToken", "RoleSessionName is required in AuthnResponse"),
    ({"RoleSessionName": ["a b"]}, "InvalidIdentityToken",
     "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
    ({"SourceIdentity": ["aws:ann"]}, "InvalidIdentityToken",
     'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
    ({"Role": [f"{ROLE}2,{PROVIDER}"]}, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
    ({"Role": [f"{ROLE},{PROVIDER}2"]}, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
    ({"Role": None}, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
    ({"SessionDuration": ["60"]}, "InvalidIdentityToken", None),
    ({"PrincipalTag:Team": ["red", "blue"]}, "InvalidIdentityToken", None)])
def test_what_an_assertion_has_to_say(saml, idp, attributes, code, message):
    said = {name: values for name, values in {**OFFER, **attributes}.items() if values is not None}
    with refused(code, 403 if code == "AccessDenied" else 400, message):
        assume(saml, idp.response(said))


def test_audience_recipient_issuer_and_provider_are_checked(account, saml, idp, tmp_path):
    other = SAMLProvider(tmp_path / "other", "other")
    with refused("InvalidIdentityToken", 400, "Response does not contain the required audience."):
        assume(saml, idp.response(OFFER, recipient="https://signin.aws.amazon.com.example.com/saml"))
    with refused("InvalidIdentityToken", 400, "Response signature invalid"):
        assume(saml, other.response(OFFER))
    with refused("InvalidIdentityToken", 400, "Specified provider doesn't exist."):
        assume(saml, idp.response(OFFER), PrincipalArn=f"{PROVIDER}2")
    # The same keys under another name: the issuer tells.
    account.iam.update_saml_provider(
        SAMLProviderArn=PROVIDER, SAMLMetadataDocument=idp.metadata.replace(idp.entity_id, "https://x.example.com"))
    with refused("InvalidIdentityToken", 400, "Issuer not present in specified provider"):
        assume(saml, idp.response(OFFER))


@pytest.mark.parametrize("recipient", [
    "https://eu-central-1.signin.aws.amazon.com/saml", "https://signin.aws.amazon.com/saml/acs/SAMLSP123"])
def test_each_of_aws_s_sign_in_addresses_is_a_recipient(saml, idp, recipient):
    assert assume(saml, idp.response(OFFER, recipient=recipient))["Audience"] == recipient


def test_an_assertion_is_good_for_each_role_once(account, saml, idp):
    trusting(account, name="second")
    second = f"arn:aws:iam::{ACCOUNT}:role/second"
    response = idp.response({**OFFER, "Role": [f"{ROLE},{PROVIDER}", f"{PROVIDER}, {second}"]})
    assert assume(saml, response)
    with refused("InvalidIdentityToken", 400):
        assume(saml, response)
    assert assume(saml, response, RoleArn=second)
    with refused("InvalidIdentityToken", 400):
        assume(saml, response, RoleArn=second)


def test_an_assertion_has_to_be_redeemed_in_time(account, saml, tmp_path):
    slow = SAMLProvider(tmp_path / "slow", "slow", minutes=-1)
    account.iam.update_saml_provider(SAMLProviderArn=PROVIDER, SAMLMetadataDocument=slow.metadata)
    with refused("ExpiredTokenException", 400, "Token must be redeemed within 5 minutes of issuance"):
        assume(saml, slow.response(OFFER))


def test_a_used_assertion_is_refused_by_the_server_that_was_started_after_its_use(disk_server, idp):
    def client():
        account = Account(disk_server, disk_server.account, disk_server.root)
        return account, boto3.client(
            "sts", endpoint_url=disk_server.url, region_name="us-east-1",
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))

    disk_server.start()
    account, saml = client()
    account.iam.create_saml_provider(Name="idp", SAMLMetadataDocument=idp.metadata)
    trusting(account)
    response = idp.response(OFFER)
    issued = time.time()
    assert assume(saml, response)
    disk_server.stop()
    assert eventually(lambda: int(time.time()) > int(issued), bool)
    disk_server.start()
    _, saml = client()
    with refused("InvalidIdentityToken", 400):
        assume(saml, response)
    assert assume(saml, idp.response(OFFER))


# MARK: Attacks


@pytest.mark.parametrize("shape", signature_wrapping.OF_ASSERTIONS, ids=lambda shape: shape.__name__)
def test_wrapped_assertions_are_refused(saml, idp, shape):
    wrapped = shape(idp.response(OFFER))
    assert b"mallory" in wrapped
    with refused("InvalidIdentityToken", 400):
        assume(saml, wrapped)


@pytest.mark.parametrize("shape", signature_wrapping.OF_RESPONSES, ids=lambda shape: shape.__name__)
def test_wrapped_responses_are_refused(saml, idp, shape):
    wrapped = shape(idp.response(OFFER, sign_assertion=False, sign_response=True))
    assert b"mallory" in wrapped
    with refused("InvalidIdentityToken", 400):
        assume(saml, wrapped)


def test_changed_and_unsigned_assertions_are_refused(saml, idp):
    signed = idp.response(OFFER)
    for changed in (
            signed.replace(">ann<", ">bob<"), signed.replace("role/web", "role/admin"),
            re.sub(r"<ns2:Signature .*</ns2:Signature>", "", signed, flags=re.DOTALL),
            re.sub(r"<ns2:SignatureValue>.*</ns2:SignatureValue>", "<ns2:SignatureValue/>", signed, flags=re.DOTALL),
            idp.response(OFFER, sign_assertion=False)):
        assert changed != signed
        with refused("InvalidIdentityToken", 400, "Response signature invalid"):
            assume(saml, changed)


def test_a_comment_cuts_no_name_short(saml, idp):
    signed = idp.response(OFFER, subject="ann@example.com.evil.org")
    for cut in ("ann@example.com<!-- -->.evil.org", "ann@example.com<?x?>.evil.org"):
        with refused("InvalidIdentityToken", 400):
            assume(saml, signed.replace("ann@example.com.evil.org", cut))


def test_document_types_and_entities_are_refused(saml, idp, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    body = idp.response(OFFER).split("?>", 1)[1]
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x"}">' for i in range(12))
    for document_type, use in (
            (f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>', "&x;"), (f"<!DOCTYPE r [{bomb}]>", "&e11;"),
            ("<!DOCTYPE r>", "ann")):
        with refused("InvalidIdentityToken", 400):
            assume(saml, '<?xml version="1.0"?>' + document_type + body.replace(">ann<", f">{use}<"))


def test_weak_algorithms_are_refused(saml, idp):
    for signature, digest in ((SIG_RSA_SHA1, DIGEST_SHA1), (SIG_RSA_SHA1, None), (None, DIGEST_SHA1)):
        choice = {name: value for name, value in (("signature", signature), ("digest", digest)) if value}
        with refused("InvalidIdentityToken", 400, "Response signature invalid"):
            assume(saml, idp.response(OFFER, **choice))
    confused = idp.response(OFFER).replace(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    with refused("InvalidIdentityToken", 400, "Response signature invalid"):
        assume(saml, confused)


def test_rubbish_is_refused(saml, idp):
    for rubbish in ("no xml at all", "<a/>", "<" * 1000, "<a>" * 2000, b"\xff\xfe\x00", "<p:Response/>"):
        with refused("InvalidIdentityToken", 400):
            assume(saml, rubbish)
    with refused("InvalidIdentityToken", 400, "Invalid base64 SAMLResponse"):
        saml.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=PROVIDER, SAMLAssertion="%%%%")
