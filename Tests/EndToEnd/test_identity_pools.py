"""Cognito's identity pools, with providers of logins that are not ours: an OpenID Connect one and a SAML one."""

import base64
import contextlib
import json
import re

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from support import shapes
from support.callers import Account, Caller
from support.credentials import Credentials
from support.oidc_provider import Authority, OIDCProvider
from support.policies import allow, policy
from support.refusals import matches, refused
from support.saml_provider import SAMLProvider, encoded
from support.server import Server

ACCOUNT = "123456789012"
COGNITO = "cognito-identity.amazonaws.com"
POOL_ID = re.compile(r"us-east-1:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CONFIGURATION = "Invalid identity pool configuration. Check assigned IAM roles for this pool."


def role_arn(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def provider(authority):
    provider = OIDCProvider(authority, users=[
        ("ann", {"department": "legal", "cognito:preferred_role": role_arn("lawyer"),
                 "cognito:roles": [role_arn("lawyer"), role_arn("clerk")]}),
        ("bea", {"department": "sales", "cognito:roles": [role_arn("lawyer"), role_arn("clerk")]}),
        ("bob", {}),
    ])
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority):
    server = Server(
        log_directory=tmp_path_factory.mktemp("server"), arguments=["--oidc-authorities", str(authority.path)])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def root(server, request):
    server.reset()
    server.log_began = 0
    request.node.log_source = server
    return Account(server, server.account, server.root)


@pytest.fixture
def cognito(root):
    """Cognito as the root user."""
    return root.client("cognito-identity")


@pytest.fixture
def guest(server):
    """Cognito as an application without credentials uses it."""
    session = boto3.session.Session()
    session.events.register("after-call", shapes.after_call)
    return session.client(
        "cognito-identity", endpoint_url=server.url, region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))


def trusting(pool, *methods, actions=("sts:AssumeRoleWithWebIdentity", "sts:TagSession")):
    return policy({
        "Effect": "Allow", "Principal": {"Federated": COGNITO}, "Action": list(actions), "Condition": {
            "StringEquals": {f"{COGNITO}:aud": pool},
            "ForAnyValue:StringLike": {f"{COGNITO}:amr": list(methods)}}})


def make_pool(root, guests=True, **parameters):
    return root.client("cognito-identity").create_identity_pool(
        IdentityPoolName="app", AllowUnauthenticatedIdentities=guests, **parameters)["IdentityPoolId"]


def federated_pool(root, provider, **parameters):
    """A pool that takes the provider's tokens, with a role for its users and one for guests."""
    arn = root.iam.create_open_id_connect_provider(
        Url=provider.issuer, ClientIDList=["client"])["OpenIDConnectProviderArn"]
    pool = make_pool(root, OpenIdConnectProviderARNs=[arn], **parameters)
    for name, method in [("user", "authenticated"), ("guest", "unauthenticated")]:
        root.role(name, allow("iam:Get*"), allow("s3:*"), trust=trusting(pool, method))
    root.client("cognito-identity").set_identity_pool_roles(
        IdentityPoolId=pool, Roles={"authenticated": role_arn("user"), "unauthenticated": role_arn("guest")})
    return pool


def session(server, answer):
    given = answer["Credentials"]
    return Caller(server, Credentials(given["AccessKeyId"], given["SecretKey"], given["SessionToken"]))


def claims_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


@contextlib.contextmanager
def refused_json(code, message=None):
    """Expects the block to be refused as Cognito does it, with this message (a text or a pattern)."""
    with pytest.raises(ClientError) as caught:
        yield caught
    error = caught.value.response["Error"]
    assert (error["Code"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]) == (code, 400), error
    assert message is None or matches(message, error["Message"]), error


def refused_cognito(name, message=None):
    return refused_json(f"{name}Exception", message)


# MARK: Pools


