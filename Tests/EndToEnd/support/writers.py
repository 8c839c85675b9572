"""Writers for the durability test: each changes entities of its own and knows what the server acknowledged.

A writer holds a model of its entities. Every operation is applied to the model when the server has answered it. When
the server is killed, one operation of each writer may be under way: after the restart the server must show the model
either without or with that operation, as a whole.
"""

import copy
import http.client
import json
import random
import urllib.parse

from . import wire

ATTACHABLE = [f"arn:aws:iam::aws:policy/{name}" for name in ("ReadOnlyAccess", "AmazonS3FullAccess", "SecurityAudit")]


class Unexpected(Exception):
    """The server answered what it never should: the test has failed."""


class Connection:
    """A kept-alive connection that sends signed requests."""

    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)

    def call(self, parameters) -> wire.Response:
        """One request as root. Raises OSError or HTTPException when the server is gone."""
        body = wire.form("iam", parameters)
        headers = wire.signed_headers(self.server, self.server.root, "iam", body)
        self.connection.request("POST", "/", body=body, headers=headers)
        answer = self.connection.getresponse()
        response = wire.Response(answer.status, {}, answer.read())
        if response.status >= 500:
            raise Unexpected(f"{parameters['Action']} answered {response.status}: {response.body!r}")
        return response

    def read(self, action, **parameters):
        """The result element of an operation, or None when the entity is missing."""
        response = self.call({"Action": action, **parameters})
        if response.status == 404:
            return None
        if response.status != 200:
            raise Unexpected(f"{action} {parameters} answered {response.status}: {response.body!r}")
        return response.xml.find("{*}" + action + "Result")

    def close(self):
        self.connection.close()


def texts(element, path):
    """The texts of all elements at a path of local names."""
    return [found.text or "" for found in element.iterfind("/".join("{*}" + name for name in path.split("/")))]


def pairs(element, path, *names):
    """For every element at a path, the texts of its children of these names."""
    return [tuple(found.findtext("{*}" + name) for name in names)
            for found in element.iterfind("/".join("{*}" + name for name in path.split("/")))]


