import AWSTypes
import HTTPTypes
import ObjectStore
import S3Checksums
import S3Protocol
import SigV4

/// The header fields that an object is put with, and answered with.
enum ObjectFields {
    /// Those that are answered as they were put.
    private static let kept = [
        "content-type", "content-language", "content-disposition", "cache-control", "expires",
        "x-amz-website-redirect-location",
    ]
    private static let metadataPrefix = "x-amz-meta-"
    /// The most bytes of names and values of a user's own fields.
    private static let mostMetadata = 2048
    private static let defaultType = "binary/octet-stream"

    /// The classes that an object may be put into; they cost nothing here, and are told as they were put.
    private static let storageClasses: Set<String> = [
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE",
        "GLACIER_IR",
    ]

    /// What a request says of the object it puts.
    ///
    /// - Throws: `MetadataTooLarge`, `InvalidStorageClass`, `InvalidRedirectLocation`, `InvalidArgument`,
    ///   `NotImplemented` for encryption with keys that this server does not have.
    static func description(_ request: S3Request, tags: [Tag]?) throws(AWSError) -> ObjectDescription {
        var fields = FieldList()
        for name in kept {
            if let value = request.header(name), !value.isEmpty { fields.append(name, value) }
        }
        if let encoding = contentEncoding(request) { fields.append("content-encoding", encoding) }
        var size = 0
        for field in request.head.fields {
            let name = field.name.lowercased()
            guard name.hasPrefix(metadataPrefix) else { continue }
            size += name.utf8.count - metadataPrefix.utf8.count + field.value.utf8.count
            fields.append(name, field.value)
        }
        guard size <= mostMetadata else {
            throw AWSError(
                "MetadataTooLarge", status: 400, "Your metadata headers exceed the maximum allowed metadata size"
            ).adding(.init("Size", "\(size)"), .init("MaxSizeAllowed", "\(mostMetadata)"))
        }
        if let location = request.header("x-amz-website-redirect-location"),
            !location.hasPrefix("/"), !location.hasPrefix("http://"), !location.hasPrefix("https://")
        {
            throw AWSError(
                "InvalidRedirectLocation", status: 400,
                "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.")
        }
        try checkEncryption(request)
        try checkLock(request)
        return ObjectDescription(
            storageClass: try storageClass(request), fields: fields,
            tags: FieldList((tags ?? []).map { ($0.key, $0.value) }))
    }

    /// `aws-chunked` tells how the body travels, not what the object is.
    private static func contentEncoding(_ request: S3Request) -> String? {
        let encodings = (request.header("content-encoding") ?? "").split(separator: ",").filter { encoding in
            !encoding.isEmpty && encoding.filter { $0 != " " }.lowercased() != "aws-chunked"
        }
        return encodings.isEmpty ? nil : encodings.joined(separator: ",")
    }

    /// The storage class; nil: STANDARD.
    static func storageClass(_ request: S3Request) throws(AWSError) -> String? {
        guard let name = request.header("x-amz-storage-class"), name != "STANDARD" else { return nil }
        guard storageClasses.contains(name) else {
            throw AWSError("InvalidStorageClass", status: 400, "The storage class you specified is not valid")
                .adding(.init("StorageClassRequested", name))
        }
        return name
    }

    /// All objects are encrypted by S3's own key, as far as clients are told; other keys are those of another service.
    static func checkEncryption(_ request: S3Request) throws(AWSError) {
        if request.header("x-amz-server-side-encryption-customer-algorithm") != nil {
            throw .notImplemented("Encryption with keys of customers")
        }
        switch request.header("x-amz-server-side-encryption") {
        case nil, "AES256"?: return
        case "aws:kms"?, "aws:kms:dsse"?, "aws:fsx"?: throw .notImplemented("Encryption with keys of KMS")
        case let other?:
            throw .invalidArgument(
                "The encryption method specified is not supported", "x-amz-server-side-encryption", other)
        }
    }

    private static func checkLock(_ request: S3Request) throws(AWSError) {
        let names = ["x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold"]
        if names.contains(where: { request.header($0) != nil }) {
            throw .invalidRequest("Bucket is missing Object Lock Configuration")
        }
    }

    /// The fields that a version is answered with.
    static func headers(of version: ObjectVersion, in call: ObjectCall) -> HTTPFields {
        var headers = HTTPFields()
        headers.reserveCapacity(12)
        headers[.eTag] = "\"\(version.etag)\""
        headers[.lastModified] = HTTPDateText.text(version.modified)
        headers[.acceptRanges] = "bytes"
        headers[.contentType] = defaultType
        for field in version.fields.fields { headers.set(field.name, field.value) }
        headers[.amzServerSideEncryption] = "AES256"
        if let storageClass = version.storageClass { headers[.amazon("x-amz-storage-class")] = storageClass }
        if !version.tags.isEmpty { headers[.amazon("x-amz-tagging-count")] = "\(version.tags.fields.count)" }
        if let id = call.text(version.id) { headers[.amzVersionID] = id }
        return headers
    }
}

extension HTTPField.Name {
    static let amzServerSideEncryption = amazon("x-amz-server-side-encryption")
    static let amzVersionID = amazon("x-amz-version-id")
}
