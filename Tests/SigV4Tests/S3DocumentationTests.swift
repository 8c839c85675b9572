import AWSTypes
import SigV4
import Testing

@Suite("The S3 API Reference's examples")
struct S3DocumentationTests {
    static let file = Result { try VectorFile.load("s3-documentation") }
    let file: VectorFile
    let now: Timestamp

    init() throws {
        file = try Self.file.get()
        now = try #require(Timestamp(basicISO8601: file.signed ?? ""))
    }

    @Test("Each example is verified", arguments: try file.get().vectors)
    func examples(vector: SignedVector) throws {
        let body = SignedBody.read(ContentHash(of: vector.bodyBytes))
        try verify(vector.head, secret: file.secret, body: body, at: now, rules: .s3)
        try verify(vector.head, secret: file.secret, body: .pending, at: now, rules: .s3)
    }

    @Test("The signer makes the presigned example")
    func presigning() throws {
        let vector = try #require(file.vectors.last)
        let key = try #require(AccessKeyID(file.accessKeyID))
        let signer = Signer(accessKeyID: key, secret: file.secret, region: "us-east-1", rules: .s3)
        let head = RequestHead(method: "GET", target: "/test.txt", fields: vector.head.fields)
        #expect(signer.presign(head, payload: .absent, expires: 86_400, at: now).target == vector.target)
    }

    @Test("A body that is not what the request declared is refused once the signature holds")
    func declaredHash() throws {
        let vector = try #require(file.vectors.first { $0.name == "PUT object" })
        let other = ContentHash(of: Array("Welcome to Amazon S4.".utf8))
        let declared = try #require(
            ContentHash(hexadecimal: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"))
        #expect(
            failure(of: vector.head, body: .read(other), at: now, rules: .s3)
                == .contentHashMismatch(declared: declared, computed: other))
    }

    @Test("The signing key of the documented derivation signs the documented text")
    func derivation() throws {
        // IAM User Guide, "Create a signed AWS API request": the hash of its canonical request, and its signature.
        let date = try #require(Timestamp(basicISO8601: "20150830T123600Z"))
        let scope = CredentialScope(date: date, region: "us-east-1", service: "iam")
        let key = SigningKey(secret: SecretKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), scope: scope)
        let text = """
            AWS4-HMAC-SHA256
            20150830T123600Z
            20150830/us-east-1/iam/aws4_request
            f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
            """
        #expect(
            key.signature(of: Array(text.utf8)).hexadecimal
                == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }
}
