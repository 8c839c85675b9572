import AWSTypes
import SigV4
import Testing

@Suite("Requests that botocore signed")
struct BotocoreTests {
    static let file = Result { try VectorFile.load("botocore") }
    let file: VectorFile
    let now: Timestamp

    init() throws {
        file = try Self.file.get()
        now = try #require(Timestamp(basicISO8601: file.signed ?? ""))
    }

    private func rules(_ vector: SignedVector) -> ServiceRules {
        vector.service == "s3" ? .s3 : .standard(vector.service ?? "")
    }

    private func body(_ vector: SignedVector) -> SignedBody { .read(ContentHash(of: vector.bodyBytes)) }

    @Test("Each is verified", arguments: try file.get().vectors)
    func verified(vector: SignedVector) throws {
        let claim = try verify(
            vector.head, secret: file.secret, body: body(vector), at: now, rules: rules(vector))
        #expect(claim.accessKeyID.text == file.accessKeyID)
        #expect(claim.timestamp == now)
        #expect((claim.securityToken != nil) == vector.name.contains("session token"))
    }

    @Test("None is verified with another method", arguments: try file.get().vectors)
    func otherMethod(vector: SignedVector) throws {
        var head = vector.head
        head.method = "DELETE"
        guard case .mismatch = failure(of: head, body: body(vector), at: now, rules: rules(vector)) else {
            throw SignatureFailure.unsigned
        }
    }

    @Test("None is verified with another host", arguments: try file.get().vectors)
    func otherHost(vector: SignedVector) throws {
        var head = vector.head
        for place in head.fields.indices where head.fields[place].name.lowercased() == "host" {
            head.fields[place].value = "evil.example.com"
        }
        guard case .mismatch = failure(of: head, body: body(vector), at: now, rules: rules(vector)) else {
            throw SignatureFailure.unsigned
        }
    }

    @Test("None is verified with another parameter in the query", arguments: try file.get().vectors)
    func otherQuery(vector: SignedVector) throws {
        var head = vector.head
        head.target += head.target.contains("?") ? "&extra=1" : "?extra=1"
        guard case .mismatch = failure(of: head, body: body(vector), at: now, rules: rules(vector)) else {
            throw SignatureFailure.unsigned
        }
    }

    @Test("A body in unsigned chunks gives its payload and its checksum")
    func unsignedChunks() throws {
        let vector = try #require(file.vectors.first { $0.name.contains("unsigned chunks") })
        let claim = try verify(vector.head, secret: file.secret, body: .pending, at: now, rules: .s3)
        let made = ChunkedPayloadDecoder(
            claim: claim, key: SigningKey(secret: file.secret, scope: claim.scope), decodedLength: 160,
            announcedTrailers: ["x-amz-checksum-crc32"])
        var decoder = try #require(made)
        var payload: [UInt8] = []
        try decoder.decode(vector.bodyBytes[...], into: &payload)
        #expect(try decoder.finish() == [HeaderField("x-amz-checksum-crc32", "ZckdeQ==")])
        #expect(payload == Array(String(repeating: "chunked ", count: 20).utf8))
    }
}
