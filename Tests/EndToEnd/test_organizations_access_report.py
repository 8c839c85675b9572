"""The organizations access report: what service control policies leave, and what accounts used of it."""

import datetime

import pytest

from support.organizations import FULL_ACCESS, SCP, Organization
from support.policies import allow, deny
from support.refusals import constraint, denied, invalid, missing, refused


@pytest.fixture
def organization(account):
    return Organization(account, SCP)


def report(caller, path, policy=None, **further) -> dict:
    wish = {"EntityPath": path, **({"OrganizationsPolicyId": policy} if policy else {})}
    job = caller.iam.generate_organizations_access_report(**wish)["JobId"]
    return caller.iam.get_organizations_access_report(JobId=job, MaxItems=1000, **further)


def details(answer) -> dict:
    assert answer["JobStatus"] == "COMPLETED", answer
    assert answer["JobCompletionDate"] == answer["JobCreationDate"]
    found = {entry["ServiceNamespace"]: entry for entry in answer["AccessDetails"]}
    assert answer["NumberOfServicesAccessible"] == len(found)
    assert answer["NumberOfServicesNotAccessed"] == len([
        entry for entry in found.values() if "LastAuthenticatedTime" not in entry])
    return found


def failure(answer):
    assert answer["JobStatus"] == "FAILED"
    assert answer["AccessDetails"] == []
    return answer["ErrorDetails"]["Code"]


def test_the_last_uses_of_all_accounts_below_are_told(organization):
    root = f"{organization.id}/{organization.root}"
    unit = organization.unit("workloads")
    first, second = organization.member("first", unit), organization.member("second")
    visitor = organization.administrator()
    one = organization.visit(first, visitor).within("eu-west-1")
    one.iam.list_users()
    two = organization.visit(second, visitor)
    two.sts.get_caller_identity()
    before = datetime.datetime.now(datetime.timezone.utc)

    whole = details(report(organization.account, root))
    assert whole["iam"]["TotalAuthenticatedEntities"] == 1
    assert whole["iam"]["EntityPath"] == f"{root}/{unit}/{first}"
    assert whole["iam"]["Region"] == "eu-west-1"
    assert whole["iam"]["ServiceName"] == "AWS Identity and Access Management"
    assert abs((before - whole["iam"]["LastAuthenticatedTime"]).total_seconds()) < 60
    assert whole["sts"]["EntityPath"] == f"{root}/{second}"
    assert whole["s3"]["TotalAuthenticatedEntities"] == 0 and "EntityPath" not in whole["s3"]

    assert details(report(organization.account, f"{root}/{unit}"))["sts"]["TotalAuthenticatedEntities"] == 0
    alone = details(report(organization.account, f"{root}/{second}/"))
    assert (alone["sts"]["TotalAuthenticatedEntities"], alone["iam"]["TotalAuthenticatedEntities"]) == (1, 0)
    # The management account is told of by itself only, and no policy binds it.
    manager = details(report(organization.account, f"{root}/{organization.account.id}"))
    assert manager["sts"]["EntityPath"] == f"{root}/{organization.account.id}"


def test_services_that_policies_shut_out_are_left_out(organization):
    root = f"{organization.id}/{organization.root}"
    unit = organization.unit("sandbox")
    member = organization.member("sandbox", unit)
    organization.policy("no-s3", deny("s3:*"), target=unit)
    few = organization.policy("few", allow(["iam:Get*", "sqs:*"]), target=member)
    organization.client.detach_policy(PolicyId=FULL_ACCESS, TargetId=member)
    assert "s3" in details(report(organization.account, root))
    assert "s3" not in details(report(organization.account, f"{root}/{unit}"))
    path = f"{root}/{unit}/{member}"
    assert set(details(report(organization.account, path))) == {"iam", "sqs"}
    assert "s3" in details(report(organization.account, f"{root}/{organization.account.id}"))

    organization.visit(member).iam.get_account_summary()
    by_policy = details(report(organization.account, root, few))
    assert set(by_policy) == {"iam", "sqs"}
    assert by_policy["iam"]["EntityPath"] == path
    loose = organization.policy("loose", allow("iam:*"))
    assert details(report(organization.account, root, loose))["iam"]["TotalAuthenticatedEntities"] == 0


