"""Arguments for operations, made from botocore's models."""

import datetime


def sample(shape, minimal, depth=0, name=""):
    """A value of a shape: with what is required only, or with every member down to a depth."""
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return {}
        members = shape.members
        if getattr(shape, "is_tagged_union", False):
            members = dict(list(members.items())[:1])
        elif minimal or depth >= 3:
            members = {name: members[name] for name in shape.required_members}
        return {name: sample(member, minimal, depth + 1, name) for name, member in members.items()} if depth < 8 else {}
    if kind == "list":
        return [sample(shape.member, minimal, depth + 1, name)] if depth < 8 else []
    if kind == "map":
        return {text(shape.key, name): sample(shape.value, minimal, depth + 1, name)} if depth < 8 else {}
    if kind == "string":
        return text(shape, name)
    if kind == "boolean":
        return True
    if kind in ("integer", "long"):
        return max(1, int(shape.metadata.get("min", 1)))
    if kind in ("float", "double"):
        return 1.5
    if kind == "timestamp":
        return datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    return b"bytes"


def text(shape, name):
    """Text for a member: one of the values there are, or one of a fair length."""
    values = getattr(shape, "enum", None)
    if values:
        return values[0]
    if name.lower().endswith("arn"):
        return "arn:aws:example:us-east-1:123456789012:thing/sample"
    least = int(shape.metadata.get("min", 1))
    return ("sample-" + (name.lower() or "text")).ljust(min(least, 1000), "x")