def test_a_pool_is_made_described_changed_listed_and_deleted(cognito):
    made = cognito.create_identity_pool(
        IdentityPoolName="My pool", AllowUnauthenticatedIdentities=True, AllowClassicFlow=True,
        SupportedLoginProviders={"graph.facebook.com": "7346241598935552"}, DeveloperProviderName="login.example",
        OpenIdConnectProviderARNs=[f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com"],
        CognitoIdentityProviders=[{"ProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_Zr231apJu",
                                   "ClientId": "2f3rjn4mq", "ServerSideTokenCheck": False}],
        SamlProviderARNs=[f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"], IdentityPoolTags={"team": "blue"})
    made.pop("ResponseMetadata")
    assert POOL_ID.fullmatch(made["IdentityPoolId"])
    described = cognito.describe_identity_pool(IdentityPoolId=made["IdentityPoolId"])
    described.pop("ResponseMetadata")
    assert described == made
    assert made["SupportedLoginProviders"] == {"graph.facebook.com": "7346241598935552"}
    assert made["IdentityPoolTags"] == {"team": "blue"}

    updated = cognito.update_identity_pool(
        IdentityPoolId=made["IdentityPoolId"], IdentityPoolName="Other", AllowUnauthenticatedIdentities=False)
    assert updated["IdentityPoolName"] == "Other" and "SupportedLoginProviders" not in updated
    # What is left out goes back to its default, but for the developers' name, which nothing changes.
    assert updated["DeveloperProviderName"] == made["DeveloperProviderName"]
    with refused_cognito("InvalidParameter", "The developer provider name can't be changed once it is set."):
        cognito.update_identity_pool(
            IdentityPoolId=made["IdentityPoolId"], IdentityPoolName="Other", AllowUnauthenticatedIdentities=False,
            DeveloperProviderName="other.example")
    assert updated["IdentityPoolTags"] == {"team": "blue"}
    others = [cognito.create_identity_pool(IdentityPoolName="x", AllowUnauthenticatedIdentities=False)
              ["IdentityPoolId"] for _ in range(3)]
    found = [pool["IdentityPoolId"] for page in cognito.get_paginator("list_identity_pools").paginate(
        PaginationConfig={"PageSize": 2}) for pool in page["IdentityPools"]]
    assert found == sorted([made["IdentityPoolId"], *others])

    cognito.delete_identity_pool(IdentityPoolId=made["IdentityPoolId"])
    with refused_cognito("ResourceNotFound", f"IdentityPool '{made['IdentityPoolId']}' not found."):
        cognito.describe_identity_pool(IdentityPoolId=made["IdentityPoolId"])


def test_pools_lie_in_their_region(root, cognito):
    pool = make_pool(root)
    elsewhere = root.within("eu-west-1").client("cognito-identity")
    assert elsewhere.list_identity_pools(MaxResults=60)["IdentityPools"] == []
    with refused_cognito("ResourceNotFound", f"IdentityPool '{pool}' not found."):
        elsewhere.describe_identity_pool(IdentityPoolId=pool)


def test_input_that_breaks_the_model_is_told_in_its_words(cognito):
    with refused_json("ValidationException", re.compile(
            r"1 validation error detected: Value 'nonsense' at 'identityPoolId' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: \[\\w-\]\+:\[0-9a-f-\]\+")):
        cognito.describe_identity_pool(IdentityPoolId="nonsense")
    with refused_json("ValidationException", re.compile(".*Map keys must satisfy constraint: .*")):
        cognito.set_identity_pool_roles(
            IdentityPoolId="us-east-1:0", Roles={"everybody": role_arn("user")})
    with refused_cognito("InvalidParameter", re.compile(".*is not a valid ARN for OpenIdConnectProviderARNs.")):
        cognito.create_identity_pool(
            IdentityPoolName="x", AllowUnauthenticatedIdentities=False, OpenIdConnectProviderARNs=[role_arn("somebody")])
    with refused_cognito("InvalidParameter", "Invalid NextToken."):
        cognito.list_identity_pools(MaxResults=1, NextToken="nonsense")


def test_tags_of_pools_decide(root, cognito):
    pool = make_pool(root, IdentityPoolTags={"team": "blue"})
    arn = f"arn:aws:cognito-identity:us-east-1:{ACCOUNT}:identitypool/{pool}"
    cognito.tag_resource(ResourceArn=arn, Tags={"stage": "test"})
    assert cognito.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "blue", "stage": "test"}
    cognito.untag_resource(ResourceArn=arn, TagKeys=["stage", "none"])
    assert cognito.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "blue"}
    reader = root.user("reader", allow("cognito-identity:DescribeIdentityPool", f"{arn}", Condition={
        "StringEquals": {"aws:ResourceTag/team": "blue"}})).client("cognito-identity")
    assert reader.describe_identity_pool(IdentityPoolId=pool)
    with refused_json("AccessDeniedException", re.compile(
            rf"User: .*user/reader is not authorized to perform: cognito-identity:DeleteIdentityPool on resource: {arn} .*")):
        reader.delete_identity_pool(IdentityPoolId=pool)
    cognito.tag_resource(ResourceArn=arn, Tags={"team": "red"})
    with refused_json("AccessDeniedException"):
        reader.describe_identity_pool(IdentityPoolId=pool)


def test_roles_have_to_be_passed(root, cognito):
    pool = make_pool(root)
    root.role("user")
    setter = root.user("setter", allow("cognito-identity:SetIdentityPoolRoles"), allow(
        "iam:PassRole", role_arn("user"), Condition={"StringEquals": {"iam:PassedToService": COGNITO}}))
    client = setter.client("cognito-identity")
    client.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role_arn("user")})
    assert cognito.get_identity_pool_roles(IdentityPoolId=pool)["Roles"] == {"authenticated": role_arn("user")}
    with refused_json("AccessDeniedException", re.compile(".*iam:PassRole on resource: .*role/other .*")):
        client.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role_arn("other")})


