"""OpenID Connect identity providers."""

import pytest
from support.policies import allow, trust
from support.refusals import constraint, denied, invalid, missing, over_quota, refused, taken

ARN = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/Realm"
URL = "https://idp.example.com/Realm"
THUMBPRINT = "6938fd4d98bab03faadb97b34396831e3780aea1"


def create(iam, url=URL, **parameters):
    return iam.create_open_id_connect_provider(Url=url, **parameters)


def test_a_provider_is_shown_without_its_scheme(iam):
    answer = create(
        iam, ClientIDList=["sts.amazonaws.com", "app", "app"], ThumbprintList=[THUMBPRINT.upper()],
        Tags=[{"Key": "b", "Value": "2"}, {"Key": "A", "Value": "1"}])
    assert answer["OpenIDConnectProviderArn"] == ARN
    assert [tag["Key"] for tag in answer["Tags"]] == ["A", "b"]
    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    assert shown["Url"] == "idp.example.com/Realm"
    assert shown["ClientIDList"] == ["sts.amazonaws.com", "app"]
    assert shown["ThumbprintList"] == [THUMBPRINT]
    assert shown["Tags"] == answer["Tags"] and "CreateDate" in shown
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == [{"Arn": ARN}]
    assert iam.get_account_summary()["SummaryMap"]["Providers"] == 1


def test_clients_and_thumbprints_may_come_later(iam):
    assert "Tags" not in create(iam)
    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    assert shown["ClientIDList"] == [] and shown["ThumbprintList"] == [] and "Tags" not in shown
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="app")
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="app")
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="App")
    iam.update_open_id_connect_provider_thumbprint(
        OpenIDConnectProviderArn=ARN, ThumbprintList=["a" * 40, "B" * 40])
    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    assert shown["ClientIDList"] == ["app", "App"] and shown["ThumbprintList"] == ["a" * 40, "b" * 40]
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="app")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="none")
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)["ClientIDList"] == ["App"]


@pytest.mark.parametrize("url, code, message", [
    ("idp.example.com", "ValidationError", "Invalid Open ID Connect Provider URL"),
    ("https://", "ValidationError", "Invalid Open ID Connect Provider URL"),
    ("https:///path", "ValidationError", "Invalid Open ID Connect Provider URL"),
    ("http://idp.example.com", "InvalidInput",
     "Invalid Open ID Connect Provider URL. The URL must begin with https://."),
    ("https://user:secret@idp.example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.example.com?a=b", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.example.com/a?b", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.example.com/#a", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.example.com:8443", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://198.51.100.7:8443", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://localhost:0", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://localhost:65536", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://localhost:+80", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp_1.example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp..example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://-idp.example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.example.com/a b", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://idp.exämple.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
])
def test_addresses_are_checked(iam, url, code, message):
    with refused(code, 400, message):
        create(iam, url)
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def test_ports_are_taken_where_only_this_network_reaches(iam):
    hosts = ["localhost:8443", "127.0.0.1:8443", "keycloak:8443/realms/a", "idp.internal:444", "10.1.2.3:80"]
    for host in hosts:
        arn = create(iam, f"https://{host}")["OpenIDConnectProviderArn"]
        assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["Url"] == host
    assert create(iam, "https://198.51.100.7")["OpenIDConnectProviderArn"].endswith("oidc-provider/198.51.100.7")


def test_an_address_is_taken_once_and_a_slash_makes_another(iam):
    create(iam)
    with taken(f"Provider with url {URL} already exists."):
        create(iam)
    create(iam, URL + "/")
    create(iam, URL.replace("Realm", "realm"))
    long = "https://" + "a" * 248
    with invalid(constraint("url", long, "have length less than or equal to 255")):
        create(iam, long)


def test_lists_have_their_limits(iam):
    with refused("InvalidInput", 400, "Thumbprint list must contain fewer than 5 entries."):
        create(iam, ThumbprintList=[f"{n}" * 40 for n in range(6)])
    with invalid(constraint("thumbprintList.1.member", "a" * 39, "have length greater than or equal to 40")):
        create(iam, ThumbprintList=["a" * 39])
    with over_quota("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"):
        create(iam, ClientIDList=[f"c{n}" for n in range(101)])
    with invalid(constraint("clientIDList.1.member", "c" * 256, "have length less than or equal to 255")):
        create(iam, ClientIDList=["c" * 256])
    create(iam, ClientIDList=[f"c{n}" for n in range(100)], ThumbprintList=[f"{n}" * 40 for n in range(5)])
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="c7")
    with over_quota("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="more")
    with invalid(constraint("clientID", "", "have length greater than or equal to 1")):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="")
    with refused("InvalidInput", 400, "Thumbprint list must contain fewer than 5 entries."):
        iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=ARN, ThumbprintList=[f"{n}" * 40 for n in range(6)])


def test_an_account_has_a_hundred_providers(iam):
    for number in range(100):
        create(iam, f"https://p{number}.example.com")
    with over_quota("Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100"):
        create(iam)


def test_deleting_twice_is_no_error_and_everything_else_says_what_is_missing(iam):
    create(iam)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    for operation, parameters in [
            (iam.get_open_id_connect_provider, {}), (iam.list_open_id_connect_provider_tags, {}),
            (iam.add_client_id_to_open_id_connect_provider, {"ClientID": "a"}),
            (iam.remove_client_id_from_open_id_connect_provider, {"ClientID": "a"}),
            (iam.update_open_id_connect_provider_thumbprint, {"ThumbprintList": [THUMBPRINT]}),
            (iam.tag_open_id_connect_provider, {"Tags": [{"Key": "a", "Value": "b"}]}),
            (iam.untag_open_id_connect_provider, {"TagKeys": ["a"]})]:
        with missing(f"OpenIDConnect Provider not found for arn {ARN}"):
            operation(OpenIDConnectProviderArn=ARN, **parameters)
    with refused("InvalidInput", 400, "ARN arn:aws:iam::123456789012:saml-provider/x is not valid."):
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn="arn:aws:iam::123456789012:saml-provider/x")


def test_a_role_may_trust_a_provider_that_comes_later(iam):
    iam.create_role(
        RoleName="ci", AssumeRolePolicyDocument=trust({"Federated": ARN}, "sts:AssumeRoleWithWebIdentity"))


def test_tags_are_set_listed_and_removed(iam):
    create(iam)
    iam.tag_open_id_connect_provider(
        OpenIDConnectProviderArn=ARN, Tags=[{"Key": "Team", "Value": "b"}, {"Key": "Cost", "Value": "1"}])
    tags = iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=ARN)["Tags"]
    assert tags == [{"Key": "Cost", "Value": "1"}, {"Key": "Team", "Value": "b"}]
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=ARN, TagKeys=["Team"])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=ARN)["Tags"] == tags[:1]


def test_permission_is_asked_for_on_the_provider(account):
    alice = account.user("alice", allow("iam:*OpenIDConnectProvider", ARN))
    create(alice.iam)
    with denied(alice, "iam:CreateOpenIDConnectProvider", ARN + "2"):
        create(alice.iam, URL + "2")
    with denied(alice, "iam:ListOpenIDConnectProviders", "*"):
        alice.iam.list_open_id_connect_providers()
    with denied(alice, "iam:UpdateOpenIDConnectProviderThumbprint", ARN):
        alice.iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=ARN, ThumbprintList=[THUMBPRINT])