class Writer:
    """Changes up to four users, two groups and one managed policy of its own, at random."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(f"{seed}:{number}")
        self.users = {f"w{number}-{letter}": None for letter in "abcd"}
        self.groups = {f"w{number}-{letter}": None for letter in "xy"}
        self.policy = None
        self.leaving = set()
        self.secrets = {}
        self.under_way = None
        self.acknowledged = 0
        self.failure = None

    # Writing

    def work(self, server):
        """Writes until the server is gone."""
        connection = Connection(server)
        try:
            while True:
                self.under_way = self.choose()
                parameters, _ = self.under_way
                response = connection.call(parameters)
                if response.status != 200:
                    raise Unexpected(f"{parameters} answered {response.status}: {response.body!r}")
                self.settle(response)
                self.acknowledged += 1
        except (OSError, http.client.HTTPException):
            pass
        except Exception as failure:  # the thread hands it to the test
            self.failure = failure
        finally:
            connection.close()

    def settle(self, response):
        """Applies the operation that was just acknowledged."""
        parameters, change = self.under_way
        change(self, response)
        if parameters["Action"] == "CreateAccessKey":
            [(key, secret)] = pairs(response.xml, "CreateAccessKeyResult/AccessKey", "AccessKeyId", "SecretAccessKey")
            self.secrets[key] = secret
        self.under_way = None

    def choose(self):
        """An operation that must succeed: its parameters, and how it changes the model."""
        name = self.random.choice(list(self.users))
        user = self.users[name]
        if user is None:
            team = self.random.choice(["blue", "green"])
            self.leaving.discard(name)
            return self.create_user(name, team)
        if name in self.leaving or self.random.random() < 0.05:
            self.leaving.add(name)
            return self.strip(name)
        return self.random.choice([
            self.put_inline, self.tag, self.attach, self.join, self.key, self.move, self.version])(name)

    def create_user(self, name, team):
        def change(writer, response):
            writer.users[name] = {
                "id": id_in(response, "CreateUserResult/User/UserId"), "path": f"/{team}/", "tags": {"team": team},
                "inline": {}, "attached": [], "groups": [], "keys": {}}
        return {"Action": "CreateUser", "UserName": name, "Path": f"/{team}/", "Tags.member.1.Key": "team",
                "Tags.member.1.Value": team}, change

    def put_inline(self, name):
        policy, mark = self.random.choice(["p", "q"]), str(self.random.randrange(10**9))
        document = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{mark}"}]})

        def change(writer, _):
            writer.users[name]["inline"][policy] = mark
        return {"Action": "PutUserPolicy", "UserName": name, "PolicyName": policy, "PolicyDocument": document}, change

    def tag(self, name):
        key, value = self.random.choice("abc"), str(self.random.randrange(10**9))

        def change(writer, _):
            writer.users[name]["tags"][key] = value
        return {"Action": "TagUser", "UserName": name, "Tags.member.1.Key": key, "Tags.member.1.Value": value}, change

    def attach(self, name):
        arn = self.random.choice(ATTACHABLE)
        if arn in self.users[name]["attached"]:
            return self.detach(name, arn)

        def change(writer, _):
            writer.users[name]["attached"] = sorted([*writer.users[name]["attached"], arn])
        return {"Action": "AttachUserPolicy", "UserName": name, "PolicyArn": arn}, change

    def detach(self, name, arn):
        def change(writer, _):
            writer.users[name]["attached"].remove(arn)
        return {"Action": "DetachUserPolicy", "UserName": name, "PolicyArn": arn}, change

    def join(self, name):
        group = self.random.choice(list(self.groups))
        if self.groups[group] is None:
            def change(writer, response):
                writer.groups[group] = id_in(response, "CreateGroupResult/Group/GroupId")
            return {"Action": "CreateGroup", "GroupName": group}, change
        if group in self.users[name]["groups"]:
            return self.leave(name, group)

        def change(writer, _):
            writer.users[name]["groups"] = sorted([*writer.users[name]["groups"], group])
        return {"Action": "AddUserToGroup", "UserName": name, "GroupName": group}, change

    def leave(self, name, group):
        def change(writer, _):
            writer.users[name]["groups"].remove(group)
        return {"Action": "RemoveUserFromGroup", "UserName": name, "GroupName": group}, change

    def key(self, name):
        keys = self.users[name]["keys"]
        if len(keys) < 2:
            def change(writer, response):
                writer.users[name]["keys"][id_in(response, "CreateAccessKeyResult/AccessKey/AccessKeyId")] = "Active"
            return {"Action": "CreateAccessKey", "UserName": name}, change
        key = self.random.choice(sorted(keys))
        if keys[key] == "Inactive":
            return self.drop(name, key)

        def change(writer, _):
            writer.users[name]["keys"][key] = "Inactive"
        return {"Action": "UpdateAccessKey", "UserName": name, "AccessKeyId": key, "Status": "Inactive"}, change

    def drop(self, name, key):
        def change(writer, _):
            del writer.users[name]["keys"][key]
        return {"Action": "DeleteAccessKey", "UserName": name, "AccessKeyId": key}, change

    def move(self, name):
        path = f"/moved{self.random.randrange(1000)}/"

        def change(writer, _):
            writer.users[name]["path"] = path
        return {"Action": "UpdateUser", "UserName": name, "NewPath": path}, change

    def version(self, _):
        mark = str(self.random.randrange(10**9))
        document = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{mark}"}]})
        if self.policy is None:
            def change(writer, response):
                writer.policy = {"id": id_in(response, "CreatePolicyResult/Policy/PolicyId"), "default": "v1",
                                 "versions": {"v1": mark}, "next": 2}
            return {"Action": "CreatePolicy", "PolicyName": f"w{self.number}", "PolicyDocument": document}, change
        arn = f"arn:aws:iam::123456789012:policy/w{self.number}"
        versions = self.policy["versions"]
        if len(versions) == 5:
            gone = self.random.choice([one for one in versions if one != self.policy["default"]])

            def change(writer, _):
                del writer.policy["versions"][gone]
            return {"Action": "DeletePolicyVersion", "PolicyArn": arn, "VersionId": gone}, change

        def change(writer, _):
            made = f"v{writer.policy['next']}"
            writer.policy["versions"][made] = mark
            writer.policy["default"] = made
            writer.policy["next"] += 1
        return {"Action": "CreatePolicyVersion", "PolicyArn": arn, "PolicyDocument": document,
                "SetAsDefault": "true"}, change

    def strip(self, name):
        """One step on the way to the user's deletion; the deletion itself when nothing is left."""
        user = self.users[name]
        if user["inline"]:
            policy = self.random.choice(sorted(user["inline"]))

            def change(writer, _):
                del writer.users[name]["inline"][policy]
            return {"Action": "DeleteUserPolicy", "UserName": name, "PolicyName": policy}, change
        if user["attached"]:
            return self.detach(name, user["attached"][0])
        if user["groups"]:
            return self.leave(name, user["groups"][0])
        if user["keys"]:
            return self.drop(name, min(user["keys"]))

        def change(writer, _):
            writer.users[name] = None
        return {"Action": "DeleteUser", "UserName": name}, change

    # Comparing

    def model(self):
        """What the server must show."""
        policy = self.policy and {name: value for name, value in self.policy.items() if name != "next"}
        return {"users": self.users, "groups": self.groups, "policy": policy}

    def shown(self, connection):
        """What the server shows of this writer's entities, by every operation that tells of them."""
        return {
            "users": {name: shown_user(connection, name) for name in self.users},
            "groups": {name: shown_group(connection, name) for name in self.groups},
            "policy": shown_policy(connection, f"arn:aws:iam::123456789012:policy/w{self.number}")}

    def compare(self, connection):
        """Checks that the server shows the model, without or with the operation that was under way."""
        shown = self.shown(connection)
        if shown == self.model():
            self.under_way = None
            return
        if self.under_way is None:
            raise AssertionError(f"acknowledged and not there: {difference(self.model(), shown)}")
        parameters, change = self.under_way
        after = copy.deepcopy(self)
        change(after, Shown(shown, self.model()))
        if shown != after.model():
            raise AssertionError(
                f"with {parameters} under way, neither without it ({difference(self.model(), shown)}) "
                f"nor with it ({difference(after.model(), shown)})")
        self.users, self.groups, self.policy = after.users, after.groups, after.policy
        self.under_way = None


