import PolicyLanguage
import PolicyValidation
import TestRandomness
import Testing

@Suite("Hostile texts")
struct HostileTextTests {
    @Test("Whatever a text says, the linter ends, and its places lie in the text")
    func mutations() throws {
        var generator = SeededGenerator(seed: 20)
        let vectors = try LintVector.all()
        let pieces = ["\"", "{", "}", "[", "]", ",", ":", "*", "${", "}", "arn:", "null", "7", "é", "\\u0000", "Not"]
        for round in 0..<600 {
            var bytes = Array(vectors[round % vectors.count].has.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                let end = min(bytes.count, place + Int.random(in: 0...6, using: &generator))
                bytes.replaceSubrange(place..<end, with: (pieces.randomElement(using: &generator) ?? "").utf8)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let kind = LintedKind.allCases[round % LintedKind.allCases.count]
            let report = LintReport(name: "x", text: text, findings: Shipped.linter.findings(in: text, as: kind))
            let length = text.utf8.count
            #expect(report.findings.allSatisfy { $0.places.allSatisfy { $0.range.end.offset <= length } })
            #expect(!report.lines(.plain).isEmpty)
        }
    }
}
