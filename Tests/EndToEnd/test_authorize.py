"""A team's own service asks whether its caller may do something."""

import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from support import wire
from support.authorize import ORDER, PATH, ask, ask_raw, forwarded, named, question
from support.command_line import environment, run, sallyport
from support.hostile import NASTY
from support.patience import eventually
from support.policies import allow, deny, policy, trust
from support.server import REPOSITORY, free_port

AUTHORIZE = allow("sallyport:Authorize")


@pytest.fixture
def service(account):
    """The service that asks: a user of the account whose resources they are."""
    return account.user("orders-service", AUTHORIZE, allow(
        "sallyport:NamePrincipal", "arn:aws:iam::123456789012:user/*"))


@pytest.fixture
def alice(account):
    return account.user("alice", allow("orders:GetOrder", "arn:aws:orders:*:*:order/1?"))


# The caller

def test_a_forwarded_request_proves_the_caller_and_the_policies_decide(service, alice):
    answer = ask(service, question(forwarded(alice)))
    assert (answer["decision"], answer["principal"], answer["accountId"], answer["userId"]) == (
        "allowed", alice.arn, "123456789012", alice.identity["UserId"])
    denied = ask(service, question(forwarded(alice), "orders:CancelOrder"))
    assert denied["decision"] == "implicitDeny"
    assert denied["reason"] == (
        f"User: {alice.arn} is not authorized to perform: orders:CancelOrder on resource: {ORDER} because no "
        "identity-based policy allows the orders:CancelOrder action")
    assert denied["message"] == (
        f"You are not authorized to perform this operation. {denied['reason']}. Encoded authorization failure message: "
        f"{denied['encodedAuthorizationMessage']}")


def test_bodies_hashes_and_whole_urls_can_be_forwarded(service, alice):
    body = b'{"item": "boat"}'
    caller = forwarded(alice, method="POST", url="/orders", body=body)
    assert ask(service, question(caller))["decision"] == "allowed"
    del caller["request"]["body"]
    caller["request"]["bodySha256"] = hashlib.sha256(body).hexdigest()
    caller["request"]["url"] = "https://orders.example.com/orders"
    del caller["request"]["headers"]["Host"]
    assert ask(service, question(caller))["decision"] == "allowed"
    caller["request"]["headers"] = [[name, value] for name, value in caller["request"]["headers"].items()]
    assert ask(service, question(caller))["decision"] == "allowed"
    caller["request"]["bodySha256"] = hashlib.sha256(b"another").hexdigest()
    assert ask(service, question(caller))["decision"] == "unauthenticated"


@pytest.mark.parametrize(("change", "code"), [
    (lambda request: request.update(method="DELETE"), "SignatureDoesNotMatch"),
    (lambda request: request.update(url="/orders/18?view=full"), "SignatureDoesNotMatch"),
    (lambda request: request.update(body="QQ=="), "SignatureDoesNotMatch"),
    (lambda request: request["headers"].pop("Authorization"), "MissingAuthenticationToken"),
    (lambda request: request["headers"].update(Authorization="Basic x"), "IncompleteSignature"),
    (lambda request: request["headers"].update({"X-Amz-Date": "20200101T000000Z"}), "SignatureDoesNotMatch"),
    (lambda request: request["headers"].update({"Host": "evil.example.com"}), "SignatureDoesNotMatch"),
])
def test_a_request_that_was_changed_proves_nothing(service, alice, change, code):
    caller = forwarded(alice)
    change(caller["request"])
    answer = ask(service, question(caller))
    assert (answer["decision"], answer["error"]["code"]) == ("unauthenticated", code)
    assert answer["error"]["status"] in (400, 403)
    assert "principal" not in answer


