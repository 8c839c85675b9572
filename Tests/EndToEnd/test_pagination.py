"""The size of pages: MaxItems. How lists go on is tested for all of them in test_paginators.py."""

import pytest

from support.refusals import constraint, invalid


def test_a_page_has_a_hundred_entries_unless_told_otherwise(iam):
    for number in range(103):
        iam.create_group(GroupName=f"group{number:03}")
    page = iam.list_groups()
    assert (len(page["Groups"]), page["IsTruncated"]) == (100, True)
    rest = iam.list_groups(Marker=page["Marker"])
    assert (len(rest["Groups"]), rest["IsTruncated"]) == (3, False)
    assert len(iam.list_groups(MaxItems=1000)["Groups"]) == 103


@pytest.mark.parametrize(("size", "rule"), [
    (0, "have value greater than or equal to 1"), (-1, "have value greater than or equal to 1"),
    (1001, "have value less than or equal to 1000")])
def test_pages_have_from_one_to_a_thousand_entries(iam, size, rule):
    with invalid(constraint("maxItems", size, rule)):
        iam.list_users(MaxItems=size)


def test_the_size_of_pages_is_a_number(account):
    answer = account.post("iam", {"Action": "ListUsers", "MaxItems": "many"})
    assert answer.status == 400
    assert answer.error[1] in ("ValidationError", "MalformedInput")
