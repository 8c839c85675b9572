import AWSTypes
import HummingbirdCore
import NIOCore
import ObjectStore
import S3Checksums
import S3Protocol
import SigV4

/// The bytes that a request brings, taken as they arrive, and compared with all that the request says of them.
struct ObjectBody {
    /// What was received.
    let received: ReceivedBody
    /// The checksum that the client chose, as it is kept.
    let chosen: Checksum?

    /// The most bytes of one request.
    private static let mostBytes: Int64 = 5 << 30

    /// Takes a body.
    ///
    /// - Parameter wanted: the checksum to make where the client says nothing.
    /// - Throws: `IncompleteBody`, `BadDigest`, `XAmzContentSHA256Mismatch`, `SignatureDoesNotMatch`, `EntityTooLarge`,
    ///   `MissingContentLength`.
    static func take(
        _ call: ObjectCall, into store: ObjectStore, declared: DeclaredChecksum, wanted: Set<ChecksumAlgorithm>
    ) async throws(AWSError) -> ObjectBody {
        let (md5, decoder): (Checksum?, ChunkedPayloadDecoder?)
        do throws(AWSError) {
            md5 = try DeclaredMD5.read(call.request)
            decoder = try self.decoder(call, trailer: declared.trailer)
        } catch {
            await drain(call)
            throw error
        }
        let payload = call.proof?.claim.payload
        var algorithms = wanted
        if let algorithm = declared.algorithm { algorithms.insert(algorithm) }
        if case .sha256? = payload { algorithms.insert(.sha256) }
        let incoming = store.receive(algorithms)
        var trailers: [HeaderField] = []
        if let decoder {
            trailers = try await takeChunks(call, decoder, into: incoming)
        } else {
            try await takePlain(call, into: incoming)
        }
        let received: ReceivedBody
        do throws(ObjectStoreError) {
            received = try await incoming.finish()
        } catch {
            throw AWSError(error)
        }
        let hashes = received.hashes
        if case .sha256(let signed)? = payload,
            let computed = hashes.checksum(.sha256).flatMap({ ContentHash(bytes: $0.bytes) }), computed != signed
        {
            throw SignatureFailure.contentHashMismatch(declared: signed, computed: computed)
                .s3Error(signedBy: call.proof?.claim, now: call.now)
        }
        try DeclaredMD5.compare(md5, hashes.md5)
        var value = declared.value
        if let trailer = declared.trailer, let algorithm = declared.algorithm {
            value = try DeclaredChecksum.read(algorithm, trailers.first { $0.name == trailer }?.value ?? "")
        }
        if let value { try DeclaredChecksum.compare(value, hashes.checksum(value.algorithm)) }
        return ObjectBody(received: received, chosen: value)
    }

    // MARK: As it is

    private static func takePlain(_ call: ObjectCall, into incoming: IncomingBody) async throws(AWSError) {
        // The file of a form has no length of its own.
        let text = call.request.header("content-length")
        guard text != nil || call.request.header("transfer-encoding") == nil else {
            throw AWSError(
                "MissingContentLength", status: 411, "You must provide the Content-Length HTTP header.")
        }
        let expected = try text.map { text throws(AWSError) in try length(text, "Content-Length") }
        var count: Int64 = 0
        var iterator = call.body.makeAsyncIterator()
        do throws(AWSError) {
            while let buffer = try await next(&iterator) {
                count += Int64(buffer.readableBytes)
                guard count <= mostBytes else { throw .entityTooLarge(count, mostBytes) }
                try await append(buffer, to: incoming)
            }
        } catch {
            if expected == nil { await drain(&iterator) }
            throw error
        }
        guard expected == nil || count == expected else { throw .incompleteBody }
    }

    /// Takes what is left of a form's file, and throws it away: whoever cuts it out of the form waits for that.
    static func drain(_ call: ObjectCall) async {
        guard call.request.header("content-length") == nil, call.request.header("transfer-encoding") == nil else {
            return
        }
        var iterator = call.body.makeAsyncIterator()
        await drain(&iterator)
    }

    private static func drain(_ iterator: inout RequestBody.AsyncIterator) async {
        while (try? await iterator.next()) != nil {}
    }

    // MARK: In chunks

    /// The decoder that a body in chunks needs; nil: it comes as it is.
    private static func decoder(_ call: ObjectCall, trailer: String?) throws(AWSError) -> ChunkedPayloadDecoder? {
        guard let proof = call.proof else {
            // AWS: unsigned requests may come in unsigned chunks; their trailers then are not signed either.
            guard call.request.header("x-amz-content-sha256")?.hasPrefix("STREAMING-") != true else {
                throw .notImplemented("A body in chunks without a signature")
            }
            return nil
        }
        switch proof.claim.payload {
        case .signedChunks, .signedChunksWithTrailer, .unsignedChunksWithTrailer: break
        case .absent, .sha256, .unsignedPayload, .unrecognised: return nil
        }
        guard let text = call.request.header("x-amz-decoded-content-length") else {
            throw AWSError(
                "MissingContentLength", status: 411, "You must provide the Content-Length HTTP header.")
        }
        let announced = (call.request.header("x-amz-trailer") ?? "").split(separator: ",").map {
            $0.filter { $0 != " " }
        }
        return ChunkedPayloadDecoder(
            claim: proof.claim, key: proof.key, decodedLength: try length(text, "x-amz-decoded-content-length"),
            announcedTrailers: announced)
    }

    private static func takeChunks(
        _ call: ObjectCall, _ decoder: ChunkedPayloadDecoder, into incoming: IncomingBody
    ) async throws(AWSError) -> [HeaderField] {
        var decoder = decoder
        var iterator = call.body.makeAsyncIterator()
        while let buffer = try await next(&iterator) {
            var decoded: [UInt8] = []
            decoded.reserveCapacity(buffer.readableBytes)
            do {
                try decoder.decode(ArraySlice(buffer.readableBytesView), into: &decoded)
            } catch {
                throw error.s3Error(signedBy: call.proof?.claim, now: call.now)
            }
            if !decoded.isEmpty { try await append(ByteBuffer(bytes: decoded), to: incoming) }
        }
        do {
            return try decoder.finish()
        } catch {
            throw error.s3Error(signedBy: call.proof?.claim, now: call.now)
        }
    }

    // MARK: Pieces

    private static func next(_ iterator: inout RequestBody.AsyncIterator) async throws(AWSError) -> ByteBuffer? {
        do {
            return try await iterator.next()
        } catch {
            throw .incompleteBody
        }
    }

    private static func append(_ buffer: ByteBuffer, to incoming: IncomingBody) async throws(AWSError) {
        do throws(ObjectStoreError) {
            try await incoming.append(buffer)
        } catch {
            throw AWSError(error)
        }
    }

    private static func length(_ text: String, _ name: String) throws(AWSError) -> Int64 {
        guard let length = Int64(text), length >= 0 else {
            throw .invalidArgument("The value of \(name) is not a number.", name, text)
        }
        guard length <= mostBytes else { throw .entityTooLarge(length, mostBytes) }
        return length
    }
}

extension AWSError {
    fileprivate static func entityTooLarge(_ size: Int64, _ most: Int64) -> AWSError {
        AWSError("EntityTooLarge", status: 400, "Your proposed upload exceeds the maximum allowed size")
            .adding(.init("ProposedSize", "\(size)"), .init("MaxSizeAllowed", "\(most)"))
    }

    fileprivate static let incompleteBody = AWSError(
        "IncompleteBody", status: 400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header")
}
