"""What the federation benchmarks need of identity providers: a token's key set in a file, and SAML assertions."""
import json
import pathlib
import sys
import time
import warnings

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISSUER = "https://idp.example.com"
ACCOUNT = "123456789012"


class TokenIssuer:
    """An issuer of ES256 tokens; its key set is written to a file."""

    def __init__(self, path):
        from joserfc import jwk
        self.key = jwk.ECKey.generate_key("P-256", {"kid": "key"})
        path.write_text(json.dumps({"keys": [self.key.as_dict(private=False)]}))
        self.option = f"{ISSUER}={path}"

    def token(self, subject):
        from joserfc import jwt
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "client", "sub": subject, "iat": now, "exp": now + 3600}
        return jwt.encode({"alg": "ES256", "kid": "key"}, claims, self.key)


def saml_provider(directory):
    """pysaml2 as the tests use it."""
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))
    from support import saml_provider as module
    return module.SAMLProvider(directory / "idp"), module.encoded
