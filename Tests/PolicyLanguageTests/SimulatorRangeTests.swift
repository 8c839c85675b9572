import PolicyLanguage
import Testing

/// What AWS's policy simulator answered for each text.
@Suite("Statements' places as the policy simulator counts them")
struct SimulatorRangeTests {
    private func ranges(_ text: String) throws -> [[Int]] {
        try PolicyDocument(parsing: text).simulatorRanges.map {
            [$0.start.line, $0.start.column, $0.end.line, $0.end.column]
        }
    }

    @Test("In a list the first begins behind the bracket, each other where the one before it ends")
    func list() throws {
        let one = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        #expect(try ranges(one) == [[1, 38, 1, 84]])
        let two =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Sid":"First"},{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Sid":"Second"}]}"#
        #expect(try ranges(two) == [[1, 38, 1, 109], [1, 109, 1, 182]])
    }

    @Test("Where there is no list, the statement begins behind its own brace")
    func single() throws {
        let text = #"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#
        #expect(try ranges(text) == [[1, 16, 1, 77]])
    }

    private let pretty = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "s3:GetObject",
              "Resource": "*",
              "Sid": "First"
            },
            {
              "Effect": "Deny",
              "Action": "s3:PutObject",
              "Resource": "*",
              "Sid": "Second"
            }
          ]
        }
        """

    @Test("Lines are counted, whatever ends them")
    func lines() throws {
        let expected = [[3, 17, 9, 6], [9, 6, 15, 6]]
        #expect(try ranges(pretty) == expected)
        #expect(try ranges(pretty.replacing("\n", with: "\r\n")) == expected)
        #expect(try ranges(pretty.replacing("\n", with: "\r")) == expected)
        #expect(try ranges(" \r\n" + pretty) == expected.map { [$0[0] + 1, $0[1], $0[2] + 1, $0[3]] })
    }

    @Test("Columns are characters, not bytes")
    func characters() throws {
        let ascii = #"{"Id": "cafe", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
        #expect(try ranges(ascii.replacing("cafe", with: "café")) == ranges(ascii))
    }
}
