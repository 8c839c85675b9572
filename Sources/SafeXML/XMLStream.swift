import CLibXML2

/// XML that a stranger sent, read element by element with libxml2.
///
/// What makes XML dangerous is refused, not passed over: a document type, so that there are no entities to expand and
/// nothing to fetch; more than 32 levels; tags with more than 32 attributes; text beyond libxml2's own limits. The
/// network is off, and whatever encoding the document claims, it is read as the UTF-8 that it was decoded from.
package struct XMLStream: ~Copyable {
    private let reader: xmlTextReaderPtr
    private let keepsBlanks: Bool
    private var pendingEnd = false

    /// The deepest level that an element may stand on.
    package static let maximumDepth = 32

    /// What comes next in a document.
    package enum Event {
        /// An element begins.
        case start(XMLName)
        /// The element that began last ends.
        case end
        /// Text.
        case text(String)
    }

    /// Reads `bytes`, which have to outlive the stream; text of nothing but blanks is left out, unless it is to be kept.
    package init(_ bytes: UnsafeBufferPointer<UInt8>, keepingBlanks keepsBlanks: Bool = false) throws(XMLFault) {
        self.keepsBlanks = keepsBlanks
        try XMLGuard.check(bytes)
        xmlInitParser()
        let options = [
            XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_COMPACT, XML_PARSE_IGNORE_ENC,
        ].reduce(0) { $0 | $1.rawValue }
        let reader = bytes.withMemoryRebound(to: CChar.self) { bytes in
            xmlReaderForMemory(bytes.baseAddress, Int32(clamping: bytes.count), nil, "UTF-8", Int32(options))
        }
        guard let reader else { throw .notWellFormed }
        self.reader = reader
    }

    deinit { xmlFreeTextReader(reader) }

    /// The next event; nil at the end of the document.
    package mutating func next() throws(XMLFault) -> Event? {
        if pendingEnd {
            pendingEnd = false
            return .end
        }
        while true {
            switch xmlTextReaderRead(reader) {
            case 1: break
            case 0: return nil
            default: throw .notWellFormed
            }
            switch xmlReaderTypes(rawValue: UInt32(bitPattern: xmlTextReaderNodeType(reader))) {
            case XML_READER_TYPE_ELEMENT:
                if xmlTextReaderDepth(reader) >= XMLStream.maximumDepth { throw .tooDeep }
                pendingEnd = xmlTextReaderIsEmptyElement(reader) == 1
                return .start(
                    XMLName(
                        namespace: XMLStream.text(xmlTextReaderConstNamespaceUri(reader)) ?? "",
                        local: XMLStream.text(xmlTextReaderConstLocalName(reader)) ?? ""))
            case XML_READER_TYPE_END_ELEMENT: return .end
            case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA:
                if let text = XMLStream.text(xmlTextReaderConstValue(reader)) { return .text(text) }
            case XML_READER_TYPE_WHITESPACE, XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
                if keepsBlanks, let text = XMLStream.text(xmlTextReaderConstValue(reader)) { return .text(text) }
            case XML_READER_TYPE_DOCUMENT_TYPE, XML_READER_TYPE_ENTITY_REFERENCE, XML_READER_TYPE_ENTITY:
                throw .documentType
            default: break
            }
        }
    }

    /// The attributes of the element that began just now which are in no namespace.
    package mutating func attributes() -> [String: String] {
        var attributes: [String: String] = [:]
        var found = xmlTextReaderMoveToFirstAttribute(reader)
        while found == 1 {
            if let name = XMLStream.text(xmlTextReaderConstName(reader)),
                let value = XMLStream.text(xmlTextReaderConstValue(reader))
            {
                attributes[name] = value
            }
            found = xmlTextReaderMoveToNextAttribute(reader)
        }
        xmlTextReaderMoveToElement(reader)
        return attributes
    }

    private static func text(_ characters: UnsafePointer<xmlChar>?) -> String? {
        characters.map { String(cString: $0) }
    }
}

/// An element's name.
package struct XMLName: Hashable, Sendable {
    /// The namespace; empty where there is none.
    package let namespace: String
    /// The name within it.
    package let local: String

    /// Makes a name.
    package init(namespace: String, local: String) {
        self.namespace = namespace
        self.local = local
    }
}

/// Why XML is not read.
package enum XMLFault: Error, Equatable, Sendable {
    /// It breaks the rules of XML, or a limit of libxml2.
    case notWellFormed
    /// It has a document type, or refers to an entity.
    case documentType
    /// It nests too deep.
    case tooDeep
    /// It has a tag with too many attributes.
    case tooManyAttributes
}
