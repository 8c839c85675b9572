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
    /// The names of the signed header fields, joined by `;`, as the client sent them.
    public let signedHeaders: String
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

    /// Where a signature travels.
    public enum Carriage: Sendable, Hashable {
        /// In the `Authorization` header field.
        case header
        /// In the query, as a presigned URL; `expires` is `X-Amz-Expires` in seconds, if it was given.
        case query(expires: Int64?)
    }

    /// Reads the claim of a request; nil where nothing was signed.
    public init?(of head: RequestHead) throws(SignatureFailure) {
        let authorization = try SignatureClaim.singleValue(of: "authorization", in: head)
        let query = PresignedQuery(target: head.target)
        switch (authorization, query) {
        case (nil, nil): return nil
        case (_?, _?): throw .severalMechanisms
        case (let header?, nil): self = try SignatureClaim(header: header, head: head)
        case (nil, let query?): self = try SignatureClaim(query: query, head: head)
        }
    }

    /// Makes a claim of its parts.
    init(
        accessKeyID: AccessKeyID, scope: CredentialScope, signedHeaders: String, signature: String,
        timestamp: Timestamp,
        securityToken: String?, payload: PayloadDeclaration, carriage: Carriage
    ) {
        self.accessKeyID = accessKeyID
        self.scope = scope
        self.signedHeaders = signedHeaders
        self.signature = signature
        self.timestamp = timestamp
        self.securityToken = securityToken
        self.payload = payload
        self.carriage = carriage
    }

    /// The value of a field that must not come twice.
    static func singleValue(of name: String, in head: RequestHead) throws(SignatureFailure) -> String? {
        var found: String?
        for field in head.fields where field.isNamed(name) {
            if found != nil { throw .repeated(name) }
            found = field.value
        }
        return found
    }

    /// The key and scope of a credential, `key/date/region/service/aws4_request`.
    static func parse(credential: String) throws(SignatureFailure) -> (AccessKeyID, CredentialScope) {
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, let key = AccessKeyID(parts[0]) else { throw .malformedCredential(credential) }
        let scope = CredentialScope(
            date: String(parts[1]), region: String(parts[2]), service: String(parts[3]), terminator: String(parts[4]))
        return (key, scope)
    }
}
