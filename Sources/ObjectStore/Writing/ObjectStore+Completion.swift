import AWSTypes
import S3Checksums

/// How an upload is completed.
package struct Completion: Sendable {
    /// A part that the object consists of.
    package struct Part: Sendable {
        /// Its number.
        package let number: Int
        /// Its entity tag, without quotes.
        package let etag: String
        /// Its checksum, where it was named.
        package let checksum: Checksum?

        /// A part.
        package init(number: Int, etag: String, checksum: Checksum?) {
            (self.number, self.etag, self.checksum) = (number, etag, checksum)
        }
    }

    /// The parts, in the order in which they were named.
    package var parts: [Part]
    /// What the object's checksum has to be, in its form of requests.
    package var checksum: String?
    /// How many bytes the object has to have.
    package var size: Int64?
    /// What has to be true of the object that there is.
    package var conditions = WriteConditions()

    /// A completion of these parts.
    package init(parts: [Part]) { self.parts = parts }

    /// The least bytes of a part that another one follows.
    package static let smallestPart: Int64 = 5 << 20
}

extension ObjectStore {
    /// Makes an object of an upload's parts; no byte moves.
    package func completeUpload(
        _ id: OpaqueID, at key: ObjectKey, in bucket: TargetBucket, _ completion: Completion, at now: Timestamp
    ) async throws(ObjectStoreError) -> WrittenVersion {
        let path = ObjectPath(bucket.name, key)
        return try await queue.write { [self] transaction, _ in
            let versioning = try versioning(of: bucket)
            let upload = try Upload.find(id, at: path, in: transaction.database)
            let parts = try completion.choose(try transaction.parts(of: id.number))
            let checksum = try completion.checksum(of: parts, upload.checksum)
            let size = parts.reduce(0) { $0 + $1.size }
            guard completion.size == nil || completion.size == size else {
                throw ObjectStoreError.otherSize(expected: size)
            }
            var md5 = RunningChecksum(.md5)
            for part in parts { (Hexadecimal.bytes(part.etag) ?? []).withUnsafeBytes { md5.update($0) } }
            let new = NewVersion(
                modified: now, size: size, etag: "\(Hexadecimal.text(md5.checksum.bytes))-\(parts.count)",
                description: upload.description, checksum: checksum,
                parts: parts.map { ObjectPart(number: $0.number, size: $0.size, checksum: $0.checksum) },
                segments: parts.flatMap(\.segments))
            let written = try transaction.put(new, at: path, versioning, if: completion.conditions)
            // The object's references were counted anew, so those of the parts all go.
            try transaction.endUpload(id.number)
            return written
        }
    }
}

extension Completion {
    /// The parts that were named, of those that there are.
    fileprivate func choose(_ uploaded: [UploadedPart]) throws(ObjectStoreError) -> [UploadedPart] {
        var known: [Int: UploadedPart] = [:]
        for part in uploaded { known[part.number] = part }
        var chosen: [UploadedPart] = []
        for (place, part) in parts.enumerated() {
            if place > 0, part.number <= parts[place - 1].number { throw .invalidPartOrder }
        }
        for part in parts {
            guard let found = known[part.number], found.etag == part.etag,
                part.checksum?.algorithm != found.checksum?.algorithm || part.checksum == found.checksum
            else { throw .invalidPart(part.number) }
            chosen.append(found)
        }
        guard !chosen.isEmpty else { throw .invalidPart(1) }
        for part in chosen.dropLast() where part.size < Completion.smallestPart {
            throw .partTooSmall(number: part.number, size: part.size, etag: part.etag)
        }
        return chosen
    }

    fileprivate func checksum(
        of parts: [UploadedPart], _ upload: UploadChecksum?
    ) throws(ObjectStoreError) -> ObjectChecksum? {
        guard let upload else { return nil }
        let checksums = parts.compactMap(\.checksum)
        guard checksums.count == parts.count else {
            throw .invalidPart(parts.first { $0.checksum == nil }?.number ?? 1)
        }
        let made: ObjectChecksum? =
            switch upload.type {
            case .fullObject:
                Checksum.fullObject(of: zip(checksums, parts).map { ($0, $1.size) }).map(ObjectChecksum.init)
            case .composite:
                Checksum.composite(of: checksums).map { ObjectChecksum(composite: $0, of: parts.count) }
            }
        if let checksum, checksum != made?.text, checksum != made?.checksum.base64 { throw .otherChecksum }
        return made
    }
}
