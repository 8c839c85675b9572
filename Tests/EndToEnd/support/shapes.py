"""Answers beside botocore's model: nothing missing that has to be there, nothing there that the model does not know.

Every answer that the tests get through boto3 or by hand is checked here, whatever the test is about.
"""

import base64
import binascii
import json
import re
import xml.etree.ElementTree as ElementTree

from . import model

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
INTEGER = re.compile(r"-?\d+")

# Codes that any operation may answer with, and their status. Source: the lists of common errors in the API references
# of IAM and STS; the codes of signatures, which those leave out, are as AWS's front ends give them.
COMMON = {
    "AccessDenied": {403}, "AccessDeniedException": {400, 403}, "ExpiredToken": {403}, "IncompleteSignature": {400, 403},
    "InternalFailure": {500}, "InvalidAction": {400}, "InvalidClientTokenId": {403}, "InvalidParameterValue": {400},
    "MalformedInput": {400}, "MalformedQueryString": {400, 404}, "MissingAction": {400},
    "MissingAuthenticationToken": {403}, "OptInRequired": {403}, "RequestExpired": {400},
    "ServiceUnavailable": {503}, "SignatureDoesNotMatch": {403}, "Throttling": {400}, "ValidationError": {400},
    "InvalidParameterCombination": {400}, "InvalidUserType": {400},
}


def faults(service, operation, status, body) -> list[str]:
    """What is wrong with an answer."""
    service_model = model.service(service)
    if operation not in service_model.operation_names or not body:
        return []
    if service_model.metadata["protocol"] == "json":
        return _faults_of_json(service_model.operation_model(operation), status, body)
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        return [f"is no XML: {error}"]
    space = "{" + service_model.metadata["xmlNamespace"] + "}"
    if status == 200:
        return _faults_of_success(service_model.operation_model(operation), root, space)
    return _faults_of_error(service_model, status, root, space)


# Where AWS's own answers differ from the model: a boundary's type is spelled as the API reference spells it, and the
# root user has no name, no path, and the account's number for an id. Fingerprints of 16 bytes have 47 characters, one
# less than the model asks for. The policy simulator calls kinds of policies as the examples of its API reference do.
DEPARTURES = re.compile(
    r"has 'Policy' at \.(.+\.)?PermissionsBoundary\.PermissionsBoundaryType, which breaks .*"
    r"|has '\d{12}' at \.(VirtualMFADevices\.\d+\.)?User\.UserId, which breaks .*"
    r"|lacks \.(VirtualMFADevices\.\d+\.)?User\.(Path|UserName)|lacks \.AccessKey\.UserName"
    r"|lacks \.(Certificate|Certificates\.\d+)\.UserName"
    r"|has '([0-9a-f]{2}:){15}[0-9a-f]{2}' at \.SSHPublicKey\.Fingerprint, which breaks .*"
    r"|has '(IAM|Resource|Permissions Boundary) Policy' at \..+\.SourcePolicyType, which breaks .*"
    r"|has '(IAM|Resource|Permissions Boundary) Policy' at \..+\.EvalDecisionDetails.*, which breaks .*")


def check(service, operation, status, body) -> None:
    """Fails where an answer does not have the model's shape."""
    found = [fault for fault in faults(service, operation, status, body) if not DEPARTURES.fullmatch(fault)]
    assert not found, f"{service}:{operation} answered {status}, but its answer " + "; ".join(found) + f"\n{body!r}"


def after_call(http_response, model, **_):
    """What botocore calls after each answer."""
    check(model.service_model.service_name, model.name, http_response.status_code, http_response.content)


# What hangs on a success


def _faults_of_success(operation, root, space):
    found = []
    if root.tag != f"{space}{operation.name}Response":
        return [f"begins with {root.tag}"]
    expected = [f"{space}ResponseMetadata"]
    shape = operation.output_shape
    if shape is not None:
        wrapper = f"{space}{shape.serialization['resultWrapper']}"
        expected.insert(0, wrapper)
        result = root.find(wrapper)
        if result is not None:
            found += _faults_of_element(shape, result, space, "")
    if [child.tag for child in root] != expected:
        found.append(f"has the elements {[child.tag for child in root]}, not {expected}")
    if not root.findtext(f"{space}ResponseMetadata/{space}RequestId"):
        found.append("has no RequestId")
    return found


def _faults_of_element(shape, element, space, path):
    if element.attrib:
        return [f"has attributes at {path}"]
    match shape.type_name:
        case "structure":
            return _faults_of_structure(shape, element, space, path)
        case "list":
            item = space + shape.member.serialization.get("name", "member")
            return _text_beside(element, path) + [
                fault for place, child in enumerate(element, 1)
                for fault in (
                    _faults_of_element(shape.member, child, space, f"{path}.{place}") if child.tag == item
                    else [f"has {child.tag} in the list at {path}"])]
        case "map":
            found = _text_beside(element, path)
            for entry in element:
                names = [child.tag for child in entry]
                if entry.tag != f"{space}entry" or names != [f"{space}key", f"{space}value"]:
                    found.append(f"has {entry.tag} of {names} in the map at {path}")
                    continue
                found += _faults_of_element(shape.key, entry[0], space, f"{path}.key")
                found += _faults_of_element(shape.value, entry[1], space, f"{path}.{entry[0].text}")
            return found
    if len(element):
        return [f"has elements within the scalar at {path}"]
    return _faults_of_scalar(shape, element.text or "", path)


