import Foundation
import PolicyValidation
import Testing

@Suite("Documentation")
struct DocumentationTests {
    @Test("docs/lint.md lists every code with its type and meaning, and no other")
    func codes() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/lint.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = IssueCode.allCases.map { code in
            code.isOwn
                ? "| `\(code.rawValue)` | \(code.type.word) | \(code.meaning) |"
                : "| `\(code.rawValue)` | \(code.meaning) |"
        }
        #expect(rows.filter { !$0.hasPrefix("| `-") } == expected)
    }
}
