"""SAML identity providers."""

import datetime
import re

import pytest
from support.certificates import certificate, private_pem, rsa_key, saml_metadata
from support.policies import allow, trust
from support.refusals import (
    constraint, denied, invalid, malformed, missing, over_quota, refused, taken)

ARN = "arn:aws:iam::123456789012:saml-provider/corp"
METADATA = saml_metadata(certificate(rsa_key()))
UNPARSABLE = ("InvalidInput", 400, "Could not parse metadata.")


def create(iam, name="corp", document=METADATA, **parameters):
    return iam.create_saml_provider(Name=name, SAMLMetadataDocument=document, **parameters)


def test_a_provider_is_shown_as_it_was_uploaded(iam):
    answer = create(iam, Tags=[{"Key": "b", "Value": "2"}, {"Key": "A", "Value": "1"}])
    assert answer["SAMLProviderArn"] == ARN
    assert [tag["Key"] for tag in answer["Tags"]] == ["A", "b"]
    shown = iam.get_saml_provider(SAMLProviderArn=ARN)
    assert shown["SAMLMetadataDocument"] == METADATA
    assert re.fullmatch("SAMLSP[A-Z0-9]{16}", shown["SAMLProviderUUID"])
    assert shown["Tags"] == answer["Tags"]
    assert 36524 <= (shown["ValidUntil"] - shown["CreateDate"]).days <= 36526
    assert "AssertionEncryptionMode" not in shown and "PrivateKeyList" not in shown
    [listed] = iam.list_saml_providers()["SAMLProviderList"]
    assert listed == {"Arn": ARN, "ValidUntil": shown["ValidUntil"], "CreateDate": shown["CreateDate"]}
    assert iam.get_account_summary()["SummaryMap"]["Providers"] == 1


def test_the_end_that_the_metadata_states_counts(iam):
    create(iam, document=saml_metadata(certificate(rsa_key()), valid_until="2077-05-06T07:08:09Z"))
    end = iam.get_saml_provider(SAMLProviderArn=ARN)["ValidUntil"]
    assert end == datetime.datetime(2077, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc)


def test_new_metadata_takes_the_place_of_the_old(iam):
    create(iam)
    other = saml_metadata(certificate(rsa_key(1)), certificate(rsa_key()), entity_id="urn:other")
    before = iam.get_saml_provider(SAMLProviderArn=ARN)
    assert iam.update_saml_provider(SAMLProviderArn=ARN, SAMLMetadataDocument=other)["SAMLProviderArn"] == ARN
    after = iam.get_saml_provider(SAMLProviderArn=ARN)
    assert after["SAMLMetadataDocument"] == other
    assert after["SAMLProviderUUID"] == before["SAMLProviderUUID"]


def test_a_deleted_provider_is_gone_and_roles_keep_its_name(iam):
    create(iam)
    document = trust({"Federated": ARN}, "sts:AssumeRoleWithSAML")
    iam.create_role(RoleName="visitor", AssumeRolePolicyDocument=document)
    iam.delete_saml_provider(SAMLProviderArn=ARN)
    message = f"Manifest not found for arn {ARN}"
    with missing(message):
        iam.get_saml_provider(SAMLProviderArn=ARN)
    with missing(message):
        iam.delete_saml_provider(SAMLProviderArn=ARN)
    with missing(message):
        iam.update_saml_provider(SAMLProviderArn=ARN, SAMLMetadataDocument=METADATA)
    with missing(message):
        iam.tag_saml_provider(SAMLProviderArn=ARN, Tags=[{"Key": "a", "Value": "b"}])
    [statement] = iam.get_role(RoleName="visitor")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Federated": ARN}
    with malformed(f'Invalid principal in policy: "Federated":"{ARN}"'):
        iam.update_assume_role_policy(RoleName="visitor", PolicyDocument=document)


def test_trust_in_what_is_no_provider_is_malformed(iam):
    for principal in ["corp", "arn:aws:iam::123456789012:saml-provider/", "arn:aws:iam/123456789012:oidc-provider/x.com"]:
        with malformed("Federated principals must be valid domain names or SAML metadata ARNs"):
            iam.create_role(
                RoleName="visitor",
                AssumeRolePolicyDocument=trust({"Federated": principal}, "sts:AssumeRoleWithSAML"))