class Shown:
    """Stands for the answer that was lost: new ids are taken from what the server shows."""

    def __init__(self, shown, model):
        self.shown, self.model = shown, model

    def new_id(self, path):
        """The id that an operation made, or None when the server shows no new one."""
        known, found = set(ids(self.model, path)), ids(self.shown, path)
        new = [one for one in found if one not in known]
        return new[0] if len(new) == 1 else None


def ids(state, path):
    """All ids of the kind that a path of an answer is about."""
    if path.startswith("CreateUser"):
        return [user["id"] for user in state["users"].values() if user]
    if path.startswith("CreateGroup"):
        return [group for group in state["groups"].values() if group]
    if path.startswith("CreatePolicy"):
        return [state["policy"]["id"]] if state["policy"] else []
    return [key for user in state["users"].values() if user for key in user["keys"]]


def id_in(response, path):
    """The new id in an answer, or the one that stands for it."""
    return response.new_id(path) if isinstance(response, Shown) else response.text(path)


def shown_user(connection, name):
    found = connection.read("GetUser", UserName=name)
    if found is None:
        return None
    inline = {}
    for policy in texts(connection.read("ListUserPolicies", UserName=name), "PolicyNames/member"):
        document = connection.read("GetUserPolicy", UserName=name, PolicyName=policy).findtext("{*}PolicyDocument")
        inline[policy] = mark_in(document)
    attached = connection.read("ListAttachedUserPolicies", UserName=name)
    groups = connection.read("ListGroupsForUser", UserName=name)
    keys = connection.read("ListAccessKeys", UserName=name)
    return {
        "id": found.findtext("{*}User/{*}UserId"), "path": found.findtext("{*}User/{*}Path"),
        "tags": dict(pairs(found, "User/Tags/member", "Key", "Value")), "inline": inline,
        "attached": sorted(texts(attached, "AttachedPolicies/member/PolicyArn")),
        "groups": sorted(texts(groups, "Groups/member/GroupName")),
        "keys": dict(pairs(keys, "AccessKeyMetadata/member", "AccessKeyId", "Status"))}


def shown_group(connection, name):
    found = connection.read("GetGroup", GroupName=name)
    return None if found is None else found.findtext("{*}Group/{*}GroupId")


def shown_policy(connection, arn):
    found = connection.read("GetPolicy", PolicyArn=arn)
    if found is None:
        return None
    listed = connection.read("ListPolicyVersions", PolicyArn=arn)
    versions = {}
    for version in texts(listed, "Versions/member/VersionId"):
        answer = connection.read("GetPolicyVersion", PolicyArn=arn, VersionId=version)
        versions[version] = mark_in(answer.findtext("{*}PolicyVersion/{*}Document"))
    return {"id": found.findtext("{*}Policy/{*}PolicyId"),
            "default": found.findtext("{*}Policy/{*}DefaultVersionId"), "versions": versions}


def mark_in(document):
    """The number that tells one of the writers' documents from the others."""
    return urllib.parse.unquote(document).rpartition(":::")[2].partition('"')[0]


def difference(expected, found, place=""):
    """Where two models differ, for a person to read."""
    if isinstance(expected, dict) and isinstance(found, dict):
        parts = [difference(expected.get(key), found.get(key), f"{place}/{key}")
                 for key in sorted({*expected, *found}) if expected.get(key) != found.get(key)]
        return "; ".join(parts)
    return f"{place}: {expected!r} expected, {found!r} found"
