import AWSTypes
import ObjectStore
import S3Protocol

extension AWSError {
    /// The one place where what the store refuses becomes what clients see.
    init(_ error: ObjectStoreError, key: String = "", bucket: String = "", upload: String = "") {
        self =
            switch error {
            case .noSuchBucket: .noSuchBucket(bucket)
            case .bucketIsBeingDeleted:
                AWSError(
                    "OperationAborted", status: 409,
                    "A conflicting conditional operation is currently in progress against this resource. Please try "
                        + "again.")
            case .bucketNotEmpty:
                AWSError("BucketNotEmpty", status: 409, "The bucket you tried to delete is not empty")
                    .adding(.init("BucketName", bucket))
            case .noSuchKey, .deleteMarker: .noSuchKey(key)
            case .noSuchVersion:
                AWSError("NoSuchVersion", status: 404, "The specified version does not exist.")
                    .adding(.init("Key", key))
            case .noSuchUpload: .noSuchUpload(upload)
            case .preconditionFailed: .preconditionFailed("If-Match")
            case .invalidPart(let number): .invalidPart(number, of: upload)
            case .invalidPartOrder:
                AWSError(
                    "InvalidPartOrder", status: 400,
                    "The list of parts was not in ascending order. Parts must be ordered by part number."
                ).adding(.init("UploadId", upload))
            case .partTooSmall(let number, let size, let etag):
                AWSError(
                    "EntityTooSmall", status: 400, "Your proposed upload is smaller than the minimum allowed size"
                ).adding(
                    .init("ProposedSize", "\(size)"), .init("MinSizeAllowed", "\(Completion.smallestPart)"),
                    .init("PartNumber", "\(number)"), .init("ETag", etag))
            case .otherSize(let expected):
                .invalidRequest(
                    "The provided 'x-amz-mp-object-size' header does not match what was computed: \(expected)")
            case .otherChecksum:
                AWSError(
                    "BadDigest", status: 400, "The checksum you specified did not match the calculated checksum.")
            case .gone:
                AWSError(
                    "OperationAborted", status: 409,
                    "A conflicting conditional operation is currently in progress against this resource. Please try "
                        + "again.")
            case .diskFull:
                AWSError("InternalError", status: 507, "There is no room for this on the server's disk.")
            case .failure: AWSError("InternalError", status: 500, "We encountered an internal error. Please try again.")
            case .closed: AWSError("ServiceUnavailable", status: 503, "Service is unable to handle request.")
            }
    }

    /// What can't be a version's id.
    static func invalidVersionID(_ text: String) -> AWSError {
        .invalidArgument("Invalid version id specified", "versionId", text)
    }

    /// There is no such upload.
    static func noSuchUpload(_ id: String) -> AWSError {
        AWSError(
            "NoSuchUpload", status: 404,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
                + "completed."
        ).adding(.init("UploadId", id))
    }

    /// A condition of the request does not hold.
    static func preconditionFailed(_ condition: String) -> AWSError {
        AWSError(
            "PreconditionFailed", status: 412, "At least one of the pre-conditions you specified did not hold"
        ).adding(.init("Condition", condition))
    }

    static func invalidPart(_ number: Int, of upload: String) -> AWSError {
        AWSError(
            "InvalidPart", status: 400,
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
                + "specified entity tag may not match the part's entity tag."
        ).adding(.init("UploadId", upload), .init("PartNumber", "\(number)"))
    }
}
