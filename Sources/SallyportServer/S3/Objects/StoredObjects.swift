import AWSTypes
import IdentityModel
import IdentityStore
import Logging
import ObjectStore
import Operations
import S3Protocol
import S3Service
import SigV4

/// The operations on objects, on an `ObjectStore`.
///
/// Objects are kept under the ids of buckets, which no other bucket ever has. What a bucket says of versions is asked
/// when a write takes place.
struct StoredObjects: ObjectOperations {
    let store: ObjectStore
    let identities: StateStore
    let logger: Logger

    func facts(of place: ObjectPlace) async throws(AWSError) -> ObjectFacts {
        var version: VersionID?
        if let text = place.versionID {
            guard let id = VersionID(text) else { return ObjectFacts(exists: false, record: ObjectRecord.noVersionID) }
            version = id
        }
        do throws(ObjectStoreError) {
            let found = try await store.find(
                ObjectKey(place.key), in: place.bucket.id, version: version, withBytes: true)
            let tags = found.version.tags.fields.map { Tag(key: $0.name, value: $0.value) }
            return ObjectFacts(exists: true, tags: tags, record: ObjectRecord.found(found))
        } catch {
            switch error {
            case .noSuchKey, .noSuchVersion: return .missing
            case .deleteMarker(let id, _): return ObjectFacts(exists: false, record: ObjectRecord.marker(id))
            default: throw AWSError(error)
            }
        }
    }

    func run(_ call: ObjectCall) async -> S3Answer {
        do throws(AWSError) {
            return try await answer(call)
        } catch {
            return S3Answer(refusing: error)
        }
    }

    private func answer(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        switch call.request.operation {
        case .getObject, .headObject: try await readObject(call)
        case .getObjectAttributes: try readAttributes(call)
        case .putObject: try await putObject(call)
        case .copyObject: try await copyObject(call)
        case .deleteObject: try await deleteObject(call)
        case .deleteObjects: try await deleteObjects(call)
        case .getObjectTagging: try readTags(call)
        case .putObjectTagging, .deleteObjectTagging: try await setTags(call)
        case .listObjects: try await listObjects(call)
        case .listObjectsV2: try await listObjectsV2(call)
        case .listObjectVersions: try await listVersions(call)
        case .listMultipartUploads: try await listUploads(call)
        case .createMultipartUpload: try await createUpload(call)
        case .uploadPart: try await putPart(call)
        case .uploadPartCopy: try await copyPart(call)
        case .completeMultipartUpload: try await completeUpload(call)
        case .abortMultipartUpload: try await abortUpload(call)
        case .listParts: try await listParts(call)
        default: throw .notImplemented
        }
    }

    // MARK: Buckets

    func close(_ bucket: Bucket) async throws(AWSError) {
        do throws(ObjectStoreError) {
            try await store.close(bucket: bucket.id)
        } catch {
            throw AWSError(error, bucket: bucket.name.text)
        }
    }

    func reopen(_ bucket: Bucket) async { store.reopen(bucket: bucket.id) }

    func forget(_ bucket: Bucket) async {
        // The bucket is gone; what is left of uploads into it harms nobody, and why is in the log.
        try? await store.forget(bucket: bucket.id)
    }

    /// The bucket as the store is told of it.
    func target(_ place: ObjectPlace) -> TargetBucket {
        let (id, name) = (place.bucket.id, place.bucket.name)
        return TargetBucket(id) { [identities] in
            guard let bucket = identities.snapshot.bucket(name)?.bucket, bucket.id == id else { return nil }
            return switch bucket.versioning {
            case nil: .off
            case .enabled: .enabled
            case .suspended: .suspended
            }
        }
    }
}

/// What the store found of an object that a request names.
enum ObjectRecord: Sendable {
    /// A version.
    case found(FoundObject)
    /// A delete marker.
    case marker(VersionID)
    /// The version's id can't be one.
    case noVersionID
}

extension ObjectCall {
    /// What the store found.
    var record: ObjectRecord? { facts?.record as? ObjectRecord }

    /// The object's key.
    var key: ObjectKey { ObjectKey(request.key) }

    /// The version that has to be there.
    ///
    /// - Throws: `NoSuchKey`, `NoSuchVersion` or `AccessDenied` where it is not; `InvalidArgument` for what can't be an
    ///   id, `MethodNotAllowed` for a delete marker that was named.
    func found() throws(AWSError) -> FoundObject {
        switch record {
        case .found(let found)?: return found
        case .noVersionID?: throw .invalidVersionID(request.versionID ?? "")
        case .marker? where request.versionID != nil: throw .methodNotAllowed(request.head.method, on: "DeleteMarker")
        case .marker?, nil: throw absence()
        }
    }

    /// The version that is named; nil: none is.
    func version() throws(AWSError) -> VersionID? {
        guard let text = request.versionID else { return nil }
        guard let id = VersionID(text) else { throw .invalidVersionID(text) }
        return id
    }

    /// The text of a version's id, where the bucket has or had versions.
    func text(_ id: VersionID) -> String? { place.bucket.versioning == nil ? nil : id.text }
}
