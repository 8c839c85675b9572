import AWSTypes

/// Reads a body in `aws-chunked` form: bytes in, payload out, every signed chunk verified before its payload leaves.
///
/// It does three of the declarations of `x-amz-content-sha256`: `signedChunks`, `signedChunksWithTrailer` and
/// `unsignedChunksWithTrailer`. Feed it with `decode` as bytes arrive, then ask `finish` for the trailers; a
/// body whose `finish` threw must be thrown away, however much of it came out. After a failure the decoder is of no
/// use. Checksums in trailers are the caller's to compare.
///
/// Source: S3 API Reference, "Signature calculations: transferring payload in multiple chunks" and "… trailers".
public struct ChunkedPayloadDecoder: Sendable {
    private let signatures: ChunkSignatures?
    private let expectsTrailers: Bool
    private let announcedTrailers: [String]
    private let decodedLength: Int64
    private let longestSignedChunk: Int64

    private var state = State.chunkHeader
    private var line: [UInt8] = []
    private var chunk: [UInt8] = []
    private var previousSignature: String
    private var decoded: Int64 = 0
    private var trailers: [HeaderField] = []
    private var trailerSignature: String?

    private enum State: Sendable {
        case chunkHeader
        case data(remaining: Int64, signature: String)
        case chunkEnd(isLast: Bool)
        case trailers
        case complete
    }

    /// The longest line of a chunk's header or of a trailer, in bytes.
    public static let longestLine = 1024
    /// The most trailers.
    public static let mostTrailers = 16

    /// A decoder for the body of a request whose claim was verified with that key; nil where the claim declares no
    /// chunks.
    ///
    /// - Parameters:
    ///   - decodedLength: the value of `x-amz-decoded-content-length`.
    ///   - announcedTrailers: the names in `x-amz-trailer`.
    ///   - longestSignedChunk: the most that is held back until its signature is known, in bytes.
    public init?(
        claim: SignatureClaim, key: SigningKey, decodedLength: Int64, announcedTrailers: [String] = [],
        longestSignedChunk: Int64 = 16 << 20
    ) {
        switch claim.payload {
        case .signedChunks, .signedChunksWithTrailer:
            signatures = ChunkSignatures(date: claim.timestamp, scope: claim.scope, key: key)
        case .unsignedChunksWithTrailer:
            signatures = nil
        case .absent, .sha256, .unsignedPayload, .unrecognised:
            return nil
        }
        expectsTrailers = claim.payload != .signedChunks
        previousSignature = claim.signature
        self.decodedLength = decodedLength
        self.announcedTrailers = announcedTrailers.map { $0.lowercased() }
        self.longestSignedChunk = longestSignedChunk
    }

    /// Takes the next bytes, and appends to `output` the payload that is certain by now.
    public mutating func decode(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) throws(SignatureFailure) {
        var rest = bytes
        while !rest.isEmpty {
            switch state {
            case .chunkHeader:
                if let header = try takeLine(from: &rest) { try begin(header) }
            case .data(let remaining, let signature):
                let part = rest.prefix(Int(clamping: remaining))
                rest = rest.dropFirst(part.count)
                if signatures == nil { output.append(contentsOf: part) } else { chunk.append(contentsOf: part) }
                let left = remaining - Int64(part.count)
                state = .data(remaining: left, signature: signature)
                if left == 0 { try endData(signature: signature, isLast: false, into: &output) }
            case .chunkEnd(let isLast):
                guard let end = try takeLine(from: &rest) else { break }
                guard end.isEmpty else { throw .chunk(.malformed) }
                state = isLast ? .complete : .chunkHeader
            case .trailers:
                if let trailer = try takeLine(from: &rest) { try take(trailer: trailer) }
            case .complete:
                throw .chunk(.malformed)
            }
        }
    }

    /// Takes the body's end, and gives the trailers but for their signature.
    public mutating func finish() throws(SignatureFailure) -> [HeaderField] {
        // Some clients leave out the empty line after the trailers.
        if case .trailers = state, line.isEmpty, !trailers.isEmpty { try endTrailers() }
        guard case .complete = state else { throw .chunk(.incomplete) }
        guard decoded == decodedLength else { throw .chunk(.lengthMismatch) }
        return trailers
    }

