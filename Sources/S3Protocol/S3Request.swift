import AWSTypes
import SigV4

/// A request to S3, as its head says it.
package struct S3Request: Sendable {
    /// The head as it came.
    package let head: RequestHead
    /// What it is about.
    package let address: S3Address
    /// Its parameters.
    package let query: S3Query
    /// What is asked for.
    package let operation: S3Operation

    /// Reads a head.
    ///
    /// - Throws: `InvalidURI`, `KeyTooLongError`, `MethodNotAllowed`, `NotImplemented`.
    package init(_ head: RequestHead, among hosts: S3Hosts) throws(AWSError) {
        let address = try S3Address(of: head, among: hosts)
        let question = head.target.firstIndex(of: "?")
        let query = try S3Query(question.map { head.target[$0...].dropFirst() } ?? "")
        self.init(head, address, query, try S3Recognition.operation(head, address, query))
    }

    private init(_ head: RequestHead, _ address: S3Address, _ query: S3Query, _ operation: S3Operation) {
        self.head = head
        self.address = address
        self.query = query
        self.operation = operation
    }

    /// The bucket's name; empty where the service is meant.
    package var bucket: String { address.bucket ?? "" }

    /// The key; empty where a bucket is meant.
    package var key: String { address.key ?? "" }

    /// The version that is asked for; nil: the current one.
    package var versionID: String? { query["versionId"] }

    /// A header field's value, by its name in lower case.
    package func header(_ name: String) -> String? { head[name] }

    /// The resource as errors show it: the path, decoded.
    package var resource: String {
        address.key.map { "/\(bucket)/\($0)" } ?? "/\(bucket)"
    }

    /// The request to write an object that a form stands for: its key and its fields, as header fields.
    package func asPut(of key: String, fields: [HeaderField]) -> S3Request {
        var address = address
        address.key = key
        let host = head.fields.filter { $0.name.lowercased() == "host" }
        return S3Request(
            RequestHead(method: "PUT", target: head.target, fields: host + fields), address, query, .putObject)
    }
}