def test_a_request_to_another_service_or_of_another_time_proves_nothing(service, alice):
    other = ask(service, question(forwarded(alice, scope="billing")))
    assert other["error"]["message"] == "Credential should be scoped to correct service: 'orders'."
    old = ask(service, question(forwarded(alice, moment=wire.ago(16 * 60))))
    assert old["error"]["message"].startswith("Signature expired")
    status, answer = ask_raw(
        service.server, service.credentials, question(forwarded(alice, "sallyport")))
    assert (status, answer["code"]) == (400, "ValidationError")


def test_sessions_keep_their_limits_tags_and_names(service, account, alice):
    role = account.role("reader", allow("orders:*"), trust=trust(alice.arn, ["sts:AssumeRole", "sts:TagSession"]))
    session = alice.assume(
        role, Policy=policy(allow("orders:GetOrder", Condition={"StringEquals": {"aws:PrincipalTag/team": "blue"}})),
        Tags=[{"Key": "team", "Value": "blue"}])
    decisions = ask(service, {"caller": forwarded(session), "questions": [
        {"action": "orders:GetOrder", "resource": ORDER}, {"action": "orders:CancelOrder", "resource": ORDER}]})
    assert decisions["principal"] == role.session_arn()
    assert [found["decision"] for found in decisions["decisions"]] == ["allowed", "implicitDeny"]
    assert decisions["decisions"][1]["reason"].endswith(
        "because no session policy allows the orders:CancelOrder action")


def test_a_named_principal_needs_more_trust(service, account, alice):
    assert ask(service, question(named(alice.arn)))["decision"] == "allowed"
    plain = account.user("plain-service", AUTHORIZE)
    status, answer = ask_raw(plain.server, plain.credentials, question(named(alice.arn)))
    assert (status, answer["code"], answer["message"]) == (
        403, "AccessDenied", f"User: {plain.arn} is not authorized to perform: sallyport:NamePrincipal on resource: "
        f"{alice.arn} because no identity-based policy allows the sallyport:NamePrincipal action")
    role = account.role("reader", allow("orders:*"))
    status, _ = ask_raw(service.server, service.credentials, question(named(role.session_arn())))
    assert status == 403
    trusted = account.user("trusted-service", AUTHORIZE, allow("sallyport:NamePrincipal"))
    for arn in (role.session_arn(), "arn:aws:iam::123456789012:root"):
        assert ask(trusted, question(named(arn)))["decision"] == "allowed"
    for arn in ("arn:aws:iam::123456789012:user/nobody", "arn:aws:iam::123456789012:user/x/alice",
                "arn:aws-cn:iam::123456789012:user/alice", "arn:aws:sts::123456789012:assumed-role/nobody/x"):
        answer = ask(trusted, question(named(arn)))
        assert (answer["decision"], answer["error"]["code"]) == ("unauthenticated", "NoSuchEntity"), arn
    in_china = ask(trusted, question(named("arn:aws-cn:iam::123456789012:user/alice", region="cn-north-1"), resource="*"))
    assert in_china["principal"] == "arn:aws-cn:iam::123456789012:user/alice"


# Who may ask

def test_unsigned_questions_and_services_without_permission_are_refused(server, service, alice):
    body = json.dumps(question(named(alice.arn)))
    status, answer = server.request("POST", PATH, body)
    assert (status, json.loads(answer)["code"]) == (403, "MissingAuthenticationToken")
    status, answer = ask_raw(server, alice.credentials, "this is not even JSON")
    assert (status, answer["code"]) == (403, "AccessDenied")
    assert "is not authorized to perform: sallyport:Authorize on resource: *" in answer["message"]


def test_a_service_may_ask_with_a_session(account, service, alice):
    role = account.role("service-role", AUTHORIZE, trust=trust(alice.arn))
    account.iam.put_user_policy(UserName="alice", PolicyName="assume", PolicyDocument=policy(
        allow("sts:AssumeRole"), allow("orders:GetOrder")))
    assert ask(alice.assume(role), question(forwarded(alice)))["decision"] == "allowed"


