import AWSTypes
import SigV4
import Testing

@Suite("Bodies in signed chunks")
struct ChunkedPayloadTests {
    static let file = Result { try VectorFile.load("s3-documentation") }
    static var vectors: [StreamingVector] { get throws { try file.get().streaming?.vectors ?? [] } }

    let file: VectorFile
    let streaming: StreamingVectors
    let now: Timestamp
    let payload = [UInt8](repeating: UInt8(ascii: "a"), count: 66_560)

    init() throws {
        file = try Self.file.get()
        streaming = try #require(file.streaming)
        now = try #require(Timestamp(basicISO8601: file.signed ?? ""))
    }

    private func body(_ vector: StreamingVector) -> [UInt8] {
        var body: [UInt8] = []
        for (size, signature) in zip([65_536, 1024, 0], vector.chunkSignatures) {
            body += Array("\(String(size, radix: 16));chunk-signature=\(signature)\r\n".utf8)
            body += payload.prefix(size)
            if size > 0 || vector.trailers.isEmpty { body += Array("\r\n".utf8) }
        }
        for trailer in vector.trailers { body += Array("\(trailer[0]):\(trailer[1])\r\n".utf8) }
        if !vector.trailers.isEmpty { body += Array("\r\n".utf8) }
        return body
    }

    private func decoder(
        _ vector: StreamingVector, length: Int64 = 66_560, trailers: [String] = ["x-amz-checksum-crc32c"],
        longest: Int64 = 16 << 20
    ) throws -> ChunkedPayloadDecoder {
        let head = RequestHead(
            method: streaming.method, target: streaming.target, fields: vector.fields.map { HeaderField($0[0], $0[1]) })
        let claim = try verify(head, secret: file.secret, body: .pending, at: now, rules: .s3)
        let made = ChunkedPayloadDecoder(
            claim: claim, key: SigningKey(secret: file.secret, scope: claim.scope), decodedLength: length,
            announcedTrailers: vector.trailers.isEmpty ? [] : trailers, longestSignedChunk: longest)
        return try #require(made)
    }