def _faults_of_structure(shape, element, space, path):
    known = {space + inner.serialization.get("name", name): (name, inner) for name, inner in shape.members.items()}
    found, seen = _text_beside(element, path), set()
    for child in element:
        if child.tag not in known:
            found.append(f"has {child.tag}, unknown to the model, at {path or 'the top'}")
            continue
        name, inner = known[child.tag]
        if name in seen:
            found.append(f"has {path}.{name} twice")
        seen.add(name)
        found += _faults_of_element(inner, child, space, f"{path}.{name}")
    return found + [f"lacks {path}.{name}" for name in shape.required_members if name not in seen]


def _text_beside(element, path):
    stray = (element.text or "").strip() or "".join((child.tail or "").strip() for child in element)
    return [f"has the text {stray!r} between the elements at {path}"] if stray else []


def _faults_of_scalar(shape, text, path):
    match shape.type_name:
        case "string":
            return _faults_of_text(shape, text, path)
        case "boolean":
            good = text in ("true", "false")
        case "integer" | "long":
            good = INTEGER.fullmatch(text) and _in_range(shape, int(text))
        case "timestamp":
            good = TIMESTAMP.fullmatch(text)
        case "blob":
            try:
                base64.b64decode(text, validate=True)
                good = True
            except binascii.Error:
                good = False
        case _:
            good = True
    return [] if good else [f"has {text!r} for the {shape.type_name} at {path}"]


def _in_range(shape, number):
    limits = shape.metadata
    return limits.get("min", number) <= number <= limits.get("max", number)


# Strings that are encoded on their way: what the model says holds for the text within.
_ENCODED = {"policyDocumentType"}


def _faults_of_text(shape, text, path):
    if shape.name in _ENCODED:
        return [] if text else [f"has no document at {path}"]
    return [] if model.fits(shape, text) else [f"has {text!r} at {path}, which breaks {shape.name} {dict(shape.metadata)}"]


# What hangs on an error


def _faults_of_error(service_model, status, root, space):
    if root.tag != f"{space}ErrorResponse":
        return [f"begins with {root.tag}"]
    found = []
    names = [child.tag.removeprefix(space) for child in root]
    if names != ["Error", "RequestId"]:
        return [f"has the elements {names}"]
    details = {child.tag.removeprefix(space): child.text for child in root[0]}
    if set(details) != {"Type", "Code", "Message"}:
        found.append(f"tells {sorted(details)} of the error")
    if details.get("Type") != ("Sender" if status < 500 else "Receiver"):
        found.append(f"names {details.get('Type')} as the cause")
    if not root[1].text:
        found.append("has no RequestId")
    return found + _faults_of_code(service_model, status, details.get("Code"))


def _faults_of_code(service_model, status, code):
    known = COMMON.get(code, set()) | {
        shape.metadata.get("error", {}).get("httpStatusCode", 400) for shape in service_model.error_shapes
        if code == shape.metadata.get("error", {}).get("code", shape.name)}
    if not known:
        return [f"has the code {code}, which nobody knows"]
    return [] if status in known else [f"has the status {status}, where {code} comes with {sorted(known)}"]


# JSON


def _faults_of_json(operation, status, body):
    try:
        answer = json.loads(body)
    except ValueError as error:
        return [f"is no JSON: {error}"]
    if status == 200:
        if operation.output_shape is None:
            return [] if answer == {} else [f"has {sorted(answer)} where nothing is expected"]
        return _faults_of_value(operation.output_shape, answer, "")
    code = answer.get("__type", "").rpartition("#")[2]
    known = {shape.name for shape in operation.service_model.error_shapes} | {
        "AccessDeniedException", "IncompleteSignature", "InternalFailure", "InvalidAction", "InvalidClientTokenId",
        "InvalidSignatureException", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
        "SerializationException", "ServiceUnavailable", "UnknownOperationException", "UnrecognizedClientException",
        "ValidationException", "ExpiredTokenException", "InvalidSignatureException", "IncompleteSignatureException",
        "MissingActionException", "InternalServerError", "UnsupportedOperationException"}
    return [] if code in known else [f"has the code {code}, which nobody knows"]


def _faults_of_value(shape, found, path):
    match shape.type_name:
        case "structure":
            if not isinstance(found, dict):
                return [f"has {found!r} at {path}"]
            return [f"has {path}.{name}, unknown to the model" for name in found if name not in shape.members] + [
                f"lacks {path}.{name}" for name in shape.required_members if name not in found] + [
                fault for name, inner in found.items() if name in shape.members
                for fault in _faults_of_value(shape.members[name], inner, f"{path}.{name}")]
        case "list":
            if not isinstance(found, list):
                return [f"has {found!r} at {path}"]
            return [fault for place, inner in enumerate(found, 1)
                    for fault in _faults_of_value(shape.member, inner, f"{path}.{place}")]
        case "map":
            return [fault for key, inner in found.items()
                    for fault in _faults_of_value(shape.value, inner, f"{path}.{key}")]
        case "string":
            return _faults_of_text(shape, found, path) if isinstance(found, str) else [f"has {found!r} at {path}"]
        case "boolean":
            good = isinstance(found, bool)
        case "integer" | "long":
            good = isinstance(found, int) and not isinstance(found, bool) and _in_range(shape, found)
        case "timestamp":
            good = isinstance(found, (int, float)) and not isinstance(found, bool)
        case _:
            good = True
    return [] if good else [f"has {found!r} for the {shape.type_name} at {path}"]
