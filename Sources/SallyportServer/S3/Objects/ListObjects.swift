import AWSProtocols
import AWSTypes
import IdentityModel
import ObjectStore
import S3Checksums
import S3Protocol
import S3Service

extension StoredObjects {
    /// ListObjects.
    func listObjects(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let parameters = try ListingParameters(call.request)
        let marker = call.request.query["marker"] ?? ""
        let start: ListingQuery.Start = marker.isEmpty ? .beginning : .after(Array(marker.utf8))
        let listing = try await list(parameters.query(call, from: start))
        let document = S3XML.document("ListBucketResult", capacity: 512 + listing.entries.count * 320) { writer in
            parameters.write(to: &writer, call)
            writer.field("Marker", parameters.text(marker))
            writer.field("MaxKeys", parameters.limit)
            writer.field("IsTruncated", listing.next != nil)
            // AWS: without a delimiter, the last key is the marker of the next page, and is not told twice.
            if listing.next != nil, !parameters.delimiter.isEmpty, let last = listing.last {
                writer.field("NextMarker", parameters.text(last.name))
            }
            write(listing.items, to: &writer, call, parameters, withOwner: true)
            parameters.write(folders: listing.folders, to: &writer)
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }

    /// ListObjectsV2.
    func listObjectsV2(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let parameters = try ListingParameters(call.request)
        let after = call.request.query["start-after"] ?? ""
        var start: ListingQuery.Start = after.isEmpty ? .beginning : .after(Array(after.utf8))
        let token = call.request.query["continuation-token"]
        if let token {
            guard let key = ContinuationToken.key(of: token) else {
                throw .invalidArgument("The continuation token provided is incorrect", "continuation-token", token)
            }
            start = .at(key)
        }
        let listing = try await list(parameters.query(call, from: start))
        let document = S3XML.document("ListBucketResult", capacity: 512 + listing.entries.count * 320) { writer in
            parameters.write(to: &writer, call)
            if let token { writer.field("ContinuationToken", token) }
            if let next = listing.next { writer.field("NextContinuationToken", ContinuationToken.text(next)) }
            if !after.isEmpty { writer.field("StartAfter", parameters.text(after)) }
            writer.field("KeyCount", listing.entries.count)
            writer.field("MaxKeys", parameters.limit)
            writer.field("IsTruncated", listing.next != nil)
            let withOwner = call.request.query["fetch-owner"]?.lowercased() == "true"
            write(listing.items, to: &writer, call, parameters, withOwner: withOwner)
            parameters.write(folders: listing.folders, to: &writer)
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }

    /// ListObjectVersions.
    func listVersions(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let parameters = try ListingParameters(call.request)
        let (key, version) = (call.request.query["key-marker"] ?? "", call.request.query["version-id-marker"] ?? "")
        guard version.isEmpty || !key.isEmpty else {
            throw .invalidArgument(
                "A version-id marker cannot be specified without a key marker.", "version-id-marker", version)
        }
        guard version.isEmpty || VersionID(version) != nil else {
            throw .invalidArgument("Invalid version id specified", "version-id-marker", version)
        }
        let start: ListingQuery.Start =
            key.isEmpty
            ? .beginning : version.isEmpty ? .after(Array(key.utf8)) : .within(Array(key.utf8), version)
        let listing: Listing<ListedVersion>
        do throws(ObjectStoreError) {
            listing = try await store.listVersions(parameters.query(call, from: start))
        } catch {
            throw AWSError(error)
        }
        let document = S3XML.document("ListVersionsResult", capacity: 512 + listing.entries.count * 400) { writer in
            parameters.write(to: &writer, call)
            writer.field("KeyMarker", parameters.text(key))
            writer.field("VersionIdMarker", version)
            if listing.next != nil, let last = listing.last {
                writer.field("NextKeyMarker", parameters.text(last.name))
                writer.field("NextVersionIdMarker", last.version?.text ?? "")
            }
            writer.field("MaxKeys", parameters.limit)
            writer.field("IsTruncated", listing.next != nil)
            for item in listing.items {
                writer.structure(item.isDeleteMarker ? "DeleteMarker" : "Version") { writer in
                    writer.field("Key", parameters.text(item.key.text))
                    writer.field("VersionId", item.id.text)
                    writer.field("IsLatest", item.isLatest)
                    writer.field("LastModified", item.modified.s3Text)
                    if !item.isDeleteMarker { writer.bytes(of: item) }
                    writer.owner(call)
                }
            }
            parameters.write(folders: listing.folders, to: &writer)
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }

    private func list(_ query: ListingQuery) async throws(AWSError) -> Listing<ListedVersion> {
        do throws(ObjectStoreError) {
            return try await store.list(query)
        } catch {
            throw AWSError(error)
        }
    }

    private func write(
        _ items: [ListedVersion], to writer: inout WireWriter, _ call: ObjectCall, _ parameters: ListingParameters,
        withOwner: Bool
    ) {
        for item in items {
            writer.structure("Contents") { writer in
                writer.field("Key", parameters.text(item.key.text))
                writer.field("LastModified", item.modified.s3Text)
                writer.bytes(of: item)
                if withOwner { writer.owner(call) }
            }
        }
    }
}

extension WireWriter {
    /// What listings tell of an object's bytes.
    fileprivate mutating func bytes(of item: ListedVersion) {
        field("ETag", "\"\(item.etag)\"")
        if let checksum = item.checksum {
            field("ChecksumAlgorithm", checksum.checksum.algorithm.rawValue)
            field("ChecksumType", checksum.type.rawValue)
        }
        field("Size", Int(item.size))
        field("StorageClass", item.storageClass ?? "STANDARD")
    }

    /// The owner of everything in the bucket.
    mutating func owner(_ call: ObjectCall) {
        structure("Owner") { $0.field("ID", call.place.owner.id.canonicalUserID) }
    }
}

/// Where a listing goes on, as clients see it.
enum ContinuationToken {
    /// The form of these tokens.
    private static let form: UInt8 = 1

    static func text(_ key: [UInt8]) -> String { Base64.encode([form] + key) }

    /// The key that the token was made of; nil where it is none of ours.
    static func key(of text: String) -> [UInt8]? {
        guard let bytes = Base64.decode(text), bytes.first == form else { return nil }
        return Array(bytes.dropFirst())
    }
}