def test_role_mappings_come_back_as_they_were_set(root, cognito):
    pool = make_pool(root)
    mappings = {
        "graph.facebook.com": {"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": [
            {"Claim": "isAdmin", "MatchType": "Equals", "Value": "true", "RoleARN": role_arn("admin")}]}},
        "idp.example.com:client": {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}}
    cognito.set_identity_pool_roles(
        IdentityPoolId=pool, Roles={"authenticated": role_arn("user")}, RoleMappings=mappings)
    assert cognito.get_identity_pool_roles(IdentityPoolId=pool)["RoleMappings"] == mappings
    with refused_cognito("InvalidParameter", "AmbiguousRoleResolution is required for the role mapping type Token."):
        cognito.set_identity_pool_roles(IdentityPoolId=pool, Roles={}, RoleMappings={"a": {"Type": "Token"}})


# MARK: Guests


def test_a_guest_gets_credentials_that_are_limited(root, server, guest, provider):
    pool = federated_pool(root, provider)
    identity = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    assert POOL_ID.fullmatch(identity)
    assert guest.get_id(IdentityPoolId=pool)["IdentityId"] != identity
    visitor = session(server, guest.get_credentials_for_identity(IdentityId=identity))
    assert visitor.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/guest/CognitoIdentityCredentials"
    # The role allows this; what AWS lets guests do does not.
    with refused("AccessDenied", 403, re.compile(".*because no session policy allows the iam:GetRole action")):
        visitor.iam.get_role(RoleName="guest")
    # Cognito is among what guests may reach.
    root.iam.put_role_policy(RoleName="guest", PolicyName="more", PolicyDocument=policy(
        allow("cognito-identity:DescribeIdentity", Condition={
            "StringEquals": {f"{COGNITO}:sub": identity, "aws:FederatedProvider": COGNITO}})))
    assert visitor.client("cognito-identity").describe_identity(IdentityId=identity)["IdentityId"] == identity


