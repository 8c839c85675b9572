"""Many clients that change the same few entities at once, and the same calls again one after another."""

import concurrent.futures
import dataclasses
import json
import random
import re
import time

from . import wire
from .callers import Account
from .policies import ALLOW_ALL, TRUST_EC2, allow, policy

USERS = [f"u{number}" for number in range(8)]
ROLES = [f"r{number}" for number in range(4)]
GROUPS = [f"g{number}" for number in range(4)]
POLICIES = [f"p{number}" for number in range(4)]
KEYS = [f"key{number}" for number in range(6)]
OTHER_DOCUMENT = policy(allow("s3:*"))
ORDER = re.compile(r"\brequest=([0-9a-f-]{36})\b")


@dataclasses.dataclass
class Call:
    """A request, its answer, and when both were."""

    parameters: dict
    began: float
    ended: float
    status: int
    error: tuple | None
    request_id: str


def policy_arn(name):
    return f"arn:aws:iam::123456789012:policy/{name}"


def write(chance, client, number) -> dict:
    """One change of what everybody changes. Values tell the client and the call that wrote them."""
    mark = f"{client}.{number}"
    user, role, group = chance.choice(USERS), chance.choice(ROLES), chance.choice(GROUPS)
    name = chance.choice(POLICIES)
    tag = {"Tags.member.1.Key": chance.choice(KEYS), "Tags.member.1.Value": mark}
    kind, holder = chance.choice([("User", user), ("Role", role), ("Group", group)])
    attached = {f"{kind}Name": holder, "PolicyArn": policy_arn(name)}
    inline = {f"{kind}Name": holder, "PolicyName": f"inline{chance.randrange(3)}"}
    action, members = chance.choice([
        ("CreateUser", {"UserName": user, "Path": f"/{client}/", **tag}), ("CreateUser", {"UserName": user}),
        ("DeleteUser", {"UserName": user}), ("DeleteUser", {"UserName": user}),
        ("TagUser", {"UserName": user, **tag}), ("TagUser", {"UserName": user, **tag}),
        ("UntagUser", {"UserName": user, "TagKeys.member.1": chance.choice(KEYS)}),
        ("UpdateUser", {"UserName": user, "NewUserName": chance.choice(USERS), "NewPath": f"/{mark}/"}),
        ("CreateRole", {"RoleName": role, "AssumeRolePolicyDocument": TRUST_EC2, "Description": mark, **tag}),
        ("DeleteRole", {"RoleName": role}), ("TagRole", {"RoleName": role, **tag}),
        ("UpdateRole", {"RoleName": role, "Description": mark}),
        ("CreateGroup", {"GroupName": group}), ("DeleteGroup", {"GroupName": group}),
        ("AddUserToGroup", {"GroupName": group, "UserName": user}),
        ("RemoveUserFromGroup", {"GroupName": group, "UserName": user}),
        ("CreatePolicy", {"PolicyName": name, "PolicyDocument": ALLOW_ALL, "Description": mark}),
        ("DeletePolicy", {"PolicyArn": policy_arn(name)}),
        ("CreatePolicyVersion", {"PolicyArn": policy_arn(name), "PolicyDocument": OTHER_DOCUMENT, "SetAsDefault": "true"}),
        ("DeletePolicyVersion", {"PolicyArn": policy_arn(name), "VersionId": f"v{chance.randint(1, 9)}"}),
        ("TagPolicy", {"PolicyArn": policy_arn(name), **tag}),
        (f"Attach{kind}Policy", attached), (f"Attach{kind}Policy", attached),
        (f"Detach{kind}Policy", attached), (f"Detach{kind}Policy", attached),
        (f"Put{kind}Policy", {**inline, "PolicyDocument": ALLOW_ALL}), (f"Delete{kind}Policy", inline)])
    return {"Action": action, **members}


def answered(connection, parameters) -> Call:
    began = time.monotonic()
    answer = connection.post("iam", parameters)
    ended = time.monotonic()
    error = None if answer.status == 200 else answer.error
    return Call(parameters, began, ended, answer.status, error, answer.headers["x-amzn-requestid"])


def contend(server, credentials, client, seed, deadline) -> list[Call]:
    """One client's calls until the deadline. Now and then it writes a tag of its own, and must see it at once."""
    chance = random.Random(f"{seed}/{client}")
    calls, own = [], f"own{client}"
    with wire.KeptConnection(server, credentials) as connection:
        calls.append(answered(connection, {"Action": "CreateUser", "UserName": own}))
        while time.monotonic() < deadline:
            number = len(calls)
            if number % 10 != 5:
                calls.append(answered(connection, write(chance, client, number)))
                continue
            calls.append(answered(connection, {
                "Action": "TagUser", "UserName": own, "Tags.member.1.Key": "count", "Tags.member.1.Value": str(number)}))
            seen = connection.post("iam", {"Action": "ListUserTags", "UserName": own})
            assert seen.text("ListUserTagsResult/Tags/member/Value") == str(number), seen.body
    return calls


def contended(server, clients, seconds, seed) -> list[Call]:
    """All clients' calls."""
    deadline = time.monotonic() + seconds
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(contend, server, server.root, client, seed, deadline) for client in range(clients)]
        return [call for future in futures for call in future.result()]


def in_order(calls, log) -> list[Call]:
    """The calls as the server took them one after another, which its log tells."""
    by_id = {call.request_id: call for call in calls}
    ordered = [by_id.pop(found[1]) for line in log.splitlines()
               if line.endswith("] writes") and (found := ORDER.search(line)) and found[1] in by_id]
    # What was refused before anything was looked at has no place in the order, and changed nothing.
    assert all(call.status == 400 for call in by_id.values()), list(by_id.values())[:3]
    return ordered


def replay(server, calls) -> list[str]:
    """Makes the calls once more, one at a time; what was answered otherwise."""
    differing = []
    with wire.KeptConnection(server, server.root) as connection:
        for place, call in enumerate(calls):
            again = answered(connection, call.parameters)
            if (again.status, again.error) != (call.status, call.error):
                differing.append(f"{place}: {call.parameters}: {call.error} at first, {again.error} in the replay")
    return differing


def state(server) -> dict:
    """Everything that the account has, without ids and dates, which no replay repeats."""
    iam = Account(server, server.account, server.root).iam
    pages = iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User", "Role", "Group", "LocalManagedPolicy"])
    return _plain(pages.build_full_result())


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()
                if not name.endswith(("Id", "Date")) or name in ("VersionId", "DefaultVersionId")}
    if isinstance(value, list):
        return sorted((_plain(inner) for inner in value), key=lambda inner: json.dumps(inner, default=str, sort_keys=True))
    return value
