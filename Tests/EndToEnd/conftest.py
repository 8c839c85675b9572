"""Fixtures of the end-to-end tests: a development server for the whole run, reset before each test."""

import os
import shutil

import pytest

for variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[variable]
os.environ.update(
    AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true")

from support.callers import Account, new_account  # noqa: E402
from support.server import Server, binary  # noqa: E402


def pytest_sessionstart():
    if shutil.which(binary()) is None:
        pytest.exit(f"There is no server at {binary()}: build it, or name one in SALLYPORT_BINARY.", returncode=4)


def pytest_report_header():
    return f"sallyport: {binary()}"


@pytest.fixture(scope="session")
def running_server(tmp_path_factory):
    """One development server for the run. Its orderly end is checked too."""
    server = Server(log_directory=tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running_server, request):
    """The development server in its first state."""
    if not running_server.is_running():
        running_server.start()
    running_server.log_began = running_server.log_size()
    request.node.log_source = running_server
    running_server.reset()
    return running_server


@pytest.fixture
def disk_server(tmp_path, request):
    """A server of its own for a test, with its state on disk. The test starts it."""
    server = Server(data_directory=tmp_path / "data", log_directory=tmp_path)
    server.log_began = 0
    request.node.log_source = server
    yield server
    server.kill()


@pytest.fixture(scope="session")
def root_of_the_run(running_server):
    return Account(running_server, running_server.account, running_server.root)


@pytest.fixture
def account(server, root_of_the_run):
    """The server's first account, as its root user."""
    return root_of_the_run


@pytest.fixture
def iam(account):
    """IAM as the root user."""
    return account.iam


@pytest.fixture
def sts(account):
    """STS as the root user."""
    return account.sts


@pytest.fixture
def other_account(server):
    """A second account, as its root user."""
    return new_account(server, id="210987654321", email="other@example.com")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Puts what the server wrote during a failed test into the test's report."""
    report = yield
    source = getattr(item, "log_source", None)
    if report.failed and source is not None:
        report.sections.append(("server log", source.log(source.log_began)))
    return report
