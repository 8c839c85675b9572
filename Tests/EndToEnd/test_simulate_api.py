"""IAM's policy simulator, with boto3 and the AWS CLI."""

import json

import pytest

from support.organizations import SCP, Organization
from support.policies import allow, deny, policy
from support.refusals import constraint, denied, invalid, missing, refused

BUCKET = "arn:aws:s3:::photos/a"
OTHER = "arn:aws:s3:::photos/b"
READ = policy(allow("s3:GetObject"))


def simulate(iam, *policies, actions=("s3:GetObject",), **parameters) -> list[dict]:
    answer = iam.simulate_custom_policy(PolicyInputList=list(policies), ActionNames=list(actions), **parameters)
    assert answer["IsTruncated"] is False
    return answer["EvaluationResults"]


def invalid_input(message):
    return refused("InvalidInput", 400, message)


def test_every_field_of_a_simple_result(iam):
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    match = {
        "SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "IAM Policy",
        "StartPosition": {"Line": 1, "Column": 38}, "EndPosition": {"Line": 1, "Column": 95}}
    assert simulate(iam, document) == [{
        "EvalActionName": "s3:GetObject", "EvalResourceName": "*", "EvalDecision": "allowed",
        "MatchedStatements": [match], "MissingContextValues": []}]
    assert simulate(iam, document, ResourceArns=[BUCKET]) == [{
        "EvalActionName": "s3:GetObject", "EvalResourceName": BUCKET, "EvalDecision": "allowed",
        "MatchedStatements": [match], "MissingContextValues": [], "EvalDecisionDetails": {},
        "ResourceSpecificResults": [
            {"EvalResourceName": BUCKET, "EvalResourceDecision": "allowed", "MatchedStatements": [match]}]}]


def test_the_example_of_the_aws_cli_manual(account):
    document = json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
        "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2018-08-16T12:00:00Z"}}}}, separators=(",", ":"))
    arguments = [
        "iam", "simulate-custom-policy", "--policy-input-list", document, "--action-names", "dynamodb:CreateBackup",
        "--context-entries"]
    entry = "ContextKeyName='aws:CurrentTime',ContextKeyValues='{}',ContextKeyType=date"
    allowed, = account.aws(*arguments, entry.format("2019-04-25T11:00:00Z")).json["EvaluationResults"]
    assert (allowed["EvalDecision"], allowed["EvalResourceName"]) == ("allowed", "*")
    match, = allowed["MatchedStatements"]
    assert (match["StartPosition"], match["EndPosition"]) == ({"Line": 1, "Column": 38}, {"Line": 1, "Column": 167})
    early, = account.aws(*arguments, entry.format("2014-04-25T11:00:00Z")).json["EvaluationResults"]
    assert (early["EvalDecision"], early["MatchedStatements"]) == ("implicitDeny", [])


def test_several_resources_have_one_result_and_findings_of_their_own(iam):
    result, = simulate(iam, policy(allow("s3:*"), deny("s3:*", OTHER)), ResourceArns=[BUCKET, OTHER])
    assert result["EvalDecision"] == "explicitDeny"
    assert result["EvalResourceName"] == "arn:aws:s3:::${BucketName}/${KeyName}"
    assert [(found["EvalResourceName"], found["EvalResourceDecision"]) for found in result["ResourceSpecificResults"]] \
        == [(BUCKET, "allowed"), (OTHER, "explicitDeny")]


def test_missing_keys_are_named(iam):
    conditional = policy(allow("s3:GetObject", Condition={"StringEquals": {"aws:PrincipalTag/Team": "red"}}))
    result, = simulate(iam, conditional, ResourceArns=[BUCKET])
    assert result["MissingContextValues"] == ["aws:PrincipalTag/Team"]
    assert result["ResourceSpecificResults"][0]["MissingContextValues"] == ["aws:PrincipalTag/Team"]
    team = {"ContextKeyName": "aws:PrincipalTag/Team", "ContextKeyType": "string", "ContextKeyValues": ["red"]}
    assert simulate(iam, conditional, ContextEntries=[team])[0]["EvalDecision"] == "allowed"


