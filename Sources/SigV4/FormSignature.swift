import AWSTypes

/// What a browser's form says of its signature: who signed the policy in it, and when.
///
/// The policy is signed as it stands in the form, in base 64; nothing else of the request is. Source: S3 API
/// Reference, "Authenticating requests in browser-based uploads using POST".
public struct FormSignature: Sendable {
    /// The access key that is said to have signed.
    public let accessKeyID: AccessKeyID
    /// The scope of the signing key.
    public let scope: CredentialScope
    /// When the form was signed.
    public let timestamp: Timestamp
    /// The session token of temporary credentials.
    public let securityToken: String?
    private let signature: String

    /// Reads the fields of a form, whose names are given in lower case; nil where nothing is signed.
    public init?(fields: (String) -> String?) throws(SignatureFailure) {
        let names = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"]
        let values = names.map(fields)
        if values.allSatisfy({ $0 == nil }) { return nil }
        guard let algorithm = values[0], let credential = values[1], let date = values[2], let signature = values[3]
        else {
            throw .incompleteQuery(missing: zip(names, values).filter { $0.1 == nil }.map(\.0))
        }
        guard algorithm == signatureAlgorithm else { throw .unsupportedAlgorithm(algorithm) }
        guard let timestamp = Timestamp(basicISO8601: date) else { throw .malformedDate(date) }
        (accessKeyID, scope) = try SignatureClaim.parse(credential: credential)
        self.timestamp = timestamp
        self.signature = signature
        securityToken = fields("x-amz-security-token")
        var faults: [SignatureFailure.ScopeFault] = []
        if scope.region.isEmpty { faults.append(.region) }
        if scope.service != "s3" { faults.append(.service(expected: "s3")) }
        if scope.terminator != CredentialScope.validTerminator { faults.append(.terminator) }
        if scope.date != date.prefix(8) { faults.append(.date) }
        if !faults.isEmpty { throw .scope(faults, scope, signed: timestamp) }
    }

    /// Verifies that a policy, in base 64, was signed with a key.
    public func verify(policy: String, with key: SigningKey) throws(SignatureFailure) {
        guard let given = ContentHash(hexadecimal: signature), given == key.signature(of: Array(policy.utf8)) else {
            throw .mismatch(
                SignatureMismatch(
                    accessKeyID: accessKeyID, signatureProvided: signature, stringToSign: policy,
                    canonicalRequest: ""))
        }
    }
}
