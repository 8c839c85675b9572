"""Roles for whoever holds a token of an OpenID Connect provider: one that is not ours, and keys made here."""

import base64
import hmac
import json
import time

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from joserfc import jwk, jwt

from support.command_line import aws_program, environment, run
from support.credentials import Credentials
from support.oidc_provider import Authority, OIDCProvider
from support.refusals import refused
from support.server import Server
from support.callers import Account, Caller

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def provider(authority):
    claims = {
        "https://aws.amazon.com/tags": {"principal_tags": {"Team": ["red"]}, "transitive_tag_keys": ["Team"]},
        "https://aws.amazon.com/source_identity": "ann",
        "repository": "acme/app",
    }
    provider = OIDCProvider(authority, users=[("ann", claims), ("bob", {})])
    yield provider
    provider.stop()


def serve(tmp_path_factory, *arguments):
    server = Server(log_directory=tmp_path_factory.mktemp("server"), arguments=list(arguments))
    server.start()
    return server


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority):
    """A server that trusts the providers' authority."""
    server = serve(tmp_path_factory, "--oidc-authorities", str(authority.path))
    yield server
    server.stop()


@pytest.fixture
def root(server):
    server.reset()
    return Account(server, server.account, server.root)


def unsigned(server):
    return boto3.client(
        "sts", endpoint_url=server.url, region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))


def trust_of(host, actions=("sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"), **condition):
    return json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"},
        "Action": list(actions), "Condition": condition}})


def federate(root, host, clients=("client",), thumbprints=(), **condition):
    root.iam.create_open_id_connect_provider(
        Url=f"https://{host}", ClientIDList=list(clients), ThumbprintList=list(thumbprints))
    return root.role("web", {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*"},
                     trust=trust_of(host, **condition))


def assume(server, token, role="web", **further):
    return unsigned(server).assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="visit", WebIdentityToken=token, **further)


# MARK: A provider that is not ours


def test_somebody_who_signed_in_elsewhere_gets_a_session_with_tags_and_source_identity(root, server, provider):
    role = federate(root, provider.host, StringEquals={f"{provider.host}:sub": "ann"})
    answer = assume(server, provider.id_token("ann"))
    assert answer["SubjectFromWebIdentityToken"] == "ann"
    assert answer["Audience"] == "client"
    assert answer["Provider"] == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider.host}"
    assert answer["SourceIdentity"] == "ann"
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": f"{role.id}:visit", "Arn": role.session_arn()}
    session = Caller(server, Credentials.of(answer))
    assert session.arn == role.session_arn()
    assert session.iam.get_role(RoleName="web")["Role"]["RoleId"] == role.id

    with refused("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        assume(server, provider.id_token("bob"))


def test_claims_and_tags_of_the_session_decide(root, server, provider):
    federate(root, provider.host, StringLike={f"{provider.host}:repository": "acme/*"})
    root.iam.put_role_policy(RoleName="web", PolicyName="granted", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*", "Condition": {
                "StringEquals": {"aws:PrincipalTag/Team": "red", f"{provider.host}:sub": "ann",
                                 "aws:FederatedProvider": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider.host}"}}}]}))
    session = Caller(server, Credentials.of(assume(server, provider.id_token("ann"))))
    assert session.iam.get_role(RoleName="web")


def test_the_audience_has_to_be_one_of_the_provider_s(root, server, provider):
    federate(root, provider.host, clients=["other"])
    with refused("InvalidIdentityToken", 400, "Incorrect token audience"):
        assume(server, provider.id_token("ann"))


def test_a_thumbprint_stands_in_for_an_authority(tmp_path_factory, authority, provider):
    server = serve(tmp_path_factory)
    try:
        root = Account(server, server.account, server.root)
        federate(root, provider.host, thumbprints=[authority.thumbprint])
        assert assume(server, provider.id_token("ann"))["SubjectFromWebIdentityToken"] == "ann"
        root.iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider.host}",
            ThumbprintList=["0" * 40])
        with refused("InvalidIdentityToken", 400, "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"):
            assume(server, provider.id_token("ann"))
    finally:
        server.stop()


def test_keys_are_fetched_once(root, server, provider):
    federate(root, provider.host)
    assume(server, provider.id_token("ann"))
    provider.requests.clear()
    for _ in range(5):
        assume(server, provider.id_token("ann"))
    assert [path for path in provider.requests if "oauth2" not in path] == []


