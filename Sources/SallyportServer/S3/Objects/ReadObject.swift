import AWSTypes
import HTTPTypes
import HummingbirdCore
import NIOCore
import ObjectStore
import S3Checksums
import S3Protocol
import SigV4

extension StoredObjects {
    /// GetObject and HeadObject.
    func readObject(_ call: ObjectCall) async throws(AWSError) -> S3Answer {
        if case .marker(let id)? = call.record { return try markerAnswer(call, id) }
        let found = try call.found()
        let version = found.version
        switch ReadConditions(call.request).outcome(version) {
        case .met: break
        case .notModified:
            var headers = HTTPFields()
            headers[.eTag] = "\"\(version.etag)\""
            headers[.lastModified] = HTTPDateText.text(version.modified)
            return S3Answer(304, headers: headers)
        case .failed(let condition): throw .preconditionFailed(condition)
        }
        let extent = try ReadExtent(call.request, of: version)
        var headers = ObjectFields.headers(of: version, in: call)
        try ResponseOverrides.apply(call, to: &headers)
        if let parts = extent.partsCount { headers[.amazon("x-amz-mp-parts-count")] = "\(parts)" }
        if extent.isPartial {
            headers[.contentRange] =
                "bytes \(extent.bytes.lowerBound)-\(extent.bytes.upperBound - 1)/\(version.size)"
        }
        if call.request.header("x-amz-checksum-mode")?.uppercased() == "ENABLED" {
            extent.addChecksum(to: &headers)
        }
        let count = extent.bytes.upperBound - extent.bytes.lowerBound
        headers[.contentLength] = "\(count)"
        let status = extent.isPartial ? 206 : 200
        if call.request.operation == .headObject || count == 0 { return S3Answer(status, headers: headers) }
        return S3Answer(status, headers: headers, body: .stream(try await body(of: found, extent.bytes)))
    }

    private func body(
        of found: FoundObject, _ range: Range<Int64>
    ) async throws(AWSError) -> ResponseBody {
        if let bytes = found.bytes,
            let slice = bytes.getSlice(
                at: bytes.readerIndex + Int(range.lowerBound), length: Int(range.upperBound - range.lowerBound))
        {
            return ResponseBody(byteBuffer: slice)
        }
        let content: ObjectContent
        do throws(ObjectStoreError) {
            content = try await store.open(found, range)
        } catch {
            // What was found stays until it is opened, so bytes that are gone were lost.
            throw AWSError(error == .gone ? .failure : error)
        }
        return ResponseBody(contentLength: Int(content.count)) { writer in
            let reader = content.makeReader()
            while let piece = try await reader.next() { try await writer.write(piece) }
            try await writer.finish(nil)
        }
    }

    private func markerAnswer(_ call: ObjectCall, _ id: VersionID) throws(AWSError) -> S3Answer {
        var headers = HTTPFields()
        let error: AWSError
        if call.request.versionID != nil {
            error = .methodNotAllowed(call.request.head.method, on: "DeleteMarker")
            headers[.allow] = "DELETE"
        } else {
            error = call.absence()
        }
        if error.code != "AccessDenied" {
            headers[.amazon("x-amz-delete-marker")] = "true"
            headers[.amazon("x-amz-version-id")] = call.text(id)
        }
        return S3Answer(refusing: error, headers: headers)
    }
}

/// Which bytes of a version are answered.
struct ReadExtent {
    let bytes: Range<Int64>
    let isPartial: Bool
    let partsCount: Int?
    private let version: ObjectVersion
    private let part: ObjectPart?

    /// - Throws: `InvalidRange`, `InvalidPartNumber`, `InvalidRequest`.
    init(_ request: S3Request, of version: ObjectVersion) throws(AWSError) {
        self.version = version
        let range = request.header("range")
        if let text = request.query["partNumber"] {
            guard range == nil else {
                throw .invalidRequest("Cannot specify both Range header and partNumber query parameter")
            }
            let number = try PartNumber.parse(text)
            (bytes, part) = try ReadExtent.part(number, of: version)
            isPartial = version.size > 0
            partsCount = version.parts.isEmpty ? nil : version.parts.count
            return
        }
        (part, partsCount) = (nil, nil)
        guard let range, let parsed = ByteRange(range) else {
            (bytes, isPartial) = (0..<version.size, false)
            return
        }
        guard let found = parsed.bytes(of: version.size) else {
            throw AWSError("InvalidRange", status: 416, "The requested range is not satisfiable").adding(
                .init("RangeRequested", range), .init("ActualObjectSize", "\(version.size)"))
        }
        (bytes, isPartial) = (found, true)
    }

    /// The bytes of a part, as it was uploaded.
    private static func part(
        _ number: Int, of version: ObjectVersion
    ) throws(AWSError) -> (Range<Int64>, ObjectPart?) {
        var start: Int64 = 0
        for part in version.parts {
            if part.number == number { return (start..<start + part.size, part) }
            start += part.size
        }
        guard version.parts.isEmpty, number == 1 else {
            throw AWSError(
                "InvalidPartNumber", status: 416, "The requested partnumber is not satisfiable"
            ).adding(
                .init("ActualPartCount", "\(max(version.parts.count, 1))"), .init("PartNumberRequested", "\(number)"))
        }
        return (0..<version.size, nil)
    }

    /// Tells the checksum of what is answered, where one is known.
    func addChecksum(to headers: inout HTTPFields) {
        if let part {
            if let checksum = part.checksum { headers.set(checksum.algorithm.headerName, checksum.base64) }
        } else if bytes == 0..<version.size, let checksum = version.checksum {
            headers.set(checksum.checksum.algorithm.headerName, checksum.text)
            headers.set("x-amz-checksum-type", checksum.type.rawValue)
        }
    }
}

/// The number of a part.
enum PartNumber {
    static func parse(_ text: String) throws(AWSError) -> Int {
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw .invalidArgument(
                "Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
        }
        return number
    }
}

/// The parameters `response-…`, which replace header fields of the answer.
enum ResponseOverrides {
    private static let names: [(parameter: String, field: HTTPField.Name)] = [
        ("response-cache-control", .cacheControl), ("response-content-disposition", .contentDisposition),
        ("response-content-encoding", .contentEncoding), ("response-content-language", .contentLanguage),
        ("response-content-type", .contentType), ("response-expires", .expires),
    ]

    static func apply(_ call: ObjectCall, to headers: inout HTTPFields) throws(AWSError) {
        if call.request.query.parameters.isEmpty { return }
        for (parameter, field) in names {
            guard let value = call.request.query[parameter] else { continue }
            guard call.proof != nil else {
                throw .invalidRequest(
                    "Request specific response headers cannot be used for anonymous GET requests.")
            }
            headers[field] = value
        }
    }
}

extension HTTPFields {
    /// Sets a field by a name that is made at run time.
    mutating func set(_ name: String, _ value: String?) {
        if let value, let name = HTTPField.Name(name) { self[name] = value }
    }
}