def test_a_pool_without_guests_has_none(root, guest, provider):
    pool = federated_pool(root, provider, guests=False)
    with refused_cognito("NotAuthorized", "Unauthenticated access is not supported for this identity pool."):
        guest.get_id(IdentityPoolId=pool)
    none = "us-east-1:00000000-0000-4000-8000-000000000000"
    with refused_cognito("ResourceNotFound", f"IdentityPool '{none}' not found."):
        guest.get_id(IdentityPoolId=none)
    with refused_cognito("ResourceNotFound", f"Identity '{none}' not found."):
        guest.get_credentials_for_identity(IdentityId=none)


# MARK: The enhanced flow


def test_whoever_logs_in_is_known_again_and_gets_the_role(root, server, guest, provider):
    pool = federated_pool(root, provider)
    logins = {provider.host: provider.id_token("bob")}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    assert guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"] == identity
    answer = guest.get_credentials_for_identity(IdentityId=identity, Logins=logins)
    assert answer["IdentityId"] == identity
    user = session(server, answer)
    assert user.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/user/CognitoIdentityCredentials"
    assert user.iam.get_role(RoleName="user")

    # A policy of the role tells identities apart.
    root.iam.put_role_policy(RoleName="user", PolicyName="granted", PolicyDocument=policy(
        allow("iam:TagRole", Condition={"StringEquals": {"aws:RequestTag/owner": f"${{{COGNITO}:sub}}"}})))
    user.iam.tag_role(RoleName="user", Tags=[{"Key": "owner", "Value": identity}])
    with refused("AccessDenied", 403):
        user.iam.tag_role(RoleName="user", Tags=[{"Key": "owner", "Value": "somebody"}])
    described = root.client("cognito-identity").describe_identity(IdentityId=identity)
    assert described["Logins"] == [provider.host]
    with refused_cognito("NotAuthorized", f"Access to Identity '{identity}' is forbidden."):
        guest.get_credentials_for_identity(IdentityId=identity)
    with refused_cognito("NotAuthorized", "Logins don't match. Please include at least one valid login for this "
                                          "identity or identity pool."):
        guest.get_credentials_for_identity(IdentityId=identity, Logins={provider.host: provider.id_token("bea")})


def test_a_guest_who_logs_in_stays_who_they_are(root, guest, provider):
    pool = federated_pool(root, provider)
    identity = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    logins = {provider.host: provider.id_token("bob")}
    guest.get_credentials_for_identity(IdentityId=identity, Logins=logins)
    assert guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"] == identity
    second = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    with refused_cognito("ResourceConflict"):
        guest.get_credentials_for_identity(IdentityId=second, Logins=logins)
    guest.unlink_identity(IdentityId=identity, Logins=logins, LoginsToRemove=[provider.host])
    with refused_cognito("NotAuthorized", f"Access to Identity '{identity}' is forbidden."):
        guest.get_credentials_for_identity(IdentityId=identity)
    assert guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"] != identity


def test_tokens_that_do_not_hold_are_refused(root, guest, provider):
    pool = federated_pool(root, provider)
    token = provider.id_token("bob")
    head, body, signature = token.split(".")
    for logins, message in [
        ({"accounts.google.com": token}, "Token is not from a supported provider of this identity pool."),
        ({provider.host: "opaque"}, "Invalid login token. Not a valid OpenId Connect identity token."),
        ({provider.host: f"{head}.{body}.{signature[:-4]}AAAA"}, "Invalid login token. Couldn't verify signed token."),
        ({provider.host: provider.id_token("bob", client="other")}, "Invalid login token. Incorrect token audience."),
        ({COGNITO: token}, "Invalid login token. Couldn't verify signed token."),
    ]:
        with refused_cognito("NotAuthorized", message):
            guest.get_id(IdentityPoolId=pool, Logins=logins)
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    with refused_cognito("NotAuthorized"):
        guest.get_id(IdentityPoolId=pool, Logins={provider.host: f"{header}.{body}.{signature}"})


