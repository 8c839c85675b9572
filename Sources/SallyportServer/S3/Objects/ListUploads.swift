import AWSProtocols
import AWSTypes
import ObjectStore
import S3Checksums
import S3Protocol
import S3Service

extension StoredObjects {
    /// ListMultipartUploads.
    func listUploads(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let parameters = try ListingParameters(call.request, limit: "max-uploads")
        let (key, marker) = (call.request.query["key-marker"] ?? "", call.request.query["upload-id-marker"] ?? "")
        // AWS: without a key, the id is ignored.
        let start: ListingQuery.Start =
            key.isEmpty ? .beginning : marker.isEmpty ? .after(Array(key.utf8)) : .within(Array(key.utf8), marker)
        if !key.isEmpty, !marker.isEmpty, OpaqueID(marker) == nil {
            throw .invalidArgument("Invalid uploadId marker", "upload-id-marker", marker)
        }
        let listing: Listing<Upload>
        do throws(ObjectStoreError) {
            listing = try await store.listUploads(parameters.query(call, from: start))
        } catch {
            throw AWSError(error)
        }
        let document = S3XML.document("ListMultipartUploadsResult") { writer in
            writer.field("Bucket", call.request.bucket)
            writer.field("KeyMarker", parameters.text(key))
            writer.field("UploadIdMarker", marker)
            if listing.next != nil {
                switch listing.entries.last {
                case .item(let upload)?:
                    writer.field("NextKeyMarker", parameters.text(upload.key.text))
                    writer.field("NextUploadIdMarker", upload.id.text)
                case .folder(let name)?: writer.field("NextKeyMarker", parameters.text(name))
                case nil: break
                }
            }
            writer.field("Prefix", parameters.text(parameters.prefix))
            if !parameters.delimiter.isEmpty { writer.field("Delimiter", parameters.text(parameters.delimiter)) }
            if call.request.query["encoding-type"] == "url" { writer.field("EncodingType", "url") }
            writer.field("MaxUploads", parameters.limit)
            writer.field("IsTruncated", listing.next != nil)
            for upload in listing.items {
                writer.structure("Upload") { writer in
                    writer.field("Key", parameters.text(upload.key.text))
                    writer.field("UploadId", upload.id.text)
                    writer.people(of: upload, call)
                    writer.field("StorageClass", upload.description.storageClass ?? "STANDARD")
                    writer.field("Initiated", upload.initiated.s3Text)
                    writer.checksum(of: upload)
                }
            }
            parameters.write(folders: listing.folders, to: &writer)
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }

    /// ListParts.
    func listParts(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        let parameters = try ListingParameters(call.request, limit: "max-parts")
        let marker = call.request.query["part-number-marker"] ?? ""
        guard let after = Int(marker.isEmpty ? "0" : marker), after >= 0 else {
            throw .invalidArgument(
                "Provided part-number-marker not an integer or within integer range", "part-number-marker", marker)
        }
        let upload = try await upload(call)
        var parts: [UploadedPart]
        do throws(ObjectStoreError) {
            parts = try await store.parts(of: upload.id, after: after, limit: parameters.limit)
        } catch {
            throw AWSError(error)
        }
        let isTruncated = parts.count > parameters.limit && parameters.limit > 0
        parts = Array(parts.prefix(parameters.limit))
        let document = S3XML.document("ListPartsResult") { writer in
            writer.field("Bucket", call.request.bucket)
            writer.field("Key", parameters.text(call.request.key))
            writer.field("UploadId", upload.id.text)
            writer.people(of: upload, call)
            writer.field("StorageClass", upload.description.storageClass ?? "STANDARD")
            writer.field("PartNumberMarker", after)
            writer.field("NextPartNumberMarker", parts.last?.number ?? 0)
            writer.field("MaxParts", parameters.limit)
            writer.field("IsTruncated", isTruncated)
            writer.checksum(of: upload)
            for part in parts {
                writer.structure("Part") { writer in
                    writer.field("PartNumber", part.number)
                    writer.field("LastModified", part.modified.s3Text)
                    writer.field("ETag", "\"\(part.etag)\"")
                    writer.field("Size", Int(part.size))
                    if upload.checksum?.isChosen == true, let checksum = part.checksum {
                        writer.field(checksum.algorithm.elementName, checksum.base64)
                    }
                }
            }
        }
        return S3Answer(200, body: .bytes(document, type: "application/xml"))
    }
}

extension WireWriter {
    /// Who began an upload, and whose it is.
    fileprivate mutating func people(of upload: Upload, _ call: ObjectCall) {
        structure("Initiator") { writer in
            writer.field("ID", upload.initiator)
            writer.field("DisplayName", upload.initiator.split(separator: "/").last.map(String.init))
        }
        owner(call)
    }

    fileprivate mutating func checksum(of upload: Upload) {
        guard let checksum = upload.checksum, checksum.isChosen else { return }
        field("ChecksumAlgorithm", checksum.algorithm.rawValue)
        field("ChecksumType", checksum.type.rawValue)
    }
}
