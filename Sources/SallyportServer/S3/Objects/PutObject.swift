import AWSTypes
import HTTPTypes
import ObjectStore
import S3Checksums
import S3Protocol

extension StoredObjects {
    /// PutObject.
    func putObject(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let (description, conditions, declared): (ObjectDescription, WriteConditions, DeclaredChecksum)
        do throws(AWSError) {
            description = try ObjectFields.description(call.request, tags: call.tags)
            (conditions, declared) = (try WriteConditions(call.request), try DeclaredChecksum(call.request))
        } catch {
            await ObjectBody.drain(call)
            throw error
        }
        let algorithm = declared.algorithm ?? .crc64nvme
        let body = try await ObjectBody.take(call, into: store, declared: declared, wanted: [algorithm])
        let checksum = body.received.hashes.checksum(algorithm).map { ObjectChecksum($0) }
        do throws(ObjectStoreError) {
            let written = try await store.put(
                body.received, at: call.key, in: target(call.place), as: description, checksum: checksum,
                if: conditions, at: call.now)
            return S3Answer(200, headers: call.headers(of: written))
        } catch {
            throw call.refusal(error, under: conditions)
        }
    }
}

extension WriteConditions {
    /// Reads `If-Match` and `If-None-Match`.
    ///
    /// - Throws: `NotImplemented` for an entity tag that must not match, as AWS does.
    init(_ request: S3Request) throws(AWSError) {
        self.init()
        if let text = request.header("if-match") { ifMatch = EntityTags.parse(text) }
        guard let text = request.header("if-none-match") else { return }
        guard EntityTags.bare(text) == "*" else {
            throw AWSError(
                "NotImplemented", status: 501,
                "A header you provided implies functionality that is not implemented"
            ).adding(.init("Header", "If-None-Match"))
        }
        ifNoneMatch = true
    }
}

extension ObjectCall {
    /// What a client is told of a version that it made.
    func headers(of written: WrittenVersion) -> HTTPFields {
        var headers = HTTPFields()
        headers.reserveCapacity(8)
        headers[.eTag] = "\"\(written.etag)\""
        headers[.amzServerSideEncryption] = "AES256"
        if let id = written.id { headers[.amzVersionID] = id.text }
        if let checksum = written.checksum {
            headers.set(checksum.checksum.algorithm.headerName, checksum.text)
            headers.set("x-amz-checksum-type", checksum.type.rawValue)
        }
        return headers
    }

    /// What a client is told whose write was refused.
    func refusal(
        _ error: ObjectStoreError, under conditions: WriteConditions = WriteConditions(), upload: String = ""
    ) -> AWSError {
        if error == .preconditionFailed, conditions.ifNoneMatch { return .preconditionFailed("If-None-Match") }
        return AWSError(error, key: request.key, bucket: request.bucket, upload: upload)
    }
}