def test_tokens_of_providers_that_only_they_can_read_are_refused(root, guest):
    pool = make_pool(root, SupportedLoginProviders={"graph.facebook.com": "7346241598935552"})
    with refused_cognito("ExternalService", "The identity provider graph.facebook.com can't be asked from here."):
        guest.get_id(IdentityPoolId=pool, Logins={"graph.facebook.com": "opaque"})


def test_a_pool_without_roles_or_with_a_role_that_does_not_trust_it_is_not_configured(root, guest, provider):
    pool = federated_pool(root, provider)
    identity = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    root.iam.update_assume_role_policy(RoleName="guest", PolicyDocument=trusting("us-east-1:other", "unauthenticated"))
    with refused_cognito("InvalidIdentityPoolConfiguration", CONFIGURATION):
        guest.get_credentials_for_identity(IdentityId=identity)
    root.client("cognito-identity").set_identity_pool_roles(IdentityPoolId=pool, Roles={})
    with refused_cognito("InvalidIdentityPoolConfiguration", CONFIGURATION):
        guest.get_credentials_for_identity(IdentityId=identity)


# MARK: Which role


def mapped(root, pool, provider, mapping):
    root.client("cognito-identity").set_identity_pool_roles(
        IdentityPoolId=pool, Roles={"authenticated": role_arn("user"), "unauthenticated": role_arn("guest")},
        RoleMappings={f"{provider.host}:client": mapping})


def role_of(guest, server, pool, provider, name, **parameters):
    logins = {provider.host: provider.id_token(name)}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    answer = guest.get_credentials_for_identity(IdentityId=identity, Logins=logins, **parameters)
    return session(server, answer).arn.split("/")[1]


def test_the_token_chooses_the_role(root, server, guest, provider):
    pool = federated_pool(root, provider)
    for name in ["lawyer", "clerk"]:
        root.role(name, trust=trusting(pool, "authenticated"))
    mapped(root, pool, provider, {"Type": "Token", "AmbiguousRoleResolution": "Deny"})
    assert role_of(guest, server, pool, provider, "ann") == "lawyer"
    assert role_of(guest, server, pool, provider, "bea", CustomRoleArn=role_arn("clerk")) == "clerk"
    for name in ["bea", "bob"]:
        with refused_cognito("NotAuthorized"):
            role_of(guest, server, pool, provider, name)
    with refused_cognito("NotAuthorized"):
        role_of(guest, server, pool, provider, "bea", CustomRoleArn=role_arn("user"))
    mapped(root, pool, provider, {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"})
    assert role_of(guest, server, pool, provider, "bea") == "user"


def test_rules_choose_the_role(root, server, guest, provider):
    pool = federated_pool(root, provider)
    root.role("lawyer", trust=trusting(pool, "authenticated"))
    rules = [{"Claim": "department", "MatchType": "StartsWith", "Value": "leg", "RoleARN": role_arn("lawyer")},
             {"Claim": "department", "MatchType": "Equals", "Value": "sales", "RoleARN": role_arn("user")}]
    mapped(root, pool, provider, {
        "Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": rules}})
    assert role_of(guest, server, pool, provider, "ann") == "lawyer"
    assert role_of(guest, server, pool, provider, "bea") == "user"
    with refused_cognito("NotAuthorized"):
        role_of(guest, server, pool, provider, "bob")


def test_claims_become_tags_of_the_session(root, server, guest, provider):
    pool = federated_pool(root, provider)
    cognito = root.client("cognito-identity")
    cognito.set_principal_tag_attribute_map(
        IdentityPoolId=pool, IdentityProviderName=provider.host, PrincipalTags={"unit": "department"})
    shown = cognito.get_principal_tag_attribute_map(IdentityPoolId=pool, IdentityProviderName=provider.host)
    assert shown["PrincipalTags"] == {"unit": "department"} and shown["UseDefaults"] is False
    root.iam.put_role_policy(RoleName="user", PolicyName="granted", PolicyDocument=policy(
        allow("iam:GetRole", Condition={"StringEquals": {"aws:PrincipalTag/unit": "legal"}})))
    logins = {provider.host: provider.id_token("ann")}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    tagged = session(server, guest.get_credentials_for_identity(IdentityId=identity, Logins=logins))
    assert tagged.iam.get_role(RoleName="user")
    logins = {provider.host: provider.id_token("bea")}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    other = session(server, guest.get_credentials_for_identity(IdentityId=identity, Logins=logins))
    with refused("AccessDenied", 403):
        other.iam.get_role(RoleName="user")
    # The role has to allow that its sessions are tagged.
    root.iam.update_assume_role_policy(
        RoleName="user", PolicyDocument=trusting(pool, "authenticated", actions=["sts:AssumeRoleWithWebIdentity"]))
    with refused_cognito("InvalidIdentityPoolConfiguration", CONFIGURATION):
        guest.get_credentials_for_identity(IdentityId=identity, Logins=logins)


# MARK: The classic flow, and developers' users


def unsigned_sts(server):
    return boto3.client("sts", endpoint_url=server.url, region_name="us-east-1",
                        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))


