"""botocore's models of the services: operations, shapes, and values that fit or break their constraints."""

import base64
import collections
import functools
import itertools
import re
import sys
import threading
import unicodedata

import botocore.session

SERVICES = ("iam", "sts", "organizations")


@functools.cache
def service(name):
    """botocore's model of a service."""
    return botocore.session.get_session().get_service_model(name)


def operations(name) -> list[str]:
    """The names of a service's operations, ordered."""
    return sorted(service(name).operation_names)


@functools.cache
def _categories() -> dict[str, list[int]]:
    """The code points of each of Unicode's greater categories, such as `L`."""
    found = collections.defaultdict(list)
    for point in range(sys.maxunicode + 1):
        found[unicodedata.category(chr(point))[0]].append(point)
    return found


def _category(letter) -> str:
    """The inside of a character class with every character of a category."""
    points = _categories()[letter]
    spans = []
    for _, group in itertools.groupby(enumerate(points), lambda pair: pair[1] - pair[0]):
        run = [point for _, point in group]
        spans.append(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" if len(run) > 1 else f"\\U{run[0]:08x}")
    return "".join(spans)


@functools.cache
def expression(pattern):
    """A pattern of the models, which are Java's, as Python's; it is to match whole texts."""
    return re.compile(re.sub(r"\\p\{(\w)\}", lambda found: _category(found[1]), pattern), re.ASCII)


def matches(pattern, text) -> bool:
    # Many threads that ask for the first time would each do the same long work.
    with _compiling:
        compiled = expression(pattern)
    return compiled.fullmatch(text) is not None


_compiling = threading.Lock()


def fits(shape, text) -> bool:
    """Whether a text fits a string's length, pattern and words."""
    limits = shape.metadata
    return (
        limits.get("min", 0) <= len(text) <= limits.get("max", sys.maxsize)
        and ("pattern" not in limits or matches(limits["pattern"], text))
        and ("enum" not in limits or text in limits["enum"]))


# Texts that the patterns of the models are known to accept; what they are to mean does not matter.
_SEEDS = (
    "a", "/", "1", "x" * 16, "v1", "123456", "123456789012", "https://example.com/", "arn:aws:iam::123456789012:user/a",
    "o-a1b2c3d4e5", "o-a1b2c3d4e5/r-a1b2/", "p-a1b2c3d4", "r-a1b2", "ou-a1b2-a1b2c3d4", "h-a1b2c3d4", "car-a1b2c3d4",
    "A" * 24, "user@example.com", "rp-a1b2c3d4", "rt-a1b2c3d4",
    "arn:aws:organizations::123456789012:account/o-a1b2c3d4e5/123456789012", "us-east-1:a1b2c3d4",
    "authenticated")

_ARN = "arn:aws:iam::123456789012:role/a"


def text(shape, length=None) -> str:
    """A text that fits a string's constraints; where a length is given, of that length.

    Raises ValueError where none is known.
    """
    if "enum" in shape.metadata and length is None:
        return shape.metadata["enum"][0]
    if length is None and shape.name.lower().endswith("arntype") and fits(shape, _ARN):
        return _ARN
    wanted = shape.metadata.get("min", 1) if length is None else length
    for seed in _SEEDS:
        stretched = [seed] if length is None else []
        for last in (seed[-1], "a", "1", "/"):
            stretched.append((seed + last * max(0, wanted - len(seed)))[:max(wanted, len(seed) if length is None else 0)])
            if len(seed) > 1 and wanted > len(seed):
                stretched.append(seed[:-1] + last * (wanted - len(seed)) + seed[-1])
        for candidate in stretched:
            if (length is None or len(candidate) == length) and fits(shape, candidate):
                return candidate
    raise ValueError(f"no text is known that fits {shape.name} {shape.metadata}")


def value(shape, depth=0):
    """A value that fits a shape, with as little in it as may be."""
    match shape.type_name:
        case "structure":
            # Of a structure without a member nothing is sent, so as if it were not there.
            names = shape.required_members or (list(shape.members)[:1] if depth else [])
            return {name: value(shape.members[name], depth + 1) for name in names}
        case "list":
            return [value(shape.member, depth + 1) for _ in range(shape.metadata.get("min", 1))]
        case "map":
            return {value(shape.key): value(shape.value)}
        case "string":
            return text(shape)
        case "integer" | "long":
            return shape.metadata.get("min", 1)
        case "float" | "double":
            return 1.0
        case "boolean":
            return True
        case "timestamp":
            return "2026-01-01T00:00:00Z"
        case "blob":
            return b"a"
    raise ValueError(f"no value is known for {shape.type_name}")


def minimal_input(operation) -> dict:
    """The required members of an operation's input, each with a value that fits."""
    return value(operation.input_shape) if operation.input_shape else {}


def flattened(shape, given, prefix="") -> dict[str, str]:
    """An input as parameters of the query protocol; what is None is left out."""
    if given is None:
        return {}
    match shape.type_name:
        case "structure":
            return {
                name: text for member, inner in given.items()
                for name, text in flattened(shape.members[member], inner, f"{prefix}.{member}" if prefix else member).items()}
        case "list" if not given:
            return {prefix: ""}
        case "list":
            return {
                name: text for place, inner in enumerate(given, 1)
                for name, text in flattened(shape.member, inner, f"{prefix}.member.{place}").items()}
        case "map":
            return {
                name: text for place, (key, inner) in enumerate(given.items(), 1)
                for part, sub, shown in (("key", shape.key, key), ("value", shape.value, inner))
                for name, text in flattened(sub, shown, f"{prefix}.entry.{place}.{part}").items()}
        case "boolean":
            return {prefix: str(given).lower()}
        case "blob":
            return {prefix: base64.b64encode(given).decode()}
    return {prefix: str(given)}
