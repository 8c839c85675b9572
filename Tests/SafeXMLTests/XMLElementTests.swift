import SafeXML
import Testing

@Suite("Small documents as trees")
struct XMLElementTests {
    @Test("Elements, their text and their namespaces come out as written")
    func tree() throws {
        let text = "<a xmlns='urn:x'> <b>1 &amp; <![CDATA[<2>]]></b><c/><b>3</b></a>"
        let root = try XMLElement(parsing: Array(text.utf8))
        #expect(root.name == XMLName(namespace: "urn:x", local: "a"))
        #expect(root["b"]?.text == "1 & <2>")
        #expect(root.all("b").map(\.text) == ["1 & <2>", "3"])
        #expect(root["c"]?.children.isEmpty == true)
        #expect(root["d"] == nil)
    }

    @Test(
        "What is not one document, or is dangerous, is refused",
        arguments: [
            ("", XMLFault.notWellFormed), ("text", .notWellFormed), ("<a>", .notWellFormed),
            ("<a/><b/>", .notWellFormed), ("<a></b>", .notWellFormed),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", .documentType),
            (String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40), .tooDeep),
        ])
    func refused(_ text: String, _ fault: XMLFault) {
        #expect(throws: fault) { try XMLElement(parsing: Array(text.utf8)) }
    }
}
