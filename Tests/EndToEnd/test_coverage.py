"""docs/coverage.md tells what the server does."""

import pytest

from support import coverage, model
from support.refusals import refused
from support.server import REPOSITORY


@pytest.fixture(scope="module")
def found(running_server):
    return coverage.entries(running_server)


def test_the_page_shows_what_the_server_does(found):
    written = (REPOSITORY / "docs" / "coverage.md").read_text().splitlines()
    differing = sorted(set(written) ^ set(coverage.page(found).splitlines()))
    assert not differing, "docs/coverage.md is out of date: run Scripts/coverage\n" + "\n".join(differing)


def test_every_operation_that_is_not_there_says_why(found):
    assert [(entry.service, entry.operation) for entry in found if not entry.is_there and not entry.reason] == []


def test_no_operation_fails_on_a_bare_call(found):
    assert [entry for entry in found if entry.status >= 500] == []


def test_an_operation_that_is_not_available_says_why(iam):
    with refused("InvalidAction", 400, "The operation GetHumanReadableSummary is not available on this server: AWS has "
                                       "a language model write these summaries, and there is no other source of them."):
        iam.get_human_readable_summary(EntityArn="arn:aws:iam::123456789012:user/alice")


def test_an_operation_that_nobody_knows_is_not_found(account):
    answer = account.post("iam", {"Action": "MakeCoffee"})
    assert answer.error == (400, "InvalidAction", "Could not find operation MakeCoffee for version 2010-05-08")
