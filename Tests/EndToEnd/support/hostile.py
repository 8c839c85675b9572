"""Requests that nobody should send, made from a seed: the same seed and number make the same request."""

import dataclasses
import json
import random
import urllib.parse

from . import wire
from .policies import ALLOW_ALL, TRUST_EC2

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OPERATIONS = {
    "iam": [
        ("CreateUser", {"UserName": "u", "Path": "/p/", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v"}),
        ("GetUser", {"UserName": "u"}), ("ListUsers", {"PathPrefix": "/", "MaxItems": "5", "Marker": "m"}),
        ("UpdateUser", {"UserName": "u", "NewUserName": "n", "NewPath": "/q/"}), ("DeleteUser", {"UserName": "u"}),
        ("CreateGroup", {"GroupName": "g"}), ("AddUserToGroup", {"GroupName": "g", "UserName": "u"}),
        ("GetGroup", {"GroupName": "g", "MaxItems": "5"}), ("CreateAccessKey", {"UserName": "u"}),
        ("UpdateAccessKey", {"UserName": "u", "AccessKeyId": "AKIAAAAAAAAAAAAAAAAA", "Status": "Inactive"}),
        ("CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": TRUST_EC2, "MaxSessionDuration": "3600"}),
        ("UpdateAssumeRolePolicy", {"RoleName": "r", "PolicyDocument": TRUST_EC2}),
        ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": ALLOW_ALL, "Description": "d"}),
        ("CreatePolicyVersion", {"PolicyArn": "arn:aws:iam::123456789012:policy/p", "PolicyDocument": ALLOW_ALL,
                                 "SetAsDefault": "true"}),
        ("GetPolicyVersion", {"PolicyArn": READ_ONLY, "VersionId": "v1"}),
        ("ListPolicies", {"Scope": "All", "OnlyAttached": "false", "PolicyUsageFilter": "PermissionsPolicy"}),
        ("PutUserPolicy", {"UserName": "u", "PolicyName": "p", "PolicyDocument": ALLOW_ALL}),
        ("AttachUserPolicy", {"UserName": "u", "PolicyArn": READ_ONLY}),
        ("ListEntitiesForPolicy", {"PolicyArn": READ_ONLY, "EntityFilter": "User"}),
        ("PutUserPermissionsBoundary", {"UserName": "u", "PermissionsBoundary": READ_ONLY}),
        ("TagUser", {"UserName": "u", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v"}),
        ("UntagUser", {"UserName": "u", "TagKeys.member.1": "k"}),
        ("AddRoleToInstanceProfile", {"InstanceProfileName": "i", "RoleName": "r"}),
        ("CreateAccountAlias", {"AccountAlias": "first-light"}), ("GetAccountSummary", {}),
    ],
    "sts": [
        ("GetCallerIdentity", {}), ("GetSessionToken", {"DurationSeconds": "900"}),
        ("GetAccessKeyInfo", {"AccessKeyId": "AKIAAAAAAAAAAAAAAAAA"}),
        ("AssumeRole", {
            "RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "visit", "Policy": ALLOW_ALL,
            "PolicyArns.member.1.arn": READ_ONLY, "DurationSeconds": "900", "ExternalId": "x1",
            "Tags.member.1.Key": "k", "Tags.member.1.Value": "v", "TransitiveTagKeys.member.1": "k",
            "SourceIdentity": "s1", "SerialNumber": "arn:aws:iam::123456789012:mfa/u", "TokenCode": "123456"}),
    ],
}
NASTY = [
    "", " ", "\0", "\x7f", "\r\n", "a" * 300, "é", "😀", "\u202e", "\ufffe", "null", "true", "0", "-1", "1e999",
    "99999999999999999999999999", "0x10", "NaN", "../../etc/passwd", "/", "//", "*", "${aws:username}", "${", "%", "%s",
    "<x>&amp;", "]]>", "'\"", "arn:aws:iam::123456789012:user/u", "arn:", "arn:aws:::::::::::", ":" * 50, "{}", "[]",
    "{", '{"Version":"2012-10-17"}', "AKIA", "v1", "v999999999999999999999", "2012-10-17"]
DOCUMENT_PARTS = [
    '"Version":"2012-10-17"', '"Version":2012', '"Statement":[]', '"Effect":"Allow"', '"Action":"*"', '"Action":[]',
    '"Action":{"a":1}', '"Resource":"*"', '"Resource":["arn:aws:s3:::*","*"]', '"Principal":"*"',
    '"Principal":{"AWS":["*",["x"]]}', '"Principal":{"Service":"a.b"}', '"Condition":{"StringLike":{"a:b":"*?*"}}',
    '"Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":[]}}', '"Condition":{"DateLessThan":{"a:b":"never"}}',
    '"Condition":{"NumericEquals":{"a:b":1e400}}', '"Condition":{"IpAddress":{"aws:SourceIp":"1.2.3.4/99"}}',
    '"Sid":"\\ud800"', '"Sid":"\\u0000"', '"Sid":"é"', '"NotAction":"a:b"', '"NotResource":[1,2]', '"x":null',
    '"Condition":{"Bool":{"a:b":{}}}', '"Resource":"arn:aws:iam::${a}${b:c,\'d\'}:user/*?*?*"']


@dataclasses.dataclass
class Hostile:
    """A request as bytes. `incomplete`: the server may wait for more, so the sender ends its side."""

    kind: str
    data: bytes
    incomplete: bool = False
    answers: int = 1
    may_succeed: bool = True
    method: str = "POST"


class Maker:
    """Makes hostile requests to one server. Those that are signed are signed by one of some callers."""

    def __init__(self, server, seed, callers):
        self.server = server
        self.seed = seed
        self.callers = callers
        self.host = f"127.0.0.1:{server.port}"

    def make(self, number) -> Hostile:
        """The request of this number."""
        chance = random.Random(f"{self.seed}:{number}")
        kind = chance.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
        made = KINDS[kind][1](self, chance)
        made.kind = kind
        return made

    # Sound parts

    def bytes_of(self, method, path, headers, body: bytes) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("utf-8", "surrogatepass") + body

    def signed(self, chance, service, body, **signing) -> bytes:
        """A properly signed POST of any body."""
        headers = wire.signed_headers(self.server, chance.choice(self.callers), service, body, **signing)
        return self.bytes_of("POST", "/", headers, body)

    def operation(self, chance):
        """A service, and the parameters of one of its operations."""
        service = chance.choice(["iam", "iam", "iam", "sts"])
        action, parameters = chance.choice(OPERATIONS[service])
        return service, {"Action": action, "Version": wire.VERSIONS[service], **parameters}

    def sound(self, chance) -> bytes:
        service, parameters = self.operation(chance)
        return self.signed(chance, service, urllib.parse.urlencode(parameters).encode())


# Each kind: a function of the maker and a source of chance.

def noise(_, chance):
    start = chance.choice([b"", b"GET ", b"POST / HTTP/1.1\r\n", b"\r\n\r\n", b"\x16\x03\x01",
                           b"PRI * HTTP/2.0\r\n\r\n"])
    return Hostile("", start + chance.randbytes(chance.randrange(1, 3000)), incomplete=True, may_succeed=False)


def truncated(maker, chance):
    data = maker.sound(chance)
    return Hostile("", data[:chance.randrange(1, len(data))], incomplete=True, may_succeed=False)


def mutated_bytes(maker, chance):
    """A sound request with some bytes changed, anywhere."""
    data = bytearray(maker.sound(chance))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(data))
        chance.choice([
            lambda: data.__setitem__(place, chance.randrange(256)), lambda: data.insert(place, chance.randrange(256)),
            lambda: data.__delitem__(place), lambda: data.__setitem__(slice(place, place), data[place:place + 40])])()
    return Hostile("", bytes(data), incomplete=True)


def tampered_body(maker, chance):
    """A sound signature over another body of the same length."""
    head, _, body = maker.sound(chance).partition(b"\r\n\r\n")
    place = chance.randrange(len(body))
    changed = body[:place] + bytes([body[place] ^ (1 << chance.randrange(8))]) + body[place + 1:]
    return Hostile("", head + b"\r\n\r\n" + changed, may_succeed=False)


def mutated_parameters(maker, chance):
    """Signed after the mutation: it reaches the parsers and the handlers."""
    service, parameters = maker.operation(chance)
    items = list(parameters.items())
    for _ in range(chance.randrange(1, 4)):
        # Mostly behind Action and Version, so that the operation is reached.
        place = chance.randrange(2 if len(items) > 2 and chance.random() < 0.95 else 0, len(items))
        name, value = items[place]
        change = chance.randrange(8)
        if change == 0:
            items.append((name, chance.choice(NASTY)))
        elif change == 1 and len(items) > 1:
            del items[place]
        elif change == 2:
            items[place] = (chance.choice([name + ".member.1", name + ".", "." + name, name.upper(), name[:-1]]), value)
        elif change == 3:
            number = chance.choice(["0", "-1", "2", "99999999", "18446744073709551616", "01", "x", "", "1.member.1"])
            items[place] = (name.replace(".1", "." + number), value)
        elif change == 4:
            cut = chance.randrange(len(value) + 1)
            items[place] = (name, value[:cut] + chance.choice(NASTY) + value[cut:])
        elif change == 5:
            items[place] = (name, value * chance.choice([2, 10, 200]))
        else:
            items[place] = (name, chance.choice(NASTY))
    chance.shuffle(items)
    return Hostile("", maker.signed(chance, service, urllib.parse.urlencode(items).encode("utf-8", "replace")))


def raw_body(maker, chance):
    """Signed bodies that are no forms, or strange ones."""
    service = chance.choice(["iam", "sts"])
    action = f"Action=CreateUser&Version={wire.VERSIONS['iam']}&"
    body = chance.choice([
        lambda: chance.randbytes(chance.randrange(2000)),
        lambda: (action + "UserName=%" + chance.choice(["", "4", "zz", "ff", "c3%28", "00", "ed%a0%80"])).encode(),
        lambda: action.encode() + b"UserName=" + chance.randbytes(20),
        lambda: (action + "&".join(f"Tags.member.{n}.Key=k{n}" for n in range(2000))).encode(),
        lambda: b"&" * 5000, lambda: b"=" * 5000, lambda: ("Action=" + "A" * 100_000).encode(),
        lambda: (action + "UserName=" + "u" * chance.choice([1000, 100_000, 1_000_000])).encode(),
        lambda: b'{"Action":"ListUsers"}', lambda: b"<ListUsers/>", lambda: action.encode()[:chance.randrange(40)],
        lambda: "Action=GetCallerIdentity&Version=2011-06-15".encode("utf-16")])()
    return Hostile("", maker.signed(chance, service, body))


def nested(chance, depth):
    """JSON text that is deep, wide or broken."""
    opener, closer = chance.choice([("[", "]"), ('{"a":', "}"), ('{"Statement":[', "]}"), ('["x",', "]")])
    return opener * depth + chance.choice(["1", "", '"', "{}"]) + closer * chance.choice([depth, depth - 1, 0])


def strange_document(maker, chance):
    """Policy documents, signed: deep, random, or a sound one with changes."""
    document = chance.choice([
        lambda: nested(chance, chance.choice([2, 10, 64, 65, 1000, 30_000])),
        lambda: "{" + ",".join(chance.choices(DOCUMENT_PARTS, k=4)) + "}",
        lambda: '{"Version":"2012-10-17","Statement":[{' + ",".join(chance.choices(DOCUMENT_PARTS, k=4)) + "}]}",
        lambda: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:' + "*a" * 1000 + '","Resource":"'
                + "arn:aws:s3:::" + "?*" * 1000 + '"}}',
        lambda: spoiled(chance, chance.choice([ALLOW_ALL, TRUST_EC2])),
        lambda: json.dumps(chance.choice(NASTY)), lambda: "1" * 5000, lambda: "-" + "0" * 300 + "e" + "9" * 300])()
    action, member, more = chance.choice([
        ("CreatePolicy", "PolicyDocument", {"PolicyName": f"p{chance.randrange(20)}"}),
        ("PutUserPolicy", "PolicyDocument", {"UserName": "u", "PolicyName": "p"}),
        ("CreateRole", "AssumeRolePolicyDocument", {"RoleName": f"r{chance.randrange(20)}"}),
        ("UpdateAssumeRolePolicy", "PolicyDocument", {"RoleName": "r"}),
        ("AssumeRole", "Policy", {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "visit"})])
    service = "sts" if action == "AssumeRole" else "iam"
    body = urllib.parse.urlencode(
        {"Action": action, "Version": wire.VERSIONS[service], member: document, **more}, errors="surrogatepass")
    return Hostile("", maker.signed(chance, service, body.encode()))


def spoiled(chance, text):
    """A text with one stretch of it removed, repeated or replaced."""
    start = chance.randrange(len(text))
    end = min(len(text), start + chance.randrange(1, 20))
    return text[:start] + chance.choice(["", text[start:end] * 2, chance.choice(NASTY), '"', "\\u"]) + text[end:]


def strange_headers(maker, chance):
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    header = chance.choice([
        lambda: "X-Long: " + "x" * chance.choice([8_000, 70_000, 300_000]),
        lambda: "\r\n".join(f"X-Many-{number}: x" for number in range(chance.choice([50, 500, 5_000]))),
        lambda: "X" * chance.choice([100, 70_000]) + ": x", lambda: "Content-Length: -1",
        lambda: "Content-Length: 18446744073709551616", lambda: "Content-Length: 99999999999999",
        lambda: "Content-Length: 4\r\nContent-Length: 5", lambda: "Content-Length: 0x2a",
        lambda: "Content-Length: 4, 4",
        lambda: "Transfer-Encoding: gzip", lambda: "Transfer-Encoding: chunked\r\nContent-Length: 5",
        lambda: "Transfer-Encoding: chunked, identity", lambda: "Transfer-Encoding : chunked",
        lambda: "Expect: 100-continue",
        lambda: "Expect: miracles", lambda: "Host: a\r\nHost: b", lambda: "No-Colon", lambda: ": empty",
        lambda: "X-Null: a\0b", lambda: "X-Fold: a\r\n b", lambda: "X-Bare: a\rb",
        lambda: "Connection: " + "upgrade, " * 500,
        lambda: "Upgrade: h2c\r\nConnection: Upgrade", lambda: "X-Amz-Target: AWSCognitoIdentityService.GetId",
        lambda: "Content-Encoding: gzip", lambda: "Cookie: " + "a=b; " * 2000])()
    host = chance.choice([f"Host: {maker.host}\r\n", f"Host: {maker.host}\r\n", "", "Host: \r\n", "Host: é\r\n"])
    version = chance.choice(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1 x", ""])
    head = f"POST / {version}\r\n{host}{header}\r\n\r\n".encode("utf-8")
    return Hostile("", head + body, incomplete=True, may_succeed=False)


def broken_chunks(maker, chance):
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    headers = wire.signed_headers(maker.server, chance.choice(maker.callers), "sts", body)
    size = b"%x" % len(body)
    chunks = chance.choice([
        size + b"\r\n" + body + b"\r\n0\r\n\r\n", b"zz\r\n" + body, b"-1\r\n" + body, b"ffffffffffffffffff\r\n" + body,
        b"7fffffffffffffff\r\n" + body, size + b"\r\n" + body[:5], size + b"\r\n" + body + b"0\r\n\r\n",
        size + b";a=b;" + b"x" * 20_000 + b"\r\n" + body + b"\r\n0\r\n\r\n", b"\r\n\r\n\r\n",
        b"".join(b"1\r\n%c\r\n" % one for one in body) + b"0\r\n\r\n",
        size + b"\r\n" + body + b"\r\n0\r\n" + b"T: x\r\n" * chance.choice([1, 5_000]) + b"\r\n",
        b"0" * 1000 + size + b"\r\n" + body + b"\r\n0\r\n\r\n", chance.randbytes(100)])
    head = f"POST / HTTP/1.1\r\nHost: {maker.host}\r\nTransfer-Encoding: chunked\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in headers.items())
    return Hostile("", head.encode() + b"\r\n" + chunks, incomplete=True)


def spoiled_signature(maker, chance):
    """The parts of the signature, each spoiled in its own way."""
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    headers = wire.signed_headers(maker.server, chance.choice(maker.callers), "sts", body)
    name = chance.choice(["Authorization", "Authorization", "X-Amz-Date", "X-Amz-Security-Token",
                          "X-Amz-Content-SHA256"])
    value = spoiled(chance, headers.get(name, "token-" * chance.choice([1, 100, 1500])))
    headers[name] = "".join(one for one in value if one.isprintable())
    return Hostile("", maker.bytes_of("POST", "/", headers, body))


def spoiled_query(maker, chance):
    """A presigned request with its query spoiled."""
    parameters = {"Action": "GetCallerIdentity"}
    path = wire.presigned_path(maker.server, chance.choice(maker.callers), "sts", parameters)
    for _ in range(chance.randrange(1, 4)):
        path = spoiled(chance, path)
    path = "".join(one for one in path if "!" <= one <= "~")
    return Hostile("", maker.bytes_of("GET", "/" + path.lstrip("/"), {}, b""), may_succeed=True, method="GET")


def strange_types(maker, chance):
    """A form that says that it is something else."""
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    content_type = chance.choice([
        "application/json", "application/x-amz-json-1.1", "multipart/form-data; boundary=x", "text/plain", "", ";",
        "x" * 5000,
        "application/x-www-form-urlencoded; charset=utf-16", "application/xml", "*/*", "application/cbor"])
    more = chance.choice([{}, {"X-Amz-Target": "x" * chance.choice([1, 1000])}, {"Smithy-Protocol": "rpc-v2-cbor"}])
    scope = chance.choice(["sts", "iam", "s3", "ec2", "dynamodb", "nosuch"])
    return Hostile("", maker.signed(
        chance, "sts", body, scope=scope, headers={"Content-Type": content_type, **more}))


def strange_paths(maker, chance):
    """Paths and methods, unsigned and signed."""
    path = chance.choice([
        "//", "/%00", "/..;/", "/../../etc/passwd", "*", "http://example.com/",
        "/" + "p" * chance.choice([2_000, 70_000]),
        "/%", "/%zz", "/é", "/?" + "&" * 3000, "/?" + "a=b&" * 3000, "/_sallyport/../reset", "/_sallyport/reset/",
        "/_sallyport//reset", "/_sallyport/explain/%2e%2e", "/_sallyport/metrics", "/?Action=ListUsers#x", "?", "/a b"])
    method = chance.choice(["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW",
                            "get", "G@T", "M" * 5000])
    return Hostile("", maker.bytes_of(method, path, {}, b""), incomplete=True, may_succeed=False, method=method)


def pipelined(maker, chance):
    """Several requests at once: sound ones, unsigned ones and, perhaps, a broken last one."""
    parts = [chance.choice([
        lambda: maker.sound(chance), lambda: maker.bytes_of("POST", "/", {}, b"Action=ListUsers"),
        lambda: maker.bytes_of("GET", "/?Action=x", {}, b"")])() for _ in range(chance.randrange(2, 9))]
    answers = len(parts)
    if chance.random() < 0.4:
        parts.append(chance.choice([b"\0\0\0", b"GET\r\n\r\n", chance.randbytes(50), b"POST / HTTP/1.1\r\nHost"]))
    return Hostile("", b"".join(parts), incomplete=answers != len(parts), answers=answers)


KINDS = {
    "noise": (7, noise), "truncated": (7, truncated), "mutated bytes": (12, mutated_bytes),
    "tampered body": (5, tampered_body), "mutated parameters": (27, mutated_parameters), "raw body": (6, raw_body),
    "strange document": (12, strange_document), "strange headers": (6, strange_headers),
    "broken chunks": (4, broken_chunks), "spoiled signature": (6, spoiled_signature),
    "spoiled query": (6, spoiled_query), "strange types": (4, strange_types), "strange paths": (5, strange_paths),
    "pipelined": (3, pipelined)}
