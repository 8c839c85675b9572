import Testing

@testable import PolicyLanguage

@Suite("Policy documents")
struct PolicyDocumentTests {
    private func fault(_ text: String) -> PolicySyntaxError.Fault? {
        do throws(PolicySyntaxError) {
            _ = try PolicyDocument(parsing: text)
            return nil
        } catch {
            return error.fault
        }
    }

    @Test("Every element is read, single or in an array")
    func elements() throws {
        let document = try PolicyDocument(
            parsing: """
                {
                  "Version": "2012-10-17", "Id": "an id",
                  "Statement": {
                    "Sid": "One", "Effect": "Deny",
                    "NotPrincipal": {"AWS": ["111122223333", "*"], "Service": "ec2.amazonaws.com"},
                    "NotAction": "s3:Get*", "Resource": ["a", "b"],
                    "Condition": {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": 3600}, "Bool": {"aws:SecureTransport": [true, "false"]}}
                  }
                }
                """)
        #expect(document.version == .v2012)
        #expect(document.id == "an id")
        let statement = try #require(document.statements.first)
        #expect(statement.sid?.value == "One")
        #expect(statement.effect == .deny)
        #expect(statement.principals?.isNegated == true)
        #expect(statement.principals?.values.map(\.text) == ["111122223333", "*", "ec2.amazonaws.com"])
        #expect(statement.actions?.isNegated == true)
        #expect(statement.resources?.patterns.map(\.value) == ["a", "b"])
        #expect(statement.conditions.map { $0.values.map(\.value) } == [["3600"], ["true", "false"]])
        #expect(statement.range.start.line == 3 && statement.range.start.column == 16)
        #expect(statement.range.end.line == 8 && statement.range.end.column == 4)
    }

