"""Outbound web identity federation: tokens that tell others who a principal is, verified by a library that is not ours."""

import datetime
import json
import re
import time
import urllib.request

import pytest
from joserfc import jwk, jwt

from support.callers import Account
from support.command_line import run
from support.oidc_provider import Authority
from support.organizations import SCP, Organization
from support.policies import allow, deny, trust
from support.refusals import constraint, denied, invalid, refused
from support.server import Server, binary, clean_environment
from support.tls_front import TLSFront

NAMESPACE = "https://sts.amazonaws.com/"
ALGORITHMS = ["ES384", "RS256"]
GET = "sts:GetWebIdentityToken"


@pytest.fixture
def issuer(account) -> str:
    """The account's issuer, turned on."""
    return account.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]


def get_json(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        return json.load(answer)


def token(caller, audience=("https://app.example.com",), algorithm="ES384", **further) -> str:
    return caller.sts.get_web_identity_token(
        Audience=list(audience), SigningAlgorithm=algorithm, **further)["WebIdentityToken"]


def verified(issuer, text):
    """The token's header and claims, found to be the issuer's by its discovery document."""
    document = get_json(f"{issuer}/.well-known/openid-configuration")
    assert document["issuer"] == issuer
    keys = jwk.KeySet.import_key_set(get_json(document["jwks_uri"]))
    found = jwt.decode(text, keys, algorithms=document["id_token_signing_alg_values_supported"])
    jwt.JWTClaimsRegistry(iss={"essential": True, "value": issuer}).validate(found.claims)
    return found.header, found.claims


# The feature


def test_the_feature_is_turned_on_and_off_and_the_issuer_stays_the_same(account, other_account):
    iam = account.iam
    off = refused("FeatureDisabled", 404, "Outbound identity federation is disabled for your AWS account.")
    with off:
        iam.get_outbound_web_identity_federation_info()
    with refused("FeatureDisabled", 404):
        iam.disable_outbound_web_identity_federation()
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    assert re.fullmatch(re.escape(account.server.url) + r"/_sallyport/issuer/[0-9a-f-]{36}", issuer)
    with refused("FeatureEnabled", 409):
        iam.enable_outbound_web_identity_federation()
    info = iam.get_outbound_web_identity_federation_info()
    assert (info["IssuerIdentifier"], info["JwtVendingEnabled"]) == (issuer, True)
    assert other_account.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] != issuer

    alice = account.user("alice", allow(GET))
    text = token(alice)
    iam.disable_outbound_web_identity_federation()
    with refused("OutboundWebIdentityFederationDisabledException", 403):
        token(alice)
    with refused("FeatureDisabled", 404):
        iam.get_outbound_web_identity_federation_info()
    verified(issuer, text)
    assert iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] == issuer
    verified(issuer, token(alice))


@pytest.mark.parametrize("operation", [
    "enable_outbound_web_identity_federation", "disable_outbound_web_identity_federation",
    "get_outbound_web_identity_federation_info"])
def test_the_feature_needs_permission(account, operation):
    nobody = account.user("nobody")
    action = "iam:" + "".join(word.capitalize() for word in operation.split("_"))
    with denied(nobody, action, "*"):
        getattr(nobody.iam, operation)()


# Tokens


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_of_a_user_verifies_by_discovery(account, issuer, algorithm):
    alice = account.user("alice", allow(GET), Tags=[{"Key": "team", "Value": "blue"}])
    before = int(time.time())
    answer = alice.sts.get_web_identity_token(Audience=["https://app.example.com"], SigningAlgorithm=algorithm)
    header, claims = verified(issuer, answer["WebIdentityToken"])
    assert (header["alg"], header["typ"]) == (algorithm, "JWT")
    assert claims["aud"] == "https://app.example.com"
    assert claims["sub"] == alice.arn
    assert before <= claims["iat"] <= before + 5
    assert claims["exp"] == claims["iat"] + 300
    assert answer["Expiration"] == datetime.datetime.fromtimestamp(claims["exp"], datetime.timezone.utc)
    assert re.fullmatch(r"[0-9a-f-]{36}", claims["jti"])
    assert claims[NAMESPACE] == {
        "aws_account": account.id, "source_region": "us-east-1", "principal_tags": {"team": "blue"}}


