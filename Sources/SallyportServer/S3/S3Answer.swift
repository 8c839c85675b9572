import AWSTypes
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import S3Protocol
import S3Service

/// What is sent back to a client of S3.
struct S3Answer: Sendable {
    /// The HTTP status.
    var status: Int
    /// Further header fields.
    var headers: HTTPFields
    /// The body.
    var body: Body

    /// What comes after the head.
    enum Body: Sendable {
        /// Nothing.
        case none
        /// Bytes that are there already, and what they are.
        case bytes([UInt8], type: String)
        /// Bytes as they are read; their length and type stand among the header fields, if they are known.
        case stream(ResponseBody)
        /// An error's document.
        case error(AWSError)
    }

    /// Makes an answer.
    init(_ status: Int, headers: HTTPFields = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes an answer that refuses.
    init(refusing error: AWSError, headers: HTTPFields = [:]) {
        self.init(error.status, headers: headers, body: .error(error))
    }

    /// Makes an answer of what an operation on a bucket says.
    init(_ result: S3Result) {
        var headers = HTTPFields()
        for (name, value) in result.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        self.init(
            result.status, headers: headers,
            body: result.body.isEmpty ? .none : .bytes(result.body, type: result.contentType))
    }

    /// What it refuses with; nil: it does not.
    var error: AWSError? { if case .error(let error) = body { error } else { nil } }

    /// The answer as it goes on the wire.
    ///
    /// AWS: an answer to HEAD has no document, so that its errors have no code but the status.
    func response(id: String, hostID: String, isHead: Bool, closing: Bool) -> Response {
        var fields = headers
        fields[.amzRequestID] = id
        fields[.amzID2] = hostID
        if closing { fields[.connection] = "close" }
        let status = HTTPResponse.Status(code: status)
        switch body {
        case .none: break
        case .bytes(let bytes, let type):
            fields[.contentType] = type
            guard isHead else {
                return Response(
                    status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
            }
        case .stream(let stream):
            guard isHead else { return Response(status: status, headers: fields, body: stream) }
        case .error(let error):
            fields[.contentType] = S3ErrorDocument.contentType
            guard isHead else {
                let document = S3ErrorDocument.write(error, requestID: id, hostID: hostID)
                return Response(
                    status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
            }
        }
        return Response(status: status, headers: fields, body: ResponseBody())
    }
}

extension HTTPField.Name {
    static let amzRequestID = amazon("x-amz-request-id")
    static let amzID2 = amazon("x-amz-id-2")
    static let amzBucketRegion = amazon("x-amz-bucket-region")

    /// The name of a header field of AWS.
    static func amazon(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("the name is a token") }
        return name
    }
}
