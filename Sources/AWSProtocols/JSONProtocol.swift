import AWSTypes

/// AWS's JSON protocol of one service: the operation stands in the header `X-Amz-Target`, and members are JSON.
package struct JSONProtocol: Sendable {
    /// What comes before the dot in `X-Amz-Target`.
    package let target: String
    /// `1.0` or `1.1`.
    package let version: String

    /// Makes a protocol.
    package init(target: String, version: String) {
        self.target = target
        self.version = version
    }

    /// The content type of all answers.
    package var contentType: String { "application/x-amz-json-\(version)" }

    /// The operation that the header asks for.
    ///
    /// - Throws: `UnknownOperationException` where it asks for none of this service.
    package func operation(_ header: String?) throws(AWSError) -> String {
        guard let header, header.hasPrefix(target + ".") else { throw JSONProtocol.unknownOperation }
        return String(header.dropFirst(target.utf8.count + 1))
    }

    /// There is no such operation.
    package static let unknownOperation = AWSError(
        "UnknownOperationException", status: 400, "The requested operation is not supported.")

    /// An answer with an operation's members; nil for an operation that has no result, whose answer is empty.
    package func response(members: WireWriter?) -> [UInt8] {
        guard let members else { return [] }
        return [UInt8(ascii: "{")] + members.bytes + [UInt8(ascii: "}")]
    }

    /// An error, by its name in these services.
    ///
    /// AWS: services spell the message's member with a capital letter, and the front that all of them share with a
    /// small one; clients read both.
    package static func response(to error: AWSError) -> [UInt8] {
        var writer = WireWriter(.json)
        writer.field("__type", name(of: error))
        writer.field(frontErrors[error.code] == nil ? "Message" : "message", error.message)
        writer.field("Reason", error.reason)
        return [UInt8(ascii: "{")] + writer.bytes + [UInt8(ascii: "}")]
    }

    /// The HTTP status of an error: all that clients can mend is 400.
    package static func status(of error: AWSError) -> Int {
        error.status < 500 && error.status != 413 && error.status != 405 ? 400 : error.status
    }

    private static func name(of error: AWSError) -> String {
        if error.code == "AccessDenied" { return "AccessDeniedException" }
        return frontErrors[error.code] ?? error.code
    }

    /// What this protocol calls the errors that are not the operation's own.
    private static let frontErrors: [String: String] = [
        "IncompleteSignature": "IncompleteSignatureException",
        "InvalidClientTokenId": "UnrecognizedClientException",
        "SignatureDoesNotMatch": "InvalidSignatureException",
        "MissingAuthenticationToken": "MissingAuthenticationTokenException",
        "ExpiredToken": "ExpiredTokenException",
        "RequestExpired": "ExpiredTokenException",
        "ValidationError": "ValidationException",
        "MalformedInput": "SerializationException",
        "SerializationException": "SerializationException",
        "UnknownOperationException": "UnknownOperationException",
        "InternalFailure": "InternalFailure",
        "ServiceUnavailable": "ServiceUnavailableException",
    ]
}
