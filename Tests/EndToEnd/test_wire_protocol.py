"""The query protocol on the wire: envelopes, namespaces, errors, lists, and what may be asked in which way."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from support import wire
from support.policies import TRUST_EC2

REQUEST_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
CALLS = {"iam": {"Action": "ListUsers"}, "sts": {"Action": "GetCallerIdentity"}}


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_an_answer_has_its_envelope_in_the_services_namespace(account, service):
    operation = CALLS[service]["Action"]
    answer = account.post(service, CALLS[service])
    namespace = "{" + wire.NAMESPACES[service] + "}"
    root = answer.xml
    assert root.tag == f"{namespace}{operation}Response"
    assert [child.tag for child in root] == [f"{namespace}{operation}Result", f"{namespace}ResponseMetadata"]
    assert answer.headers["content-type"].split(";")[0] == "text/xml"
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_every_answer_has_a_request_id_of_its_own_in_body_and_header(account):
    answers = [account.post("iam", {"Action": "ListUsers"}) for _ in range(3)]
    answers += [account.post("sts", {"Action": "GetCallerIdentity"}), account.post("iam", {
        "Action": "GetUser", "UserName": "nobody"}), account.post("iam", {"Action": "NoSuchThing"})]
    ids = [answer.text("ResponseMetadata/RequestId") or answer.text("RequestId") for answer in answers]
    for answer, request_id in zip(answers, ids):
        assert re.fullmatch(REQUEST_ID, request_id)
        assert answer.headers["x-amzn-requestid"] == request_id
    assert len(set(ids)) == len(ids)


def test_an_operation_without_output_answers_its_metadata(account):
    account.iam.create_user(UserName="alice")
    root = account.post("iam", {"Action": "DeleteUser", "UserName": "alice"}).xml
    assert root.tag.endswith("DeleteUserResponse")
    assert [child.tag.split("}")[1] for child in root] == ["ResponseMetadata"]


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_an_error_has_its_shape(account, service):
    answer = account.post(service, {"Action": "NoSuchThing"})
    namespace = "{" + wire.NAMESPACES[service] + "}"
    root = answer.xml
    assert answer.headers["content-type"].split(";")[0] == "text/xml"
    assert root.tag == f"{namespace}ErrorResponse"
    assert [child.tag for child in root] == [f"{namespace}Error", f"{namespace}RequestId"]
    assert [child.tag for child in root[0]][:3] == [f"{namespace}{name}" for name in ("Type", "Code", "Message")]
    assert root[0][0].text == "Sender"


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_an_unknown_operation_is_named_with_the_version(account, service):
    version = wire.VERSIONS[service]
    answer = account.post(service, {"Action": "NoSuchThing"})
    assert answer.error == (400, "InvalidAction", f"Could not find operation NoSuchThing for version {version}")


@pytest.mark.parametrize("action", ["listusers", "ListUsers ", "", "List Users", "List<Users>", "é"])
def test_operations_are_named_exactly(account, action):
    status, code, message = account.post("iam", {"Action": action}).error
    assert (status, code in ("InvalidAction", "MissingAction")) == (400, True)
    assert message


def test_an_unknown_version_is_named(account):
    answer = account.post("sts", {"Action": "GetCallerIdentity", "Version": "1999-01-01"})
    assert answer.error == (400, "InvalidAction", "Could not find operation GetCallerIdentity for version 1999-01-01")


def test_an_operation_of_another_service_is_unknown(account):
    """Or else the request is one for the other service, and then its scope is wrong."""
    answer = account.post("sts", {"Action": "ListUsers", "Version": "2010-05-08"}, scope="sts")
    assert answer.error[:2] in [(400, "InvalidAction"), (403, "SignatureDoesNotMatch")]
    assert account.post("sts", {"Action": "ListUsers"}).error[:2] == (400, "InvalidAction")


def test_a_request_without_an_operation_is_refused(account):
    answer = account.post("iam", "Version=2010-05-08")
    assert (answer.status, answer.error[1] in ("MissingAction", "InvalidAction")) == (400, True)
    answer = account.post("iam", "")
    assert 400 <= answer.status < 500
    assert answer.error[1]


# Ways to ask

def test_get_and_post_give_the_same_answer(account):
    account.iam.create_user(UserName="alice", Path="/staff/")
    parameters = {"Action": "ListUsers", "PathPrefix": "/staff/"}
    posted = account.post("iam", parameters)
    got = wire.get(account.server, account.credentials, "iam", parameters)
    assert (posted.status, got.status) == (200, 200)
    without_id = re.compile(rb"<RequestId>.*?</RequestId>")
    assert without_id.sub(b"", posted.body) == without_id.sub(b"", got.body)


def test_get_can_write_too(account):
    answer = wire.get(account.server, account.credentials, "iam", {"Action": "CreateUser", "UserName": "alice"})
    assert answer.status == 200
    account.iam.get_user(UserName="alice")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_refused(account, method):
    body = wire.form("sts", CALLS["sts"])
    headers = wire.signed_headers(account.server, account.credentials, "sts", body, method=method)
    answer = wire.send(account.server, method, "/", headers, body)
    assert 400 <= answer.status < 500
    if method != "HEAD":
        assert answer.error[1]


@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/html", "application/xml;q=0.1"])
def test_the_accept_header_changes_nothing(account, accept):
    answer = account.post("sts", CALLS["sts"], headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == "text/xml"
    assert answer.text("GetCallerIdentityResult/Arn") == "arn:aws:iam::123456789012:root"


@pytest.mark.parametrize("content_type", [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8",
    "Application/X-WWW-Form-URLEncoded;charset=utf-8"])
def test_forms_are_read_whatever_the_spelling_of_their_type(account, content_type):
    assert account.post("sts", CALLS["sts"], headers={"Content-Type": content_type}).status == 200


@pytest.mark.parametrize(("name", "encoded"), [
    ("a+b", "a%2Bb"), ("a=b", "a%3db"), ("a@b,c", "a@b,c"), ("a.b-c_d", "%61%2E%62%2D%63%5F%64")])
def test_names_are_percent_decoded(account, name, encoded):
    answer = account.post("iam", f"Action=CreateUser&Version=2010-05-08&UserName={encoded}")
    assert answer.text("CreateUserResult/User/UserName") == name


def test_a_plus_is_a_space(account):
    account.post("iam", "Action=CreateUser&Version=2010-05-08&UserName=alice")
    answer = account.post(
        "iam", "Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=a+b&Tags.member.1.Value=c%20d")
    assert answer.status == 200
    assert account.iam.list_user_tags(UserName="alice")["Tags"] == [{"Key": "a b", "Value": "c d"}]


@pytest.mark.parametrize("value", ["%", "%4", "%zz", "%ff%fe", "%00", "a%0ab"])
def test_bad_percent_encoding_and_bad_utf_8_are_refused(account, value):
    answer = account.post("iam", f"Action=CreateUser&Version=2010-05-08&UserName={value}")
    assert answer.status == 400
    assert answer.error[1]


def test_the_members_of_a_list_may_come_in_any_order(account):
    account.iam.create_user(UserName="alice")
    answer = account.post("iam", {
        "Action": "TagUser", "UserName": "alice", "Tags.member.2.Value": "2", "Tags.member.1.Key": "one",
        "Tags.member.2.Key": "two", "Tags.member.1.Value": "1"})
    assert answer.status == 200
    tags = account.iam.list_user_tags(UserName="alice")["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"one": "1", "two": "2"}


def test_parameters_that_nobody_knows_are_ignored(account):
    answer = account.post("iam", {"Action": "CreateUser", "UserName": "alice", "Favourite": "blue"})
    assert answer.status == 200


# XML

def test_empty_lists_are_elements(account):
    answer = account.post("iam", {"Action": "ListUsers"})
    assert answer.xml.find("{*}ListUsersResult/{*}Users") is not None
    assert answer.text("ListUsersResult/IsTruncated") == "false"


def test_members_of_lists_are_called_member(account):
    account.iam.create_user(UserName="alice")
    users = account.post("iam", {"Action": "ListUsers"}).xml.find("{*}ListUsersResult/{*}Users")
    assert [child.tag.split("}")[1] for child in users] == ["member"]


def test_dates_are_in_utc_to_the_second(account):
    answer = account.post("iam", {"Action": "CreateUser", "UserName": "alice"})
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.text("CreateUserResult/User/CreateDate"))
    answer = account.post("sts", {"Action": "GetSessionToken"})
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.text("GetSessionTokenResult/Credentials/Expiration"))


def test_text_is_escaped_in_answers(account):
    account.iam.create_role(
        RoleName="reader", AssumeRolePolicyDocument=TRUST_EC2, Description="<b>&amp;\"'</b>]]>")
    answer = account.post("iam", {"Action": "GetRole", "RoleName": "reader"})
    assert answer.text("GetRoleResult/Role/Description") == "<b>&amp;\"'</b>]]>"


def test_text_is_escaped_in_errors(account):
    answer = account.post("iam", {"Action": "<script>&"})
    assert answer.error[:2] == (400, "InvalidAction")
    assert "<script>&" in answer.error[2]
    assert b"<script>" not in answer.body


def test_what_xml_cannot_carry_does_not_break_an_error(account):
    for value in ("\x00", "\x0b", "\x1f", "\ufffe", "\ud83d\ude00"):
        text = value.encode("utf-16", "surrogatepass").decode("utf-16")
        answer = account.post("iam", {"Action": "GetUser", "UserName": text})
        assert answer.status == 400
        ElementTree.fromstring(answer.body)


# Our own doors

def test_health_needs_no_signature(server):
    assert server.request("GET", "/_sallyport/health")[0] == 200


def test_a_door_that_is_not_there_is_not_found(server):
    assert server.request("GET", "/_sallyport/nothing")[0] in (403, 404)
    assert server.request("GET", "/_sallyport/")[0] in (403, 404)


def test_reset_is_a_post(account):
    account.iam.create_user(UserName="alice")
    assert 400 <= account.server.request("GET", "/_sallyport/reset")[0] < 500
    assert len(account.iam.list_users()["Users"]) == 1
