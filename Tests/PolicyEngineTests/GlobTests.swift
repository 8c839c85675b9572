import PolicyLanguage
import TestRandomness
import Testing

@testable import PolicyEngine

@Suite("Patterns over bytes")
struct GlobTests {
    private func matches(_ pattern: String, _ text: String) -> Bool {
        let encoded = Glob.encode(PolicyTemplate(pattern, wildcards: true, variables: false)) ?? []
        return encoded.withUnsafeBufferPointer { encoded in text.withBytes { Glob.matches(encoded, $0) } }
    }

    @Test("Patterns and texts of few letters match as a table of all prefixes says")
    func exhaustive() {
        var random = SeededGenerator(seed: UInt64.random(in: 0..<1_000_000_000))
        for _ in 0..<50_000 {
            let pattern = String(
                (0..<Int.random(in: 0...7, using: &random)).map { _ in "aabé**?".randomElement(using: &random) ?? "a" })
            let text = String(
                (0..<Int.random(in: 0...8, using: &random)).map { _ in "aabé😀".randomElement(using: &random) ?? "a" })
            if matches(pattern, text) != ReferencePattern(wildcards: pattern).matches(text) {
                Issue.record("\(pattern) and \(text)")
            }
        }
    }

    @Test("Hostile patterns of 2 KB end at once: no choice is ever taken back")
    func hostile() {
        let text = String(repeating: "a", count: 2048)
        #expect(!matches(String(repeating: "a*", count: 1024) + "b", text))
        #expect(!matches(String(repeating: "*a", count: 1024) + "*b", text))
        #expect(matches(String(repeating: "a*", count: 1024), text))
        #expect(!matches("*" + String(repeating: "a", count: 1023) + "b*", text))
        #expect(!matches(String(repeating: "?*", count: 1024) + "b", text))
        #expect(!matches(String(repeating: "*?", count: 1025), String(repeating: "a", count: 1024)))
        #expect(matches(String(repeating: "*", count: 2048), text))
    }
}