def test_a_service_learns_little_of_callers_from_other_accounts(account, other_account, service):
    stranger = other_account.user("stranger", allow("orders:*"), deny("orders:CancelOrder"))
    grant = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "orders:*", "Resource": "*"}}
    caller = forwarded(stranger)
    assert ask(service, question(caller, resourcePolicy=grant))["decision"] == "allowed"
    assert ask(service, question(caller))["decision"] == "implicitDeny"
    # The service of an account that is not the operator's sees no reasons and no policies.
    guest = other_account.user("guest-service", AUTHORIZE, allow("sallyport:NamePrincipal"))
    alice = account.user("alice", allow("orders:*"), deny("orders:CancelOrder"))
    own = "arn:aws:orders:us-east-1:210987654321:order/1"
    grant["Statement"]["Principal"]["AWS"] = "123456789012"
    answer = ask(guest, question(forwarded(alice), "orders:CancelOrder", own, resourcePolicy=grant, trace=True))
    assert answer["decision"] == "explicitDeny"
    assert answer["reason"] == (
        f"User: {alice.arn} is not authorized to perform: orders:CancelOrder on resource: {own}")
    assert not {"trace", "matchedStatements", "missingContextKeys"} & set(answer)
    assert ask(guest, question(forwarded(alice), "orders:GetOrder", own, resourcePolicy=grant))["decision"] == "allowed"
    for resource, members in ((ORDER, {}), ("*", {"resourceAccount": "123456789012"})):
        status, refusal = ask_raw(
            guest.server, guest.credentials, question(forwarded(alice), "orders:GetOrder", resource, **members))
        assert (status, refusal["code"]) == (403, "AccessDenied")
    status, refusal = ask_raw(guest.server, guest.credentials, question(named(alice.arn), resource=own))
    assert (status, refusal["code"]) == (403, "AccessDenied")


# What is asked

