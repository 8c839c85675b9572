import AWSTypes
import HTTPTypes
import ObjectStore
import S3Protocol
import S3Service

extension StoredObjects {
    /// GetObjectTagging.
    func readTags(_ call: ObjectCall) throws(AWSError) -> S3Answer {
        let version = try call.found().version
        let tags = version.tags.fields.map { Tag(key: $0.name, value: $0.value) }
        return S3Answer(
            200, headers: call.versionHeader(version.id),
            body: .bytes(S3Tags.document(tags), type: "application/xml"))
    }

    /// PutObjectTagging and DeleteObjectTagging.
    func setTags(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        _ = try call.found()
        let isDeletion = call.request.operation == .deleteObjectTagging
        if !isDeletion { try DocumentDigests.check(call) }
        let tags = FieldList((isDeletion ? [] : call.tags ?? []).map { ($0.key, $0.value) })
        let version = try call.version()
        do throws(ObjectStoreError) {
            let tagged = try await store.setTags(tags, of: call.key, in: target(call.place), version: version)
            return S3Answer(isDeletion ? 204 : 200, headers: call.versionHeader(tagged.id))
        } catch {
            throw call.refusal(error)
        }
    }
}

extension ObjectCall {
    /// The header field that names a version.
    func versionHeader(_ id: VersionID) -> HTTPFields {
        var headers = HTTPFields()
        if let id = text(id) { headers[.amzVersionID] = id }
        return headers
    }
}