    @Test("Without a version a document is read as 2008-10-17")
    func version() throws {
        let document = try PolicyDocument(
            parsing: #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#)
        #expect(document.statedVersion == nil)
        #expect(document.version == .v2008)
    }

    @Test("The text is kept byte for byte, and white space does not count")
    func text() throws {
        let text = "{ \"Statement\" :\r\n\t[ {\"Effect\":\"Allow\"} ] }\n"
        let document = try PolicyDocument(parsing: text)
        #expect(document.text == text)
        #expect(document.nonWhitespaceCount == 34)
        #expect(PolicyDocument.hasPermittedCharactersOnly(text))
        #expect(!PolicyDocument.hasPermittedCharactersOnly("\u{0}"))
        #expect(!PolicyDocument.hasPermittedCharactersOnly("\u{100}"))
    }

    @Test("What the grammar does not know is refused, and the fault says what")
    func faults() {
        let statement = { (members: String) in "{\"Statement\": {\(members)}}" }
        #expect(fault("[]") == .notAnObject)
        #expect(fault("{}") == .missingElement("Statement"))
        #expect(fault(#"{"Statement": []}"#) == .emptyStatement)
        #expect(fault(#"{"Statement": "x"}"#) == .wrongType(element: "Statement"))
        #expect(fault(#"{"Statement": [[]]}"#) == .wrongType(element: "Statement"))
        #expect(fault(#"{"Version": "2012-10-18", "Statement": {"Effect": "Allow"}}"#) == .invalidVersion("2012-10-18"))
        #expect(fault(#"{"Version": 2012, "Statement": {"Effect": "Allow"}}"#) == .wrongType(element: "Version"))
        #expect(fault(#"{"statement": {"Effect": "Allow"}}"#) == .unknownElement("statement"))
        #expect(fault(statement("")) == .missingElement("Effect"))
        #expect(fault(statement(#""Effect": "Maybe""#)) == .invalidEffect("Maybe"))
        #expect(fault(statement(#""Effect": "allow""#)) == .effectCase("allow"))
        #expect(
            fault(statement(#""Effect": "Allow", "Action": "*", "NotAction": "*""#))
                == .conflictingElements("Action", "NotAction"))
        #expect(
            fault(statement(#""Effect": "Allow", "NotResource": "*", "Resource": "*""#))
                == .conflictingElements("Resource", "NotResource"))
        #expect(
            fault(statement(#""Effect": "Allow", "Principal": "*", "NotPrincipal": "*""#))
                == .conflictingElements("Principal", "NotPrincipal"))
        #expect(fault(statement(#""Effect": "Allow", "Action": 1"#)) == .wrongType(element: "Action"))
        #expect(fault(statement(#""Effect": "Allow", "Action": [["*"]]"#)) == .wrongType(element: "Action"))
        #expect(fault(statement(#""Effect": "Allow", "Sid": 1"#)) == .wrongType(element: "Sid"))
        #expect(fault(statement(#""Effect": "Allow", "Actions": "*""#)) == .unknownElement("Actions"))
        #expect(
            fault(statement(#""Effect": "Allow", "Principal": "111122223333""#)) == .invalidPrincipal("111122223333"))
        #expect(fault(statement(#""Effect": "Allow", "Principal": ["*"]"#)) == .wrongType(element: "Principal"))
        #expect(fault(statement(#""Effect": "Allow", "Principal": {"Aws": "*"}"#)) == .invalidPrincipal("Aws"))
        #expect(fault(statement(#""Effect": "Allow", "Condition": []"#)) == .wrongType(element: "Condition"))
        #expect(fault(statement(#""Effect": "Allow", "Condition": {"Bool": "x"}"#)) == .wrongType(element: "Condition"))
        #expect(
            fault(statement(#""Effect": "Allow", "Condition": {"Bool": {"k": null}}"#))
                == .wrongType(element: "Condition"))
        #expect(
            fault(statement(#""Effect": "Allow", "Condition": {"Bool": {"k": [{}]}}"#))
                == .wrongType(element: "Condition"))
    }

    @Test("Principals under AWS are rewritten in place; every other byte stays")
    func rewriting() throws {
        let text = #"""
            { "Statement": [ {"Effect" : "Allow", "Principal": { "AWS" : [ "AIDA1" , "x\u0079z", "*" ], "Service":"AIDA1" } },
              {"Effect": "Deny","NotPrincipal":{"AWS":"AIDA1"}, "Action": "AIDA1" } ] }
            """#
        let document = try PolicyDocument(parsing: text)
        #expect(document.principals.map(\.text) == ["AIDA1", "xyz", "*", "AIDA1", "AIDA1"])
        #expect(document.text { $0 } == text)
        let rewritten = document.text { $0 == "AIDA1" ? "arn:\"\\\n" : $0 }
        #expect(
            rewritten == #"""
                { "Statement": [ {"Effect" : "Allow", "Principal": { "AWS" : [ "arn:\"\\\u000a" , "x\u0079z", "*" ], "Service":"AIDA1" } },
                  {"Effect": "Deny","NotPrincipal":{"AWS":"arn:\"\\\u000a"}, "Action": "AIDA1" } ] }
                """#)
        #expect(
            try PolicyDocument(parsing: rewritten).principals.map(\.text) == [
                "arn:\"\\\n", "xyz", "*", "AIDA1", "arn:\"\\\n",
            ])
    }

    @Test("Context keys are those of conditions and variables, each once")
    func contextKeys() throws {
        let body = #"""
            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:username}/${s3:x, 'd'}${*}",
              "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "${AWS:UserName}${aws:userid}"},
                            "NumericEquals": {"aws:principaltag/team": "${aws:no}"}, "Null": {"b:c": true}}}
            """#
        #expect(
            try PolicyDocument(parsing: "{\"Version\": \"2012-10-17\", \(body)}").contextKeys
                == ["aws:username", "s3:x", "aws:PrincipalTag/Team", "aws:userid", "b:c"])
        #expect(try PolicyDocument(parsing: "{\(body)}").contextKeys == ["aws:PrincipalTag/Team", "b:c"])
    }
}