def test_the_order_can_be_chosen_and_the_report_comes_in_pages(organization):
    root = f"{organization.id}/{organization.root}"
    visitor = organization.administrator()
    organization.visit(organization.member("first"), visitor).iam.list_users()

    def names(order):
        return [entry["ServiceNamespace"] for entry in report(
            organization.account, root, SortKey=order)["AccessDetails"]]

    ascending = names("SERVICE_NAMESPACE_ASCENDING")
    assert ascending == sorted(ascending)
    assert names("SERVICE_NAMESPACE_DESCENDING") == ascending[::-1]
    assert names("LAST_AUTHENTICATED_TIME_DESCENDING")[0] == names("LAST_AUTHENTICATED_TIME_ASCENDING")[0] == "iam"
    iam = organization.account.iam
    job = iam.generate_organizations_access_report(EntityPath=root)["JobId"]
    found, marker = [], {}
    while True:
        answer = iam.get_organizations_access_report(JobId=job, MaxItems=100, **marker)
        found += [entry["ServiceNamespace"] for entry in answer["AccessDetails"]]
        if not answer["IsTruncated"]:
            break
        marker = {"Marker": answer["Marker"]}
    assert found == ascending


def test_what_can_t_be_reported_is_a_failed_job(organization, account, other_account):
    root = f"{organization.id}/{organization.root}"
    assert failure(report(account, f"{root}/ou-none-12345678")) == "NoSuchEntity"
    assert failure(report(account, f"o-aaaaaaaaaa/{organization.root}")) == "NoSuchEntity"
    assert failure(report(account, root, "p-12345678")) == "NoSuchEntity"
    assert failure(report(other_account, root)) == "AccessDenied"
    organization.invite(other_account)
    assert failure(report(other_account, root)) == "AccessDenied"
    organization.client.disable_policy_type(RootId=organization.root, PolicyType=SCP)
    assert failure(report(account, root)) == "InvalidInput"


def test_what_a_request_may_say_and_who_may_send_it(organization, account, other_account):
    root = f"{organization.id}/{organization.root}"
    with refused("ValidationError", 400):
        account.iam.generate_organizations_access_report(EntityPath="x" * 19)
    with invalid(constraint("entityPath", None, "not be null")):
        account.iam.generate_organizations_access_report()
    with refused("ValidationError", 400):
        account.iam.generate_organizations_access_report(EntityPath=root, OrganizationsPolicyId="p-")
    job = account.iam.generate_organizations_access_report(EntityPath=root)["JobId"]
    for caller, text in ((other_account, job), (account, "0" * 36)):
        with missing(f"The job with id {text} cannot be found."):
            caller.iam.get_organizations_access_report(JobId=text)
    with refused("ValidationError", 400):
        account.iam.get_organizations_access_report(JobId=job, SortKey="X")
    nobody = account.user("nobody")
    with denied(nobody, "iam:GenerateOrganizationsAccessReport", f"arn:aws:iam::{account.id}:access-report/{root}"):
        nobody.iam.generate_organizations_access_report(EntityPath=root)
    with denied(nobody, "iam:GetOrganizationsAccessReport", "*"):
        nobody.iam.get_organizations_access_report(JobId=job)
    limited = account.user("limited", allow(
        "iam:GenerateOrganizationsAccessReport", f"arn:aws:iam::{account.id}:access-report/{organization.id}/*",
        Condition={"StringEquals": {"iam:OrganizationsPolicyId": FULL_ACCESS}}))
    limited.iam.generate_organizations_access_report(EntityPath=root, OrganizationsPolicyId=FULL_ACCESS)
    with refused("AccessDenied", 403):
        limited.iam.generate_organizations_access_report(EntityPath=root)
