"""Trust policies for OpenID Connect providers that many share have to look at the claim that tells them apart."""


import pytest

from support.policies import policy, trusts
from support.refusals import refused

GITHUB = "token.actions.githubusercontent.com"


def trust_of(host, **condition):
    statement = trusts(
        {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{host}"}, "sts:AssumeRoleWithWebIdentity")
    return policy({**statement, **({"Condition": condition} if condition else {})})


def too_wide(host, claim):
    return refused("MalformedPolicyDocument", 400, (
        f"Trust policies for the shared OpenID Connect provider {host} must evaluate the condition key {host}:{claim}."))


@pytest.mark.parametrize("condition", [
    {}, {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}, {"StringLike": {f"{GITHUB}:sub": "*"}},
    {"StringEqualsIfExists": {f"{GITHUB}:sub": "repo:acme/app:*"}},
    {"ForAllValues:StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}, {"Null": {f"{GITHUB}:sub": "false"}},
    {"StringNotLike": {f"{GITHUB}:sub": "repo:evil/*"}}])
def test_whoever_trusts_all_of_github_is_refused(iam, condition):
    with too_wide(GITHUB, "sub"):
        iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trust_of(GITHUB, **condition))


def test_a_subject_will_do_and_has_to_stay(iam):
    good = trust_of(GITHUB, StringLike={f"{GITHUB}:sub": "repo:acme/app:*"})
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=good)
    with too_wide(GITHUB, "sub"):
        iam.update_assume_role_policy(RoleName="deploy", PolicyDocument=trust_of(GITHUB))
    iam.update_assume_role_policy(RoleName="deploy", PolicyDocument=trust_of(
        GITHUB, StringEquals={f"{GITHUB.upper()}:SUB": ["repo:acme/app:ref:refs/heads/main"]}))


def test_others_are_told_apart_by_their_audience_or_not_at_all(iam):
    with too_wide("oidc.vercel.com", "aud"):
        iam.create_role(RoleName="a", AssumeRolePolicyDocument=trust_of("oidc.vercel.com"))
    iam.create_role(RoleName="a", AssumeRolePolicyDocument=trust_of(
        "oidc.vercel.com", StringEquals={"oidc.vercel.com:aud": "https://vercel.com/acme"}))
    iam.create_role(RoleName="b", AssumeRolePolicyDocument=trust_of("idp.example.com"))
    # A denial can't let anybody in.
    statement = trusts(
        {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"}, "sts:AssumeRoleWithWebIdentity",
        effect="Deny")
    iam.create_role(RoleName="c", AssumeRolePolicyDocument=policy(statement))