def test_a_token_of_a_session_is_about_the_role(account, issuer):
    organization = Organization(account, SCP)
    dana = account.user("dana", allow("*"))
    role = account.role(
        "worker", allow(["sts:GetWebIdentityToken", "sts:TagGetWebIdentityToken"]), Path="/app/",
        trust=trust(dana.arn, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]))
    session = dana.assume(
        role, SourceIdentity="dana", Tags=[{"Key": "job", "Value": "7"}], DurationSeconds=900).within("eu-west-1")
    text = token(
        session, ["a", "b"], "RS256", DurationSeconds=60, Tags=[{"Key": "purpose", "Value": "test"}])
    _, claims = verified(issuer, text)
    assert claims["aud"] == ["a", "b"]
    assert claims["sub"] == role.arn == f"arn:aws:iam::{account.id}:role/app/worker"
    assert claims["exp"] == claims["iat"] + 60
    details = claims[NAMESPACE]
    ends = datetime.datetime.fromisoformat(details.pop("original_session_exp"))
    assert 0 < ends.timestamp() - claims["iat"] <= 900
    assert details == {
        "aws_account": account.id, "source_region": "eu-west-1", "org_id": organization.id,
        "ou_path": f"{organization.id}/{organization.root}/", "principal_tags": {"job": "7"},
        "request_tags": {"purpose": "test"}, "source_identity": "dana"}


def test_a_token_does_not_outlive_the_session_that_asks(account, issuer):
    alice = account.user("alice", allow("sts:AssumeRole"))
    session = alice.assume(account.role("worker", allow(GET), trust=trust(alice.arn)), DurationSeconds=900)
    token(session, DurationSeconds=880)
    with refused("SessionDurationEscalationException", 403):
        token(session, DurationSeconds=901)


def test_tags_have_a_limit_together(account, issuer):
    alice = account.user("alice", allow(["sts:GetWebIdentityToken", "sts:TagGetWebIdentityToken"]))
    tags = [{"Key": f"{number:02}" + "k" * 98, "Value": "v" * 100} for number in range(20)]
    _, claims = verified(issuer, token(alice, Tags=tags))
    assert len(claims[NAMESPACE]["request_tags"]) == 20
    with refused("JWTPayloadSizeExceededException", 400):
        token(alice, Tags=tags + [{"Key": "one more", "Value": "v" * 100}])


def test_policies_decide_on_audience_algorithm_duration_and_tags(account, issuer):
    alice = account.user("alice", allow(GET, Condition={
        "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": ["https://app.example.com", "https://b.example.com"]},
        "StringEquals": {"sts:SigningAlgorithm": "ES384"}, "NumericLessThanEquals": {"sts:DurationSeconds": "300"}}))
    token(alice, ["https://app.example.com", "https://b.example.com"])
    text = f"User: {alice.arn} is not authorized to perform: {GET} because no identity-based policy allows the {GET} action"
    for wish in ({"audience": ["https://c.example.com"]}, {"algorithm": "RS256"}, {"DurationSeconds": 301}):
        with refused("AccessDenied", 403, text):
            token(alice, **wish)
    tagging = "sts:TagGetWebIdentityToken"
    with refused("AccessDenied", 403, text.replace(GET, tagging)):
        token(alice, Tags=[{"Key": "a", "Value": "b"}])
    account.iam.put_user_policy(UserName="alice", PolicyName="tags", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            allow(tagging, Condition={"StringEquals": {"aws:RequestTag/a": "b"}}), deny(tagging, Condition={
                "ForAnyValue:StringEquals": {"aws:TagKeys": "secret"}})]}))
    token(alice, Tags=[{"Key": "a", "Value": "b"}])
    with refused("AccessDenied", 403):
        token(alice, Tags=[{"Key": "a", "Value": "b"}, {"Key": "secret", "Value": "x"}])


def test_what_a_request_for_a_token_may_say(account, issuer):
    alice = account.user("alice", allow("sts:*"))
    with invalid(constraint("durationSeconds", "59", "have value greater than or equal to 60")):
        token(alice, DurationSeconds=59)
    with invalid(constraint("durationSeconds", "3601", "have value less than or equal to 3600")):
        token(alice, DurationSeconds=3601)
    with refused("ValidationError", 400):
        token(alice, [f"a{number}" for number in range(11)])
    with refused("ValidationError", 400, "The signing algorithm HS256 is not supported: valid values are RS256 and ES384."):
        token(alice, algorithm="HS256")
    with invalid(constraint("audience", None, "not be null")):
        alice.sts.get_web_identity_token(SigningAlgorithm="ES384")
    with refused("AccessDenied", 403, "Cannot call GetWebIdentityToken with session credentials"):
        token(alice.session())
    federated = alice.with_credentials(alice.sts.get_federation_token(Name="eve"))
    with refused("AccessDenied", 403, "Cannot call GetWebIdentityToken with federated user credentials"):
        token(federated)


