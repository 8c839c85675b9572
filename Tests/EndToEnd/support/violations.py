"""Requests that break one constraint of the model each, and what the server is to say of them."""

import dataclasses

from . import model
from .refusals import HIDDEN, constraint

# Texts that are too long to be sent for what they would tell.
LONGEST = 150_000

# Patterns that AWS puts in words, as far as a text has the right length: what it says then.
NAME_CHARACTERS = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
PATH_CHARACTERS = "It must begin and end with / and contain only alphanumeric characters and/or / characters."
PREFIX_CHARACTERS = "It must begin with the / character and contain only alphanumeric characters and/or / characters."
WORDED = {
    r"[\w+=,.@-]+": NAME_CHARACTERS,
    r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)": PATH_CHARACTERS,
    r"((/[A-Za-z0-9\.,\+@=_-]+)*)/": PATH_CHARACTERS,
    r"\u002F[\u0021-\u007F]*": PREFIX_CHARACTERS,
}

# What breaks one or another of the models' patterns.
_ODD = ("a b", "☃", "a☃b", "a\u0100b", "/a b/", "no/slash", "!", "UPPER", "-", "a", "1x", "x" * 12, "é", "v0", "\u007f")


# What the server asks less for than the model, by service and case: a root key of the operator's choice may be short.
LAXER = {("iam", "AccessKeyId: too short")}


@dataclasses.dataclass
class Case:
    """A request and the constraints it breaks, in the words of a ValidationError."""

    label: str
    parameters: dict[str, str]
    broken: set[str]
    worded: str | None = None


def spelled(name) -> str:
    """A member's name as messages write it."""
    return name[0].lower() + name[1:]


def text_violations(shape, text, path) -> tuple[set[str], str | None]:
    """The constraints that a text breaks; or else what AWS says in words."""
    limits, broken, worded = shape.metadata, set(), None
    shown = HIDDEN if limits.get("sensitive") else text
    if len(text) > limits.get("max", len(text)):
        broken.add(constraint(path, shown, f"have length less than or equal to {limits['max']}"))
    if len(text) < limits.get("min", 0):
        broken.add(constraint(path, shown, f"have length greater than or equal to {limits['min']}"))
    if "enum" in limits and text not in limits["enum"]:
        broken.add(constraint(path, text, f"satisfy enum value set: [{', '.join(limits['enum'])}]"))
    if "pattern" in limits and not model.matches(limits["pattern"], text):
        if limits["pattern"] in WORDED:
            wording = PREFIX_CHARACTERS if path == "pathPrefix" else WORDED[limits["pattern"]]
            worded = f"The specified value for {path} is invalid. {wording}"
        else:
            broken.add(constraint(path, shown, f"satisfy regular expression pattern: {limits['pattern']}"))
    return broken, None if broken else worded


def _broken_texts(shape):
    limits = shape.metadata
    if limits.get("min", 0) > 0:
        yield "too short", _stretched(shape, limits["min"] - 1)
    if limits.get("max", LONGEST) < LONGEST:
        yield "too long", _stretched(shape, limits["max"] + 1)
    if "enum" in limits:
        yield "another word", "Nonsense"
        yield "another case", limits["enum"][0].swapcase()
    if "pattern" in limits:
        found = 0
        for odd in _ODD:
            odd = odd + odd[-1] * (limits.get("min", 0) - len(odd))
            if len(odd) <= limits.get("max", len(odd)) and not model.matches(limits["pattern"], odd) and found < 3:
                found += 1
                yield f"pattern {found}", odd


def _stretched(shape, length):
    """A text of that length, one that fits the pattern where there is one."""
    try:
        return model.text(_Unlimited(shape), length)
    except ValueError:
        return "a" * length


class _Unlimited:
    """A string's shape without its limits of length and its words."""

    def __init__(self, shape):
        self.name = shape.name
        self.metadata = {name: value for name, value in shape.metadata.items() if name == "pattern"}