def test_names_are_taken_once_and_made_of_few_characters(iam):
    create(iam)
    with taken(f"SAMLProvider {ARN} already exists."):
        create(iam)
    with taken(f"SAMLProvider {ARN} already exists."):
        create(iam, name="CORP")
    with invalid(constraint("name", "a@b", r"satisfy regular expression pattern: [\w._-]+")):
        create(iam, name="a@b")
    with invalid(constraint("name", "x" * 129, "have length less than or equal to 128")):
        create(iam, name="x" * 129)


def test_arns_are_those_of_providers_and_case_sensitive(iam):
    create(iam)
    with missing(f"Manifest not found for arn {ARN.replace('corp', 'Corp')}"):
        iam.get_saml_provider(SAMLProviderArn=ARN.replace("corp", "Corp"))
    other = ARN.replace("123456789012", "210987654321")
    with missing(f"Manifest not found for arn {other}"):
        iam.get_saml_provider(SAMLProviderArn=other)
    user = "arn:aws:iam::123456789012:user/corp"
    with refused("InvalidInput", 400, f"ARN {user} is not valid."):
        iam.get_saml_provider(SAMLProviderArn=user)
    with refused("InvalidInput", 400, "ARN saml-provider/corporation is not valid."):
        iam.delete_saml_provider(SAMLProviderArn="saml-provider/corporation")


