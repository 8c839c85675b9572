import AWSProtocols
import AWSTypes
import HTTPTypes
import ObjectStore
import S3Checksums
import S3Protocol
import SigV4

extension StoredObjects {
    /// GetObjectAttributes.
    func readAttributes(_ call: ObjectCall) throws(AWSError) -> S3Answer {
        let names = try wanted(call.request)
        let version = try call.found().version
        switch ReadConditions(call.request).outcome(version) {
        case .met: break
        case .notModified: return S3Answer(304)
        case .failed(let condition): throw .preconditionFailed(condition)
        }
        let page = names.contains("ObjectParts") && !version.parts.isEmpty ? try PartsPage(call.request, version) : nil
        let document = S3XML.document("GetObjectAttributesResponse") { writer in
            if names.contains("ETag") { writer.field("ETag", version.etag) }
            if names.contains("Checksum"), let checksum = version.checksum {
                writer.structure("Checksum") { $0.checksum(checksum) }
            }
            if let page { writer.structure("ObjectParts") { page.write(to: &$0) } }
            if names.contains("StorageClass") { writer.field("StorageClass", version.storageClass ?? "STANDARD") }
            if names.contains("ObjectSize") { writer.field("ObjectSize", Int(version.size)) }
        }
        var headers = call.versionHeader(version.id)
        headers[.lastModified] = HTTPDateText.text(version.modified)
        return S3Answer(200, headers: headers, body: .bytes(document, type: "application/xml"))
    }

    private func wanted(_ request: S3Request) throws(AWSError) -> Set<String> {
        let known: Set<String> = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]
        let fields = request.head.fields.filter { $0.name.lowercased() == "x-amz-object-attributes" }
        let names = fields.flatMap { $0.value.split(separator: ",").map { $0.filter { $0 != " " } } }
        guard !names.isEmpty, names.allSatisfy(known.contains) else {
            throw .invalidArgument(
                "Invalid attribute name specified.", "x-amz-object-attributes", names.joined(separator: ","))
        }
        return Set(names)
    }
}

/// The parts of an object that one answer tells.
private struct PartsPage {
    private let version: ObjectVersion
    private let marker: Int
    private let limit: Int

    init(_ request: S3Request, _ version: ObjectVersion) throws(AWSError) {
        self.version = version
        func number(_ name: String, _ usual: Int) throws(AWSError) -> Int {
            guard let text = request.header(name) else { return usual }
            guard let number = Int(text), number >= 0 else {
                throw .invalidArgument("Provided \(name) not an integer or within integer range", name, text)
            }
            return number
        }
        marker = try number("x-amz-part-number-marker", 0)
        limit = min(try number("x-amz-max-parts", 1000), 1000)
    }

    func write(to writer: inout WireWriter) {
        let rest = version.parts.filter { $0.number > marker }
        let shown = rest.prefix(limit)
        writer.field("PartsCount", version.parts.count)
        writer.field("PartNumberMarker", marker)
        writer.field("NextPartNumberMarker", shown.last?.number ?? 0)
        writer.field("MaxParts", limit)
        writer.field("IsTruncated", shown.count < rest.count)
        // AWS: parts are told one by one only where they have checksums of their own.
        for part in shown where part.checksum != nil {
            writer.structure("Part") { writer in
                writer.field("PartNumber", part.number)
                writer.field("Size", Int(part.size))
                if let checksum = part.checksum {
                    writer.field(checksum.algorithm.elementName, checksum.base64)
                }
            }
        }
    }
}
