"""Keys and certificates, made by the `cryptography` package, and the metadata of a SAML identity provider."""

import base64
import datetime
import functools

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
PRIVATE_FORMATS = {
    "PKCS8": serialization.PrivateFormat.PKCS8,
    "PKCS1 or SEC1": serialization.PrivateFormat.TraditionalOpenSSL,
}


@functools.cache
def rsa_key(number=0, bits=2048):
    """An RSA key; each number has its own."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def curve_key(curve=ec.SECP256R1):
    return ec.generate_private_key(curve())


def edwards_key():
    return ed25519.Ed25519PrivateKey.generate()


def certificate(key, name="leaf", issuer=None, issuer_key=None, begins=-DAY, ends=365 * DAY, is_authority=False):
    """A certificate of a key, signed by its issuer, or by itself."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now + begins).not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True))
    signer = issuer_key or key
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(signer, algorithm)


def pem(thing) -> str:
    """A certificate as PEM."""
    return thing.public_bytes(serialization.Encoding.PEM).decode()


def private_pem(key, form="PKCS8", password=None) -> str:
    """A private key as PEM."""
    encryption = (
        serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption())
    return key.private_bytes(serialization.Encoding.PEM, PRIVATE_FORMATS[form], encryption).decode()


def public_pem(key) -> str:
    """A public key as PEM."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def ssh_line(key, comment="") -> str:
    """A public key as OpenSSH writes it."""
    line = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    return f"{line} {comment}" if comment else line


def saml_metadata(
        *certificates, entity_id="https://idp.example.com/saml", valid_until=None, use="signing", padding=0) -> str:
    """The metadata that an identity provider with these signing certificates publishes."""
    keys = "".join(
        f'<md:KeyDescriptor use="{use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
        f"{base64.encodebytes(one.public_bytes(serialization.Encoding.DER)).decode()}"
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for one in certificates)
    end = f' validUntil="{valid_until}"' if valid_until else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
        f'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{entity_id}"{end}>'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"{keys}"
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        'Location="https://idp.example.com/sso"/>'
        f"</md:IDPSSODescriptor></md:EntityDescriptor><!--{' ' * padding}-->")
