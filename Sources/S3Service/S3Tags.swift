import AWSProtocols
import AWSTypes
import S3Protocol
import SafeXML

/// Tags as S3 takes and shows them; keys are told apart by case.
package enum S3Tags {
    /// What is tagged: how many tags it may have, and what is said where it has more.
    package enum Holder: Sendable {
        /// A bucket.
        case bucket
        /// An object.
        case object
    }

    /// Reads a document `Tagging`.
    ///
    /// - Throws: `MalformedXML`, `InvalidTag`, `BadRequest`.
    package static func parse(document: [UInt8], of holder: Holder) throws(AWSError) -> [Tag] {
        let tagging = try S3XML.read(document, root: "Tagging")
        guard let set = tagging["TagSet"] else { throw .malformedXML }
        return try parse(set, limit: holder == .bucket ? 50 : 10, of: holder)
    }

    /// Reads the elements `Tag` in an element.
    package static func parse(_ set: XMLElement, limit: Int, of holder: Holder) throws(AWSError) -> [Tag] {
        var tags: [Tag] = []
        for element in set.children {
            guard element.name.local == "Tag", let key = element["Key"], let value = element["Value"] else {
                throw .malformedXML
            }
            tags.append(Tag(key: key.text, value: value.text))
        }
        try check(tags, limit: limit, of: holder)
        return tags
    }

    /// Reads the header field `x-amz-tagging`, which looks like a query.
    ///
    /// - Throws: `InvalidArgument`, `InvalidTag`, `BadRequest`.
    package static func parse(header text: String) throws(AWSError) -> [Tag] {
        var tags: [Tag] = []
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let key = PercentText.decode(pair[..<equals], plusIsSpace: true), !key.isEmpty,
                let value = PercentText.decode(pair[equals...].dropFirst(), plusIsSpace: true)
            else {
                throw .invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without "
                        + "tag name duplicates.", "x-amz-tagging", text)
            }
            tags.append(Tag(key: key, value: value))
        }
        if Set(tags.map(\.key)).count < tags.count {
            throw .invalidArgument(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without "
                    + "tag name duplicates.", "x-amz-tagging", text)
        }
        try check(tags, limit: 10, of: .object)
        return tags
    }

    /// Writes the elements of a document `Tagging`.
    package static func document(_ tags: [Tag]) -> [UInt8] {
        S3XML.document("Tagging") { writer in
            writer.structure("TagSet") { writer in
                for tag in tags {
                    writer.structure("Tag") { writer in
                        writer.field("Key", tag.key)
                        writer.field("Value", tag.value)
                    }
                }
            }
        }
    }

    private static func check(_ tags: [Tag], limit: Int, of holder: Holder) throws(AWSError) {
        if tags.count > limit {
            let name = holder == .bucket ? "Bucket tag count" : "Object tags"
            throw AWSError("BadRequest", status: 400, "\(name) cannot be greater than \(limit)")
        }
        for tag in tags {
            guard (1...128).contains(tag.key.unicodeScalars.count), isPermitted(tag.key) else {
                throw AWSError("InvalidTag", status: 400, "The TagKey you have provided is invalid")
                    .adding(.init("TagKey", tag.key))
            }
            guard tag.value.unicodeScalars.count <= 256, isPermitted(tag.value) else {
                throw AWSError("InvalidTag", status: 400, "The TagValue you have provided is invalid")
                    .adding(.init("TagKey", tag.key), .init("TagValue", tag.value))
            }
            if tag.key.lowercased().hasPrefix("aws:") {
                throw AWSError("InvalidTag", status: 400, "System tags cannot be added/updated by requester")
                    .adding(.init("TagKey", tag.key))
            }
        }
        if Set(tags.map(\.key)).count < tags.count {
            throw AWSError("InvalidTag", status: 400, "Cannot provide multiple Tags with the same key")
        }
    }

    private static let signs = ASCIISet.alphanumerics.union(" _.:/=+-@")

    private static func isPermitted(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return signs.contains(UInt8(scalar.value)) }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned: return false
            default: return true
            }
        }
    }
}