def _variants(shape, path, depth=0):
    """(label, value, broken, worded) for every way to break what a value of the shape is to be."""
    match shape.type_name:
        case "string":
            for label, text in _broken_texts(shape):
                yield label, text, *text_violations(shape, text, path)
        case "integer" | "long":
            limits = shape.metadata
            if "min" in limits:
                low = limits["min"] - 1
                yield "too low", low, {constraint(path, low, f"have value greater than or equal to {limits['min']}")}, None
            if "max" in limits:
                high = limits["max"] + 1
                yield "too high", high, {constraint(path, high, f"have value less than or equal to {limits['max']}")}, None
        case "structure":
            if depth > 4:
                return
            whole = model.value(shape)
            for name in shape.required_members:
                kept = {key: value for key, value in whole.items() if key != name}
                if kept:
                    yield f"no {name}", kept, {constraint(f"{path}.{spelled(name)}", None, "not be null")}, None
            for name, member in shape.members.items():
                for label, value, broken, worded in _variants(member, f"{path}.{spelled(name)}", depth + 1):
                    yield f"{name}: {label}", {**whole, name: value}, broken, worded
        case "list":
            limits = shape.metadata
            if "max" in limits:
                rule = f"have length less than or equal to {limits['max']}"
                many = [_numbered(_element(shape.member), place) for place in range(limits["max"] + 1)]
                yield "too many", many, {f"{path}: {rule}"}, None
            if limits.get("min", 0) > 1:
                rule = f"have length greater than or equal to {limits['min']}"
                yield "too few", [model.value(shape.member)] * (limits["min"] - 1), {f"{path}: {rule}"}, None
            for label, value, broken, worded in _variants(shape.member, f"{path}.1.member", depth + 1):
                yield f"element: {label}", [value], broken, worded


def _element(shape):
    """A value of a list's element that leaves something on the wire."""
    value = model.value(shape)
    if value == {}:
        name, member = next(iter(shape.members.items()))
        return {name: model.value(member)}
    return value


def _numbered(value, place):
    """One of many values that differ, such as tags with keys of their own."""
    if isinstance(value, dict):
        return {name: _numbered(inner, place) for name, inner in value.items()}
    return f"{value}{place}" if isinstance(value, str) else value


def cases(operation):
    """Every single constraint of an operation's input, broken; and two at once."""
    shape = operation.input_shape
    if shape is None:
        return
    whole = model.minimal_input(operation)

    def parameters(given):
        return {"Action": operation.name, **model.flattened(shape, given)}

    made = []
    for name in shape.required_members:
        kept = {key: value for key, value in whole.items() if key != name}
        made.append((name, Case(f"no {name}", parameters(kept), {constraint(spelled(name), None, "not be null")})))
    for name, member in shape.members.items():
        for label, value, broken, worded in _variants(member, spelled(name)):
            if broken or worded:
                made.append((name, Case(f"{name}: {label}", parameters({**whole, name: value}), broken, worded)))
    made = [(name, case) for name, case in made if (operation.service_model.service_name, case.label) not in LAXER]
    for _, case in made:
        yield case
    # Two at once: both are told.
    plain = [(name, case) for name, case in made if case.broken and all(": " in b and b.startswith("Value") for b in case.broken)]
    for (name, case), (other, second) in zip(plain, plain[1:]):
        if name != other:
            own = {key: value for key, value in second.parameters.items() if key.split(".")[0] == other}
            rest = {key: value for key, value in case.parameters.items() if key.split(".")[0] != other}
            yield Case(f"{case.label}, {second.label}", {**rest, **own}, case.broken | second.broken)


def fitting(operation):
    """(label, member, parameters) of requests at the limits of what is allowed."""
    shape = operation.input_shape
    if shape is None:
        return
    whole = model.minimal_input(operation)
    for name, member in shape.members.items():
        limits = member.metadata
        values = []
        match member.type_name:
            case "string" if "enum" in limits:
                values = list(limits["enum"])
            case "string":
                for length in (limits.get("min", 0), limits.get("max", 0)):
                    if 0 < length <= LONGEST:
                        try:
                            values.append(model.text(member, length))
                        except ValueError:
                            pass
            case "integer" | "long":
                values = [limits[limit] for limit in ("min", "max") if limit in limits]
        for value in values:
            yield f"{name}={str(value)[:20]}", name, {
                "Action": operation.name, **model.flattened(shape, {**whole, name: value})}
