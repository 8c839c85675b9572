import AWSTypes
import SigV4
import TestRandomness
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    private static let bits = [
        "", "=", ",", ";", "/", "%", "%4", "%zz", "?", "&", "+", "\u{0}", "é", "🚪", " ", "\t", "..", "//",
        "Credential=",
        "Signature=", "SignedHeaders=", "X-Amz-Date=", "X-Amz-Signature=", "AWS4-", "Host;HOST;host", "-1",
        "99999999999999999999",
    ]

    private func mutate(_ text: String, with entropy: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &entropy) {
            let place = Int.random(in: 0...scalars.count, using: &entropy)
            let end = min(scalars.count, place + Int.random(in: 0...20, using: &entropy))
            let bit = Self.bits.randomElement(using: &entropy) ?? ""
            scalars.replaceSubrange(place..<end, with: Array(bit.unicodeScalars))
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    @Test("Mutated requests are refused or verified, and nothing stops the reader", arguments: UInt64(1)...4)
    func requests(seed: UInt64) throws {
        var entropy = SeededGenerator(seed: seed)
        let file = try VectorFile.load("botocore")
        let now = try #require(Timestamp(basicISO8601: file.signed ?? ""))
        var refused = 0
        for _ in 0..<500 {
            let vector = try #require(file.vectors.randomElement(using: &entropy))
            var head = vector.head
            let place = Int.random(in: 0...head.fields.count, using: &entropy)
            if place == head.fields.count {
                head.target = mutate(head.target, with: &entropy)
            } else {
                head.fields[place].value = mutate(head.fields[place].value, with: &entropy)
            }
            let rules: ServiceRules = vector.service == "s3" ? .s3 : .standard(vector.service ?? "")
            let body = SignedBody.read(ContentHash(of: vector.bodyBytes))
            if failure(of: head, secret: file.secret, body: body, at: now, rules: rules) != nil { refused += 1 }
        }
        // What passes changed nothing that is signed: fields that are not, dots in paths, the spelling of a parameter.
        #expect(refused > 300, "seed \(seed)")
    }

    @Test("No bytes stop a decoder of chunks", arguments: UInt64(1)...4)
    func chunks(seed: UInt64) throws {
        var entropy = SeededGenerator(seed: seed)
        let file = try VectorFile.load("botocore")
        let vector = try #require(file.vectors.first { $0.name.contains("unsigned chunks") })
        let claim = try #require(try SignatureClaim(of: vector.head))
        let key = SigningKey(secret: file.secret, scope: claim.scope)
        let payload = Array(String(repeating: "chunked ", count: 20).utf8)
        for _ in 0..<2000 {
            var body = vector.bodyBytes
            for _ in 0..<Int.random(in: 1...3, using: &entropy) {
                let place = Int.random(in: 0..<body.count, using: &entropy)
                let bytes = Array("0123456789abcdef;\r\n: x\u{7F}".utf8)
                body[place] = bytes.randomElement(using: &entropy) ?? 0
            }
            let made = ChunkedPayloadDecoder(
                claim: claim, key: key, decodedLength: 160, announcedTrailers: ["x-amz-checksum-crc32"])
            var decoder = try #require(made)
            var output: [UInt8] = []
            do {
                try decoder.decode(body[...], into: &output)
                _ = try decoder.finish()
                #expect(output.count == payload.count, "seed \(seed)")
            } catch {
                guard case .chunk = error else { throw error }
            }
        }
    }

    @Test("A thousand fields, parameters and signed names are read")
    func many() throws {
        let key = try #require(AccessKeyID(example.id))
        let signer = Signer(accessKeyID: key, secret: example.secret, region: "us-east-1", rules: .standard("sts"))
        let fields = (0..<1000).map { HeaderField("x-\($0)", "value") } + [HeaderField("host", "h")]
        let query = (0..<1000).map { "p\($0)=\($0)" }.joined(separator: "&")
        let now = Timestamp(seconds: 1_795_509_000)
        let head = RequestHead(method: "GET", target: "/?\(query)", fields: fields)
        let signed = signer.sign(head, payload: .sha256(.ofNothing), at: now)
        #expect(failure(of: signed, at: now, rules: .standard("sts")) == nil)
    }
}