def test_the_classic_flow_takes_a_token_to_sts(root, server, guest, provider):
    pool = federated_pool(root, provider)
    logins = {provider.host: provider.id_token("bob")}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    with refused_cognito("InvalidParameter", "Basic (classic) flow is not enabled, please use enhanced flow."):
        guest.get_open_id_token(IdentityId=identity, Logins=logins)
    root.client("cognito-identity").update_identity_pool(
        IdentityPoolId=pool, IdentityPoolName="app", AllowUnauthenticatedIdentities=True, AllowClassicFlow=True,
        OpenIdConnectProviderARNs=[f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider.host}"])
    token = guest.get_open_id_token(IdentityId=identity, Logins=logins)["Token"]
    claims = claims_of(token)
    assert (claims["iss"], claims["aud"], claims["sub"]) == (f"https://{COGNITO}", pool, identity)
    assert claims["amr"] == ["authenticated", provider.host, f"{provider.host}:client:bob"]
    assert claims["exp"] - claims["iat"] == 600
    answer = unsigned_sts(server).assume_role_with_web_identity(
        RoleArn=role_arn("user"), RoleSessionName="app", WebIdentityToken=token)
    assert (answer["Provider"], answer["Audience"], answer["SubjectFromWebIdentityToken"]) == (COGNITO, pool, identity)
    user = Caller(server, Credentials.of(answer))
    assert user.iam.get_role(RoleName="user")
    with refused("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        unsigned_sts(server).assume_role_with_web_identity(
            RoleArn=role_arn("guest"), RoleSessionName="app", WebIdentityToken=token)
    head, body, signature = token.split(".")
    for forged in [f"{head}.{body}.{signature[:-4]}AAAA",
                   base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + f".{body}.{signature}"]:
        with refused("InvalidIdentityToken", 400):
            unsigned_sts(server).assume_role_with_web_identity(
                RoleArn=role_arn("user"), RoleSessionName="app", WebIdentityToken=forged)
    guests = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    assert claims_of(guest.get_open_id_token(IdentityId=guests)["Token"])["amr"] == ["unauthenticated"]


def test_a_developer_vouches_for_users(root, server, guest, provider):
    pool = federated_pool(root, provider, DeveloperProviderName="login.example")
    cognito = root.client("cognito-identity")
    made = cognito.get_open_id_token_for_developer_identity(
        IdentityPoolId=pool, Logins={"login.example": "user-1"}, TokenDuration=60, PrincipalTags={"unit": "legal"})
    identity, token = made["IdentityId"], made["Token"]
    claims = claims_of(token)
    assert claims["amr"] == ["authenticated", "login.example", f"login.example:{pool}:user-1"]
    assert claims["exp"] - claims["iat"] == 60
    assert claims["https://aws.amazon.com/tags"] == {"principal_tags": {"unit": ["legal"]}}
    again = cognito.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"login.example": "user-1"})
    assert again["IdentityId"] == identity
    root.iam.put_role_policy(RoleName="user", PolicyName="granted", PolicyDocument=policy(
        allow("iam:GetRole", Condition={"StringEquals": {"aws:PrincipalTag/unit": "legal"}})))
    user = session(server, guest.get_credentials_for_identity(IdentityId=identity, Logins={COGNITO: token}))
    assert user.iam.get_role(RoleName="user")
    other = guest.get_id(IdentityPoolId=pool)["IdentityId"]
    with refused_cognito("NotAuthorized", f"Access to Identity '{other}' is forbidden."):
        guest.get_credentials_for_identity(IdentityId=other, Logins={COGNITO: token})

    # A login of another provider comes to the same identity.
    linked = cognito.get_open_id_token_for_developer_identity(
        IdentityPoolId=pool, Logins={"login.example": "user-1", provider.host: provider.id_token("bob")})
    assert linked["IdentityId"] == identity
    assert guest.get_id(IdentityPoolId=pool, Logins={provider.host: provider.id_token("bob")})["IdentityId"] == identity
    with refused_cognito("DeveloperUserAlreadyRegistered"):
        cognito.get_open_id_token_for_developer_identity(
            IdentityPoolId=pool, IdentityId=other, Logins={"login.example": "user-1"})
    nobody = root.user("nobody").client("cognito-identity")
    with refused_json("AccessDeniedException"):
        nobody.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"login.example": "user-1"})


