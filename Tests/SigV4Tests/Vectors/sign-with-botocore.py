"""Signs the requests of botocore.json. Run it again to add some; the dates are fixed, so old ones do not change."""
import datetime
import io
import json
import pathlib

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.session import Session

MOMENT = datetime.datetime(2026, 11, 24, 8, 30, 0)
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ+token/with+signs=="
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
vectors = []


class Clock(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return cls(*MOMENT.timetuple()[:6])

    @classmethod
    def now(cls, tz=None):
        return cls(*MOMENT.timetuple()[:6], tzinfo=tz)


botocore.auth.get_current_datetime = lambda *args, **options: MOMENT
botocore.auth.datetime = type("datetime", (), {"datetime": Clock, "timezone": datetime.timezone})


def record(name, service, prepared, body):
    host, _, rest = prepared.url.split("://", 1)[1].partition("/")
    # Fields that differ from run to run, and are never signed, stay out.
    fields = [[k, v.decode() if isinstance(v, bytes) else v] for k, v in prepared.headers.items()
              if k.lower() not in ("user-agent", "amz-sdk-invocation-id", "amz-sdk-request")]
    if not any(k.lower() == "host" for k, _ in fields):
        fields.insert(0, ["Host", host])
    vectors.append({
        "name": name, "service": service, "method": prepared.method, "target": "/" + rest,
        "fields": fields, "body": body.decode("latin-1"),
    })


def signed(name, service, method, url, signer, token=None, headers=None, body=b"", region="us-east-1", **options):
    request = AWSRequest(method=method, url=url, headers=dict(headers or {}), data=body)
    signer(Credentials(KEY, SECRET, token), service, region, **options).add_auth(request)
    record(name, service, request.prepare(), body)


STS, S3 = "https://sts.us-east-1.amazonaws.com", "https://bucket.s3.us-east-1.amazonaws.com"
V4, V4Q = botocore.auth.SigV4Auth, botocore.auth.SigV4QueryAuth
V4S3, V4S3Q = botocore.auth.S3SigV4Auth, botocore.auth.S3SigV4QueryAuth
identity = b"Action=GetCallerIdentity&Version=2011-06-15"

signed("POST with a form", "sts", "POST", STS + "/", V4, headers=FORM, body=identity)
signed("POST with a session token", "sts", "POST", STS + "/", V4, token=TOKEN, headers=FORM, body=identity)
signed("POST with Unicode in the form", "iam", "POST", "https://iam.amazonaws.com/", V4, headers=FORM,
       body="Action=CreateUser&UserName=b%C3%B6b&Path=/\u00e9t\u00e9/".encode())
signed("POST to another region", "sts", "POST", "https://sts.cn-north-1.amazonaws.com.cn/", V4, headers=FORM,
       body=identity, region="cn-north-1")
signed("POST to a port", "sts", "POST", "http://127.0.0.1:4566/", V4, headers=FORM, body=identity)
signed("GET with a query", "sts", "GET", STS + "/?Version=2011-06-15&Action=GetCallerIdentity", V4)
signed("GET with an empty value", "sts", "GET", STS + "/?b=&a=1&a=", V4)
signed("GET with reserved characters in the query", "sts", "GET", STS + "/?k%2Bey=a%2Bb%20c%26d&%C3%A9=%E2%82%AC", V4)
signed("path with reserved characters", "execute-api", "GET", "https://api.example.com/a%20b/c%2Fd/%C3%A9/e+f=g,h", V4)
signed("path with dots and slashes", "execute-api", "GET", "https://api.example.com/a/./b//c/../d/", V4)
signed("header with spaces", "sts", "POST", STS + "/", V4,
       headers={**FORM, "X-Amz-Meta-Odd": "  many   spaces  ", "X-Custom": "kept"}, body=identity)
signed("POST with a Date field", "sts", "POST", STS + "/", V4, headers={**FORM, "Date": "replaced"}, body=identity)
signed("presigned GET", "sts", "GET", STS + "/?Action=GetCallerIdentity&Version=2011-06-15", V4Q, expires=60)
signed("presigned GET with a session token", "sts", "GET", STS + "/?Action=GetCallerIdentity&Version=2011-06-15", V4Q,
       token=TOKEN, expires=900)
signed("presigned GET with another signed header", "sts", "GET", STS + "/?Action=GetCallerIdentity&Version=2011-06-15",
       V4Q, headers={"x-k8s-aws-id": "cluster-1"}, expires=60)
signed("S3 GET", "s3", "GET", S3 + "/key", V4S3)
signed("S3 GET with a session token", "s3", "GET", S3 + "/key", V4S3, token=TOKEN)
signed("S3 PUT", "s3", "PUT", S3 + "/key", V4S3, body=b"hello")
signed("S3 key with reserved characters", "s3", "GET",
       S3 + "/a%20b/c%2Bd/%C3%A9//e/../f.~-_%21%27%28%29%2A%3A%40%26%3D%24%2C%3F", V4S3)
signed("S3 subresource without a value", "s3", "GET", S3 + "/key?acl", V4S3)
signed("S3 list with a plus sign in the prefix", "s3", "GET", S3 + "/?list-type=2&prefix=a%2Bb%2Fc%20d&delimiter=%2F", V4S3)
signed("S3 presigned GET", "s3", "GET", S3 + "/a%20b", V4S3Q, expires=3600)
signed("S3 presigned GET with a session token", "s3", "GET", S3 + "/key?response-content-type=text%2Fplain", V4S3Q,
       token=TOKEN, expires=604800)


def through_client(name, call, scheme="https"):
    session = Session()
    session.set_credentials(KEY, SECRET)
    client = session.create_client("s3", region_name="us-east-1", config=Config(
        s3={"addressing_style": "path"}, retries={"max_attempts": 0}), endpoint_url=f"{scheme}://127.0.0.1:4566")

    def capture(request, **_):
        sent = request.body.read() if hasattr(request.body, "read") else (request.body or b"")
        record(name, "s3", request, sent)
        raw = type("Raw", (), {"stream": lambda *a, **k: iter([b""]), "read": lambda *a: b""})()
        return AWSResponse(request.url, 200, {}, raw)

    client.meta.events.register("before-send.s3", capture)
    call(client)


through_client("S3 PutObject in unsigned chunks with a checksum trailer",
               lambda c: c.put_object(Bucket="bucket", Key="k\u00e9y +", Body=io.BytesIO(b"chunked " * 20)))
through_client("S3 PutObject over http", scheme="http",
               call=lambda c: c.put_object(Bucket="bucket", Key="key", Body=b"plain"))
through_client("S3 ListObjectsV2", lambda c: c.list_objects_v2(Bucket="bucket", Prefix="a+b c/"))

out = pathlib.Path(__file__).with_name("botocore.json")
out.write_text(json.dumps({
    "source": f"botocore {botocore.__version__}, by sign-with-botocore.py",
    "accessKeyID": KEY, "secretKey": SECRET, "signed": MOMENT.strftime("%Y%m%dT%H%M%SZ"), "vectors": vectors,
}, indent=1) + "\n")
print(len(vectors))