HOSTILE = {
    "external entity": (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        + METADATA.split("\n", 1)[1].replace("</md:EntityDescriptor>", "&e;</md:EntityDescriptor>")),
    "entity expansion": (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">'
        + "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10)) + "]>"
        + METADATA.split("\n", 1)[1].replace("</md:EntityDescriptor>", "&l9;</md:EntityDescriptor>")),
    "external subset": '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">' + METADATA.split("\n", 1)[1],
    "deep nesting": METADATA.replace(
        "</md:EntityDescriptor>", "<a>" * 200_000 + "</a>" * 200_000 + "</md:EntityDescriptor>"),
    "many attributes": METADATA.replace(
        "</md:EntityDescriptor>",
        "<a " + " ".join(f"a{n}=''" for n in range(100_000)) + "/></md:EntityDescriptor>"),
    "another encoding": METADATA.replace('encoding="UTF-8"', 'encoding="UTF-7"').replace(
        "<md:Ent", "+ADwAIQ-DOCTYPE x [+ADwAIQ-ENTITY e SYSTEM 'file:///etc/passwd'+AD4]+AD4<md:Ent", 1),
    "no XML": "x" * 2000,
    "a page": "<html>" + " " * 2000 + "</html>",
    "no certificate": saml_metadata(padding=2000),
    "encryption only": saml_metadata(certificate(rsa_key()), use="encryption"),
    "half": METADATA[:len(METADATA) // 2] + " " * 1000,
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_metadata_is_refused(iam, server, document):
    with refused(*UNPARSABLE):
        create(iam, document=document)
    create(iam)
    with refused(*UNPARSABLE):
        iam.update_saml_provider(SAMLProviderArn=ARN, SAMLMetadataDocument=document)
    assert iam.get_saml_provider(SAMLProviderArn=ARN)["SAMLMetadataDocument"] == METADATA


def test_metadata_has_a_thousand_to_ten_million_characters(iam):
    short = METADATA[:999]
    with invalid(constraint("sAMLMetadataDocument", short, "have length greater than or equal to 1000")):
        create(iam, document=short)
    long = METADATA + " " * (10_000_000 - len(METADATA))
    create(iam, document=long)
    assert len(iam.get_saml_provider(SAMLProviderArn=ARN)["SAMLMetadataDocument"]) == 10_000_000
    with refused("ValidationError", 400, re.compile(".* less than or equal to 10000000", re.DOTALL)):
        create(iam, name="other", document=long + " ")
    with refused("ValidationError", 400, re.compile(".*Value null at 'sAMLMetadataDocument'.*")):
        iam.create_saml_provider(Name="other")


def test_private_keys_come_and_go(iam):
    create(iam, AddPrivateKey=private_pem(rsa_key()), AssertionEncryptionMode="Required")
    shown = iam.get_saml_provider(SAMLProviderArn=ARN)
    assert shown["AssertionEncryptionMode"] == "Required"
    [first] = shown["PrivateKeyList"]
    assert set(first) == {"KeyId", "Timestamp"}
    assert re.fullmatch("[A-Z0-9]{22,64}", first["KeyId"])
    iam.update_saml_provider(SAMLProviderArn=ARN, AddPrivateKey=private_pem(rsa_key(1), "PKCS1 or SEC1"))
    with over_quota("Cannot exceed quota for PrivateKeysPerSAMLProvider: 2"):
        iam.update_saml_provider(SAMLProviderArn=ARN, AddPrivateKey=private_pem(rsa_key(2)))
    iam.update_saml_provider(SAMLProviderArn=ARN, RemovePrivateKey=first["KeyId"])
    [second] = iam.get_saml_provider(SAMLProviderArn=ARN)["PrivateKeyList"]
    assert second["KeyId"] != first["KeyId"]
    with missing(f"The private key with id {first['KeyId']} cannot be found."):
        iam.update_saml_provider(SAMLProviderArn=ARN, RemovePrivateKey=first["KeyId"])
    with refused("InvalidInput", 400):
        iam.update_saml_provider(SAMLProviderArn=ARN, RemovePrivateKey=second["KeyId"])
    iam.update_saml_provider(
        SAMLProviderArn=ARN, RemovePrivateKey=second["KeyId"], AssertionEncryptionMode="Allowed")
    shown = iam.get_saml_provider(SAMLProviderArn=ARN)
    assert shown["AssertionEncryptionMode"] == "Allowed" and "PrivateKeyList" not in shown


def test_a_private_key_has_to_be_one_and_is_never_repeated(iam):
    for broken in ["key", private_pem(rsa_key(), password=b"secret"), METADATA[:16_000]]:
        with refused("InvalidInput", 400, "Could not parse private key."):
            create(iam, AddPrivateKey=broken)
    secret = private_pem(rsa_key()) + "x" * 16_384
    with refused(
            "ValidationError", 400,
            "1 validation error detected: Value at 'addPrivateKey' failed to satisfy constraint: Member must have "
            "length less than or equal to 16384"):
        create(iam, AddPrivateKey=secret)
    with refused("InvalidInput", 400):
        create(iam, AssertionEncryptionMode="Required")
    with invalid(constraint("assertionEncryptionMode", "Maybe", "satisfy enum value set: [Required, Allowed]")):
        create(iam, AssertionEncryptionMode="Maybe")


def test_an_account_has_a_hundred_providers(iam):
    for number in range(100):
        create(iam, name=f"p{number}")
    with over_quota("Cannot exceed quota for SAMLProvidersPerAccount: 100"):
        create(iam, name="more")


def test_tags_are_set_listed_and_removed(iam):
    create(iam, Tags=[{"Key": "Team", "Value": "a"}])
    iam.tag_saml_provider(SAMLProviderArn=ARN, Tags=[{"Key": "team", "Value": "b"}, {"Key": "Cost", "Value": "1"}])
    assert iam.list_saml_provider_tags(SAMLProviderArn=ARN)["Tags"] == [
        {"Key": "Cost", "Value": "1"}, {"Key": "team", "Value": "b"}]
    page = iam.list_saml_provider_tags(SAMLProviderArn=ARN, MaxItems=1)
    assert page["IsTruncated"] and len(page["Tags"]) == 1
    iam.untag_saml_provider(SAMLProviderArn=ARN, TagKeys=["TEAM", "none"])
    assert [tag["Key"] for tag in iam.list_saml_provider_tags(SAMLProviderArn=ARN)["Tags"]] == ["Cost"]
    with over_quota("The number of tags has reached the maximum limit."):
        iam.tag_saml_provider(SAMLProviderArn=ARN, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])


def test_permission_is_asked_for_on_the_provider(account):
    alice = account.user(
        "alice", allow(["iam:CreateSAMLProvider", "iam:GetSAMLProvider"], ARN),
        allow("iam:DeleteSAMLProvider", "*", Condition={"StringEquals": {"aws:ResourceTag/Team": "a"}}))
    create(alice.iam)
    alice.iam.get_saml_provider(SAMLProviderArn=ARN)
    other = ARN.replace("corp", "other")
    with denied(alice, "iam:CreateSAMLProvider", other):
        create(alice.iam, name="other")
    with denied(alice, "iam:TagSAMLProvider", other.replace("other", "corp")):
        create(alice.iam, Tags=[{"Key": "Team", "Value": "a"}])
    with denied(alice, "iam:ListSAMLProviders", "*"):
        alice.iam.list_saml_providers()
    with denied(alice, "iam:DeleteSAMLProvider", ARN):
        alice.iam.delete_saml_provider(SAMLProviderArn=ARN)
    account.iam.tag_saml_provider(SAMLProviderArn=ARN, Tags=[{"Key": "Team", "Value": "a"}])
    alice.iam.delete_saml_provider(SAMLProviderArn=ARN)
