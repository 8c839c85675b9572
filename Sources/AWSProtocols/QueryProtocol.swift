import AWSTypes

/// The envelopes of the `query` protocol.
package enum QueryProtocol {
    /// The content type of all answers.
    package static let contentType = "text/xml"

    /// Wraps an operation's members: `<XResponse><XResult>…</XResult><ResponseMetadata>…`.
    ///
    /// `members` is nil for an operation that has no result, whose answer has no result element either.
    package static func response(
        to operation: String, namespace: String, requestID: String, members: WireWriter?
    ) -> [UInt8] {
        var writer = WireWriter(capacity: 512 + (members?.bytes.count ?? 0))
        let response = operation + "Response"
        writer.open(response, namespace: namespace)
        if let members { writer.structure(operation + "Result") { $0.append(members) } }
        writer.structure("ResponseMetadata") { $0.field("RequestId", requestID) }
        writer.close(response)
        return writer.bytes
    }

    /// An error.
    package static func response(to error: AWSError, namespace: String, requestID: String) -> [UInt8] {
        var writer = WireWriter()
        writer.open("ErrorResponse", namespace: namespace)
        writer.structure("Error") { writer in
            writer.field("Type", error.fault.rawValue)
            writer.field("Code", error.code)
            writer.field("Message", error.message)
        }
        writer.field("RequestId", requestID)
        writer.close("ErrorResponse")
        return writer.bytes
    }
}
