"""A SAML identity provider that is not ours: pysaml2, with keys of its own."""

import base64
import datetime
import logging

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import AUTHN_PASSWORD, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

SIGN_IN = "https://signin.aws.amazon.com/saml"
AUDIENCE = "urn:amazon:webservices"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

logging.getLogger("saml2").setLevel(logging.CRITICAL)

SERVICE_PROVIDER = f"""<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{AUDIENCE}">
  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:NameIDFormat>{NAMEID_FORMAT_PERSISTENT}</md:NameIDFormat>
    <md:AssertionConsumerService index="1" isDefault="true"
      Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{SIGN_IN}"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>"""


def key_pair(directory, name):
    """A new RSA key and a certificate of it: their paths."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30)).sign(key, hashes.SHA256()))
    paths = directory / f"{name}.key", directory / f"{name}.pem"
    paths[0].write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()))
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return paths


class SAMLProvider:
    """A provider that vouches for whomever a test wants, each time for some minutes."""

    def __init__(self, directory, name="idp", minutes=5):
        self.entity_id = f"https://{name}.example.com/metadata"
        directory.mkdir(exist_ok=True)
        self.key, self.certificate = key_pair(directory, name)
        consumer = directory / "aws.xml"
        consumer.write_text(SERVICE_PROVIDER)
        configuration = IdPConfig().load({
            "entityid": self.entity_id, "key_file": str(self.key), "cert_file": str(self.certificate),
            "xmlsec_binary": "/usr/bin/xmlsec1", "metadata": {"local": [str(consumer)]},
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [
                    (f"https://{name}.example.com/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {
                    "lifetime": {"minutes": minutes}, "attribute_restrictions": None, "name_form": URI}},
                "name_id_format": [NAMEID_FORMAT_PERSISTENT],
            }},
        })
        self._server = Server(config=configuration)
        self.metadata = str(entity_descriptor(configuration))

    def response(self, attributes, subject="ann", audience=AUDIENCE, recipient=SIGN_IN, sign_assertion=True,
                 sign_response=False, encrypt_for=None, in_response_to="", signature=SIG_RSA_SHA256,
                 digest=DIGEST_SHA256) -> str:
        """A response about `subject` as XML. Attribute names may leave out AWS's prefix."""
        identity = {name if name.startswith(("urn:", "http")) else ATTRIBUTES + name: values
                    for name, values in attributes.items()}
        return str(self._server.create_authn_response(
            identity, in_response_to, recipient, audience,
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject),
            authn={"class_ref": AUTHN_PASSWORD, "authn_auth": self.entity_id},
            sign_assertion=sign_assertion, sign_response=sign_response, sign_alg=signature, digest_alg=digest,
            encrypt_assertion=encrypt_for is not None, encrypt_cert_assertion=encrypt_for,
            encrypt_assertion_self_contained=True))


def encoded(xml: str | bytes) -> str:
    """A response as it is posted."""
    return base64.b64encode(xml if isinstance(xml, bytes) else xml.encode()).decode()