    /// Feeds the body in pieces of that size, and gives what came out; throws what the decoder throws.
    private func decode(
        _ body: [UInt8], with decoder: ChunkedPayloadDecoder, step: Int = 8192
    ) throws(SignatureFailure) -> (payload: [UInt8], trailers: [HeaderField]) {
        var decoder = decoder
        var output: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: step) {
            try decoder.decode(body[start..<min(start + step, body.count)], into: &output)
        }
        return (output, try decoder.finish())
    }

    private func fault(_ body: [UInt8], with decoder: ChunkedPayloadDecoder) -> SignatureFailure? {
        do {
            _ = try decode(body, with: decoder)
            return nil
        } catch {
            return error
        }
    }

    @Test("The documented bodies give their payload, however they are cut", arguments: try vectors)
    func documented(vector: StreamingVector) throws {
        let body = body(vector)
        if vector.trailers.isEmpty { #expect(body.count == 66_824) }
        for step in [1, 7, 1000, 65_536, body.count] {
            let (output, trailers) = try decode(body, with: decoder(vector), step: step)
            #expect(output == payload)
            #expect(trailers == vector.trailers.prefix(1).map { HeaderField($0[0], $0[1]) })
        }
    }

    @Test("A changed payload is never let out", arguments: try vectors)
    func changedPayload(vector: StreamingVector) throws {
        var body = body(vector)
        body[100] = UInt8(ascii: "b")
        var decoder = try decoder(vector)
        var output: [UInt8] = []
        #expect(throws: SignatureFailure.chunk(.signatureMismatch)) { try decoder.decode(body[...], into: &output) }
        #expect(output.isEmpty)
    }

    @Test("A changed signature of a chunk is refused, and only what came before is let out", arguments: try vectors)
    func changedSignature(vector: StreamingVector) throws {
        var body = body(vector)
        let second = 88 + 65_538 + 25
        body[second] = body[second] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        var decoder = try decoder(vector)
        var output: [UInt8] = []
        #expect(throws: SignatureFailure.chunk(.signatureMismatch)) { try decoder.decode(body[...], into: &output) }
        #expect(output.count == 65_536)
    }

    @Test("A body that was cut is incomplete, wherever it was cut", arguments: try vectors)
    func cut(vector: StreamingVector) throws {
        let body = body(vector)
        // The empty line after trailers may be missing.
        let tolerated = vector.trailers.isEmpty ? 0 : 2
        for length in [0, 5, 87, 88, 89, 65_624, 65_626, 66_000] + Array((body.count - 190)..<(body.count - tolerated))
        {
            let fault = fault(Array(body.prefix(length)), with: try decoder(vector))
            #expect(fault != nil, "cut to \(length)")
        }
    }

    @Test("A chunk left out breaks the chain")
    func leftOut() throws {
        let vector = try #require(try Self.vectors.first)
        var body = body(vector)
        body.removeSubrange(0..<(88 + 65_538))
        #expect(fault(body, with: try decoder(vector, length: 1024)) == .chunk(.signatureMismatch))
    }

    @Test("Bytes after the last chunk are refused", arguments: try vectors)
    func more(vector: StreamingVector) throws {
        #expect(fault(body(vector) + [0], with: try decoder(vector)) == .chunk(.malformed))
    }

    @Test("A body of another length than was declared is refused", arguments: try vectors)
    func length(vector: StreamingVector) throws {
        #expect(fault(body(vector), with: try decoder(vector, length: 66_559)) == .chunk(.lengthMismatch))
        #expect(fault(body(vector), with: try decoder(vector, length: 66_561)) == .chunk(.lengthMismatch))
    }

    @Test("A signed chunk longer than may be held back is refused before it is read")
    func tooLong() throws {
        let vector = try #require(try Self.vectors.first)
        let start = Array(body(vector).prefix(88))
        #expect(fault(start, with: try decoder(vector, longest: 65_535)) == .chunk(.tooLong))
    }

    @Test("An endless header of a chunk is refused")
    func endlessHeader() throws {
        let vector = try #require(try Self.vectors.first)
        let line = [UInt8](repeating: UInt8(ascii: "0"), count: 2000)
        #expect(fault(line, with: try decoder(vector)) == .chunk(.tooLong))
    }

    @Test(
        "A header of a chunk that can't be read is refused",
        arguments: [
            "400\r\n", "g;chunk-signature=00\r\n", ";chunk-signature=00\r\n", "400;signature=00\r\n",
            "400;chunk-signature=00;x=y\r\n", "400;chunk-signature=00\n", "-1;chunk-signature=00\r\n",
            "10000000000000000;chunk-signature=00\r\n", "\r\n",
        ])
    func malformed(line: String) throws {
        let vector = try #require(try Self.vectors.first)
        #expect(fault(Array(line.utf8), with: try decoder(vector)) == .chunk(.malformed))
    }

    @Test("Changed, unsigned, unannounced, missing and repeated trailers are refused")
    func trailers() throws {
        let vector = try #require(try Self.vectors.last)
        let chunks = body(vector).dropLast(124)
        let checksum = "x-amz-checksum-crc32c:sOO8/Q==\r\n"
        let signature = "\(vector.trailers[1][0]):\(vector.trailers[1][1])\r\n"
        let cases: [(String, [String], SignatureFailure?)] = [
            (checksum + signature, ["X-Amz-Checksum-CRC32C"], nil),
            (checksum.uppercased() + signature, ["x-amz-checksum-crc32c"], .chunk(.trailerSignatureMismatch)),
            (
                "x-amz-checksum-crc32c:sOO8/R==\r\n" + signature, ["x-amz-checksum-crc32c"],
                .chunk(.trailerSignatureMismatch)
            ),
            (checksum, ["x-amz-checksum-crc32c"], .chunk(.trailerSignatureMismatch)),
            (checksum + signature, [], .chunk(.unexpectedTrailer("x-amz-checksum-crc32c"))),
            (signature, ["x-amz-checksum-crc32c"], .chunk(.unexpectedTrailer("x-amz-checksum-crc32c"))),
            (
                checksum + checksum + signature, ["x-amz-checksum-crc32c"],
                .chunk(.unexpectedTrailer("x-amz-checksum-crc32c"))
            ),
            (checksum + signature + signature, ["x-amz-checksum-crc32c"], .chunk(.malformed)),
            ("x-amz-checksum-crc32c\r\n" + signature, ["x-amz-checksum-crc32c"], .chunk(.malformed)),
        ]
        for (lines, announced, expected) in cases {
            let body = Array(chunks) + Array("\(lines)\r\n".utf8)
            #expect(fault(body, with: try decoder(vector, trailers: announced)) == expected, "\(lines)")
        }
    }

    @Test("A claim without chunks has no decoder")
    func noChunks() throws {
        let vector = try #require(file.vectors.first)
        let claim = try #require(try SignatureClaim(of: vector.head))
        let key = SigningKey(secret: file.secret, scope: claim.scope)
        #expect(ChunkedPayloadDecoder(claim: claim, key: key, decodedLength: 0) == nil)
    }
}
