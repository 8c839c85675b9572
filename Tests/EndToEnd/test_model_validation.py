"""Every constraint of botocore's models, broken once: AWS's ValidationError, in AWS's words.

What is sent comes from the model, so an operation is tested as soon as the server has it.
"""

import re

import pytest

from support import model, wire
from support.violations import cases, fitting, spelled

OPERATIONS = [(service, name) for service in wire.VERSIONS for name in model.operations(service)]


@pytest.fixture(params=OPERATIONS, ids=":".join)
def operation(request, root_of_the_run, server):
    """An operation of the model that the server has."""
    service, name = request.param
    answer = root_of_the_run.post(service, {"Action": name})
    if answer.status != 200 and answer.error[1] == "InvalidAction":
        pytest.skip("the server does not have it")
    server.reset()
    return model.service(service).operation_model(name)


def findings(message) -> set[str]:
    """The single constraints in a ValidationError's message, after a check of their number."""
    found = re.fullmatch(r"(\d+) validation errors? detected: (.*)", message, re.DOTALL)
    assert found, message
    parts = re.split(r"; (?=Value (?:null|'|at '))", found[2])
    assert len(parts) == int(found[1]), message
    assert message.startswith("1 validation error " if len(parts) == 1 else f"{len(parts)} validation errors ")
    return set(parts)


def is_told(expected, found) -> bool:
    """Whether a finding says what it is to say. How a list is shown in it, and the order of words, are left open."""
    if expected == found:
        return True
    path, _, rule = expected.partition(": Member must satisfy enum value set: ")
    if rule:
        start, _, words = found.partition(": Member must satisfy enum value set: ")
        return start == path and sorted(words.strip("[]").split(", ")) == sorted(rule.strip("[]").split(", "))
    if not expected.startswith("Value"):
        path, _, rule = expected.partition(": ")
        return found.endswith(f"at '{path}' failed to satisfy constraint: Member must {rule}")
    return False


def fault(case, answer) -> str | None:
    """What is wrong with the answer to a request that breaks a constraint."""
    status, code, message = answer.error if answer.status != 200 else (200, None, None)
    if (status, code) != (400, "ValidationError"):
        return f"answered {status} {code} {str(message)[:200]}"
    if case.worded:
        return None if message == case.worded else f"said {message[:200]!r}, not {case.worded!r}"
    if " detected: " not in message:
        return f"said {message[:200]!r}"
    found = findings(message)
    if len(found) == len(case.broken) and all(any(is_told(one, other) for other in found) for one in case.broken):
        return None
    return f"said {[one[-220:] for one in found]}, not {[one[-220:] for one in case.broken]}"


def test_every_broken_constraint_is_told_in_the_words_of_aws(operation, account):
    service = operation.service_model.service_name
    with wire.KeptConnection(account.server, account.credentials) as connection:
        faults = [
            f"{case.label}: {said}" for case in cases(operation)
            if (said := fault(case, connection.post(service, case.parameters)))]
    assert not faults, f"{len(faults)} faults of {operation.name}:\n" + "\n".join(faults)


def test_what_the_model_just_allows_breaks_no_constraint(operation, account):
    service = operation.service_model.service_name
    faults = []
    with wire.KeptConnection(account.server, account.credentials) as connection:
        for label, name, parameters in fitting(operation):
            answer = connection.post(service, parameters)
            if answer.status != 200 and f"at '{spelled(name)}' failed" in (answer.error[2] or ""):
                faults.append(f"{label}: {answer.error[2][:200]}")
    assert not faults, f"{len(faults)} faults of {operation.name}:\n" + "\n".join(faults)
