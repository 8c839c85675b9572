import PolicyLanguage
import PolicyValidation
import Testing

@Suite("Findings")
struct LintVectorTests {
    @Test("Each finding is made in the policy that has it, and not in the nearest one", arguments: try LintVector.all())
    func vector(_ vector: LintVector) {
        let findings = Shipped.linter.findings(in: vector.has, as: vector.kind)
        let found = findings.filter { $0.code == vector.code }
        #expect(!found.isEmpty, "found only \(findings.map(\.code.rawValue))")
        if let place = vector.place { #expect(found.first?.excerpt(of: vector.has) == place) }
        let others = Shipped.linter.findings(in: vector.lacks, as: vector.kind)
        let wrong = others.filter { $0.code == vector.code }.map { "\($0.problem) \($0.remedy)" }
        #expect(wrong.isEmpty, "\(vector.lacks)")
    }

    @Test("Every code but those of sizes has a vector")
    func completeness() throws {
        let codes = Set(try LintVector.all().map(\.code))
        let missing = IssueCode.allCases.filter { !codes.contains($0) && !$0.rawValue.hasPrefix("POLICY_SIZE_") }
        #expect(missing == [])
    }

    @Test("A finding says in sentences what is wrong and what to write")
    func wording() throws {
        for vector in try LintVector.all() {
            for finding in Shipped.linter.findings(in: vector.has, as: vector.kind) {
                #expect(!finding.places.isEmpty)
                for sentence in [finding.problem, finding.remedy] {
                    #expect(
                        sentence.hasSuffix(".") || sentence.hasSuffix("?") || sentence.hasSuffix("…"), "\(sentence)")
                }
            }
        }
    }

    @Test("A policy too large for its kind is found, and one just small enough is not")
    func sizes() {
        let quotas: [(LintedKind, IssueCode, Int)] = [
            (.identity, .policySizeExceedsIdentityPolicyQuota, 6144),
            (.resource, .policySizeExceedsResourcePolicyQuota, 20_480),
            (.bucket, .policySizeExceedsResourcePolicyQuota, 20_480),
            (.trust, .policySizeExceedsRoleTrustPolicyQuota, 2048),
            (.serviceControl, .policySizeExceedsSCPQuota, 10_240),
            (.resourceControl, .policySizeExceedsRCPQuota, 5120),
        ]
        for (kind, code, quota) in quotas {
            let frame = #"{"Version":"2012-10-17","Statement":{"Sid":"","Effect":"Deny"}}"#
            let room = quota - frame.utf8.count
            for (extra, isFound) in [(0, false), (1, true)] {
                let sid = String(repeating: "a", count: room + extra)
                let text = frame.replacing(#""Sid":"""#, with: #""Sid":"\#(sid)""#)
                let found = Shipped.linter.findings(in: text, as: kind).contains { $0.code == code }
                #expect(found == isFound, "\(kind)")
            }
        }
        // White space does not count toward IAM's quotas, and counts toward those of organizations.
        let spaced = #"{"Version":"2012-10-17",\#(String(repeating: " ", count: 11_000))"Statement":[]}"#
        let codes = { (kind: LintedKind) in Shipped.linter.findings(in: spaced, as: kind).map(\.code) }
        #expect(!codes(.identity).contains(.policySizeExceedsIdentityPolicyQuota))
        #expect(codes(.serviceControl).contains(.policySizeExceedsSCPQuota))
    }

    @Test(
        "What is not JSON is found where it goes wrong",
        arguments: [("", 1, 1), ("{\"Version\": }", 1, 13), ("{\"Version\": 1,\n\"Version\": 2}", 2, 1)])
    func syntax(_ text: String, _ line: Int, _ column: Int) {
        let findings = Shipped.linter.findings(in: text, as: .identity)
        #expect(findings.map(\.code) == [.jsonSyntaxError])
        #expect(findings.first?.places[0].range.start.description == "\(line):\(column)")
    }

    @Test("A clean policy has no findings")
    func clean() {
        let text = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
               "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/${aws:username}/*"],
               "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}
            """
        #expect(Shipped.linter.findings(in: text, as: .identity) == [])
    }

    @Test("What a text is for is guessed from its principals and actions")
    func guesses() {
        let policy = { (principal: String, action: String) in
            LintedKind(
                guessing: #"{"Statement": {"Effect": "Allow", \#(principal) "Action": "\#(action)", "Resource": "*"}}"#)
        }
        #expect(policy("", "sts:AssumeRole") == .identity)
        #expect(policy(#""Principal": "*","#, "sts:AssumeRole") == .trust)
        #expect(policy(#""Principal": "*","#, "s3:GetObject") == .bucket)
        #expect(policy(#""Principal": "*","#, "sqs:*") == .resource)
        #expect(LintedKind(guessing: "{") == .identity)
    }
}
