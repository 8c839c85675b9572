import AWSProtocols
import AWSTypes
import HTTPTypes
import IdentityModel
import ObjectStore
import S3Checksums
import S3Protocol
import S3Service

extension StoredObjects {
    /// CopyObject.
    func copyObject(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let (source, version) = try call.copySource()
        guard version.size <= 5 << 30 else {
            throw .invalidRequest(
                "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120")
        }
        let description = try call.description(ofCopy: version)
        let conditions = try WriteConditions(call.request)
        let copy = ObjectStore.Copy(
            of: version, description: description, checksum: try await checksum(ofCopy: version, call))
        do throws(ObjectStoreError) {
            let written = try await store.copy(
                copy, from: source.bucket.id, to: call.key, in: target(call.place), if: conditions, at: call.now)
            var headers = call.headers(of: written)
            headers[.eTag] = nil
            call.addSourceVersion(to: &headers)
            return S3Answer(
                200, headers: headers,
                body: .bytes(
                    S3XML.document("CopyObjectResult") { writer in
                        writer.field("LastModified", written.modified.s3Text)
                        writer.field("ETag", "\"\(written.etag)\"")
                        writer.checksum(written.checksum)
                    }, type: "application/xml"))
        } catch {
            throw call.refusal(error, under: conditions)
        }
    }

    /// UploadPartCopy.
    func copyPart(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let number = try PartNumber.parse(call.request.query["partNumber"] ?? "")
        let id = try call.uploadID()
        let (source, version) = try call.copySource()
        let range = try call.copiedRange(of: version)
        let upload = try await upload(call)
        do throws(ObjectStoreError) {
            let part = try await store.copyPart(
                number, of: id, at: call.key, in: target(call.place), from: version, range, in: source.bucket.id,
                checksum: upload.checksum?.algorithm, at: call.now)
            var headers = HTTPFields()
            headers[.amzServerSideEncryption] = "AES256"
            call.addSourceVersion(to: &headers)
            return S3Answer(
                200, headers: headers,
                body: .bytes(
                    S3XML.document("CopyPartResult") { writer in
                        writer.field("LastModified", part.modified.s3Text)
                        writer.field("ETag", "\"\(part.etag)\"")
                        if let checksum = part.checksum {
                            writer.field(checksum.algorithm.elementName, checksum.base64)
                        }
                    }, type: "application/xml"))
        } catch {
            throw call.refusal(error, upload: call.request.query["uploadId"] ?? "")
        }
    }

    /// The checksum that a copy is to have: the source's, unless another kind is asked for.
    private func checksum(
        ofCopy version: ObjectVersion, _ call: ObjectCall
    ) async throws(AWSError) -> ObjectChecksum? {
        guard let name = call.request.header("x-amz-checksum-algorithm") else { return version.checksum }
        guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
            throw .invalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid "
                    + "types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
        }
        if version.checksum?.checksum.algorithm == algorithm, version.checksum?.type == .fullObject {
            return version.checksum
        }
        do throws(ObjectStoreError) {
            let hashes = try await store.hash(version, 0..<version.size, [algorithm])
            return hashes.checksum(algorithm).map { ObjectChecksum($0) }
        } catch {
            throw call.refusal(error)
        }
    }
}

extension ObjectCall {
    /// What is copied, after its conditions were met.
    fileprivate func copySource() throws(AWSError) -> (ObjectPlace, ObjectVersion) {
        guard let source, case .found(let found)? = source.facts.record as? ObjectRecord else { throw absence() }
        switch ReadConditions(request, prefix: "x-amz-copy-source-").outcome(found.version) {
        case .met: return (source.place, found.version)
        case .notModified: throw .preconditionFailed("x-amz-copy-source-If-None-Match")
        case .failed(let condition): throw .preconditionFailed(condition)
        }
    }

    /// What a copy is to be: what the source is, or what the request says.
    fileprivate func description(ofCopy version: ObjectVersion) throws(AWSError) -> ObjectDescription {
        let replacesFields = try replaces("x-amz-metadata-directive")
        let replacesTags = try replaces("x-amz-tagging-directive")
        let storageClass = try ObjectFields.storageClass(request)
        try ObjectFields.checkEncryption(request)
        if isOntoItself, !replacesFields, !replacesTags,
            [
                "x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-website-redirect-location",
                "x-amz-checksum-algorithm",
            ].allSatisfy({ request.header($0) == nil })
        {
            throw .invalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the "
                    + "object's metadata, storage class, website redirect location or encryption attributes.")
        }
        var description = ObjectDescription(storageClass: storageClass, fields: version.fields, tags: version.tags)
        let own = try ObjectFields.description(request, tags: tags)
        if replacesFields {
            description.fields = own.fields
        } else {
            // The redirect is never copied.
            let name = "x-amz-website-redirect-location"
            description.fields = FieldList(
                version.fields.fields.filter { $0.name != name }.map { ($0.name, $0.value) })
            if let location = own.fields[name] { description.fields.append(name, location) }
        }
        if replacesTags { description.tags = own.tags }
        return description
    }

    private var isOntoItself: Bool {
        source?.place.bucket.id == place.bucket.id && source?.place.versionID == nil
            && source.map { ObjectKey($0.place.key) } == key
    }

    private func replaces(_ name: String) throws(AWSError) -> Bool {
        switch request.header(name)?.uppercased() {
        case nil, "COPY"?: return false
        case "REPLACE"?: return true
        case let other?:
            let what = name.contains("tagging") ? "tagging" : "metadata"
            throw .invalidArgument("Unknown \(what) directive.", name, other)
        }
    }

    /// The bytes that a part is copied from.
    fileprivate func copiedRange(of version: ObjectVersion) throws(AWSError) -> Range<Int64> {
        let name = "x-amz-copy-source-range"
        guard let text = request.header(name) else { return 0..<version.size }
        guard case .from(let first, let last?)? = ByteRange(text) else {
            throw .invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
                    + "zero-based offsets of the first and last bytes to copy", name, text)
        }
        guard last < version.size else {
            throw .invalidArgument(
                "Range specified is not valid for source object of size: \(version.size)", name, text)
        }
        return first..<last + 1
    }

    fileprivate func addSourceVersion(to headers: inout HTTPFields) {
        guard let source, case .found(let found)? = source.facts.record as? ObjectRecord,
            source.place.bucket.versioning != nil
        else { return }
        headers[.amazon("x-amz-copy-source-version-id")] = found.version.id.text
    }
}
