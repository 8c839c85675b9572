"""What a running server has of the services' APIs, as docs/coverage.md shows it."""

import dataclasses

from botocore.exceptions import ClientError

from . import model
from .callers import Account

TITLES = {"iam": "IAM", "sts": "STS", "organizations": "Organizations",
          "cognito-identity": "Cognito identity pools"}
# The codes of an operation that is not there, by protocol.
ABSENT = {"InvalidAction", "UnknownOperationException", "UnsupportedAPIEndpointException"}
UNAVAILABLE = "is not available on this server: "


@dataclasses.dataclass
class Entry:
    """An operation, and how the server answered a call with no more than AWS requires."""

    service: str
    operation: str
    code: str | None
    status: int
    message: str

    @property
    def is_there(self) -> bool:
        return self.code not in ABSENT

    @property
    def answer(self) -> str:
        return "200" if self.code is None else f"{self.status} {self.code}"

    @property
    def reason(self) -> str:
        """Why the operation is not there, as the server puts it; nothing where it gives no reason."""
        return self.message.partition(UNAVAILABLE)[2]


def entries(server) -> list[Entry]:
    """Calls every operation of every model as the root user, each on a server in its first state."""
    account = Account(server, server.account, server.root)
    found = []
    for service in TITLES:
        if not _is_served(account, service):
            continue
        client = account.client(service)
        for operation in model.operations(service):
            server.reset()
            found.append(Entry(service, operation, *_call(client, model.service(service).operation_model(operation))))
    server.reset()
    return found


def is_there(account, service, operation) -> bool:
    """Whether the server has an operation. What a bare call of it does is done."""
    return _is_served(account, service) and _call(
        account.client(service), model.service(service).operation_model(operation))[0] not in ABSENT


def _is_served(account, service):
    """Whether the server answers for a service at all."""
    probe = {"Action": "Anything", "Version": model.service(service).api_version}
    return b"This server does not answer for the service" not in account.post(service, probe).body


def _call(client, operation):
    try:
        client._make_api_call(operation.name, model.minimal_input(operation))
    except ClientError as error:
        response = error.response
        return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]
    return None, 200, ""


def page(found) -> str:
    """docs/coverage.md."""
    lines = [
        "# Coverage", "",
        "Every operation of botocore's models of IAM, STS, Organizations and Cognito identity pools, and what the server",
        "makes of it.",
        "`Scripts/coverage` writes this page from a running server, and a test compares the two.", "",
        "\"A bare call\" is one by the root user of a new account with the required members only, each with the first",
        "value that fits its constraints; so most of them are about something that is not there.", "",
        "An operation that is not available answers with status 400 and code `InvalidAction`, or in the JSON protocol",
        "`UnsupportedAPIEndpointException`, as AWS does where a partition lacks an operation, and with a message that",
        "gives the reason."]
    for service, title in TITLES.items():
        own = [entry for entry in found if entry.service == service]
        there = [entry for entry in own if entry.is_there]
        lines += ["", f"## {title}", "", f"{len(there)} of {len(model.operations(service))} operations.", ""]
        if not there:
            continue
        lines += ["| operation | | a bare call |", "| --- | --- | --- |"]
        for entry in own:
            if entry.is_there:
                lines.append(f"| {entry.operation} | yes | {entry.answer} |")
            else:
                lines.append(f"| {entry.operation} | **no** | {entry.answer}: {entry.message} |")
    return "\n".join(lines) + "\n"
