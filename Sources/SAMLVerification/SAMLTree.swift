import CLibXML2
import CXMLSec

/// A SAML document as a tree of libxml2's, for libxmlsec1 to work on.
///
/// It is read without network, document types or entities. Documents with comments or processing instructions are
/// refused: nobody needs them, and they are how text is cut short.
struct SAMLTree: ~Copyable {
    private let document: xmlDocPtr
    /// The root element.
    let root: xmlNodePtr

    /// Reads a document; nil where it is not well-formed or holds what it should not.
    init?(_ bytes: [UInt8]) {
        let mark = Array("<!".utf8)
        guard bytes.count < Int(Int32.max), SAMLTree.hasOnlyCharacterData(bytes, after: mark) else { return nil }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let parsed = bytes.withUnsafeBytes { bytes in
            xmlReadMemory(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, "UTF-8",
                Int32(options))
        }
        guard let document = parsed else { return nil }
        guard document.pointee.intSubset == nil, document.pointee.extSubset == nil,
            let root = xmlDocGetRootElement(document), SAMLTree.isPlain(root)
        else {
            xmlFreeDoc(document)
            return nil
        }
        self.document = document
        self.root = root
    }

    deinit { xmlFreeDoc(document) }

    /// Whether each `<!` begins a CDATA section: then there is neither a document type nor a comment.
    private static func hasOnlyCharacterData(_ bytes: [UInt8], after mark: [UInt8]) -> Bool {
        for place in bytes.indices.dropLast() where bytes[place] == mark[0] && bytes[place + 1] == mark[1] {
            guard bytes[place...].starts(with: "<![CDATA[".utf8) else { return false }
        }
        return true
    }

    /// Whether a tree has only elements and text.
    private static func isPlain(_ node: xmlNodePtr) -> Bool {
        for child in SAMLTree.children(of: node) {
            switch child.pointee.type {
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: continue
            case XML_ELEMENT_NODE: guard isPlain(child) else { return false }
            default: return false
            }
        }
        return true
    }

    private static func children(of node: xmlNodePtr) -> some Sequence<xmlNodePtr> {
        sequence(first: node.pointee.children) { $0?.pointee.next }.lazy.compactMap { $0 }
    }

    /// The child elements of a name.
    static func elements(of node: xmlNodePtr, _ name: Name) -> [xmlNodePtr] {
        children(of: node).filter { name.matches($0) }
    }

    /// The one child element of a name; nil where there is none, or more than one.
    static func only(_ name: Name, in node: xmlNodePtr) -> xmlNodePtr? {
        let found = elements(of: node, name)
        return found.count == 1 ? found[0] : nil
    }

    /// How many elements of a name there are in all of the tree.
    func count(of name: Name) -> Int { SAMLTree.count(of: name, in: root) }

    private static func count(of name: Name, in node: xmlNodePtr) -> Int {
        children(of: node).reduce(name.matches(node) ? 1 : 0) { $0 + count(of: name, in: $1) }
    }

    /// The value of an attribute that is in no namespace.
    static func attribute(_ name: String, of node: xmlNodePtr) -> String? {
        guard let value = xmlGetNoNsProp(node, name) else { return nil }
        defer { sallyport_xml_free(value) }
        return String(cString: value)
    }

    /// Makes an element's `ID` known to references; false where it has none, or another element has the same.
    func register(_ node: xmlNodePtr) -> Bool {
        guard let attribute = xmlHasProp(node, "ID"), let value = SAMLTree.attribute("ID", of: node), !value.isEmpty,
            SAMLTree.count(identified: value, in: root) == 1
        else { return false }
        return xmlAddID(nil, document, value, attribute) != nil
    }

    private static func count(identified id: String, in node: xmlNodePtr) -> Int {
        guard node.pointee.type == XML_ELEMENT_NODE else { return 0 }
        let own = attribute("ID", of: node) == id ? 1 : 0
        return children(of: node).reduce(own) { $0 + count(identified: id, in: $1) }
    }

    /// The tree as text.
    func serialized() -> [UInt8] {
        var text: UnsafeMutablePointer<xmlChar>?
        var length: Int32 = 0
        xmlDocDumpMemory(document, &text, &length)
        guard let text else { return [] }
        defer { sallyport_xml_free(text) }
        return Array(UnsafeBufferPointer(start: text, count: Int(length)))
    }

    /// An element's name.
    struct Name {
        let namespace: String
        let local: String

        static let response = Name(namespace: "urn:oasis:names:tc:SAML:2.0:protocol", local: "Response")
        static let assertion = Name(namespace: "urn:oasis:names:tc:SAML:2.0:assertion", local: "Assertion")
        static let encryptedAssertion = Name(
            namespace: "urn:oasis:names:tc:SAML:2.0:assertion", local: "EncryptedAssertion")
        static let encryptedData = Name(namespace: "http://www.w3.org/2001/04/xmlenc#", local: "EncryptedData")
        static let signature = signing("Signature")
        static func signing(_ local: String) -> Name {
            Name(namespace: "http://www.w3.org/2000/09/xmldsig#", local: local)
        }

        func matches(_ node: xmlNodePtr) -> Bool {
            guard node.pointee.type == XML_ELEMENT_NODE, let space = node.pointee.ns?.pointee.href else { return false }
            return String(cString: node.pointee.name) == local && String(cString: space) == namespace
        }
    }
}
