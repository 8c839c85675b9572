import AWSProtocols
import AWSTypes
import Foundation
import Testing

@Suite("AWS's JSON protocol")
struct JSONProtocolTests {
    private func input(_ text: String) throws -> WireInput { try WireInput(json: Array(text.utf8)) }

    @Test("Members are read as in the query protocol: scalars, structures, lists of both")
    func reading() throws {
        let input = try input(
            #"""
            {"Name": "x\u00e9", "Count": 7, "Deep": {"Id": "a"}, "Tags": [{"Key": "k1"}, {"Key": "k2"}],
            "Words": ["one", "two"], "Yes": true, "Absent": null}
            """#)
        #expect(input.requireText("Name", TextConstraint(1...9)) == "xé")
        #expect(input.integer("Count", in: 1...9) == 7)
        #expect(input.boolean("Yes") == true)
        #expect(input.requireStructure("Deep").requireText("Id", TextConstraint(1...9)) == "a")
        #expect(input.structure("Nothing") == nil)
        #expect(input.requireList("Tags") { $0.requireText("Key", TextConstraint(1...9)) } == ["k1", "k2"])
        #expect(input.texts("Words", TextConstraint(1...9)) == ["one", "two"])
        #expect(input.text("Absent", TextConstraint(1...9)) == nil)
        #expect(input.list("Absent") { _ in 0 } == nil)
        try input.finish()
    }

    @Test("An empty body has no members; one that is no JSON object is refused")
    func bodies() throws {
        let input = try input("")
        #expect(input.text("Name", TextConstraint(1...9)) == nil)
        try input.finish()
        for text in ["[]", "{", "\"x\"", "{\"a\": 1, \"a\": 2}", "{} {}", String(repeating: "[", count: 100_000)] {
            #expect(throws: AWSError("SerializationException", status: 400, "")) { try self.input(text) }
        }
    }

    @Test("A value of the wrong type is refused, never read as another")
    func types() throws {
        let reads: [(String, (WireInput) -> Void)] = [
            (#"{"A": 1}"#, { _ = $0.text("A", TextConstraint(0...9)) }),
            (#"{"A": true}"#, { _ = $0.text("A", TextConstraint(0...9)) }),
            (#"{"A": ["x"]}"#, { _ = $0.text("A", TextConstraint(0...9)) }),
            (#"{"A": "1"}"#, { _ = $0.integer("A", in: 0...9) }),
            (#"{"A": "true"}"#, { _ = $0.boolean("A") }),
            (#"{"A": "x"}"#, { _ = $0.list("A") { _ in 0 } }),
            (#"{"A": {"member": []}}"#, { _ = $0.list("A") { _ in 0 } }),
            (#"{"A": []}"#, { _ = $0.structure("A") }),
        ]
        for (text, read) in reads {
            let input = try input(text)
            read(input)
            #expect(throws: AWSError("SerializationException", status: 400, ""), "\(text)") { try input.finish() }
        }
    }

    @Test("Broken constraints are those of the query protocol")
    func constraints() throws {
        let input = try input(#"{"Tags": [{"Key": "abc"}]}"#)
        _ = input.list("Tags") { $0.requireText("Key", TextConstraint(1...2)) }
        _ = input.requireText("Name", TextConstraint(1...2))
        let error = #expect(throws: AWSError.validation("")) { try input.finish() }
        #expect(
            error?.message == """
                2 validation errors detected: Value 'abc' at 'tags.1.member.key' failed to satisfy constraint: Member \
                must have length less than or equal to 2; Value null at 'name' failed to satisfy constraint: Member \
                must not be null
                """)
    }

    @Test("Members are written as JSON: numbers bare, moments as seconds, texts escaped, nothing for nil")
    func writing() throws {
        var writer = WireWriter(.json)
        writer.field("Text", "a\"\\\u{1}é\n")
        writer.field("None", nil as String?)
        writer.field("Number", 7)
        writer.field("Truth", false)
        writer.field("Moment", Timestamp(seconds: 1_795_509_000))
        writer.structure("Empty") { _ in }
        writer.structure("Deep") { writer in
            writer.field("A", "1")
            writer.list("List", ["x", "y"]) { $0.field("Item", $1) }
        }
        writer.list("Texts", texts: ["a", "b"])
        writer.list("Nothing", texts: [])
        writer.map("Map", [(key: "k", value: 1), (key: "l", value: 2)])
        let body = JSONProtocol(target: "T", version: "1.1").response(members: writer)
        #expect(
            String(decoding: body, as: UTF8.self) == #"""
                {"Text":"a\"\\\u0001é\u000a","Number":7,"Truth":false,"Moment":1795509000,"Empty":{},\#
                "Deep":{"A":"1","List":[{"Item":"x"},{"Item":"y"}]},"Texts":["a","b"],"Nothing":[],"Map":{"k":1,"l":2}}
                """#)
        #expect(try JSONSerialization.jsonObject(with: Data(body)) is [String: Any])
    }

    @Test("The operation stands in the header; an answer without result is empty")
    func envelope() throws {
        let json = JSONProtocol(target: "Service_20200101", version: "1.0")
        #expect(try json.operation("Service_20200101.Do") == "Do")
        for header in [nil, "", "Service_20200101", "Service_202001011.Do", "Other.Do"] {
            #expect(throws: AWSError("UnknownOperationException", status: 400, "")) { try json.operation(header) }
        }
        #expect(json.contentType == "application/x-amz-json-1.0")
        #expect(json.response(members: nil) == [])
        #expect(json.response(members: WireWriter(.json)) == Array("{}".utf8))
    }

    @Test("Errors have the names of JSON services, and their status is 400 unless the server failed")
    func errors() {
        let rows: [(AWSError, String, Int)] = [
            (.accessDenied("no"), #"{"__type":"AccessDeniedException","Message":"no"}"#, 400),
            (
                AWSError("InvalidClientTokenId", status: 403, "no"),
                #"{"__type":"UnrecognizedClientException","message":"no"}"#, 400
            ),
            (
                AWSError("SignatureDoesNotMatch", status: 403, "no"),
                #"{"__type":"InvalidSignatureException","message":"no"}"#, 400
            ),
            (
                AWSError("ConstraintViolationException", status: 400, reason: "WHY", "no"),
                #"{"__type":"ConstraintViolationException","Message":"no","Reason":"WHY"}"#, 400
            ),
            (.validation("no"), #"{"__type":"ValidationException","message":"no"}"#, 400),
            (AWSError("InternalFailure", status: 500, "no"), #"{"__type":"InternalFailure","message":"no"}"#, 500),
        ]
        for (error, body, status) in rows {
            #expect(String(decoding: JSONProtocol.response(to: error), as: UTF8.self) == body)
            #expect(JSONProtocol.status(of: error) == status)
        }
    }
}
