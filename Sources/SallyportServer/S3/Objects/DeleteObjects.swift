import AWSProtocols
import AWSTypes
import HTTPTypes
import ObjectStore
import S3Protocol
import SafeXML

extension StoredObjects {
    /// DeleteObject.
    func deleteObject(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        var deletion = Deletion(call.key, version: try call.version())
        deletion.conditions.ifMatch = call.request.header("if-match").map(EntityTags.bare)
        deletion.conditions.size = call.request.header("x-amz-if-match-size").flatMap { Int64($0) }
        deletion.conditions.modified = call.request.header("x-amz-if-match-last-modified-time")
            .flatMap(HTTPDateText.moment)
        do throws(ObjectStoreError) {
            let outcome = try await store.delete([deletion], in: target(call.place), at: call.now)[0].get()
            var headers = HTTPFields()
            if let id = outcome.marker ?? outcome.version { headers[.amzVersionID] = call.text(id) }
            if outcome.marker != nil || outcome.wasMarker { headers[.amazon("x-amz-delete-marker")] = "true" }
            return S3Answer(204, headers: headers)
        } catch {
            throw call.refusal(error)
        }
    }

    /// DeleteObjects: each by itself, and what is refused is told with the rest.
    func deleteObjects(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        guard try DocumentDigests.check(call) else {
            throw .invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
        }
        let order = try DeletionOrder(call.document)
        var refusals: [Int: AWSError] = [:]
        var permitted: [(place: Int, deletion: Deletion)] = []
        for (place, object) in order.objects.enumerated() {
            do throws(AWSError) {
                permitted.append((place, try object.deletion(call)))
            } catch {
                refusals[place] = error
            }
        }
        var outcomes: [Int: DeletionOutcome] = [:]
        do throws(ObjectStoreError) {
            let results = try await store.delete(permitted.map(\.deletion), in: target(call.place), at: call.now)
            for ((place, _), result) in zip(permitted, results) {
                switch result {
                case .success(let outcome): outcomes[place] = outcome
                case .failure(let error): refusals[place] = call.refusal(error)
                }
            }
        } catch {
            throw call.refusal(error)
        }
        let document = S3XML.document("DeleteResult") { writer in
            for (place, object) in order.objects.enumerated() {
                if let refusal = refusals[place] {
                    writer.structure("Error") { object.write(refusal, to: &$0) }
                } else if let outcome = outcomes[place], !order.isQuiet {
                    writer.structure("Deleted") { object.write(outcome, call, to: &$0) }
                }
            }
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }
}

/// What DeleteObjects is to delete.
private struct DeletionOrder {
    let objects: [Object]
    let isQuiet: Bool

    /// The most objects of one request.
    private static let mostObjects = 1000

    struct Object {
        let key: String
        let versionID: String?
        let etag: String?
        let size: Int64?
        let modified: Timestamp?
    }

    /// - Throws: `MalformedXML`.
    init(_ document: [UInt8]) throws(AWSError) {
        let root = try S3XML.read(document, root: "Delete")
        objects = try root.all("Object").map { element throws(AWSError) in
            guard let key = element["Key"]?.text, !key.isEmpty else { throw .malformedXML }
            let version = element["VersionId"]?.text
            return Object(
                key: key, versionID: version?.isEmpty == true ? nil : version, etag: element["ETag"]?.text,
                size: element["Size"].flatMap { Int64($0.text) },
                modified: element["LastModifiedTime"].flatMap { HTTPDateText.moment($0.text) })
        }
        isQuiet = root["Quiet"]?.text.lowercased() == "true"
        guard (1...DeletionOrder.mostObjects).contains(objects.count) else { throw .malformedXML }
    }
}

extension DeletionOrder.Object {
    /// - Throws: `AccessDenied`, `NoSuchVersion`, `KeyTooLongError`.
    func deletion(_ call: ObjectCall) throws(AWSError) -> Deletion {
        if let refusal = call.refusalOfDeletion(key, versionID) { throw refusal }
        guard key.utf8.count <= S3Address.longestKey else { throw .keyTooLong(key) }
        var version: VersionID?
        if let versionID {
            guard let id = VersionID(versionID) else { throw .noSuchVersion(key, versionID) }
            version = id
        }
        var deletion = Deletion(ObjectKey(key), version: version)
        deletion.conditions.ifMatch = etag.map(EntityTags.bare)
        deletion.conditions.size = size
        deletion.conditions.modified = modified
        return deletion
    }

    func write(_ outcome: DeletionOutcome, _ call: ObjectCall, to writer: inout WireWriter) {
        writer.field("Key", key)
        writer.field("VersionId", versionID)
        if outcome.marker != nil || outcome.wasMarker { writer.field("DeleteMarker", true) }
        if let marker = outcome.marker ?? (outcome.wasMarker ? outcome.version : nil) {
            writer.field("DeleteMarkerVersionId", call.text(marker))
        }
    }

    func write(_ refusal: AWSError, to writer: inout WireWriter) {
        writer.field("Key", key)
        writer.field("VersionId", versionID)
        writer.field("Code", refusal.code)
        writer.field("Message", refusal.message)
    }
}
