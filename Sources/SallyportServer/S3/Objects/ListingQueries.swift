import AWSProtocols
import AWSTypes
import IdentityModel
import ObjectStore
import S3Protocol
import S3Service

/// What the listings have in common: their parameters, and how names are written.
struct ListingParameters {
    let prefix: String
    let delimiter: String
    let limit: Int
    private let encodes: Bool
    private let request: S3Request

    /// The most entries of one answer.
    private static let mostEntries = 1000

    /// - Throws: `InvalidArgument`.
    init(_ request: S3Request, limit name: String = "max-keys") throws(AWSError) {
        self.request = request
        prefix = request.query["prefix"] ?? ""
        delimiter = request.query["delimiter"] ?? ""
        limit = try ListingParameters.limit(request, name)
        switch request.query["encoding-type"] {
        case nil, ""?: encodes = false
        case "url"?: encodes = true
        case let other?: throw .invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", other)
        }
    }

    /// The most entries that a request wants.
    static func limit(_ request: S3Request, _ name: String) throws(AWSError) -> Int {
        guard let text = request.query[name], !text.isEmpty else { return mostEntries }
        guard let number = Int32(text) else {
            throw .invalidArgument("Provided \(name) not an integer or within integer range", name, text)
        }
        guard number >= 0 else {
            throw .invalidArgument("Argument \(name) must be an integer between 0 and 2147483647", name, text)
        }
        return min(Int(number), mostEntries)
    }

    /// What the store is asked for.
    func query(_ call: ObjectCall, from start: ListingQuery.Start) -> ListingQuery {
        var query = ListingQuery(bucket: call.place.bucket.id)
        (query.prefix, query.delimiter, query.limit) = (Array(prefix.utf8), Array(delimiter.utf8), limit)
        query.start = start
        return query
    }

    /// A name as it is written.
    func text(_ name: String) -> String {
        guard encodes else { return name }
        return name.split(separator: "/", omittingEmptySubsequences: false)
            .map { String($0).percentEncoded }.joined(separator: "/")
            .split(separator: "%20", omittingEmptySubsequences: false).joined(separator: "+")
    }

    /// A name as it is written.
    func text(_ bytes: [UInt8]) -> String { text(String(decoding: bytes, as: UTF8.self)) }

    /// What every answer repeats of the request.
    func write(to writer: inout WireWriter, _ call: ObjectCall) {
        writer.field("Name", call.request.bucket)
        writer.field("Prefix", text(prefix))
        if !delimiter.isEmpty { writer.field("Delimiter", text(delimiter)) }
        if encodes { writer.field("EncodingType", "url") }
    }

    /// The folders.
    func write(folders: [[UInt8]], to writer: inout WireWriter) {
        for folder in folders {
            writer.structure("CommonPrefixes") { $0.field("Prefix", text(folder)) }
        }
    }
}
