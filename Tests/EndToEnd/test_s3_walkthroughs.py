"""The walkthroughs in Examples/s3, run as a reader runs them."""

import os
import pathlib

import pytest

from support.command_line import aws_program, environment, run
from support.server import REPOSITORY, binary

WALKTHROUGHS = {"four-cases": (2, 2), "cross-account": (2, 2), "home-folders": (9, 4)}


@pytest.mark.parametrize("name", WALKTHROUGHS)
def test_a_walkthrough_shows_what_it_says(account, name):
    program = pathlib.Path(aws_program())
    variables = environment(account.server, account.credentials, "us-east-1")
    variables.update(
        AWS_ENDPOINT_URL=account.server.url, SALLYPORT=binary(), NO_COLOR="1",
        PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    result = run([str(REPOSITORY / "Examples" / "s3" / name)], variables, 240, REPOSITORY)
    assert result.status == 0, result.output + result.errors
    allowed, denied = WALKTHROUGHS[name]
    assert result.output.count("\n-> allowed\n") == allowed, result.output
    assert result.output.count("\n-> denied\n") == denied, result.output
    # Each request has its explanation.
    assert result.output.count("\n    ALLOWED ") >= allowed and result.output.count("\n    DENIED ") >= denied
    assert "Done: every request was answered as it should be." in result.output
