"""Temporary delegation: a product's requests, the steps that they take, and the credentials at the end."""

import datetime
import json

import pytest

from support import wire
from support.callers import Account
from support.policies import allow, deny, policy, trust
from support.refusals import constraint, denied, invalid, missing, over_quota, refused, taken

TOPIC = "arn:aws:sns:us-east-1:210987654321:delegations"
REGIONS = ["us-east-1", "eu-west-1"]
TEMPLATE = policy(
    allow("iam:GetUser", "arn:aws:iam::*:user/@{userName}"),
    allow(["iam:ListUsers", "iam:ListRoles"], Condition={"StringEquals": {"aws:RequestedRegion": "@{regions}"}}))


@pytest.fixture
def partner(other_account):
    """Another account, whose product asks; it has a template."""
    other_account.template = other_account.iam.create_policy(
        PolicyName="template", PolicyDocument=TEMPLATE)["Policy"]["Arn"]
    return other_account


def ask(partner, workflow="workflow-1", template=None, parameters=None, **further) -> str:
    """Makes a request; its id."""
    if parameters is None:
        parameters = [
            {"Name": "userName", "Values": ["alice"], "Type": "string"},
            {"Name": "regions", "Values": REGIONS, "Type": "stringList"}]
    answer = partner.iam.create_delegation_request(**{
        "Description": "Looks after users", "RequestorWorkflowId": workflow, "NotificationChannel": TOPIC,
        "Permissions": {"PolicyTemplateArn": template or partner.template, "Parameters": parameters},
        "SessionDuration": 900, **further})
    return answer["DelegationRequestId"]


def get(caller, request, **further):
    return caller.iam.get_delegation_request(DelegationRequestId=request, **further)


def state(caller, request) -> str:
    return get(caller, request)["DelegationRequest"]["State"]


def told(partner, request, status=200):
    """What the server tells the requestor's root user."""
    path = f"/_sallyport/delegation-requests/{request}"
    headers = wire.signed_headers(partner.server, partner.credentials, "sallyport", b"", method="GET", path=path)
    answer = wire.send(partner.server, "GET", path, headers)
    assert answer.status == status, answer.body
    return json.loads(answer.body)


def gone(request):
    return missing(f"The delegation request with id {request} cannot be found.")


def impossible(request, state, operation):
    return refused(
        "InvalidInput", 400,
        f"The delegation request {request} is in the state {state}, in which {operation} is not possible.")


# From the wish to the credentials


