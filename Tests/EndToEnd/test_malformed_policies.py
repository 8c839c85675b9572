"""Policy documents that are refused, and why; documents that look odd and are fine."""

import json

import pytest

from support.policies import TRUST_EC2, policy
from support.refusals import malformed, refused

SYNTAX = "Syntax errors in policy."
VERSION = "Policy document must be version 2012-10-17 or greater."
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
IAM_PATH = (
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, '
    "mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.")


def statement(**elements):
    """A sound statement with some elements replaced, or removed when None."""
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}
    return {name: value for name, value in whole.items() if value is not None}


def one(**elements):
    return policy(statement(**elements))


IDENTITY_POLICIES = [
    ("no JSON", "{", SYNTAX),
    ("a JSON text that is no object", '"Allow"', SYNTAX),
    ("an array", "[]", SYNTAX),
    ("a trailing comma", one()[:-1] + ",}", SYNTAX),
    ("text after the document", one() + "x", SYNTAX),
    ("a member twice", one().replace('"Effect": "Allow"', '"Effect": "Allow", "Effect": "Allow"'), SYNTAX),
    ("an unknown member", json.dumps({"Version": "2012-10-17", "Statement": [statement()], "Comment": "x"}), SYNTAX),
    ("an unknown element", one(Comment="x"), SYNTAX),
    ("no statement", json.dumps({"Version": "2012-10-17"}), SYNTAX),
    ("a statement that is a text", json.dumps({"Version": "2012-10-17", "Statement": "Allow"}), SYNTAX),
    ("no effect", one(Effect=None), SYNTAX),
    ("another effect", one(Effect="Permit"), SYNTAX),
    ("an action that is a number", one(Action=7), SYNTAX),
    ("action and not-action", one(NotAction="s3:PutObject"), SYNTAX),
    ("resource and not-resource", one(NotResource="*"), SYNTAX),
    ("an unknown operator", one(Condition={"StringSame": {"aws:username": "x"}}), SYNTAX),
    ("a condition that is a list", one(Condition=[]), SYNTAX),
    ("a condition without a key", one(Condition={"StringEquals": "x"}), SYNTAX),
    ("the old version", policy(statement(), version="2008-10-17"), VERSION),
    ("no version", json.dumps({"Statement": [statement()]}), VERSION),
    ("no action", one(Action=None), "Policy statement must contain actions."),
    ("no action in the list", one(Action=[]), "Policy statement must contain actions."),
    ("no resource", one(Resource=None), "Policy statement must contain resources."),
    ("no resource in the list", one(Resource=[]), "Policy statement must contain resources."),
    ("an id twice", policy(statement(Sid="A"), statement(Sid="A")),
     "Statement IDs (SID) in a single policy must be unique."),
    ("an id with a space", one(Sid="a b"),
     "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"),
    ("a principal", one(Principal="*"), "Policy document should not specify a principal."),
    ("a service as principal", one(Principal={"Service": "ec2.amazonaws.com"}),
     "Policy document should not specify a principal."),
    ("an action without a service", one(Action="GetObject"), VENDOR),
    ("an action with two colons", one(Action="s3:Get:Object"), "Actions/Condition can contain only one colon."),
    ("a wildcard in the service", one(Action="s*:GetObject"), "Vendor s* is not valid"),
    ("a space in the service", one(Action="a b:GetObject"), "Vendor a b is not valid"),
    ("a resource that is no ARN", one(Resource="my-bucket"), 'Resource my-bucket must be in ARN format or "*".'),
    ("an unknown partition", one(Resource="arn:moon:s3:::b"),
     'Partition "moon" is not valid for resource "arn:moon:s3:::b".'),
    ("a resource without a service", one(Resource="arn:aws"),
     "Resource vendor must be fully qualified and cannot contain regexes."),
    ("a wildcard as the resource's service", one(Resource="arn:aws:s*:::b"),
     "Resource vendor must be fully qualified and cannot contain regexes."),
    ("an IAM resource with a region", one(Resource="arn:aws:iam:us-east-1:123456789012:user/a"),
     "IAM resource arn:aws:iam:us-east-1:123456789012:user/a cannot contain region information."),
    ("a bucket with a region", one(Resource="arn:aws:s3:us-east-1::b"),
     "Resource arn:aws:s3:us-east-1::b can not contain region information."),
    ("an IAM resource of no kind", one(Resource="arn:aws:iam::123456789012:thing/a"), IAM_PATH),
    ("an unreadable date", one(Condition={"DateLessThan": {"aws:CurrentTime": "tomorrow"}}),
     "The policy failed legacy parsing"),
]

