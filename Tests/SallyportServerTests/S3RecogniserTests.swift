import S3Protocol
import SigV4
import Testing

@testable import SallyportServer

@Suite("Which requests are S3's")
struct S3RecogniserTests {
    private func accepts(_ method: String, _ target: String, _ fields: KeyValuePairs<String, String> = [:]) -> Bool {
        let host = fields.contains { $0.key == "host" } ? [] : [HeaderField("host", "127.0.0.1:4566")]
        return S3Recogniser(hosts: S3Hosts(["localhost"])).accepts(
            RequestHead(method: method, target: target, fields: host + fields.map { HeaderField($0.key, $0.value) }))
    }

    private func signed(_ service: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIA/20261124/us-east-1/\(service)/aws4_request, SignedHeaders=host, Signature=0"
    }

    @Test("Signed requests say whose they are, in a header field or in the query")
    func signed() {
        #expect(accepts("GET", "/", ["authorization": signed("s3")]))
        #expect(accepts("POST", "/", ["authorization": signed("s3"), "x-amz-target": "x"]))
        #expect(!accepts("GET", "/bucket/key", ["authorization": signed("iam")]))
        #expect(accepts("GET", "/b/k?X-Amz-Credential=A%2F20261124%2Fus-east-1%2Fs3%2Faws4_request"))
        #expect(!accepts("GET", "/?X-Amz-Credential=A%2F20261124%2Fus-east-1%2Fsts%2Faws4_request"))
        #expect(accepts("GET", "/b/k?AWSAccessKeyId=A&Signature=x&Expires=1"))
        #expect(accepts("GET", "/bucket/k", ["authorization": "AWS A:x"]))
        #expect(!accepts("GET", "/b/k", ["authorization": "Bearer x"]))
    }

    @Test("Of the unsigned, S3's are those to a host or a path of S3")
    func unsigned() {
        #expect(accepts("GET", "/bucket/key"))
        #expect(accepts("OPTIONS", "/bucket"))
        #expect(accepts("POST", "/bucket", ["content-type": "multipart/form-data; boundary=x"]))
        #expect(accepts("GET", "/", ["host": "bucket.localhost:4566"]))
        #expect(accepts("GET", "/", ["host": "s3.us-east-1.amazonaws.com"]))
        #expect(!accepts("GET", "/"))
        #expect(!accepts("POST", "/", ["content-type": "application/x-www-form-urlencoded"]))
        #expect(!accepts("POST", "/path", ["content-type": "application/x-www-form-urlencoded; charset=utf-8"]))
        #expect(!accepts("GET", "/path?Action=GetCallerIdentity"))
        #expect(!accepts("POST", "/path", ["x-amz-target": "AWSOrganizationsV20161128.ListRoots"]))
        #expect(!accepts("GET", "/.well-known/openid-configuration"))
        #expect(!accepts("GET", "/federation?x"))
    }

    @Test("Our own doors are nobody else's, whatever the host and the signature say")
    func doors() {
        #expect(!accepts("GET", "/_sallyport/health"))
        #expect(!accepts("GET", "/_sallyport/explain/last", ["authorization": signed("s3")]))
        #expect(!accepts("GET", "/_sallyport/health", ["host": "bucket.s3.localhost"]))
    }
}
