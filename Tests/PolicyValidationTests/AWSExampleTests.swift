import Foundation
import PolicyValidation
import Testing

@Suite("AWS's own example")
struct AWSExampleTests {
    /// The policy of the AWS CLI's page on `accessanalyzer validate-policy`.
    private let policy = """
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "",
                    "Effect": "Allow",
                    "Principal": {
                        "Federated": "cognito-identity.amazonaws.com"
                    },
                    "Action": [
                        "sts:AssumeRole",
                        "sts:TagSession"
                    ],
                    "Condition": {
                        "StringEquals": {
                            "cognito-identity.amazonaws.com:aud": "us-west-2_EXAMPLE"
                        }
                    }
                }
            ]
        }
        """

    private struct Report: Decodable {
        let findings: [Finding]

        struct Finding: Decodable {
            let findingType: String
            let issueCode: String
            let learnMoreLink: String
            let locations: [Location]
        }

        struct Location: Decodable {
            let path: [Element]
            let span: Span
        }

        struct Element: Decodable, Equatable {
            var value: String?
            var index: Int?
            var key: String?
        }

        struct Span: Decodable {
            let start: Position
            let end: Position
        }

        struct Position: Decodable, Equatable {
            let line: Int
            let column: Int
            let offset: Int
        }
    }

    @Test("The findings are AWS's, with its types, paths, lines and columns")
    func findings() throws {
        let report = LintReport(
            name: "policy", text: policy, findings: Shipped.linter.findings(in: policy, as: .trust))
        let read = try JSONDecoder().decode(Report.self, from: JSONEncoder().encode(report))
        let codes = read.findings.map { "\($0.findingType) \($0.issueCode)" }
        #expect(
            codes.sorted() == [
                "ERROR MISMATCHED_ACTION_FOR_PRINCIPAL", "ERROR UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
                "SUGGESTION EMPTY_SID_VALUE",
            ])
        let sid = try #require(read.findings.first { $0.issueCode == "EMPTY_SID_VALUE" })
        #expect(
            sid.learnMoreLink == "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-"
                + "checks.html#access-analyzer-reference-policy-checks-suggestion-empty-sid-value")
        #expect(
            sid.locations[0].path == [.init(value: "Statement"), .init(index: 0), .init(value: "Sid")])
        #expect(sid.locations[0].span.start == .init(line: 5, column: 19, offset: 79))
        #expect(sid.locations[0].span.end == .init(line: 5, column: 21, offset: 81))
        let mismatch = try #require(read.findings.first { $0.issueCode == "MISMATCHED_ACTION_FOR_PRINCIPAL" })
        #expect(
            mismatch.locations[0].path
                == [.init(value: "Statement"), .init(index: 0), .init(value: "Action"), .init(index: 0)])
        #expect(mismatch.locations[0].span.start == .init(line: 11, column: 16, offset: 258))
        #expect(
            mismatch.locations[1].path
                == [.init(value: "Statement"), .init(index: 0), .init(value: "Principal"), .init(value: "Federated")])
        #expect(mismatch.locations[1].span.start == .init(line: 8, column: 29, offset: 170))
        #expect(mismatch.locations[1].span.end == .init(line: 8, column: 61, offset: 202))
        let unsupported = try #require(
            read.findings.first { $0.issueCode == "UNSUPPORTED_ACTION_FOR_CONDITION_KEY" })
        #expect(unsupported.locations[0].span.start == .init(line: 12, column: 16, offset: 292))
        #expect(unsupported.locations[0].span.end == .init(line: 12, column: 32, offset: 308))
    }
}