def test_across_accounts_each_kind_of_policy_has_its_say(iam):
    caller = "arn:aws:iam::444455556666:user/arnav"
    grant = policy(allow("s3:Put*", "arn:aws:s3:::mary/*", Principal={"AWS": caller}))
    parameters = dict(
        actions=["s3:PutObject"], ResourceArns=["arn:aws:s3:::mary/Test"], CallerArn=caller, ResourcePolicy=grant,
        ResourceOwner="arn:aws:iam::123456789012:root",
        PermissionsBoundaryPolicyInputList=[policy(allow("iam:*"))])
    result, = simulate(iam, policy(allow("iam:*")), **parameters)
    details = {
        "IAM Policy": "implicitDeny", "Resource Policy": "allowed", "Permissions Boundary Policy": "implicitDeny"}
    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalDecisionDetails"] == details
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    specific, = result["ResourceSpecificResults"]
    assert specific["EvalDecisionDetails"] == details
    assert specific["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    parameters["ResourceOwner"] = "arn:aws:iam::444455556666:root"
    within, = simulate(iam, policy(allow("iam:*")), **parameters)
    assert (within["EvalDecision"], within["EvalDecisionDetails"]) == ("allowed", {})
    assert within["MatchedStatements"][0]["SourcePolicyType"] == "Resource Policy"


def test_pages_can_be_walked_by_the_paginator(iam):
    actions = [f"s3:Action{number}" for number in range(7)]
    pages = list(iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[READ], ActionNames=actions, PaginationConfig={"PageSize": 3}))
    assert [len(page["EvaluationResults"]) for page in pages] == [3, 3, 1]
    assert [result["EvalActionName"] for page in pages for result in page["EvaluationResults"]] == actions


