"""Policy documents, written short."""

import json


def policy(*statements, version="2012-10-17") -> str:
    """A document of these statements."""
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(action, resource="*", **elements) -> dict:
    """A statement of an identity policy that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action, resource="*", **elements) -> dict:
    """A statement of an identity policy that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


def trusts(principal, action="sts:AssumeRole", effect="Allow", **elements) -> dict:
    """A statement of a trust policy. A plain text stands for an AWS principal."""
    if isinstance(principal, (str, list)) and principal != "*":
        principal = {"AWS": principal}
    return {"Effect": effect, "Principal": principal, "Action": action, **elements}


def trust(principal, action="sts:AssumeRole", **elements) -> str:
    """A trust policy of one statement."""
    return policy(trusts(principal, action, **elements))


ALLOW_ALL = policy(allow("*"))
TRUST_EC2 = trust({"Service": "ec2.amazonaws.com"})
