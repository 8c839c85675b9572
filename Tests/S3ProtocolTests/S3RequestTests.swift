import AWSTypes
import S3Protocol
import SigV4
import Testing

@Suite("What a request to S3 asks for")
struct S3RequestTests {
    private static let hosts = S3Hosts(["localhost", "files.example.com"])

    private func request(
        _ method: String, _ target: String, host: String = "127.0.0.1:4566", _ fields: [String: String] = [:]
    ) throws(AWSError) -> S3Request {
        let fields = [HeaderField("host", host)] + fields.map { HeaderField($0.key, $0.value) }
        return try S3Request(RequestHead(method: method, target: target, fields: fields), among: S3RequestTests.hosts)
    }

    @Test(
        "Paths and hosts name buckets",
        arguments: [
            ("127.0.0.1:4566", "/b/k", "b", "k"), ("localhost:4566", "/b/k", "b", "k"), ("[::1]:4566", "/b", "b", nil),
            ("photos.localhost:4566", "/k", "photos", "k"), ("photos.s3.localhost:4566", "/", "photos", nil),
            ("photos.s3.eu-west-1.amazonaws.com", "/a/b", "photos", "a/b"),
            ("photos.2026.s3-eu-west-1.amazonaws.com", "/a", "photos.2026", "a"),
            ("s3.us-east-1.amazonaws.com", "/photos/a", "photos", "a"),
            ("Photos.Files.example.com", "/x", "photos", "x"), ("files.example.com", "/b/x", "b", "x"),
        ] as [(String, String, String, String?)])
    func addresses(_ host: String, _ target: String, _ bucket: String, _ key: String?) throws {
        let address = try request("GET", target, host: host).address
        #expect(address.bucket == bucket)
        #expect(address.key == key)
    }

    @Test(
        "A key is what was sent, decoded once and normalised never",
        arguments: [
            ("/b/..", ".."), ("/b/../c", "../c"), ("/b//", "/"), ("/b//a//", "/a//"), ("/b/%2e%2e%2f", "../"),
            ("/b/%252e", "%2e"), ("/b/a+b", "a+b"), ("/b/%00", "\u{0}"), ("/b/%E2%82%AC", "€"), ("/b/./.", "./."),
            ("/b/a%3Fb", "a?b"), ("/b/%23", "#"),
        ])
    func keys(_ target: String, _ key: String) throws {
        #expect(try request("GET", target).key == key)
    }

    @Test(
        "What can't be decoded, and keys of more than 1,024 bytes, are refused",
        arguments: [
            ("/b/%", "InvalidURI"), ("/b/%4", "InvalidURI"), ("/b/%zz", "InvalidURI"), ("/b/%FF", "InvalidURI"),
            ("//k", "InvalidURI"), ("/b?x=%", "InvalidURI"),
            ("/b/" + String(repeating: "a", count: 1025), "KeyTooLongError"),
            ("/b/" + String(repeating: "%E2%82%AC", count: 342), "KeyTooLongError"),
        ])
    func broken(_ target: String, _ code: String) {
        let error = #expect(throws: AWSError.self) { try request("GET", target) }
        #expect(error?.code == code)
    }

    @Test("The longest key is taken")
    func longest() throws {
        #expect(try request("GET", "/b/" + String(repeating: "a", count: 1024)).key.utf8.count == 1024)
    }

    @Test(
        "Methods and subresources tell operations",
        arguments: [
            ("GET", "/", S3Operation.listBuckets), ("GET", "/b", .listObjects), ("GET", "/b/", .listObjects),
            ("GET", "/b?list-type=2", .listObjectsV2), ("GET", "/b?versions", .listObjectVersions),
            ("GET", "/b?uploads", .listMultipartUploads), ("PUT", "/b", .createBucket), ("HEAD", "/b", .headBucket),
            ("DELETE", "/b", .deleteBucket), ("POST", "/b?delete", .deleteObjects), ("GET", "/b?acl", .getBucketAcl),
            ("PUT", "/b?policy", .putBucketPolicy), ("GET", "/b?policyStatus", .getBucketPolicyStatus),
            ("DELETE", "/b?publicAccessBlock", .deletePublicAccessBlock), ("GET", "/b?location", .getBucketLocation),
            ("GET", "/b/k", .getObject), ("HEAD", "/b/k", .headObject),
            ("GET", "/b/k?attributes", .getObjectAttributes),
            ("PUT", "/b/k", .putObject), ("PUT", "/b/k?uploadId=u&partNumber=1", .uploadPart),
            ("POST", "/b/k?uploads", .createMultipartUpload), ("POST", "/b/k?uploadId=u", .completeMultipartUpload),
            ("DELETE", "/b/k?uploadId=u", .abortMultipartUpload), ("GET", "/b/k?uploadId=u", .listParts),
            ("DELETE", "/b/k?versionId=v", .deleteObject), ("PUT", "/b/k?tagging", .putObjectTagging),
            ("OPTIONS", "/b/k", .preflight),
        ])
    func operations(_ method: String, _ target: String, _ operation: S3Operation) throws {
        #expect(try request(method, target).operation == operation)
    }

    @Test("A copy is told by its header field")
    func copies() throws {
        let copy = try request("PUT", "/b/k", ["x-amz-copy-source": "/source/a%20b?versionId=v1"])
        #expect(copy.operation == .copyObject)
        let source = try S3CopySource(copy)
        #expect((source.bucket, source.key, source.versionID) == ("source", "a b", "v1"))
        #expect(
            try request("PUT", "/b/k?uploadId=u&partNumber=1", ["x-amz-copy-source": "s/k"]).operation
                == .uploadPartCopy)
    }

    @Test(
        "What this server does not have is refused, and so is what nothing has",
        arguments: [
            ("PUT", "/b?lifecycle", "NotImplemented"), ("GET", "/b?analytics", "NotImplemented"),
            ("GET", "/b/k?torrent", "NotImplemented"), ("PUT", "/b/k?retention", "NotImplemented"),
            ("POST", "/", "MethodNotAllowed"), ("PATCH", "/b/k", "MethodNotAllowed"),
            ("POST", "/b/k", "MethodNotAllowed"), ("PUT", "/b?location", "MethodNotAllowed"),
            ("POST", "/b", "PreconditionFailed"),
        ])
    func unmet(_ method: String, _ target: String, _ code: String) {
        let error = #expect(throws: AWSError.self) { try request(method, target) }
        #expect(error?.code == code)
    }

    @Test("S3 Control is told by its host, or by its path and the account that is named")
    func control() throws {
        let path = "/v20180820/configuration/publicAccessBlock"
        #expect(
            try request("GET", path, ["x-amz-account-id": "123456789012"]).operation == .getAccountPublicAccessBlock)
        #expect(
            try request("PUT", path, host: "1.s3-control.us-east-1.amazonaws.com").operation
                == .putAccountPublicAccessBlock)
        #expect(try request("GET", path).operation == .getObject)
    }
}

@Suite("S3's errors on the wire")
struct S3ErrorDocumentTests {
    @Test("An error has no namespace, and its details stand between message and ids")
    func document() {
        let error = AWSError.noSuchKey("a<b")
        let text = String(decoding: S3ErrorDocument.write(error, requestID: "R", hostID: "H"), as: UTF8.self)
        #expect(
            text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key>\
                <RequestId>R</RequestId><HostId>H</HostId></Error>
                """)
    }
}
