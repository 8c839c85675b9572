"""The account's summary and its alias."""

import pytest

from support.policies import allow
from support.refusals import constraint, denied, invalid, refused, taken

SUMMARY = {
    "Users", "UsersQuota", "Groups", "GroupsQuota", "Roles", "RolesQuota", "Policies", "PoliciesQuota",
    "PolicySizeQuota", "PolicyVersionsInUse", "PolicyVersionsInUseQuota", "VersionsPerPolicyQuota",
    "AttachedPoliciesPerUserQuota", "AttachedPoliciesPerGroupQuota", "AttachedPoliciesPerRoleQuota",
    "UserPolicySizeQuota", "GroupPolicySizeQuota", "RolePolicySizeQuota", "AssumeRolePolicySizeQuota",
    "GroupsPerUserQuota", "AccessKeysPerUserQuota", "SigningCertificatesPerUserQuota", "InstanceProfiles",
    "InstanceProfilesQuota", "ServerCertificates", "ServerCertificatesQuota", "Providers", "MFADevices",
    "MFADevicesInUse", "AccountMFAEnabled", "AccountAccessKeysPresent", "AccountPasswordPresent",
    "AccountSigningCertificatesPresent", "GlobalEndpointTokenVersion"}
QUOTAS = {
    "UsersQuota": 5000, "GroupsQuota": 300, "RolesQuota": 1000, "PoliciesQuota": 1500, "PolicySizeQuota": 6144,
    "VersionsPerPolicyQuota": 5, "AttachedPoliciesPerUserQuota": 10, "AttachedPoliciesPerGroupQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10, "UserPolicySizeQuota": 2048, "GroupPolicySizeQuota": 5120,
    "RolePolicySizeQuota": 10240, "AssumeRolePolicySizeQuota": 2048, "GroupsPerUserQuota": 10,
    "AccessKeysPerUserQuota": 2, "InstanceProfilesQuota": 1000, "PolicyVersionsInUseQuota": 10000,
    "SigningCertificatesPerUserQuota": 2, "ServerCertificatesQuota": 20}


def test_the_summary_has_every_entry(iam):
    summary = iam.get_account_summary()["SummaryMap"]
    assert set(summary) == SUMMARY
    assert {name: summary[name] for name in QUOTAS} == QUOTAS
    assert summary["AccountAccessKeysPresent"] == 1
    assert summary["AccountMFAEnabled"] == 0


def test_the_summary_counts_what_is_there(account):
    iam = account.iam
    account.user("alice")
    account.user("bob")
    iam.create_group(GroupName="team")
    account.role("reader")
    arn = account.policy("look", allow("iam:ListUsers"))
    iam.create_policy_version(
        PolicyArn=arn, PolicyDocument='{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*",'
        '"Resource":"*"}}')
    iam.create_instance_profile(InstanceProfileName="web")
    summary = iam.get_account_summary()["SummaryMap"]
    counted = ("Users", "Groups", "Roles", "Policies", "InstanceProfiles")
    assert [summary[name] for name in counted] == [2, 1, 1, 1, 1]
    iam.delete_group(GroupName="team")
    assert iam.get_account_summary()["SummaryMap"]["Groups"] == 0


def test_an_account_has_one_alias_and_a_second_replaces_it(iam):
    assert iam.list_account_aliases()["AccountAliases"] == []
    iam.create_account_alias(AccountAlias="first-light")
    assert iam.list_account_aliases()["AccountAliases"] == ["first-light"]
    iam.create_account_alias(AccountAlias="second-light")
    answer = iam.list_account_aliases()
    assert (answer["AccountAliases"], answer["IsTruncated"]) == (["second-light"], False)
    with refused("NoSuchEntity", 404):
        iam.delete_account_alias(AccountAlias="first-light")
    iam.delete_account_alias(AccountAlias="second-light")
    assert iam.list_account_aliases()["AccountAliases"] == []


def test_an_alias_is_taken_for_every_account_and_free_again_when_deleted(iam, other_account):
    iam.create_account_alias(AccountAlias="first-light")
    with taken("The account alias first-light already exists."):
        other_account.iam.create_account_alias(AccountAlias="first-light")
    iam.delete_account_alias(AccountAlias="first-light")
    other_account.iam.create_account_alias(AccountAlias="first-light")


@pytest.mark.parametrize("alias", ["ab", "Upper", "-start", "end-", "two--dashes", "under_score", "a" * 64])
def test_an_alias_has_a_form(iam, alias):
    with refused("ValidationError", 400) as caught:
        iam.create_account_alias(AccountAlias=alias)
    assert f"Value '{alias}' at 'accountAlias' failed to satisfy constraint: " in caught.value.response["Error"][
        "Message"]


def test_twelve_digits_are_no_alias(iam):
    with refused("ValidationError", 400):
        iam.create_account_alias(AccountAlias="123456789012")


def test_the_version_of_session_tokens_is_kept_and_shown(iam):
    def version():
        return iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"]

    assert version() == 1
    iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
    assert version() == 2
    iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v1Token")
    assert version() == 1


def test_a_version_of_session_tokens_that_aws_does_not_have_is_refused(account):
    with invalid(constraint("globalEndpointTokenVersion", "v3Token", "satisfy enum value set: [v1Token, v2Token]")):
        account.iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v3Token")
    with invalid(constraint("globalEndpointTokenVersion", None, "not be null")):
        account.iam.set_security_token_service_preferences()
    alice = account.user("alice")
    with denied(alice, "iam:SetSecurityTokenServicePreferences", "*"):
        alice.iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
