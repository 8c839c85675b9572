import AWSProtocols
import AWSTypes
import HTTPTypes
import IdentityModel
import ObjectStore
import Operations
import S3Checksums
import S3Protocol
import S3Service
import SafeXML

extension StoredObjects {
    /// CreateMultipartUpload.
    func createUpload(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let description = try ObjectFields.description(call.request, tags: call.tags)
        let checksum = try UploadChecksum(call.request)
        do throws(ObjectStoreError) {
            let id = try await store.beginUpload(
                of: call.key, in: target(call.place), as: description, checksum: checksum,
                by: call.caller.arn.description, at: call.now)
            var headers = HTTPFields()
            headers[.amzServerSideEncryption] = "AES256"
            if checksum.isChosen {
                headers.set("x-amz-checksum-algorithm", checksum.algorithm.rawValue)
                headers.set("x-amz-checksum-type", checksum.type.rawValue)
            }
            let document = S3XML.document("InitiateMultipartUploadResult") { writer in
                writer.field("Bucket", call.request.bucket)
                writer.field("Key", call.request.key)
                writer.field("UploadId", id.text)
            }
            return S3Answer(200, headers: headers, body: .bytes(document, type: "application/xml"))
        } catch {
            throw call.refusal(error)
        }
    }

    /// UploadPart.
    func putPart(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let number = try PartNumber.parse(call.request.query["partNumber"] ?? "")
        let id = try call.uploadID()
        let upload = try await upload(call)
        let declared = try DeclaredChecksum(call.request)
        if let algorithm = declared.algorithm, let expected = upload.checksum, expected.isChosen,
            algorithm != expected.algorithm
        {
            throw .invalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type: \(expected.algorithm.rawValue.lowercased()), "
                    + "actual checksum Type: \(algorithm.rawValue.lowercased())")
        }
        let wanted = upload.checksum.map { [$0.algorithm] } ?? []
        let body = try await ObjectBody.take(call, into: store, declared: declared, wanted: Set(wanted))
        let checksum = upload.checksum.flatMap { body.received.hashes.checksum($0.algorithm) }
        do throws(ObjectStoreError) {
            let etag = try await store.putPart(
                number, body.received, checksum: checksum, of: id, at: call.key, in: target(call.place), at: call.now)
            var headers = HTTPFields()
            headers[.eTag] = "\"\(etag)\""
            headers[.amzServerSideEncryption] = "AES256"
            if let shown = body.chosen ?? (upload.checksum?.isChosen == true ? checksum : nil) {
                headers.set(shown.algorithm.headerName, shown.base64)
            }
            return S3Answer(200, headers: headers)
        } catch {
            throw call.refusal(error, upload: call.request.query["uploadId"] ?? "")
        }
    }

    /// CompleteMultipartUpload.
    func completeUpload(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let id = try call.uploadID()
        let upload = try await upload(call)
        let completion = try Completion(call, of: upload)
        do throws(ObjectStoreError) {
            let written = try await store.completeUpload(
                id, at: call.key, in: target(call.place), completion, at: call.now)
            var headers = call.headers(of: written)
            headers[.eTag] = nil
            let document = S3XML.document("CompleteMultipartUploadResult") { writer in
                writer.field("Location", call.location)
                writer.field("Bucket", call.request.bucket)
                writer.field("Key", call.request.key)
                writer.field("ETag", "\"\(written.etag)\"")
                writer.checksum(written.checksum)
            }
            return S3Answer(200, headers: headers, body: .bytes(document, type: "application/xml"))
        } catch {
            throw call.refusal(error, under: completion.conditions, upload: id.text)
        }
    }

    /// AbortMultipartUpload.
    func abortUpload(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let id = try call.uploadID()
        do throws(ObjectStoreError) {
            try await store.abortUpload(id, at: call.key, in: target(call.place))
            return S3Answer(204)
        } catch {
            throw call.refusal(error, upload: id.text)
        }
    }

    /// The upload that a request names.
    func upload(_ call: ObjectCall) async throws(AWSError) -> Upload {
        let id = try call.uploadID()
        do throws(ObjectStoreError) {
            return try await store.upload(id, at: call.key, in: call.place.bucket.id)
        } catch {
            throw call.refusal(error, upload: id.text)
        }
    }
}