def test_a_principal_is_simulated_with_all_that_it_has(account):
    account.iam.create_group(GroupName="writers")
    account.iam.put_group_policy(GroupName="writers", PolicyName="Write", PolicyDocument=policy(allow("s3:PutObject")))
    alice = account.user("alice", allow("s3:GetObject"))
    account.iam.add_user_to_group(GroupName="writers", UserName="alice")
    account.iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    actions = ["s3:GetObject", "s3:PutObject", "iam:GetUser", "iam:CreateUser"]
    results = account.iam.simulate_principal_policy(PolicySourceArn=alice.arn, ActionNames=actions)["EvaluationResults"]
    found = [(result["EvalDecision"], *[match["SourcePolicyId"] for match in result["MatchedStatements"]])
             for result in results]
    assert found == [
        ("allowed", "user_alice_granted"), ("allowed", "group_writers_Write"), ("allowed", "IAMReadOnlyAccess"),
        ("implicitDeny",)]
    boundary = account.policy("limit", allow("iam:*"))
    account.iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=boundary)
    bounded, read = account.iam.simulate_principal_policy(
        PolicySourceArn=alice.arn, ActionNames=["s3:GetObject", "iam:GetUser"])["EvaluationResults"]
    assert (bounded["EvalDecision"], bounded["PermissionsBoundaryDecisionDetail"]) \
        == ("implicitDeny", {"AllowedByPermissionsBoundary": False})
    assert read["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}


def test_what_is_simulated_is_what_happens(account):
    alice = account.user("alice", allow("iam:ListUsers"), deny("iam:ListUsers", Condition={
        "StringEquals": {"aws:RequestedRegion": "us-east-1"}}))
    region = {"ContextKeyName": "aws:RequestedRegion", "ContextKeyType": "string", "ContextKeyValues": ["us-east-1"]}
    result, = account.iam.simulate_principal_policy(
        PolicySourceArn=alice.arn, ActionNames=["iam:ListUsers"], ContextEntries=[region])["EvaluationResults"]
    assert result["EvalDecision"] == "explicitDeny"
    with refused("AccessDenied", 403):
        alice.iam.list_users()


def test_keys_are_listed(account):
    conditional = allow("s3:*", "arn:aws:s3:::${aws:username}/*", Condition={"Bool": {"aws:SecureTransport": "true"}})
    keys = account.iam.get_context_keys_for_custom_policy(PolicyInputList=[policy(conditional)])
    assert keys["ContextKeyNames"] == ["aws:username", "aws:SecureTransport"]
    alice = account.user("alice", conditional)
    keys = account.iam.get_context_keys_for_principal_policy(
        PolicySourceArn=alice.arn, PolicyInputList=[policy(allow("*", Condition={"Null": {"aws:TagKeys": "true"}}))])
    assert keys["ContextKeyNames"] == ["aws:username", "aws:SecureTransport", "aws:TagKeys"]


def test_the_organization_has_its_say_on_principals_of_members(account):
    organization = Organization(account, SCP)
    member = organization.member("member")
    iam = organization.visit(member).iam
    organization.policy("no-deletion", deny("s3:Delete*"), target=member)
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="all", PolicyDocument=policy(allow("s3:*")))
    iam.create_group(GroupName="staff")
    iam.put_group_policy(GroupName="staff", PolicyName="all", PolicyDocument=policy(allow("s3:*")))
    ask = {"ActionNames": ["s3:GetObject", "s3:DeleteObject"]}

    def decisions(arn):
        results = iam.simulate_principal_policy(PolicySourceArn=arn, **ask)["EvaluationResults"]
        return [
            (result["EvalDecision"], result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations"))
            for result in results]

    for entity in "user/alice", "group/staff":
        assert decisions(f"arn:aws:iam::{member}:{entity}") == [("allowed", True), ("explicitDeny", False)]
    # The management account is bound by none.
    root = account.user("root-like", allow("s3:*"))
    results = account.iam.simulate_principal_policy(PolicySourceArn=root.arn, **ask)["EvaluationResults"]
    assert [result["EvalDecision"] for result in results] == ["allowed", "allowed"]
    assert all("OrganizationsDecisionDetail" not in result for result in results)


def test_only_those_may_simulate_who_may(account):
    alice = account.user("alice")
    with denied(alice, "iam:SimulateCustomPolicy", "*"):
        simulate(alice.iam, READ)
    with denied(alice, "iam:SimulatePrincipalPolicy", alice.arn):
        alice.iam.simulate_principal_policy(PolicySourceArn=alice.arn, ActionNames=["s3:GetObject"])
    with denied(alice, "iam:GetContextKeysForPrincipalPolicy", alice.arn):
        alice.iam.get_context_keys_for_principal_policy(PolicySourceArn=alice.arn)


@pytest.mark.parametrize("parameters, message", [
    ({"PolicyInputList": ["{"]}, "Policy input list item 1 has invalid content"),
    ({"ActionNames": ["GetObject"]}, "The action is invalid since it is missing names"),
    ({"ResourceArns": ["photos"]}, "ResourceNames are not in a valid ARN format: photos."),
    ({"ResourceOwner": "123456789012"}, "'123456789012' is not a valid as a Resource Owner."),
    ({"Marker": "nonsense"}, "Invalid marker for pagination."),
    ({"PermissionsBoundaryPolicyInputList": [READ, READ]},
     "The list of Permissions Boundary policies cannot exceed 1 items."),
    ({"ContextEntries": [
        {"ContextKeyName": "aws:SourceIp", "ContextKeyType": "ip", "ContextKeyValues": ["everywhere"]}]},
     "Invalid context value for key aws:SourceIp: expected IP address."),
])
def test_invalid_input(iam, parameters, message):
    with invalid_input(message):
        iam.simulate_custom_policy(**{"PolicyInputList": [READ], "ActionNames": ["s3:GetObject"], **parameters})


def test_broken_constraints(iam):
    with invalid(
            constraint("policyInputList", None, "not be null"), constraint("actionNames", None, "not be null")):
        iam.simulate_custom_policy()
    with invalid(constraint("maxItems", "0", "have value greater than or equal to 1")):
        iam.simulate_custom_policy(PolicyInputList=[READ], ActionNames=["s3:GetObject"], MaxItems=0)
    kinds = "string, stringList, numeric, numericList, boolean, booleanList, ip, ipList, binary, binaryList, date, " \
        "dateList"
    with invalid(constraint("contextEntries.1.member.contextKeyType", "text", f"satisfy enum value set: [{kinds}]")):
        iam.simulate_custom_policy(PolicyInputList=[READ], ActionNames=["s3:GetObject"], ContextEntries=[
            {"ContextKeyName": "aws:SourceIp", "ContextKeyType": "text", "ContextKeyValues": ["1"]}])


def test_principals_have_to_be_there(account, other_account):
    for call in (
            lambda arn: account.iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject"]),
            lambda arn: account.iam.get_context_keys_for_principal_policy(PolicySourceArn=arn)):
        with missing("Unable to retrieve specified IAM entity."):
            call(account.name_of("user", "nobody"))
        session = f"arn:aws:sts::{account.id}:assumed-role/reader/visit"
        with invalid_input(f"Invalid ARN provided in the request: {session}"):
            call(session)
        with invalid_input(
                f"Invalid Policy Source Arn: caller's account {account.id} does not have access to policies in account "
                f"{other_account.id}."):
            call(other_account.name_of("user", "bob"))
