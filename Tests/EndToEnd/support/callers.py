"""Who calls: root, users, role sessions, each with boto3 clients, the command line and raw requests."""

import functools
import json

import boto3
from botocore.config import Config

from . import command_line, shapes, wire
from .credentials import Credentials
from .policies import TRUST_EC2

CONFIG = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, parameter_validation=False,
    max_pool_connections=4)


@functools.cache
def boto_session():
    """boto3 with a check of every answer against the model."""
    session = boto3.session.Session()
    session.events.register("after-call", shapes.after_call)
    return session


class Caller:
    """Someone with credentials for a server, in one region."""

    def __init__(self, server, credentials: Credentials, region="us-east-1"):
        self.server = server
        self.credentials = credentials
        self.region = region

    def client(self, service):
        """A boto3 client that checks nothing itself and never retries."""
        credentials = self.credentials
        return boto_session().client(
            service, endpoint_url=self.server.url, region_name=self.region, config=CONFIG,
            aws_access_key_id=credentials.access_key_id, aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token)

    @functools.cached_property
    def iam(self):
        return self.client("iam")

    @functools.cached_property
    def sts(self):
        return self.client("sts")

    @functools.cached_property
    def identity(self) -> dict:
        """The caller's identity as STS tells it: UserId, Account, Arn."""
        answer = self.sts.get_caller_identity()
        return {name: answer[name] for name in ("UserId", "Account", "Arn")}

    @property
    def arn(self) -> str:
        return self.identity["Arn"]

    def within(self, region) -> "Caller":
        """The same caller, talking to another region."""
        return Caller(self.server, self.credentials, region)

    def assume(self, role, session_name="visit", **parameters) -> "Caller":
        """The session that AssumeRole makes. `role` is an ARN or a Role."""
        answer = self.sts.assume_role(
            RoleArn=getattr(role, "arn", role), RoleSessionName=session_name, **parameters)
        return self.with_credentials(answer)

    def session(self, **parameters) -> "Caller":
        """The session that GetSessionToken makes."""
        return self.with_credentials(self.sts.get_session_token(**parameters))

    def with_credentials(self, answer) -> "Caller":
        """A caller with the credentials that stand in an answer."""
        return Caller(self.server, Credentials.of(answer), self.region)

    def aws(self, *arguments, **options) -> command_line.Result:
        """Runs the AWS CLI as this caller."""
        return command_line.aws(self.server, self.credentials, arguments, region=self.region, **options)

    def post(self, service, parameters, **options) -> wire.Response:
        """Sends one signed request of the query protocol, without any client library's help."""
        return wire.post(self.server, self.credentials, service, parameters, region=self.region, **options)


class User(Caller):
    """An IAM user with an access key."""

    def __init__(self, server, answer, key, region):
        super().__init__(server, Credentials.of(key), region)
        self.name = answer["User"]["UserName"]
        self.id = answer["User"]["UserId"]
        self.user_arn = answer["User"]["Arn"]

    @property
    def arn(self) -> str:
        return self.user_arn


class Role:
    """A role, as its creation answered."""

    def __init__(self, answer):
        self.name = answer["Role"]["RoleName"]
        self.id = answer["Role"]["RoleId"]
        self.arn = answer["Role"]["Arn"]

    def session_arn(self, session_name="visit") -> str:
        """The ARN under which a session of the role acts."""
        partition, account = self.arn.split(":")[1], self.arn.split(":")[4]
        return f"arn:{partition}:sts::{account}:assumed-role/{self.name}/{session_name}"


class Account(Caller):
    """An account's root user, who can furnish the account with users, roles and policies."""

    def __init__(self, server, account_id, credentials, region="us-east-1"):
        super().__init__(server, credentials, region)
        self.id = account_id

    def within(self, region) -> "Account":
        return Account(self.server, self.id, self.credentials, region)

    def user(self, name, *statements, document=None, **parameters) -> User:
        """Makes a user with an access key, and an inline policy when statements or a document are given."""
        answer = self.iam.create_user(UserName=name, **parameters)
        key = self.iam.create_access_key(UserName=name)
        if statements or document:
            self.iam.put_user_policy(
                UserName=name, PolicyName="granted", PolicyDocument=document or self._document(statements))
        return User(self.server, answer, key, self.region)

    def role(self, name, *statements, trust=TRUST_EC2, **parameters) -> Role:
        """Makes a role that trusts as told, and an inline policy when statements are given."""
        answer = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **parameters)
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="granted", PolicyDocument=self._document(statements))
        return Role(answer)

    def policy(self, name, *statements, **parameters) -> str:
        """Makes a customer managed policy; its ARN."""
        answer = self.iam.create_policy(PolicyName=name, PolicyDocument=self._document(statements), **parameters)
        return answer["Policy"]["Arn"]

    def name_of(self, kind, path_and_name) -> str:
        """The ARN of one of the account's IAM entities."""
        return f"arn:aws:iam::{self.id}:{kind}/{path_and_name}"

    def _document(self, statements) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def new_account(server, **parameters) -> Account:
    """Opens another account in a development server."""
    status, body = server.request(
        "POST", "/_sallyport/accounts", json.dumps(parameters), {"Content-Type": "application/json"})
    assert 200 <= status < 300, f"{status}: {body!r}"
    answer = json.loads(body)
    credentials = Credentials(answer["rootAccessKeyId"], answer["rootSecretAccessKey"])
    return Account(server, answer["accountId"], credentials)