    // MARK: - Chunks

    /// The bytes up to CRLF, or nil where they have not all come.
    private mutating func takeLine(from rest: inout ArraySlice<UInt8>) throws(SignatureFailure) -> [UInt8]? {
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        line.append(contentsOf: rest[..<(end ?? rest.endIndex)])
        guard line.count <= ChunkedPayloadDecoder.longestLine else { throw .chunk(.tooLong) }
        rest = end.map { rest[($0 + 1)...] } ?? []
        guard end != nil else { return nil }
        guard line.popLast() == UInt8(ascii: "\r") else { throw .chunk(.malformed) }
        defer { line.removeAll(keepingCapacity: true) }
        return line
    }

    /// Reads `size` or `size;chunk-signature=…`.
    private mutating func begin(_ header: [UInt8]) throws(SignatureFailure) {
        let parts = header.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        let size = try ChunkedPayloadDecoder.size(parts[0])
        var signature = ""
        if signatures != nil {
            let label = Array("chunk-signature=".utf8)
            guard parts.count == 2, parts[1].starts(with: label) else { throw .chunk(.malformed) }
            signature = String(decoding: parts[1].dropFirst(label.count), as: UTF8.self)
            guard size <= longestSignedChunk else { throw .chunk(.tooLong) }
        } else if parts.count > 1 {
            throw .chunk(.malformed)
        }
        let (sum, overflow) = decoded.addingReportingOverflow(size)
        guard !overflow, sum <= decodedLength else { throw .chunk(.lengthMismatch) }
        decoded = sum
        guard size == 0 else {
            state = .data(remaining: size, signature: signature)
            return
        }
        var nothing: [UInt8] = []
        try endData(signature: signature, isLast: true, into: &nothing)
    }

    private static func size(_ digits: ArraySlice<UInt8>) throws(SignatureFailure) -> Int64 {
        guard (1...15).contains(digits.count) else { throw .chunk(.malformed) }
        var size: Int64 = 0
        for digit in digits {
            guard let value = Hexadecimal.value(digit) else { throw .chunk(.malformed) }
            size = size << 4 | Int64(value)
        }
        return size
    }

    /// Verifies the chunk that is now whole, and lets it out.
    private mutating func endData(
        signature: String, isLast: Bool, into output: inout [UInt8]
    ) throws(SignatureFailure) {
        if let signatures {
            let expected = signatures.ofChunk(chunk, after: previousSignature)
            guard ContentHash(hexadecimal: signature) == expected else { throw .chunk(.signatureMismatch) }
            previousSignature = signature
            output.append(contentsOf: chunk)
            chunk.removeAll(keepingCapacity: true)
        }
        state = isLast && expectsTrailers ? .trailers : .chunkEnd(isLast: isLast)
    }

    // MARK: - Trailers

    private mutating func take(trailer: [UInt8]) throws(SignatureFailure) {
        if trailer.isEmpty { return try endTrailers() }
        guard let colon = trailer.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw .chunk(.malformed) }
        guard trailers.count < ChunkedPayloadDecoder.mostTrailers else { throw .chunk(.tooLong) }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var value = trailer[(colon + 1)...].drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        let name = String(decoding: trailer[..<colon], as: UTF8.self).lowercased()
        let text = String(decoding: value, as: UTF8.self)
        if name == "x-amz-trailer-signature", signatures != nil {
            guard trailerSignature == nil else { throw .chunk(.malformed) }
            trailerSignature = text
            return
        }
        guard announcedTrailers.contains(name), !trailers.contains(where: { $0.name == name }) else {
            throw .chunk(.unexpectedTrailer(name))
        }
        trailers.append(HeaderField(name, text))
    }

    private mutating func endTrailers() throws(SignatureFailure) {
        for name in announcedTrailers where !trailers.contains(where: { $0.name == name }) {
            throw .chunk(.unexpectedTrailer(name))
        }
        if let signatures {
            let expected = signatures.ofTrailers(trailers, after: previousSignature)
            guard let trailerSignature, ContentHash(hexadecimal: trailerSignature) == expected else {
                throw .chunk(.trailerSignatureMismatch)
            }
        }
        state = .complete
    }
}