def test_developers_users_are_looked_up_merged_and_unlinked(root, guest):
    pool = make_pool(root, DeveloperProviderName="login.example")
    cognito = root.client("cognito-identity")
    first, second = [cognito.get_open_id_token_for_developer_identity(
        IdentityPoolId=pool, Logins={"login.example": user})["IdentityId"] for user in ["one", "two"]]
    found = cognito.lookup_developer_identity(IdentityPoolId=pool, DeveloperUserIdentifier="one")
    assert (found["IdentityId"], found["DeveloperUserIdentifierList"]) == (first, ["one"])
    with refused_cognito("ResourceConflict"):
        cognito.lookup_developer_identity(IdentityPoolId=pool, DeveloperUserIdentifier="one", IdentityId=second)
    with refused_cognito("ResourceNotFound"):
        cognito.lookup_developer_identity(IdentityPoolId=pool, DeveloperUserIdentifier="three")
    with refused_cognito("InvalidParameter"):
        cognito.lookup_developer_identity(IdentityPoolId=pool)

    merged = cognito.merge_developer_identities(
        IdentityPoolId=pool, DeveloperProviderName="login.example", SourceUserIdentifier="one",
        DestinationUserIdentifier="two")
    assert merged["IdentityId"] == second
    pages = [cognito.lookup_developer_identity(IdentityPoolId=pool, IdentityId=second, MaxResults=1)]
    pages.append(cognito.lookup_developer_identity(
        IdentityPoolId=pool, IdentityId=second, MaxResults=1, NextToken=pages[0]["NextToken"]))
    assert [page["DeveloperUserIdentifierList"] for page in pages] == [["one"], ["two"]]
    with refused_cognito("NotAuthorized", f"Access to Identity '{first}' is forbidden."):
        guest.get_credentials_for_identity(IdentityId=first)
    listed = cognito.list_identities(IdentityPoolId=pool, MaxResults=60)["Identities"]
    assert {identity["IdentityId"] for identity in listed} == {first, second}
    shown = cognito.list_identities(IdentityPoolId=pool, MaxResults=60, HideDisabled=True)["Identities"]
    assert [identity["IdentityId"] for identity in shown] == [second]

    unlink = {"IdentityId": second, "IdentityPoolId": pool, "DeveloperProviderName": "login.example"}
    cognito.unlink_developer_identity(DeveloperUserIdentifier="one", **unlink)
    with refused_cognito("ResourceNotFound"):
        cognito.unlink_developer_identity(DeveloperUserIdentifier="one", **unlink)
    none = "us-east-1:00000000-0000-4000-8000-000000000000"
    assert cognito.delete_identities(IdentityIdsToDelete=[first, none])["UnprocessedIdentityIds"] == []
    with refused_cognito("ResourceNotFound", f"Identity '{first}' not found."):
        cognito.describe_identity(IdentityId=first)


