import AWSTypes
import SigV4
import Testing

@Suite("AWS's Signature Version 4 test suite")
struct AWSTestSuiteTests {
    static let file = Result { try VectorFile.load("aws-test-suite") }
    let file: VectorFile
    let now = Timestamp(seconds: 1_440_938_160)
    let rules = ServiceRules.standard("service")

    init() throws { file = try Self.file.get() }

    private func signed(_ vector: SignedVector) throws -> RequestHead {
        var head = vector.head
        let scope = try #require(file.scope)
        let names = try #require(vector.signedHeaders)
        let signature = try #require(vector.signature)
        head.fields.append(
            HeaderField(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(file.accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
            ))
        return head
    }

    @Test("Each signature of the suite is verified", arguments: try file.get().vectors)
    func header(vector: SignedVector) throws {
        let body = SignedBody.read(ContentHash(of: vector.bodyBytes))
        try verify(signed(vector), secret: file.secret, body: body, at: now, rules: rules)
    }

    @Test("Each presigned request of the suite is verified", arguments: try file.get().presigned ?? [])
    func query(vector: SignedVector) throws {
        try verify(vector.head, secret: file.secret, body: .read(.ofNothing), at: now, rules: rules)
    }

    @Test("No signature of the suite holds under another key", arguments: try file.get().vectors)
    func otherKey(vector: SignedVector) throws {
        let body = SignedBody.read(ContentHash(of: vector.bodyBytes))
        let failure = failure(of: try signed(vector), secret: SecretKey("other"), body: body, at: now, rules: rules)
        guard case .mismatch(let mismatch) = failure else { throw failure ?? .unsigned }
        #expect(mismatch.signatureProvided == vector.signature)
    }

    @Test("No signature of the suite holds for another body", arguments: try file.get().vectors)
    func otherBody(vector: SignedVector) throws {
        let body = SignedBody.read(ContentHash(of: Array("other".utf8)))
        guard case .mismatch = failure(of: try signed(vector), secret: file.secret, body: body, at: now, rules: rules)
        else { throw SignatureFailure.unsigned }
    }

    @Test("Each changed byte of a signed field breaks the signature")
    func changedFields() throws {
        let vector = try #require(file.vectors.first { $0.name == "post-x-www-form-urlencoded" })
        let original = try signed(vector)
        for place in original.fields.indices
        where !["Authorization", "X-Amz-Date"].contains(original.fields[place].name) {
            var changed = original
            changed.fields[place].value += "x"
            let body = SignedBody.read(ContentHash(of: vector.bodyBytes))
            guard case .mismatch = failure(of: changed, secret: file.secret, body: body, at: now, rules: rules) else {
                throw SignatureFailure.unsigned
            }
        }
    }

    @Test("The signer makes the suite's signatures where it signs the same fields", arguments: try file.get().vectors)
    func signing(vector: SignedVector) throws {
        let key = try #require(AccessKeyID(file.accessKeyID))
        var head = vector.head
        let token = head.fields.first { $0.name == "X-Amz-Security-Token" }?.value
        guard !vector.name.hasSuffix("-after"), !vector.name.hasSuffix("content hash") else { return }
        head.fields.removeAll { $0.name.hasPrefix("X-Amz-") }
        let signer = Signer(
            accessKeyID: key, secret: file.secret, sessionToken: token, region: "us-east-1", rules: rules)
        let made = signer.sign(head, payload: .sha256(ContentHash(of: vector.bodyBytes)), at: now)
        let signature = try #require(vector.signature)
        #expect(made.fields.last?.value.hasSuffix("Signature=\(signature)") == true)
    }
}