extension ObjectCall {
    /// The upload's id.
    ///
    /// - Throws: `NoSuchUpload` for what can't be one.
    func uploadID() throws(AWSError) -> OpaqueID {
        let text = request.query["uploadId"] ?? ""
        guard let id = OpaqueID(text) else { throw .noSuchUpload(text) }
        return id
    }

    /// Where the object is to be found.
    fileprivate var location: String {
        let host = request.header("host") ?? "s3.amazonaws.com"
        let path = request.key.split(separator: "/", omittingEmptySubsequences: false)
            .map { String($0).percentEncoded }.joined(separator: "/")
        return request.address.isVirtualHost ? "http://\(host)/\(path)" : "http://\(host)/\(request.bucket)/\(path)"
    }
}

extension UploadChecksum {
    /// What a request says of the checksum of the object to be; without a word of it, it is what S3 does by itself.
    fileprivate init(_ request: S3Request) throws(AWSError) {
        let type = request.header("x-amz-checksum-type")
        guard let name = request.header("x-amz-checksum-algorithm") else {
            if type != nil {
                throw .invalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
            }
            self.init(.crc64nvme, .fullObject, isChosen: false)
            return
        }
        guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
            throw .invalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, "
                    + "CRC32C, CRC64NVME, SHA1, SHA256]")
        }
        guard let type else {
            self.init(algorithm, algorithm.multipartType)
            return
        }
        guard let meant = ChecksumType(rawValue: type) else {
            throw .invalidRequest("Value for x-amz-checksum-type header is invalid.")
        }
        guard algorithm.allows(meant) else {
            throw .invalidRequest(
                "The \(type) checksum type cannot be used with the \(algorithm.rawValue.lowercased()) checksum "
                    + "algorithm.")
        }
        self.init(algorithm, meant)
    }
}

extension Completion {
    /// - Throws: `MalformedXML`, `InvalidRequest`.
    fileprivate init(_ call: ObjectCall, of upload: Upload) throws(AWSError) {
        let root = try S3XML.read(call.document, root: "CompleteMultipartUpload")
        let elements = root.all("Part")
        guard (1...10_000).contains(elements.count) else { throw .malformedXML }
        self.init(
            parts: try elements.map { element throws(AWSError) in
                guard let number = element["PartNumber"].flatMap({ Int($0.text) }), (1...10_000).contains(number),
                    let etag = element["ETag"]?.text
                else { throw .malformedXML }
                let given = ChecksumAlgorithm.allCases.first { element[$0.elementName] != nil }
                var checksum: Checksum?
                if let given, let text = element[given.elementName]?.text {
                    guard let read = Checksum(given, base64: text) else {
                        throw .invalidPart(number, of: upload.id.text)
                    }
                    checksum = read
                }
                if let expected = upload.checksum, expected.isChosen, expected.type == .composite, checksum == nil {
                    throw .invalidRequest(
                        "The upload was created using a \(expected.algorithm.rawValue.lowercased()) checksum. The "
                            + "complete request must include the checksum for each part. It was missing for part "
                            + "\(number) in the request.")
                }
                return Part(number: number, etag: EntityTags.bare(etag), checksum: checksum)
            })
        let request = call.request
        let given = ChecksumAlgorithm.allCases.first { request.header($0.headerName) != nil }
        if let given, given == upload.checksum?.algorithm { self.checksum = request.header(given.headerName) }
        if let type = request.header("x-amz-checksum-type"), let expected = upload.checksum?.type.rawValue,
            type != expected
        {
            throw .invalidRequest(
                "The upload was created using the \(expected) checksum mode. The complete request must use the same "
                    + "checksum mode.")
        }
        if let text = request.header("x-amz-mp-object-size") {
            guard let size = Int64(text), size >= 0 else {
                throw .invalidRequest("Value for x-amz-mp-object-size header is invalid.")
            }
            self.size = size
        }
        conditions = try WriteConditions(request)
    }
}

extension WireWriter {
    /// Writes an object's checksum.
    mutating func checksum(_ checksum: ObjectChecksum?) {
        guard let checksum else { return }
        field(checksum.checksum.algorithm.elementName, checksum.text)
        field("ChecksumType", checksum.type.rawValue)
    }
}
