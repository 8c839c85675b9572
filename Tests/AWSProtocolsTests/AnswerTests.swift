import AWSProtocols
import AWSTypes
import Foundation
import FoundationXML
import Testing

/// What an XML parser that we did not write reads in an answer.
private final class ParsedAnswer: NSObject, XMLParserDelegate {
    /// The path of each element that holds text, with the text.
    private(set) var texts: [String: [String]] = [:]
    private(set) var namespace: String?
    private(set) var isWellFormed = false
    private var path: [String] = []
    private var text = ""

    init(_ bytes: [UInt8]) {
        super.init()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if path.isEmpty { namespace = attributes["xmlns"] }
        path.append(name)
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        texts[path.joined(separator: "/"), default: []].append(text)
        path.removeLast()
        text = ""
    }
}

@Suite("Answers of the query protocol")
struct AnswerTests {
    private let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    private func parsed(_ text: String) -> ParsedAnswer {
        var writer = WireWriter()
        writer.field("A", text)
        return ParsedAnswer(writer.bytes)
    }

    @Test("An answer has a response, a result, and the request's id, in the service's namespace")
    func response() {
        var members = WireWriter()
        members.field("Account", "123456789012")
        let answer = ParsedAnswer(
            QueryProtocol.response(
                to: "GetCallerIdentity", namespace: namespace, requestID: "id-1", members: members))
        #expect(answer.isWellFormed)
        #expect(answer.namespace == namespace)
        #expect(answer.texts["GetCallerIdentityResponse/GetCallerIdentityResult/Account"] == ["123456789012"])
        #expect(answer.texts["GetCallerIdentityResponse/ResponseMetadata/RequestId"] == ["id-1"])
    }

    @Test("An operation without a result answers without a result element; an empty result has one")
    func withoutResult() {
        let without = ParsedAnswer(
            QueryProtocol.response(to: "DeleteUser", namespace: namespace, requestID: "id-2", members: nil))
        #expect(without.isWellFormed)
        #expect(
            Set(without.texts.keys) == [
                "DeleteUserResponse", "DeleteUserResponse/ResponseMetadata",
                "DeleteUserResponse/ResponseMetadata/RequestId",
            ])
        let empty = ParsedAnswer(
            QueryProtocol.response(to: "UpdateRole", namespace: namespace, requestID: "id", members: WireWriter()))
        #expect(empty.texts["UpdateRoleResponse/UpdateRoleResult"] == [""])
    }

    @Test("An error tells whose fault it is, its code and its message")
    func errors() {
        let sender = ParsedAnswer(
            QueryProtocol.response(
                to: .accessDenied("User: <you> & 'me'"), namespace: namespace, requestID: "id-3"))
        #expect(sender.isWellFormed)
        #expect(sender.namespace == namespace)
        #expect(sender.texts["ErrorResponse/Error/Type"] == ["Sender"])
        #expect(sender.texts["ErrorResponse/Error/Code"] == ["AccessDenied"])
        #expect(sender.texts["ErrorResponse/Error/Message"] == ["User: <you> & 'me'"])
        #expect(sender.texts["ErrorResponse/RequestId"] == ["id-3"])
        let receiver = ParsedAnswer(
            QueryProtocol.response(to: .internalFailure, namespace: namespace, requestID: "id"))
        #expect(receiver.texts["ErrorResponse/Error/Type"] == ["Receiver"])
    }

    @Test(
        "Every text that XML can carry comes back as it was",
        arguments: [
            "", "<a>&amp;</a>", "]]>", "\"quoted\" 'too'", "tab\tline\nreturn\rend", "\r\n", "é🚪", "\u{FFFD}", "\u{7F}",
            "\u{FFFC}\u{1F6AA}", "\u{EFBF}", "\u{FFBE}", " spaces ",
        ])
    func escaping(text: String) {
        let answer = parsed(text)
        #expect(answer.isWellFormed)
        #expect(answer.texts["A"] == [text])
    }

    @Test("What XML can't carry becomes U+FFFD, and the answer stays well formed")
    func unrepresentable() {
        for value in (0...0x1F as ClosedRange<UInt32>) where ![0x09, 0x0A, 0x0D].contains(value) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(parsed("a\(scalar)b").texts["A"] == ["a\u{FFFD}b"], "U+\(String(value, radix: 16))")
        }
        #expect(parsed("a\u{FFFE}b\u{FFFF}").texts["A"] == ["a\u{FFFD}b\u{FFFD}"])
        #expect(parsed("\u{FFFE}").texts["A"] == ["\u{FFFD}"])
    }

    @Test("Lists, maps and structures are members, entries and elements; what is nil is left out")
    func shapes() {
        var writer = WireWriter()
        writer.structure("Result") { writer in
            writer.list("Tags", [1, 2]) { $0.field("Key", $1) }
            writer.list("Empty", texts: [])
            writer.list("Names", texts: ["a", "b"])
            writer.map("SummaryMap", [(key: "Users", value: 3), (key: "Roles", value: 0)])
            writer.field("Missing", nil as String?)
            writer.field("IsTruncated", false)
            writer.field("CreateDate", Timestamp(seconds: 1_440_938_160))
            writer.field("Count", 7)
        }
        let answer = ParsedAnswer(writer.bytes)
        #expect(answer.isWellFormed)
        #expect(answer.texts["Result/Tags/member/Key"] == ["1", "2"])
        #expect(answer.texts["Result/Empty"] == [""])
        #expect(answer.texts["Result/Names/member"] == ["a", "b"])
        #expect(answer.texts["Result/SummaryMap/entry/key"] == ["Users", "Roles"])
        #expect(answer.texts["Result/SummaryMap/entry/value"] == ["3", "0"])
        #expect(answer.texts["Result/Missing"] == nil)
        #expect(answer.texts["Result/IsTruncated"] == ["false"])
        #expect(answer.texts["Result/CreateDate"] == ["2015-08-30T12:36:00Z"])
        #expect(answer.texts["Result/Count"] == ["7"])
    }
}