def test_an_issuer_that_is_not_there_is_told(root, server, provider):
    federate(root, "localhost:1")
    claims = {"iss": "https://localhost:1", "aud": "client", "sub": "ann", "iat": int(time.time()),
              "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "ES256"}, claims, jwk.ECKey.generate_key("P-256"))
    with refused("IDPCommunicationError", 400):
        assume(server, token)


def test_the_command_line_s_own_provider_finds_the_role(root, server, provider, tmp_path):
    federate(root, provider.host)
    token_file = tmp_path / "token"
    token_file.write_text(provider.id_token("ann"))
    variables = environment(server, server.root, "us-east-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        variables.pop(name, None)
    variables.update(
        AWS_ROLE_ARN=f"arn:aws:iam::{ACCOUNT}:role/web", AWS_ROLE_SESSION_NAME="file",
        AWS_WEB_IDENTITY_TOKEN_FILE=str(token_file))
    identity = run([aws_program(), "sts", "get-caller-identity", "--output", "json"], variables).json
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/web/file"


# MARK: Keys in a file, and forgeries


class Issuer:
    """An issuer whose key set lies in a file."""

    url = "https://idp.internal/tenant"
    host = "idp.internal/tenant"

    def __init__(self, path):
        self.path = path
        self.keys = {
            "RS256": jwk.RSAKey.generate_key(2048, {"kid": "rsa"}), "ES256": jwk.ECKey.generate_key("P-256", {"kid": "ec"}),
            "ES384": jwk.ECKey.generate_key("P-384", {"kid": "ec384"}),
            "ES512": jwk.ECKey.generate_key("P-521", {"kid": "ec521"})}
        self.path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in self.keys.values()]}))
        self.keys["RS384"] = self.keys["RS512"] = self.keys["RS256"]

    def claims(self, **changes):
        now = int(time.time())
        return {"iss": self.url, "aud": "client", "sub": "job", "iat": now, "exp": now + 300, **changes}

    def token(self, algorithm="ES256", key=None, header=None, **changes):
        key = key or self.keys[algorithm]
        return jwt.encode({"alg": algorithm, "kid": key.kid, **(header or {})}, self.claims(**changes), key,
                          algorithms=[algorithm])


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    return Issuer(tmp_path_factory.mktemp("keys") / "keys.json")


@pytest.fixture(scope="module")
def offline(tmp_path_factory, issuer):
    server = serve(tmp_path_factory, "--oidc-keys", f"{issuer.url}={issuer.path}")
    federate(Account(server, server.account, server.root), issuer.host)
    yield server
    server.stop()


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"])
def test_tokens_of_each_algorithm_verify_with_keys_in_a_file(offline, issuer, algorithm):
    assert assume(offline, issuer.token(algorithm))["SubjectFromWebIdentityToken"] == "job"


def encoded(value) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def test_forged_tokens_are_refused(offline, issuer):
    good = issuer.token()
    header, payload, signature = good.split(".")
    public = issuer.keys["RS256"].as_pem(private=False)
    hashed = f'{encoded({"alg": "HS256", "kid": "rsa"})}.{payload}'
    stranger = jwk.ECKey.generate_key("P-256", {"kid": "ec"})
    forgeries = {
        "no algorithm": f'{encoded({"alg": "none"})}.{payload}.',
        "no algorithm, with a signature": f'{encoded({"alg": "none"})}.{payload}.{signature}',
        "an HMAC under the public key": f"{hashed}.{encoded(hmac.digest(public, hashed.encode(), 'sha256'))}",
        "a key of another kind": jwt.encode(
            {"alg": "ES256", "kid": "rsa"}, issuer.claims(), stranger, algorithms=["ES256"]),
        "a stranger's key": issuer.token(key=stranger),
        "a key that came along": issuer.token(key=stranger, header={"jwk": stranger.as_dict(private=False)}),
        "another payload": f'{header}.{encoded(issuer.claims(sub="root"))}.{signature}',
        "a shortened signature": good[:-4],
    }
    for name, token in forgeries.items():
        with refused("InvalidIdentityToken", 400):
            assume(offline, token)
            pytest.fail(name)


def test_times_and_claims_are_checked(offline, issuer):
    now = int(time.time())
    with refused("ExpiredTokenException", 400):
        assume(offline, issuer.token(exp=now - 1))
    with refused("ExpiredTokenException", 400):
        assume(offline, issuer.token(iat=now - 90_000))
    with refused("InvalidIdentityToken", 400, "Missing a required claim: sub"):
        assume(offline, issuer.token(sub=None))
    with refused("InvalidIdentityToken", 400, "No OpenIDConnect provider found in your account for https://idp.internal/tenant/"):
        assume(offline, issuer.token(iss="https://idp.internal/tenant/"))
    with refused("InvalidIdentityToken", 400, "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"):
        assume(offline, "an access token")
    with refused("ValidationError", 400, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."):
        assume(offline, issuer.token(), DurationSeconds=43_200)


def test_a_new_key_in_the_file_is_found(offline, issuer):
    assume(offline, issuer.token())
    fresh = jwk.ECKey.generate_key("P-256", {"kid": "fresh"})
    token = issuer.token(key=fresh)
    with refused("InvalidIdentityToken", 400):
        assume(offline, token)
    keys = json.loads(issuer.path.read_text())
    keys["keys"].append(fresh.as_dict(private=False))
    issuer.path.write_text(json.dumps(keys))
    deadline = time.monotonic() + 30
    while True:
        try:
            assert assume(offline, token)["SubjectFromWebIdentityToken"] == "job"
            return
        except unsigned(offline).exceptions.InvalidIdentityTokenException:
            assert time.monotonic() < deadline
            time.sleep(1)
