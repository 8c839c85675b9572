/// An element of a small document, with all that is in it.
///
/// For documents whose size somebody has limited before: the whole tree is held. Attributes are not kept.
package struct XMLElement: Sendable, Equatable {
    /// Its name.
    package let name: XMLName
    /// The elements in it, in the order written.
    package private(set) var children: [XMLElement] = []
    /// The text right in it, in one piece.
    package private(set) var text = ""

    private init(name: XMLName) { self.name = name }

    /// Reads a document, and gives its outermost element.
    package init(parsing bytes: [UInt8]) throws(XMLFault) {
        let result = bytes.withUnsafeBufferPointer { bytes in
            Result<XMLElement, XMLFault> { () throws(XMLFault) in try XMLElement.read(bytes) }
        }
        self = try result.get()
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLFault) -> XMLElement {
        var stream = try XMLStream(bytes, keepingBlanks: true)
        var open: [XMLElement] = []
        var root: XMLElement?
        while let event = try stream.next() {
            switch event {
            case .start(let name): open.append(XMLElement(name: name))
            case .text(let text):
                if !open.isEmpty { open[open.count - 1].text += text }
            case .end:
                guard let closed = open.popLast() else { throw .notWellFormed }
                if open.isEmpty { root = closed } else { open[open.count - 1].children.append(closed) }
            }
        }
        guard let root, open.isEmpty else { throw .notWellFormed }
        return root
    }

    /// The first element of that name in it, whatever its namespace.
    package subscript(name: String) -> XMLElement? { children.first { $0.name.local == name } }

    /// All elements of that name in it, whatever their namespaces.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name.local == name } }
}