def test_tokens_are_not_for_roles_of_the_server_itself(account, issuer):
    alice = account.user("alice", allow(GET))
    with refused("InvalidIdentityToken", 400, "Tokens that GetWebIdentityToken issued can't be used to assume roles."):
        account.sts.assume_role_with_web_identity(
            RoleArn=f"arn:aws:iam::{account.id}:role/any", RoleSessionName="visit", WebIdentityToken=token(alice))


def test_there_is_nothing_where_nobody_issues(account, issuer):
    for path in ("/_sallyport/issuer/nobody/.well-known/jwks.json", "/_sallyport/issuer/", "/_sallyport/issuer/a/b"):
        assert account.server.request("GET", path)[0] == 404
    path = issuer.removeprefix(account.server.url)
    assert account.server.request("GET", path)[0] == 404
    assert account.server.request("POST", f"{path}/.well-known/jwks.json")[0] == 404


# Others


def test_another_server_gives_a_role_to_whoever_has_a_token(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("authority"))
    front = TLSFront(authority)
    here = Server(log_directory=tmp_path_factory.mktemp("here"), arguments=["--public-url", front.url])
    there = Server(
        log_directory=tmp_path_factory.mktemp("there"), arguments=["--oidc-authorities", str(authority.path)])
    try:
        here.start()
        there.start()
        front.port_behind = here.port
        issuing = Account(here, here.account, here.root)
        issuer = issuing.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
        assert issuer.startswith(f"{front.url}/_sallyport/issuer/")
        alice = issuing.user("alice", allow(GET))
        host = issuer.removeprefix("https://")
        relying = Account(there, there.account, there.root)
        relying.iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["there"], ThumbprintList=[])
        provider = f"arn:aws:iam::{relying.id}:oidc-provider/{host}"
        role = relying.role("guest", allow("iam:ListUsers"), trust=trust(
            {"Federated": provider}, "sts:AssumeRoleWithWebIdentity",
            Condition={"StringEquals": {f"{host}:sub": alice.arn}}))
        for algorithm in ALGORITHMS:
            answer = relying.sts.assume_role_with_web_identity(
                RoleArn=role.arn, RoleSessionName="visit", WebIdentityToken=token(alice, ["there"], algorithm))
            assert answer["SubjectFromWebIdentityToken"] == alice.arn
            session = relying.with_credentials(answer)
            assert session.iam.list_users()["Users"] == []
        bob = issuing.user("bob", allow(GET))
        with refused("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity"):
            relying.sts.assume_role_with_web_identity(
                RoleArn=role.arn, RoleSessionName="visit", WebIdentityToken=token(bob, ["there"]))
    finally:
        here.stop()
        there.stop()
        front.stop()


# Keys


def test_keys_are_sealed_stay_over_a_restart_and_rotate(disk_server):
    disk_server.start()
    root = Account(disk_server, disk_server.account, disk_server.root)
    issuer = root.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    alice = root.user("alice", allow(GET))
    texts = [token(alice, algorithm=algorithm) for algorithm in ALGORITHMS]
    published = {key["kid"]: key for key in get_json(f"{issuer}/.well-known/jwks.json")["keys"]}
    assert {key["alg"] for key in published.values()} == set(ALGORITHMS)
    for kid, key in published.items():
        assert jwk.JWKRegistry.import_key(key).thumbprint() == kid
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)
    disk_server.stop()
    stored = b"".join(file.read_bytes() for file in disk_server.data_directory.iterdir() if file.is_file())
    assert issuer.rsplit("/", 1)[1].encode() in stored
    assert b"PRIVATE KEY" not in stored

    disk_server.start()
    for text in texts:
        verified(issuer, text)
    disk_server.stop()
    result = run([binary(), "keys", "rotate", "--data-dir", str(disk_server.data_directory)], clean_environment())
    assert result.status == 0, result.errors

    disk_server.start()
    after = {key["kid"] for key in get_json(f"{issuer}/.well-known/jwks.json")["keys"]}
    assert after > set(published) and len(after) == 4
    for text in texts:
        header, _ = verified(issuer, text)
        assert header["kid"] in published
    for algorithm in ALGORITHMS:
        header, _ = verified(issuer, token(alice, algorithm=algorithm))
        assert header["kid"] not in published
    disk_server.stop()
    result = run(
        [binary(), "keys", "rotate", "--forget-old-keys", "--data-dir", str(disk_server.data_directory)],
        clean_environment())
    assert result.status == 0, result.errors
    disk_server.start()
    last = {key["kid"] for key in get_json(f"{issuer}/.well-known/jwks.json")["keys"]}
    assert len(last) == 2 and not last & after
    disk_server.stop()