# MARK: Other ways in


def test_a_saml_assertion_logs_in_more_than_once(root, server, guest, tmp_path):
    idp = SAMLProvider(tmp_path)
    arn = root.iam.create_saml_provider(Name="idp", SAMLMetadataDocument=idp.metadata)["SAMLProviderArn"]
    pool = make_pool(root, SamlProviderARNs=[arn])
    for name in ["user", "clerk"]:
        root.role(name, allow("iam:GetRole"), trust=trusting(pool, "authenticated"))
    root.client("cognito-identity").set_identity_pool_roles(
        IdentityPoolId=pool, Roles={"authenticated": role_arn("user")},
        RoleMappings={arn: {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}})
    logins = {arn: encoded(idp.response({"Role": [f"{role_arn('clerk')},{arn}"], "RoleSessionName": ["ann"]}))}
    identity = guest.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    answer = guest.get_credentials_for_identity(IdentityId=identity, Logins=logins)
    assert session(server, answer).arn.split("/")[1] == "clerk"
    forged = encoded(SAMLProvider(tmp_path / "other").response(
        {"Role": [f"{role_arn('clerk')},{arn}"], "RoleSessionName": ["ann"]}))
    with refused_cognito("NotAuthorized", "Invalid login token. Couldn't verify signed token."):
        guest.get_id(IdentityPoolId=pool, Logins={arn: forged})


def test_the_command_line_and_sdk_use_pools_without_credentials(root, server, provider):
    pool = federated_pool(root, provider)
    made = root.aws("cognito-identity", "list-identity-pools", "--max-results", "10").json
    assert made["IdentityPools"] == [{"IdentityPoolId": pool, "IdentityPoolName": "app"}]
    # The command line signs nothing here: these operations need no credentials.
    identity = root.aws("cognito-identity", "get-id", "--identity-pool-id", pool).json["IdentityId"]
    given = root.aws("cognito-identity", "get-credentials-for-identity", "--identity-id", identity).json
    assert given["Credentials"]["AccessKeyId"].startswith("ASIA")


def test_operations_that_need_a_signature_are_refused_without_one(guest):
    with refused_json("MissingAuthenticationTokenException"):
        guest.list_identity_pools(MaxResults=1)


def test_pools_survive_a_restart(tmp_path):
    server = Server(data_directory=tmp_path / "data", log_directory=tmp_path)
    server.start()
    try:
        root = Account(server, server.account, server.root)
        pool = make_pool(root, DeveloperProviderName="login.example")
        cognito = root.client("cognito-identity")
        root.role("user", allow("iam:GetRole"), trust=trusting(pool, "authenticated"))
        cognito.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role_arn("user")})
        made = cognito.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"login.example": "one"})
        server.stop()
        server.start()
        # The key that signed the token is still there.
        answer = unsigned_sts(server).assume_role_with_web_identity(
            RoleArn=role_arn("user"), RoleSessionName="app", WebIdentityToken=made["Token"])
        assert answer["SubjectFromWebIdentityToken"] == made["IdentityId"]
        assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in (tmp_path / "data").glob("*") if path.is_file())
    finally:
        server.kill()