def test_conditions_see_what_the_service_says(account, service):
    def granted(**condition):
        account.iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=policy(
            allow("orders:GetOrder", Condition=condition)))
    bob = account.user("bob")
    cases = [
        ({"NumericLessThan": {"orders:Amount": "100"}}, {"orders:Amount": 99}, {"orders:Amount": 100}),
        ({"NumericLessThan": {"orders:Amount": "100"}}, {"orders:Amount": {"type": "number", "value": "99.5"}}, {}),
        ({"Bool": {"orders:Express": "true"}}, {"orders:Express": True}, {"orders:Express": False}),
        ({"DateGreaterThan": {"orders:Due": "2026-01-01T00:00:00Z"}},
         {"orders:Due": {"type": "date", "value": "2026-06-01T00:00:00Z"}},
         {"orders:Due": {"type": "date", "value": "2025-06-01T00:00:00Z"}}),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}, "Null": {"aws:TagKeys": "false"}},
         {"aws:TagKeys": ["a", "b"]}, {"aws:TagKeys": []}),
        ({"StringEquals": {"aws:ResourceTag/team": "${aws:username}"}},
         {"aws:ResourceTag/team": "bob"}, {"aws:ResourceTag/team": "alice"}),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:orders:*:*:desk/*"}},
         {"aws:SourceArn": "arn:aws:orders:us-east-1:123456789012:desk/1"}, {"aws:SourceArn": "x"}),
        ({"BinaryEquals": {"orders:Key": "AAEC"}}, {"orders:Key": {"type": "binary", "value": "AAEC"}}, {}),
    ]
    for condition, holds, fails in cases:
        granted(**condition)
        answer = ask(service, {"caller": forwarded(bob), "questions": [
            {"action": "orders:GetOrder", "resource": ORDER, "context": context} for context in (holds, fails)]})
        assert [found["decision"] for found in answer["decisions"]] == ["allowed", "implicitDeny"], condition
    granted(IpAddress={"aws:SourceIp": "10.0.0.0/8"}, Bool={"aws:SecureTransport": "true"})
    for seen, decision in (({"sourceIp": "10.1.2.3", "secureTransport": True}, "allowed"),
                           ({"sourceIp": "11.1.2.3", "secureTransport": True}, "implicitDeny"),
                           ({"sourceIp": "10.1.2.3", "secureTransport": False}, "implicitDeny"), ({}, "implicitDeny")):
        assert ask(service, question(forwarded(bob, **seen)))["decision"] == decision
    granted(StringEquals={"aws:RequestedRegion": "eu-west-1"})
    assert ask(service, question(forwarded(bob, region="eu-west-1")))["decision"] == "allowed"
    assert ask(service, question(forwarded(bob)))["decision"] == "implicitDeny"


def test_resource_policies_grant_and_deny(account, service):
    bob = account.user("bob")
    grant = {"Version": "2012-10-17", "Statement": [{
        "Sid": "Bob", "Effect": "Allow", "Principal": {"AWS": bob.arn}, "Action": "orders:GetOrder", "Resource": "*"}]}
    for form in (grant, json.dumps(grant)):
        answer = ask(service, question(forwarded(bob), resourcePolicy=form, trace=True))
        assert answer["decision"] == "allowed"
        assert [(found["sid"], found["policy"]) for found in answer["matchedStatements"]] == [("Bob", "ResourcePolicy")]
    refusal = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "orders:*", "Resource": "*"}]}
    answer = ask(service, {
        "caller": forwarded(bob), "resourcePolicy": grant, "questions": [
            {"action": "orders:GetOrder", "resource": ORDER},
            {"action": "orders:GetOrder", "resource": ORDER, "resourcePolicy": refusal}]})
    assert [found["decision"] for found in answer["decisions"]] == ["allowed", "explicitDeny"]
    assert answer["decisions"][1]["reason"].endswith("with an explicit deny in a resource-based policy")
    broken = dict(grant, Statement=[dict(grant["Statement"][0], Effect="allow")])
    status, answer = ask_raw(service.server, service.credentials, question(forwarded(bob), resourcePolicy=broken))
    assert (status, answer["code"]) == (400, "MalformedPolicyDocument")
    assert answer["message"].startswith("resourcePolicy, at 1:")


def test_missing_keys_and_the_trace_are_told(account, service):
    bob = account.user("bob", allow("orders:GetOrder", Condition={"StringEquals": {"orders:Desk": "1"}}))
    answer = ask(service, question(forwarded(bob)))
    assert answer["missingContextKeys"] == ["orders:Desk"]
    assert "trace" not in answer
    answer = ask(service, question(forwarded(bob), context={"orders:Desk": "2"}, trace=True))
    assert answer["missingContextKeys"] == []
    layer, = [layer for layer in answer["trace"] if layer["type"] == "identity"]
    miss, = layer["statements"][0]["misses"]
    assert (miss["wanted"], miss["found"]) == (["1"], ["2"])


def test_many_questions_about_several_callers_are_answered_in_order(service, account, alice):
    bob = account.user("bob")
    questions = [{"action": "orders:GetOrder", "resource": f"arn:aws:orders:us-east-1:123456789012:order/{number}"}
                 for number in range(500)]
    broken = forwarded(alice)
    broken["request"]["method"] = "PUT"
    answer = ask(service, {"batch": [
        {"caller": forwarded(alice), "questions": questions}, {"caller": named(bob.arn), "questions": questions[:499]},
        {"caller": broken, "action": "orders:GetOrder", "resource": ORDER}]})
    first, second, third = answer["answers"]
    assert [found["resource"] for found in first["decisions"]] == [asked["resource"] for asked in questions]
    assert [place for place, found in enumerate(first["decisions"]) if found["decision"] == "allowed"] == list(
        range(10, 20))
    assert {found["decision"] for found in second["decisions"]} == {"implicitDeny"}
    assert [found["decision"] for found in third["decisions"]] == ["unauthenticated"]
    assert len({found["requestId"] for found in answer["answers"]}) == 3
    status, refusal = ask_raw(service.server, service.credentials, {
        "caller": named(alice.arn), "questions": questions + questions + questions[:1]})
    assert (status, refusal["message"]) == (400, "questions must have 1 to 1000 members.")


def test_the_request_id_leads_to_the_explanation(account, service, alice):
    answer = ask(service, question(forwarded(alice), "orders:CancelOrder"))
    told = sallyport(account.server, account.credentials, ["explain", answer["requestId"], "--json"]).json
    assert (told["operation"], told["caller"]) == ("Authorize", alice.arn)
    assert told["decisions"][0]["action"] == "orders:CancelOrder"
    status, refusal = ask_raw(alice.server, alice.credentials, "{}")
    assert status == 403
    told = sallyport(account.server, account.credentials, ["explain", "--json"]).json
    assert told["decisions"][0]["action"] == "sallyport:Authorize"


def test_a_proven_callers_key_was_used_for_the_service(account, service, alice):
    ask(service, question(forwarded(alice, region="eu-west-1")))
    used = account.iam.get_access_key_last_used(AccessKeyId=alice.credentials.access_key_id)["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("orders", "eu-west-1")


# Broken questions

@pytest.mark.parametrize(("members", "message"), [
    ({"caller": None}, "caller is missing."),
    ({"caller": "x"}, "caller must be an object."),
    ({"caller": {}}, "caller.request or caller.principal is needed."),
    ({"caller": {"principal": "x"}}, "caller.principal must be the ARN of"),
    ({"caller": {"principal": "arn:aws:iam::123456789012:role/r"}}, "caller.principal must be the ARN of"),
    ({"caller": {"principal": "arn:aws:iam::123456789012:root", "request": {}}}, "exclude each other."),
    ({"caller": {"request": {}}}, "caller.service is missing."),
    ({"caller": {"request": {"method": "GET"}, "service": "orders"}}, "caller.request.headers must be"),
    ({"caller": {"request": {"method": "get"}, "service": "orders"}}, "caller.request.method must be"),
    ({"caller": {"principal": "arn:aws:iam::123456789012:root", "sourceIp": "home"}}, "caller.sourceIp must be"),
    ({"action": None}, "action is missing."), ({"action": 1}, "action must be a string."),
    ({"action": "orders:*"}, "action must be a service and an action"), ({"action": "x"}, "action must be"),
    ({"resource": "order 17"}, "resource must be an ARN"), ({"resource": None}, "resource is missing."),
    ({"resourceAccount": "1"}, "resourceAccount must be twelve digits."),
    ({"resourcePolicy": []}, "resourcePolicy, at 1:1"), ({"resourcePolicy": "{"}, "resourcePolicy, at 1:2"),
    ({"context": []}, "context must be an object."), ({"context": {"a:b": None}}, "context['a:b'] must be"),
    ({"context": {"a:b": {"type": "date", "value": "x"}}}, "is no value of the type date"),
    ({"context": {"a:b": {"type": "dates", "value": "x"}}}, "context['a:b'].type must be"),
    ({"context": {"a:b": {"kind": "date"}}}, "has an unknown member 'kind'"),
    ({"context": {"a:b": [["x"]]}}, "context['a:b'] must be"), ({"context": {"ab": "x"}}, "must be a condition key"),
    ({"context": {"aws:PrincipalTag/team": "x"}}, "the server knows it"),
    ({"context": {"AWS:UserId": "x"}}, "the server knows it"),
    ({"context": {"aws:MultiFactorAuthPresent": True}}, "the server knows it"),
    ({"context": {"a:b": "1", "A:B": "2"}}, "came before"), ({"context": {"a:b": 1e22}}, "must be a decimal number"),
    ({"trace": "yes"}, "trace must be true or false."), ({"tracing": True}, "The body has an unknown member 'tracing'"),
    ({"questions": []}, "action and questions exclude each other."), ({"batch": []}, "has an unknown member"),
])
def test_a_broken_question_is_refused_by_its_place(service, alice, members, message):
    asked = {**question(named(alice.arn)), **members}
    status, answer = ask_raw(service.server, service.credentials, asked)
    assert status == 400, answer
    assert answer["code"] in ("ValidationError", "MalformedPolicyDocument")
    assert message in answer["message"]


def test_no_junk_is_a_servers_error(service, alice):
    seed = random.randrange(1_000_000)
    print("seed", seed)
    chance = random.Random(seed)
    good = json.dumps(question(forwarded(alice, sourceIp="10.0.0.1"), context={"a:b": [1, "x"]}, trace=True))
    junk = [*NASTY, "[" * 100, "{}", "[]", "null", '{"batch": [{}]}', '{"batch": [[]]}', '{"a": 1, "a": 2}', "{" * 5000]
    for _ in range(400):
        text = list(good)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            text[place:place + chance.randint(0, 6)] = chance.choice(NASTY + ["{", "}", "[", "]", '"', ",", "null"])
        junk.append("".join(text))
    for text in junk:
        status, answer = ask_raw(service.server, service.credentials, text.encode("utf-8", "surrogatepass"))
        assert status in (200, 400, 403), (text, answer)
        assert status != 200 or answer["decision"] != "allowed" or "aws:ResourceTag" not in text
    status, answer = ask_raw(service.server, service.credentials, b"\xff\xfe{}")
    assert status == 400


# The examples

def test_the_python_example_serves_those_who_may(account, service):
    port = free_port()
    alice = account.user("alice", allow("orders:GetOrder", "arn:aws:orders:*:*:order/*", Condition={
        "StringEquals": {"aws:ResourceTag/team": "blue"}}))
    variables = {**os.environ, **environment(account.server, service.credentials, "us-east-1"),
                 "AWS_REGION": "us-east-1"}
    program = REPOSITORY / "Examples" / "authorize" / "orders.py"
    process = subprocess.Popen(
        [sys.executable, str(program), str(port)], env=variables, stderr=subprocess.PIPE)
    try:
        class Orders:
            url = f"http://127.0.0.1:{port}"

        Orders.port = port

        def get(path, credentials=alice.credentials, **signing):
            headers = wire.signed_headers(Orders, credentials, "orders", "", method="GET", path=path, **signing)
            return wire.send(Orders, "GET", path, headers)

        def first():
            try:
                return get("/orders/1")
            except OSError:
                return None

        answer = eventually(first, lambda found: found is not None)
        assert (answer.status, json.loads(answer.body)["item"]) == (200, "boat")
        assert json.loads(get("/orders").body) == {"orders": ["1"]}
        denied = get("/orders/2")
        assert denied.status == 403
        assert "is not authorized to perform: orders:GetOrder" in json.loads(denied.body)["message"]
        assert get("/orders/1", moment=wire.ago(3600)).status == 403
        with pytest.raises(urllib.error.HTTPError) as unsigned:
            urllib.request.urlopen(f"{Orders.url}/orders/1", timeout=10)
        assert unsigned.value.code == 403
    finally:
        process.kill()
        process.wait()


def test_the_swift_example_says_yes_and_no(account, service, alice):
    program = pathlib.Path(REPOSITORY / ".build" / "debug" / "may")
    if not program.exists():
        pytest.skip("the Swift example is built with the unit tests")
    variables = environment(account.server, service.credentials, "us-east-1")
    yes = run([str(program), alice.arn, "orders:GetOrder", ORDER], variables)
    assert (yes.status, yes.output) == (0, "allowed\n")
    no = run([str(program), alice.arn, "orders:CancelOrder", ORDER, "a:b=c"], variables)
    assert no.status == 1
    assert no.output.splitlines()[0] == "implicitDeny"
    unknown = run([str(program), "alice", "orders:GetOrder", ORDER], variables)
    assert (unknown.status, "caller.principal must be" in unknown.errors) == (2, True)
