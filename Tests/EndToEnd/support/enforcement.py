"""What the gateway enforces of each service, as a page, from the data that it decides by."""

import collections
import dataclasses
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

DATA = REPOSITORY / "Sources" / "ServiceOperationData"
SERVICES = REPOSITORY / "Sources" / "ServiceFacts" / "Services" / "Services.swift"


@dataclasses.dataclass
class Service:
    name: str
    prefix: str
    operations: int = 0
    mapped: int = 0
    resources: int = 0
    unknown: int = 0
    passing: int = 0
    tags: int = 0
    unmapped: tuple = ()


def blocks(file):
    index, _, text = (DATA / file).read_text().partition("\n\n")
    data, place = text.encode(), 0
    for line in index.split("\n"):
        words = line.split(" ")
        length = int(words[-1])
        yield words[:-1], data[place:place + length].decode().splitlines()
        place += length


def services():
    needs = {words[0]: (words[1], lines) for words, lines in blocks("needs.txt")}
    for words, lines in blocks("routes.txt"):
        name = words[0]
        prefix, facts = needs[name]
        names = [line.split(" ")[0] for line in lines]
        kinds = collections.defaultdict(set)
        operation = None
        for line in facts:
            if line.startswith("o "):
                operation = line[2:]
            kinds[line[0]].add(operation)
        yield Service(
            name, prefix, len(names), len(kinds["o"]), len(kinds["r"]), len(kinds["u"] - kinds["r"]), len(kinds["p"]),
            len(kinds["t"] | kinds["m"] | kinds["k"]), tuple(name for name in names if name not in kinds["o"]))


def by_hand():
    """The services with an extractor of their own."""
    return {piece.split('"')[-1] for piece in SERVICES.read_text().split('": ')[:-1]}


def page() -> str:
    found, hand = list(services()), by_hand()
    total = sum(service.operations for service in found)
    mapped = sum(service.mapped for service in found)
    lines = [
        "# What is enforced, service by service",
        "",
        "Written by `Scripts/enforcement` from the data that the gateway decides by. Of "
        f"{total} operations of {len(found)} services {mapped} have known actions; the others are denied unless "
        "`--operation-action` names one.",
        "",
        "**By hand**: what the request's members mean was written for this service, with its own condition keys. "
        "**Resources**: operations whose request names their resources. **\\***: operations that AWS has resources for, and "
        "whose request is not known to name one. **Roles**: operations that pass roles. **Tags**: operations with "
        "`aws:RequestTag` or `aws:TagKeys`.",
        "",
        "| service | actions | operations | by hand | resources | \\* | roles | tags | without an action |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for service in found:
        lines.append(
            f"| {service.name} | `{service.prefix}:` | {service.operations} | {'yes' if service.name in hand else ''} "
            f"| {service.resources or ''} | {service.unknown or ''} | {service.passing or ''} | {service.tags or ''} "
            f"| {', '.join(service.unmapped)} |")
    return "\n".join(lines) + "\n"


def write() -> pathlib.Path:
    path = REPOSITORY / "docs" / "enforcement.md"
    path.write_text(page())
    return path
