import PolicyValidation
import Testing

@Suite("Reports")
struct LintReportTests {
    private func report(_ text: String) -> LintReport {
        LintReport(name: "p.json", text: text, findings: Shipped.linter.findings(in: text, as: .identity))
    }

    @Test("A finding is shown with its line, a mark below it, and what to write instead")
    func text() {
        let text = """
            {"Version": "2012-10-17",
             "Statement": {"Effect": "Allow",
            \t"Action": "s3:GetObjct", "Resource": "*"}}
            """
        #expect(
            report(text).lines(.plain) == [
                "p.json:3:12: error INVALID_ACTION: No action of s3 is \"GetObjct\".",
                " 3 |  \"Action\": \"s3:GetObjct\", \"Resource\": \"*\"}}",
                "   |            ^~~~~~~~~~~~~",
                "   = Did you mean \"s3:GetObject\"?",
                "",
                "p.json: 1 error",
            ])
        #expect(report(text).lines(.coloured)[0].contains("\u{1B}[31merror INVALID_ACTION:\u{1B}[0m"))
        #expect(report(text).has(atLeast: .error))
    }

    @Test("Of a long line only what lies around the place is shown")
    func longLines() {
        let actions = (0..<40).map { "\"s3:GetObject\($0)\"" }.joined(separator: ",")
        let lines = report(
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":[\#(actions)],"Resource":"*"}}"#
        )
        .lines(.plain)
        let source = lines.filter { $0.hasPrefix(" 1 | ") }
        #expect(!source.isEmpty)
        #expect(source.allSatisfy { $0.count <= 110 })
        for (line, marks) in zip(lines, lines.dropFirst()) where line.hasPrefix(" 1 | ") {
            let start = marks.firstIndex(of: "^").map { marks.distance(from: marks.startIndex, to: $0) } ?? 0
            #expect(line.dropFirst(start).hasPrefix("\"s3:GetObject"))
        }
    }

    @Test("Nothing found is said, and further places are named")
    func summaries() {
        #expect(
            report(
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}"#
            ).lines(.plain) == ["p.json: nothing found"])
        let lines = report(
            #"{"Statement": [{"Sid": "", "Effect": "Deny", "Action": ["s3:*", "s3:a*", "s3:b*"], "Resource": "*"}]}"#
        ).lines(.plain)
        #expect(lines.last == "p.json: 1 warning, 2 suggestions")
        #expect(lines.contains { $0.hasSuffix("= see also 1:74") })
    }
}
