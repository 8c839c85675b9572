import AWSTypes

/// Signatures of chunks and trailers, each of which covers the one before it.
struct ChunkSignatures: Sendable {
    let date: Timestamp
    let scope: CredentialScope
    let key: SigningKey

    /// The signature of a chunk's payload.
    func ofChunk(_ payload: [UInt8], after previous: String) -> ContentHash {
        var text = beginning("AWS4-HMAC-SHA256-PAYLOAD", previous)
        ContentHash.ofNothing.write(to: &text)
        text.append(UInt8(ascii: "\n"))
        ContentHash(of: payload).write(to: &text)
        return key.signature(of: text)
    }

    /// The signature of the trailers.
    func ofTrailers(_ trailers: [HeaderField], after previous: String) -> ContentHash {
        var text = beginning("AWS4-HMAC-SHA256-TRAILER", previous)
        let lines = trailers.sorted { $0.name < $1.name }.map { "\($0.name):\($0.value)\n" }
        ContentHash(of: Array(lines.joined().utf8)).write(to: &text)
        return key.signature(of: text)
    }

    private func beginning(_ algorithm: String, _ previous: String) -> [UInt8] {
        var text = Array("\(algorithm)\n\(date.basicISO8601)\n\(scope)\n\(previous)\n".utf8)
        text.reserveCapacity(text.count + 129)
        return text
    }
}
