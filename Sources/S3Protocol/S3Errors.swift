import AWSTypes

// The errors of S3 that its requests alone can bring about, in AWS's words. Source: S3 API Reference, "Error
// responses", and answers of S3 in public logs.
extension AWSError {
    /// The path or the query can't be read.
    package static let invalidURI = AWSError("InvalidURI", status: 400, "Couldn't parse the specified URI.")

    /// An operation that this server does not have.
    package static let notImplemented = AWSError(
        "NotImplemented", status: 501, "A header you provided implies functionality that is not implemented")

    /// An operation that this server does not have, and which.
    package static func notImplemented(_ what: String) -> AWSError {
        AWSError("NotImplemented", status: 501, "\(what) is not implemented.")
    }

    /// Something has not the method.
    package static func methodNotAllowed(_ method: String, on type: String) -> AWSError {
        AWSError("MethodNotAllowed", status: 405, "The specified method is not allowed against this resource.")
            .adding(.init("Method", method), .init("ResourceType", type))
    }

    /// A key of more than 1,024 bytes.
    package static func keyTooLong(_ key: String) -> AWSError {
        AWSError("KeyTooLongError", status: 400, "Your key is too long")
            .adding(.init("Size", "\(key.utf8.count)"), .init("MaxSizeAllowed", "\(S3Address.longestKey)"))
    }

    /// There is no such bucket.
    package static func noSuchBucket(_ name: String) -> AWSError {
        AWSError("NoSuchBucket", status: 404, "The specified bucket does not exist").adding(.init("BucketName", name))
    }

    /// There is no such key.
    package static func noSuchKey(_ key: String) -> AWSError {
        AWSError("NoSuchKey", status: 404, "The specified key does not exist.").adding(.init("Key", key))
    }

    /// There is no such version of a key.
    package static func noSuchVersion(_ key: String, _ version: String) -> AWSError {
        AWSError("NoSuchVersion", status: 404, "The specified version does not exist.")
            .adding(.init("Key", key), .init("VersionId", version))
    }

    /// The caller may not, and is not told why.
    package static let plainAccessDenied = AWSError.accessDenied("Access Denied")

    /// An argument has a value that it may not have.
    package static func invalidArgument(_ message: String, _ name: String, _ value: String) -> AWSError {
        AWSError("InvalidArgument", status: 400, message)
            .adding(.init("ArgumentName", name), .init("ArgumentValue", value))
    }

    /// A document is not what AWS's schema says.
    package static let malformedXML = AWSError(
        "MalformedXML", status: 400,
        "The XML you provided was not well-formed or did not validate against our published schema")

    /// A request that makes no sense.
    package static func invalidRequest(_ message: String) -> AWSError {
        AWSError("InvalidRequest", status: 400, message)
    }

    /// The bucket takes no ACLs.
    package static let accessControlListNotSupported = AWSError(
        "AccessControlListNotSupported", status: 400, "The bucket does not allow ACLs")

    /// A body is longer than such a body may be.
    package static let maxMessageLengthExceeded = AWSError(
        "MaxMessageLengthExceeded", status: 400, "Your request was too big.")
}
