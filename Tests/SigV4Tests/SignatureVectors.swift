import AWSTypes
import Foundation
import SigV4
import Testing

/// A file of signed requests in `Vectors`.
struct VectorFile: Decodable {
    let source: String
    let accessKeyID: String
    let secretKey: String
    let scope: String?
    let signed: String?
    let vectors: [SignedVector]
    let presigned: [SignedVector]?
    let streaming: StreamingVectors?

    static func load(_ name: String) throws -> VectorFile {
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        return try JSONDecoder().decode(VectorFile.self, from: data)
    }

    var secret: SecretKey { SecretKey(secretKey) }
}

/// One request.
///
/// Where `signature` is given, the `Authorization` field is made of it; else the request carries its own.
struct SignedVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let service: String?
    let method: String
    let target: String
    let fields: [[String]]
    let body: String?
    let signedHeaders: String?
    let signature: String?

    var head: RequestHead {
        RequestHead(method: method, target: target, fields: fields.map { HeaderField($0[0], $0[1]) })
    }

    /// The body's bytes: each scalar of the text is one.
    var bodyBytes: [UInt8] { (body ?? "").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    var testDescription: String { name }
}

/// Requests whose body comes in chunks.
struct StreamingVectors: Decodable {
    let method: String
    let target: String
    let payload: String
    let vectors: [StreamingVector]
}

/// A request with the signatures of its chunks and its trailers.
struct StreamingVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let fields: [[String]]
    let chunkSignatures: [String]
    let trailers: [[String]]

    var testDescription: String { name }
}

/// Reads a request's claim and verifies it, as a server does.
@discardableResult
func verify(
    _ head: RequestHead, secret: SecretKey, body: SignedBody, at now: Timestamp, rules: ServiceRules
) throws(SignatureFailure) -> SignatureClaim {
    guard let claim = try SignatureClaim(of: head) else { throw .unsigned }
    try claim.validate(head, at: now, rules: rules)
    try claim.verify(head, with: SigningKey(secret: secret, scope: claim.scope), body: body, rules: rules)
    return claim
}

/// What a request's verification fails with, or nil.
func failure(
    of head: RequestHead, secret: SecretKey = example.secret, body: SignedBody = .read(.ofNothing), at now: Timestamp,
    rules: ServiceRules
) -> SignatureFailure? {
    do {
        try verify(head, secret: secret, body: body, at: now, rules: rules)
        return nil
    } catch {
        return error
    }
}

/// The key of AWS's examples.
let example = (id: "AKIAIOSFODNN7EXAMPLE", secret: SecretKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