TRUST_POLICIES = [
    ("no JSON", "{", SYNTAX),
    ("a resource", dict(Principal="*", Action="sts:AssumeRole", Resource="*"), "Has prohibited field Resource"),
    ("no principal", dict(Action="sts:AssumeRole"), "Missing required field Principal"),
    ("no action", dict(Principal="*"), None),
    ("another service's action", dict(Principal="*", Action="s3:GetObject"),
     "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
     "sts:AssumeRoleWithWebIdentity"),
    ("not-principal", dict(NotPrincipal={"AWS": "123456789012"}, Action="sts:AssumeRole"), None),
    ("a user who does not exist", dict(Principal={"AWS": "arn:aws:iam::123456789012:user/nobody"},
                                       Action="sts:AssumeRole"),
     'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/nobody"'),
    ("a role that does not exist", dict(Principal={"AWS": "arn:aws:iam::123456789012:role/nobody"},
                                        Action="sts:AssumeRole"),
     'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/nobody"'),
    ("a wildcard in the principal", dict(Principal={"AWS": "arn:aws:iam::123456789012:user/*"},
                                         Action="sts:AssumeRole"),
     'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"'),
    ("a group as principal", dict(Principal={"AWS": "arn:aws:iam::123456789012:group/team"},
                                  Action="sts:AssumeRole"),
     'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:group/team"'),
    ("an unknown kind of principal", dict(Principal={"Robot": "x"}, Action="sts:AssumeRole"), None),
]


def names(cases):
    return [name.replace(" ", "-") for name, *_ in cases]


@pytest.mark.parametrize(("name", "document", "message"), IDENTITY_POLICIES, ids=names(IDENTITY_POLICIES))
def test_an_identity_policy_is_refused_for(iam, name, document, message):
    iam.create_user(UserName="alice")
    with malformed(message):
        iam.create_policy(PolicyName="p", PolicyDocument=document)
    with malformed(message):
        iam.put_user_policy(UserName="alice", PolicyName="p", PolicyDocument=document)
    assert iam.list_policies(Scope="Local")["Policies"] == []
    assert iam.list_user_policies(UserName="alice")["PolicyNames"] == []


@pytest.mark.parametrize(("name", "elements", "message"), TRUST_POLICIES, ids=names(TRUST_POLICIES))
def test_a_trust_policy_is_refused_for(iam, name, elements, message):
    document = elements if isinstance(elements, str) else policy({"Effect": "Allow", **elements})
    iam.create_group(GroupName="team")
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=TRUST_EC2)
    with malformed(message):
        iam.create_role(RoleName="new", AssumeRolePolicyDocument=document)
    with malformed(message):
        iam.update_assume_role_policy(RoleName="old", PolicyDocument=document)


@pytest.mark.parametrize("document", [
    policy(statement(), statement(Effect="Deny")),
    json.dumps({"Version": "2012-10-17", "Statement": statement()}),
    one(Action="*"), one(Action=["s3:Get*", "S3:PUTOBJECT"]), one(Action="s3:Get?bject"),
    one(Sid=""), one(Resource=["arn:aws:s3:::b/*", "arn:aws:s3:::${aws:username}/*"]),
    one(Action=None, NotAction="iam:*"), one(Resource=None, NotResource="arn:aws:s3:::b"),
    one(Condition={}), one(Condition={"Bool": {"aws:SecureTransport": True}}),
    one(Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}),
    one(Condition={"ForAllValues:StringLikeIfExists": {"aws:TagKeys": ["a*", "b"]}}),
    one(Resource="arn:aws:sqs"), one(Resource="arn:aws:iam::123456789012:*"),
    one(Action="future-service:DoAThing"),
])
def test_a_sound_identity_policy_is_accepted(iam, document):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=document)["Policy"]["Arn"]
    stored = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    assert stored == json.loads(document)


@pytest.mark.parametrize("elements", [
    dict(Principal="*"), dict(Principal={"AWS": "*"}), dict(Principal={"AWS": "123456789012"}),
    dict(Principal={"AWS": ["arn:aws:iam::123456789012:root", "999999999999"]}),
    dict(Principal={"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}),
    dict(Principal={"Service": "ec2.amazonaws.com"}, Action=["sts:AssumeRole", "sts:TagSession"]),
    dict(Principal={"AWS": "123456789012"}, Action="sts:SetSourceIdentity"),
    dict(Principal={"AWS": "123456789012"}, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
])
def test_a_sound_trust_policy_is_accepted(iam, elements):
    whole = {"Effect": "Allow", "Action": "sts:AssumeRole", **elements}
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=policy(whole))
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=policy(whole, version="2008-10-17"))


def test_a_document_has_a_character_set(iam):
    with refused(("ValidationError", "MalformedPolicyDocument"), 400):
        iam.create_policy(PolicyName="p", PolicyDocument=one(Resource="arn:aws:s3:::B").replace("B", "東京"))


def test_a_document_nested_without_end_is_refused(iam):
    deep = '{"Version":"2012-10-17","Statement":' + "[" * 50_000 + "]" * 50_000 + "}"
    with malformed(SYNTAX):
        iam.create_policy(PolicyName="p", PolicyDocument=deep)
