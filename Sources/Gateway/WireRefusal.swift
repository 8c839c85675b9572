import AWSProtocols
import AWSTypes
import ServiceRouting
import SigV4

/// An error as a service would answer it, in its protocol.
package struct WireRefusal: Sendable {
    /// The status.
    package let status: Int
    /// The content type.
    package let contentType: String
    /// Further header fields.
    package let fields: [HeaderField]
    /// The body.
    package let body: [UInt8]

    /// Writes an error for a service that speaks a protocol.
    package init(_ error: AWSError, of service: String, as wire: WireProtocol, id: String) {
        var fields: [HeaderField] = []
        switch wire {
        case .json10, .json11, .cbor:
            status = JSONProtocol.status(of: error)
            if wire == .cbor {
                contentType = "application/cbor"
                body = WireRefusal.cbor(WireRefusal.exceptionName(of: error), error.message)
                fields.append(HeaderField("smithy-protocol", "rpc-v2-cbor"))
            } else {
                contentType = wire == .json10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"
                body = JSONProtocol.response(to: error)
            }
            // Services that spoke the query protocol before tell its code too.
            if service == "sqs" || service == "cloudwatch" {
                fields.append(HeaderField("x-amzn-query-error", "\(error.code);\(error.fault.rawValue)"))
            }
        case .restJSON:
            status = error.status
            contentType = "application/json"
            let name = WireRefusal.exceptionName(of: error)
            fields.append(HeaderField("x-amzn-ErrorType", name))
            var writer = WireWriter(.json)
            writer.field("message", error.message)
            body = [UInt8(ascii: "{")] + writer.bytes + [UInt8(ascii: "}")]
        case .ec2:
            status = error.status
            contentType = "text/xml;charset=UTF-8"
            body = WireRefusal.ec2(WireRefusal.ec2Name(of: error), error.message, id: id)
        case .query, .restXML:
            status = error.status
            contentType = wire == .query ? "text/xml" : "application/xml"
            // AWS: SNS calls a denial by a name of its own.
            let isDenial = error.code == "AccessDenied" && service == "sns"
            let named = isDenial ? AWSError("AuthorizationError", status: 403, error.message) : error
            body = QueryProtocol.response(
                to: named, namespace: WireRefusal.namespace(of: service), requestID: id)
        }
        self.fields = fields
    }

    private static func namespace(of service: String) -> String {
        switch service {
        case "sns": "http://sns.amazonaws.com/doc/2010-03-31/"
        case "sqs": "http://queue.amazonaws.com/doc/2012-11-05/"
        case "route53": "https://route53.amazonaws.com/doc/2013-04-01/"
        case "cloudfront": "http://cloudfront.amazonaws.com/doc/2020-05-31/"
        default: "http://\(service).amazonaws.com/doc/"
        }
    }

    /// What the JSON protocols call an error.
    private static func exceptionName(of error: AWSError) -> String {
        switch error.code {
        case "AccessDenied": "AccessDeniedException"
        case "InvalidClientTokenId": "UnrecognizedClientException"
        case "SignatureDoesNotMatch": "InvalidSignatureException"
        case "MissingAuthenticationToken": "MissingAuthenticationTokenException"
        case "IncompleteSignature": "IncompleteSignatureException"
        case "ExpiredToken", "RequestExpired": "ExpiredTokenException"
        case "ServiceUnavailable": "ServiceUnavailableException"
        default: error.code
        }
    }

    /// What EC2 calls an error.
    private static func ec2Name(of error: AWSError) -> String {
        switch error.code {
        case "AccessDenied": "UnauthorizedOperation"
        case "InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature": "AuthFailure"
        default: error.code
        }
    }

    private static func ec2(_ code: String, _ message: String, id: String) -> [UInt8] {
        var writer = WireWriter()
        writer.structure("Response") { writer in
            writer.structure("Errors") { writer in
                writer.structure("Error") { writer in
                    writer.field("Code", code)
                    writer.field("Message", message)
                }
            }
            writer.field("RequestID", id)
        }
        return writer.bytes
    }

    private static func cbor(_ name: String, _ message: String) -> [UInt8] {
        func text(_ text: String) -> [UInt8] {
            let bytes = Array(text.utf8.prefix(65_535))
            return [0x79, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
        }
        return [0xA2] + text("__type") + text(name) + text("message") + text(message)
    }
}
