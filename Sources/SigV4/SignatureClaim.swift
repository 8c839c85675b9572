import AWSTypes

/// What a request says of its signature: who made it, when, for what, and over which header fields.
///
/// A claim is read, not yet believed. The order of the checks is AWS's: `validate`, then the look-up of the access
/// key, then `verify`.
///
/// ```swift
/// guard let claim = try SignatureClaim(of: head) else { throw SignatureFailure.unsigned }
/// try claim.validate(head, at: now, rules: .standard("sts"))
/// let key = SigningKey(secret: try secret(of: claim.accessKeyID), scope: claim.scope)
/// try claim.verify(head, with: key, body: .read(ContentHash(of: body)), rules: .standard("sts"))
/// ```
public struct SignatureClaim: Sendable, Equatable {
    /// The access key that is said to have signed.
    public let accessKeyID: AccessKeyID
    /// The scope of the signing key.
    public let scope: CredentialScope
    /// The names of the signed header fields, joined by `;`, in canonical order.
    public var signedHeaders: String { headerNames.joined }
    /// The signature, as the client sent it.
    public let signature: String
    /// When the request was signed.
    public let timestamp: Timestamp
    /// The session token of temporary credentials.
    public let securityToken: String?
    /// What the request says of its body.
    public let payload: PayloadDeclaration
    /// Where the signature was found.
    public let carriage: Carriage

    let headerNames: SignedHeaderNames
    /// The timestamp as the signed text has it.
    let dateText: String

    /// Where a signature travels.
    public enum Carriage: Sendable, Hashable {
        /// In the `Authorization` header field.
        case header
        /// In the query, as a presigned URL; `expires` is `X-Amz-Expires` in seconds, if it was given.
        case query(expires: Int64?)
    }

    /// Reads the claim of a request; nil where nothing was signed.
    public init?(of head: RequestHead) throws(SignatureFailure) {
        let fields = try ClaimFields(head)
        let query = PresignedQuery(target: head.target)
        switch (fields.authorization, query) {
        case (nil, nil): return nil
        case (_?, _?): throw .severalMechanisms
        case (let header?, nil): self = try SignatureClaim(header: header, fields: fields)
        case (nil, let query?): self = try SignatureClaim(query: query, fields: fields)
        }
    }

    /// Makes a claim of its parts; `date` is the text of the timestamp, if that has the form of signatures.
    init(
        credential: String, signedHeaders: String, signature: String, timestamp: Timestamp, date: String?,
        securityToken: String?, payload: PayloadDeclaration, carriage: Carriage
    ) throws(SignatureFailure) {
        (accessKeyID, scope) = try SignatureClaim.parse(credential: credential)
        headerNames = SignedHeaderNames(signedHeaders)
        self.signature = signature
        self.timestamp = timestamp
        dateText = date ?? timestamp.basicISO8601
        self.securityToken = securityToken
        self.payload = payload
        self.carriage = carriage
    }

    /// The key and scope of a credential, `key/date/region/service/aws4_request`.
    static func parse(credential: String) throws(SignatureFailure) -> (AccessKeyID, CredentialScope) {
        let parts: (String, String, String, String, String)? = withBytes(of: credential) { bytes in
            var start = 0
            func next() -> String? {
                guard start <= bytes.count else { return nil }
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
                defer { start = end + 1 }
                return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
            }
            guard let key = next(), let date = next(), let region = next(), let service = next(),
                let terminator = next(), start > bytes.count
            else { return nil }
            return (key, date, region, service, terminator)
        }
        guard let parts, let key = AccessKeyID(parts.0) else { throw .malformedCredential(credential) }
        let scope = CredentialScope(date: parts.1, region: parts.2, service: parts.3, terminator: parts.4)
        return (key, scope)
    }
}
