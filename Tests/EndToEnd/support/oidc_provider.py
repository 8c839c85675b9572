"""An OpenID Connect provider that is not ours (oidc-provider-mock, built on Authlib), served over TLS."""

import datetime
import hashlib
import http.client
import ipaddress
import json
import logging
import ssl
import threading
import urllib.parse
import warnings

import werkzeug.serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock


class Authority:
    """A certificate authority of its own, and certificates for localhost."""

    def __init__(self, directory):
        self.directory = directory
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._certificate("Test authority", self.key, self.key, is_authority=True)
        self.path = directory / "authority.pem"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _certificate(self, name, key, signer, is_authority=False):
        now = datetime.datetime.now(datetime.UTC)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True))
        if not is_authority:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(signer, hashes.SHA256())

    def issue(self) -> tuple:
        """The paths of a certificate chain for localhost and of its key, and the leaf's SHA-1 fingerprint."""
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._certificate("localhost", key, self.key)
        chain, key_path = self.directory / "chain.pem", self.directory / "key.pem"
        chain.write_bytes(
            leaf.public_bytes(serialization.Encoding.PEM)
            + self.certificate.public_bytes(serialization.Encoding.PEM))
        key_path.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return chain, key_path

    @property
    def thumbprint(self) -> str:
        """The authority's fingerprint as IAM takes it."""
        return hashlib.sha1(self.certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


class OIDCProvider:
    """The provider, serving on a port of its own from start to stop."""

    def __init__(self, authority: Authority, users=()):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        chain, key = authority.issue()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        application = oidc_provider_mock.app(
            user_claims=[oidc_provider_mock.User(sub=name, claims=claims) for name, claims in users])
        self.requests = []
        inner = application.wsgi_app

        def counted(environment, start):
            self.requests.append(environment["PATH_INFO"])
            return inner(environment, start)

        application.wsgi_app = counted
        self._server = werkzeug.serving.make_server(
            "localhost", 0, application, threaded=True, ssl_context=context)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._trust = ssl.create_default_context(cafile=str(authority.path))
        self._thread.start()

    @property
    def host(self) -> str:
        return f"localhost:{self._server.server_port}"

    @property
    def issuer(self) -> str:
        return f"https://{self.host}"

    def stop(self):
        self._server.shutdown()
        self._thread.join(5)

    def _exchange(self, method, path, form=None):
        connection = http.client.HTTPSConnection(self.host, context=self._trust, timeout=10)
        try:
            body = urllib.parse.urlencode(form) if form else None
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def id_token(self, subject, client="client") -> str:
        """Signs in as a user by the authorization code flow, and returns the ID token."""
        redirect = "https://app.example.com/back"
        query = urllib.parse.urlencode({
            "client_id": client, "redirect_uri": redirect, "response_type": "code", "scope": "openid"})
        response, body = self._exchange("POST", f"/oauth2/authorize?{query}", {"sub": subject})
        assert response.status == 302, body
        code = urllib.parse.parse_qs(urllib.parse.urlparse(response.headers["Location"]).query)["code"][0]
        response, body = self._exchange("POST", "/oauth2/token", {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "client_id": client,
            "client_secret": "any"})
        assert response.status == 200, body
        return json.loads(body)["id_token"]
