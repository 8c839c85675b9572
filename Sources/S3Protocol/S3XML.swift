import AWSProtocols
import AWSTypes
import SafeXML

/// The documents of S3's answers.
package enum S3XML {
    /// The namespace of all of them but errors.
    package static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    /// The declaration that each begins with.
    private static let declaration = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)

    /// A document with an outermost element of that name.
    package static func document(
        _ root: String, namespace: String? = namespace, capacity: Int = 1024, _ write: (inout WireWriter) -> Void
    ) -> [UInt8] {
        var writer = WireWriter(.xml, capacity: capacity)
        writer.open(root, namespace: namespace)
        write(&writer)
        writer.close(root)
        return declaration + writer.bytes
    }

    /// Reads a document whose outermost element has a name.
    ///
    /// - Throws: `MalformedXML`.
    package static func read(_ bytes: [UInt8], root: String) throws(AWSError) -> XMLElement {
        guard let element = try? XMLElement(parsing: bytes), element.name.local == root else { throw .malformedXML }
        return element
    }
}

extension Timestamp {
    /// The moment as S3's documents show it: `2026-11-24T15:00:00.000Z`.
    package var s3Text: String { String(iso8601.dropLast()) + ".000Z" }
}

/// An error as S3 answers it.
package enum S3ErrorDocument {
    /// The document's content type.
    package static let contentType = "application/xml"

    /// The document: no namespace, the details between the message and the ids.
    package static func write(_ error: AWSError, requestID: String, hostID: String) -> [UInt8] {
        S3XML.document("Error", namespace: nil) { writer in
            writer.field("Code", error.code)
            writer.field("Message", error.message)
            for detail in error.details { writer.field(detail.name, detail.value) }
            writer.field("RequestId", requestID)
            writer.field("HostId", hostID)
        }
    }
}
