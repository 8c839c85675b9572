"""Tags on users, roles, policies and instance profiles."""

import pytest

from support.policies import TRUST_EC2, allow
from support.refusals import denied, invalid, over_quota, refused


class Tagged:
    """Something with tags, whatever the kind."""

    def __init__(self, iam, kind):
        self.iam, self.kind = iam, kind
        if kind == "policy":
            document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
            self.key = {"PolicyArn": iam.create_policy(PolicyName="it", PolicyDocument=document)["Policy"]["Arn"]}
        else:
            self.key = {{"user": "UserName", "role": "RoleName", "instance_profile": "InstanceProfileName"}[kind]: "it"}
            trust = {"AssumeRolePolicyDocument": TRUST_EC2} if kind == "role" else {}
            getattr(iam, f"create_{kind}")(**self.key, **trust)

    def tag(self, **tags):
        getattr(self.iam, f"tag_{self.kind}")(
            **self.key, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])

    def untag(self, *keys):
        getattr(self.iam, f"untag_{self.kind}")(**self.key, TagKeys=list(keys))

    def tags(self):
        answer = getattr(self.iam, f"list_{self.kind}_tags")(**self.key)
        assert answer["IsTruncated"] is False
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}


@pytest.fixture(params=["user", "role", "policy", "instance_profile"])
def tagged(iam, request):
    return Tagged(iam, request.param)


def test_tags_are_added_replaced_listed_and_removed(tagged):
    assert tagged.tags() == {}
    tagged.tag(team="blue", cost="")
    tagged.tag(team="green", floor="3")
    assert tagged.tags() == {"team": "green", "cost": "", "floor": "3"}
    tagged.untag("cost", "absent")
    assert tagged.tags() == {"team": "green", "floor": "3"}


def test_fifty_tags_are_the_most(tagged):
    tagged.tag(**{f"key{number}": "x" for number in range(50)})
    with over_quota("The number of tags has reached the maximum limit."):
        tagged.tag(one_more="x")
    tagged.tag(key7="replaced")
    assert tagged.tags()["key7"] == "replaced"
    assert len(tagged.tags()) == 50


def test_more_than_fifty_tags_in_one_request_are_invalid(tagged):
    with refused("ValidationError", 400):
        tagged.tag(**{f"key{number}": "x" for number in range(51)})
    assert tagged.tags() == {}


def test_two_keys_that_differ_in_case_only_are_duplicates(tagged):
    with refused("InvalidInput", 400, "Duplicate tag keys found. Please note that Tag keys are case insensitive."):
        tagged.tag(team="blue", Team="green")


@pytest.mark.parametrize("kind", ["user", "role"])
def test_the_latest_case_of_a_key_is_kept(iam, kind):
    tagged = Tagged(iam, kind)
    tagged.tag(team="blue")
    tagged.tag(TEAM="green")
    assert tagged.tags() == {"TEAM": "green"}


def test_keys_and_values_of_many_scripts_are_kept(iam):
    tagged = Tagged(iam, "user")
    iam.tag_user(UserName="it", Tags=[{"Key": "Équipe 7/α:+=@-_.", "Value": "東京 - "}])
    assert tagged.tags() == {"Équipe 7/α:+=@-_.": "東京 - "}


def test_keys_have_limits_and_a_character_set(iam):
    Tagged(iam, "user")
    long = "k" * 129
    for key, rule in [("", "have length greater than or equal to 1"), (long, "have length less than or equal to 128"),
                      ("semi;colon", r"satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+")]:
        with refused("ValidationError", 400) as caught:
            iam.tag_user(UserName="it", Tags=[{"Key": key, "Value": "v"}])
        message = caught.value.response["Error"]["Message"]
        assert f"Value '{key}' at 'tags.1.member.key' failed to satisfy constraint: Member must {rule}" in message


def test_values_have_a_limit(iam):
    Tagged(iam, "user")
    value = "v" * 257
    with invalid(f"Value '{value}' at 'tags.1.member.value' failed to satisfy constraint: "
                 "Member must have length less than or equal to 256"):
        iam.tag_user(UserName="it", Tags=[{"Key": "k", "Value": value}])
    iam.tag_user(UserName="it", Tags=[{"Key": "k", "Value": "v" * 256}])


def test_the_prefix_of_aws_is_reserved(iam):
    Tagged(iam, "user")
    with refused(("InvalidInput", "ValidationError"), 400):
        iam.tag_user(UserName="it", Tags=[{"Key": "aws:team", "Value": "v"}])


def test_creating_with_tags_needs_the_permission_to_tag(account):
    clerk = account.user("clerk", allow("iam:CreateUser"))
    clerk.iam.create_user(UserName="plain")
    with denied(clerk, "iam:TagUser", account.name_of("user", "tagged")):
        clerk.iam.create_user(UserName="tagged", Tags=[{"Key": "team", "Value": "blue"}])


def test_a_policy_can_demand_a_tag_of_the_resource_and_of_the_request(account):
    account.user("blue", Tags=[{"Key": "team", "Value": "blue"}])
    account.user("green", Tags=[{"Key": "team", "Value": "green"}])
    clerk = account.user(
        "clerk",
        allow("iam:GetUser", Condition={"StringEquals": {"iam:ResourceTag/team": "blue"}}),
        allow("iam:TagUser", Condition={"StringEquals": {"aws:RequestTag/shift": ["day", "night"]},
                                        "ForAllValues:StringEquals": {"aws:TagKeys": ["shift"]}}))
    clerk.iam.get_user(UserName="blue")
    with denied(clerk, "iam:GetUser", "user green"):
        clerk.iam.get_user(UserName="green")
    clerk.iam.tag_user(UserName="green", Tags=[{"Key": "shift", "Value": "day"}])
    with denied(clerk, "iam:TagUser", account.name_of("user", "green")):
        clerk.iam.tag_user(UserName="green", Tags=[{"Key": "shift", "Value": "never"}])
    with denied(clerk, "iam:TagUser", account.name_of("user", "green")):
        clerk.iam.tag_user(
            UserName="green", Tags=[{"Key": "shift", "Value": "day"}, {"Key": "team", "Value": "blue"}])