def test_a_product_acts_for_whoever_accepted_as_far_as_both_may_go(account, partner):
    request = ask(partner, OwnerAccountId=account.id, RequestMessage="Hello", RedirectUrl="https://acme.example.com/a?b=c")
    dana = account.user("dana", allow(["iam:*DelegationRequest", "iam:SendDelegationToken", "iam:ListUsers", "iam:GetRole"]))
    dana.iam.associate_delegation_request(DelegationRequestId=request)
    shown = get(dana, request)["DelegationRequest"]
    assert (shown["State"], shown["OwnerId"], shown["OwnerAccountId"]) == ("ASSIGNED", dana.arn, account.id)
    assert (shown["RequestorId"], shown["SessionDuration"], shown["OnlySendByOwner"]) == (partner.id, 900, False)
    assert (shown["RequestMessage"], shown["RedirectUrl"]) == ("Hello", "https://acme.example.com/a?b=c")
    assert json.loads(shown["PermissionPolicy"])["Statement"] == [
        allow("iam:GetUser", "arn:aws:iam::*:user/alice"),
        allow(["iam:ListUsers", "iam:ListRoles"], Condition={"StringEquals": {"aws:RequestedRegion": REGIONS}})]
    assert shown["Permissions"]["Parameters"][1] == {
        "Name": "regions", "Values": REGIONS, "Type": "stringList"}
    assert shown["ExpirationTime"] - shown["UpdatedTime"] == datetime.timedelta(days=7)

    worker = account.role("worker", allow("*"), trust=trust(dana.arn))
    account.iam.put_user_policy(UserName="dana", PolicyName="assume", PolicyDocument=policy(allow("sts:AssumeRole")))
    approver = dana.assume(worker)
    approver.iam.accept_delegation_request(DelegationRequestId=request)
    assert get(dana, request)["DelegationRequest"]["ApproverId"] == approver.arn
    assert "tradeInToken" not in told(partner, request)
    approver.iam.send_delegation_token(DelegationRequestId=request)
    answer = told(partner, request)
    assert (answer["state"], answer["ownerAccountId"]) == ("FINALIZED", account.id)

    product = partner.user("product", allow("sts:GetDelegatedAccessToken"))
    traded = product.sts.get_delegated_access_token(TradeInToken=answer["tradeInToken"])
    assert traded["AssumedPrincipal"] == approver.arn
    assert 0 < traded["PackedPolicySize"] <= 100
    left = traded["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 0 < left.total_seconds() <= 900
    session = product.with_credentials(traded)
    assert session.arn == approver.arn
    session.iam.list_users()
    with denied(session, "iam:ListGroups", f"arn:aws:iam::{account.id}:group/",
                "because no session policy allows the {action} action"):
        session.iam.list_groups()
    # What the approver may not do, the product may not do either.
    account.iam.put_role_policy(RoleName="worker", PolicyName="no", PolicyDocument=policy(deny("iam:ListRoles")))
    with denied(session, "iam:ListRoles", f"arn:aws:iam::{account.id}:role/",
                "with an explicit deny in an identity-based policy"):
        session.iam.list_roles()


def test_tokens_are_good_for_their_requestor_alone(account, partner):
    request = ask(partner)
    account.iam.associate_delegation_request(DelegationRequestId=request)
    account.iam.accept_delegation_request(DelegationRequestId=request)
    account.iam.send_delegation_token(DelegationRequestId=request)
    token = told(partner, request)["tradeInToken"]
    assert partner.sts.get_delegated_access_token(TradeInToken=token)["AssumedPrincipal"] == account.arn
    nobody = partner.user("nobody")
    with refused("AccessDenied", 403):
        nobody.sts.get_delegated_access_token(TradeInToken=token)
    for caller, text in ((account, token), (partner, token[:-2]), (partner, "token"), (partner, "")):
        with refused("ExpiredTradeInTokenException", 400):
            caller.sts.get_delegated_access_token(TradeInToken=text)
    with invalid(constraint("tradeInToken", None, "not be null")):
        partner.sts.get_delegated_access_token()
    stranger = account.user("stranger", allow("*"))
    assert told(stranger, request, 403)["code"] == "AccessDenied"
    assert told(partner, "0" * 36, 404)["code"] == "NotFound"


# Steps


def test_a_request_is_passed_on_and_rejected(account, partner):
    request = ask(partner)
    owner = account.user("owner", allow("iam:AssociateDelegationRequest"))
    assert state(account, request) == "UNASSIGNED"
    owner.iam.associate_delegation_request(DelegationRequestId=request)
    # The owner needs no policy to look at it and to pass it on, but one for all else.
    owner.iam.update_delegation_request(DelegationRequestId=request, Notes="Please look")
    shown = get(owner, request)["DelegationRequest"]
    assert (shown["State"], shown["Notes"]) == ("PENDING_APPROVAL", "Please look")
    arn = f"arn:aws:iam::{account.id}:delegation-request/{request}"
    for operation in ("accept_delegation_request", "reject_delegation_request", "send_delegation_token"):
        action = "iam:" + "".join(word.capitalize() for word in operation.split("_"))
        with denied(owner, action, arn):
            getattr(owner.iam, operation)(DelegationRequestId=request)
    other = account.user("other")
    with denied(other, "iam:GetDelegationRequest", arn):
        get(other, request)
    boss = account.user("boss", allow(
        "iam:*DelegationRequest", Condition={"ArnEquals": {"iam:DelegationRequestOwner": owner.arn}}))
    boss.iam.reject_delegation_request(DelegationRequestId=request, Notes="No")
    shown = get(boss, request)["DelegationRequest"]
    assert (shown["State"], shown["RejectionReason"]) == ("REJECTED", "No")
    for operation in ("associate", "update", "accept", "reject"):
        name = f"{operation.capitalize()}DelegationRequest"
        with impossible(request, "REJECTED", name):
            getattr(account.iam, f"{operation}_delegation_request")(DelegationRequestId=request)
    with impossible(request, "REJECTED", "SendDelegationToken"):
        account.iam.send_delegation_token(DelegationRequestId=request)


def test_steps_are_taken_in_order(account, partner):
    request = ask(partner, OnlySendByOwner=True)
    iam = account.iam
    with impossible(request, "UNASSIGNED", "AcceptDelegationRequest"):
        iam.accept_delegation_request(DelegationRequestId=request)
    owner = account.user("owner", allow("iam:*"))
    owner.iam.associate_delegation_request(DelegationRequestId=request)
    with impossible(request, "ASSIGNED", "AssociateDelegationRequest"):
        iam.associate_delegation_request(DelegationRequestId=request)
    with impossible(request, "ASSIGNED", "SendDelegationToken"):
        owner.iam.send_delegation_token(DelegationRequestId=request)
    iam.accept_delegation_request(DelegationRequestId=request)
    with impossible(request, "ACCEPTED", "AcceptDelegationRequest"):
        iam.accept_delegation_request(DelegationRequestId=request)
    with refused("InvalidInput", 400, f"Only the owner of the delegation request {request} can have its token sent."):
        iam.send_delegation_token(DelegationRequestId=request)
    owner.iam.send_delegation_token(DelegationRequestId=request)
    with impossible(request, "FINALIZED", "RejectDelegationRequest"):
        iam.reject_delegation_request(DelegationRequestId=request)


def test_others_do_not_see_requests_of_an_account(account, partner):
    request = ask(partner, OwnerAccountId=account.id)
    for operation in ("get", "associate", "update", "accept", "reject"):
        with gone(request):
            getattr(partner.iam, f"{operation}_delegation_request")(DelegationRequestId=request)
    with gone(request):
        partner.iam.send_delegation_token(DelegationRequestId=request)
    free = ask(partner, "workflow-2")
    assert state(partner, free) == state(account, free) == "UNASSIGNED"
    account.iam.associate_delegation_request(DelegationRequestId=free)
    with gone(free):
        get(partner, free)


def test_requests_that_were_taken_are_listed(account, partner):
    alice = account.user("alice", allow("iam:*"))
    requests = [ask(partner, f"workflow-{number}") for number in range(5)]
    for request in requests[:3]:
        alice.iam.associate_delegation_request(DelegationRequestId=request)
    account.iam.associate_delegation_request(DelegationRequestId=requests[3])

    def listed(**wish):
        return {entry["DelegationRequestId"] for entry in account.iam.list_delegation_requests(**wish)["DelegationRequests"]}

    assert listed() == set(requests[:4])
    assert listed(OwnerId=alice.arn) == set(requests[:3])
    assert listed(OwnerId=f"arn:aws:iam::{account.id}:user/nobody") == set()
    first = account.iam.list_delegation_requests(MaxItems=3)
    assert first["isTruncated"] is True and len(first["DelegationRequests"]) == 3
    rest = account.iam.list_delegation_requests(MaxItems=3, Marker=first["Marker"])
    assert rest["isTruncated"] is False and len(rest["DelegationRequests"]) == 1
    assert partner.iam.list_delegation_requests()["DelegationRequests"] == []
    with refused("ValidationError", 400, "Invalid Marker."):
        account.iam.list_delegation_requests(Marker="nonsense")
    bob = account.user("bob", allow(
        "iam:ListDelegationRequests", Condition={"ArnEquals": {"iam:DelegationRequestOwner": alice.arn}}))
    assert len(bob.iam.list_delegation_requests(OwnerId=alice.arn)["DelegationRequests"]) == 3
    with denied(bob, "iam:ListDelegationRequests", "*"):
        bob.iam.list_delegation_requests()


def test_whether_the_caller_could_grant_it_is_looked_into(account, partner):
    template = partner.iam.create_policy(PolicyName="plain", PolicyDocument=policy(
        allow("iam:GetUser", "arn:aws:iam::123456789012:user/alice"), allow("iam:ListUsers")))["Policy"]["Arn"]
    request = ask(partner, template=template, parameters=[])
    wide = ask(partner, "workflow-2")

    def result(caller, request):
        answer = get(caller, request, DelegationPermissionCheck=True)
        assert answer["PermissionCheckStatus"] == "COMPLETE"
        return answer["PermissionCheckResult"]

    assert "PermissionCheckStatus" not in get(account, request)
    assert result(account, request) == "ALLOWED"
    administrator = account.user("administrator", allow("iam:*"))
    assert result(administrator, request) == "ALLOWED"
    assert result(administrator, wide) == "UNSURE"
    viewer = account.user("viewer", allow(["iam:GetDelegationRequest", "iam:ListUsers"]))
    assert result(viewer, request) == "DENIED"


def test_boundaries_that_roles_must_have_are_shown(account, partner):
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    template = partner.iam.create_policy(PolicyName="roles", PolicyDocument=policy(allow(
        "iam:CreateRole", Condition={"StringEquals": {"iam:PermissionsBoundary": boundary}})))["Policy"]["Arn"]
    request = ask(partner, template=template, parameters=[])
    assert get(account, request)["DelegationRequest"]["RolePermissionRestrictionArns"] == [boundary]


# Refusals


@pytest.mark.parametrize(("parameters", "message"), [
    ([], "A parameter of the policy template has no value."),
    ([{"Name": "userName", "Values": ["alice"]}], "A parameter of the policy template has no value."),
    ([{"Name": "other", "Values": ["x"]}], "The policy template has no parameter other."),
    ([{"Name": "userName", "Values": ["a", "b"]}], "The policy parameter userName must have one value."),
    ([{"Name": "userName", "Values": ["a"]}] * 2, "The policy parameter userName is given more than once."),
])
def test_a_template_has_to_be_filled(partner, parameters, message):
    with refused("InvalidInput", 400, message):
        ask(partner, parameters=parameters)


def test_values_stay_within_their_place(account, partner):
    request = ask(partner, parameters=[
        {"Name": "userName", "Values": ['a", "x": "\\']}, {"Name": "regions", "Values": ['x"]'], "Type": "stringList"}])
    statements = json.loads(get(account, request)["DelegationRequest"]["PermissionPolicy"])["Statement"]
    assert statements[1]["Condition"]["StringEquals"]["aws:RequestedRegion"] == ['x"]']
    assert statements[0]["Resource"] == 'arn:aws:iam::*:user/a", "x": "\\'


def test_what_a_request_may_say(account, partner):
    ask(partner)
    with taken("A delegation request with the workflow id workflow-1 already exists."):
        ask(partner)
    with refused("InvalidInput", 400, "The policy template arn:aws:iam::123456789012:policy/x does not exist."):
        ask(partner, "workflow-2", template="arn:aws:iam::123456789012:policy/x")
    with refused("InvalidInput", 400, "The account 999999999999 does not exist."):
        ask(partner, "workflow-2", OwnerAccountId="999999999999")
    with refused("InvalidInput", 400, "The permissions must name a policy template by its ARN."):
        ask(partner, "workflow-2", template="not-an-arn-but-long-enough")
    with invalid(constraint("sessionDuration", "299", "have value greater than or equal to 300")):
        ask(partner, "workflow-2", SessionDuration=299)
    nobody = partner.user("nobody")
    nobody.template = partner.template
    with denied(nobody, "iam:CreateDelegationRequest", f"arn:aws:iam::{partner.id}:delegation-request/*"):
        ask(nobody, "workflow-2")
    asker = partner.user("asker", allow("iam:CreateDelegationRequest", Condition={
        "StringEquals": {"iam:DelegationDuration": "900", "iam:NotificationChannel": TOPIC,
                         "iam:TemplateArn": partner.template}}))
    asker.template = partner.template
    ask(asker, "workflow-3")
    with refused("AccessDenied", 403):
        ask(asker, "workflow-4", SessionDuration=901)


def test_requests_that_are_not_over_have_a_quota(partner):
    for number in range(100):
        ask(partner, f"workflow-{number}")
    with over_quota("Cannot exceed quota for DelegationRequestsPerAccount: 100"):
        ask(partner, "workflow-100")


def test_requests_outlive_a_restart(disk_server):
    disk_server.start()
    root = Account(disk_server, disk_server.account, disk_server.root)
    root.template = root.iam.create_policy(PolicyName="template", PolicyDocument=TEMPLATE)["Policy"]["Arn"]
    request = ask(root)
    root.iam.associate_delegation_request(DelegationRequestId=request)
    before = get(root, request)["DelegationRequest"]
    disk_server.stop()
    disk_server.start()
    assert get(root, request)["DelegationRequest"] == before
    disk_server.stop()
