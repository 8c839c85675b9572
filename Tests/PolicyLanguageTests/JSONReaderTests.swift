import Testing

@testable import PolicyLanguage

@Suite("JSON reader")
struct JSONReaderTests {
    private func failure(_ text: String) -> PolicySyntaxError? {
        do throws(PolicySyntaxError) {
            _ = try JSONReader.read(text.utf8)
            return nil
        } catch {
            return error
        }
    }

    @Test("Every kind of value is read, with its place")
    func values() throws {
        let json = try JSONReader.read("{\n \"a\": [1.50, \"é\", true, null, {}]\n}".utf8)
        let elements = try #require(json["a"]?.elements)
        #expect(elements.map(\.content) == [.number("1.50"), .string("é"), .boolean(true), .null, .object([])])
        #expect(elements[0].range.start == SourcePosition(offset: 9, line: 2, column: 8))
        #expect(elements[1].range.start.column == 14)
        // The letter é has two bytes, and is one column.
        #expect(elements[1].range.end == SourcePosition(offset: 19, line: 2, column: 17))
        #expect(json.range.end == SourcePosition(offset: 38, line: 3, column: 2))
    }

    @Test("Escapes are resolved, surrogate pairs joined")
    func escapes() throws {
        let json = try JSONReader.read(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000""#.utf8)
        #expect(json.string == "\"\\/\u{8}\u{C}\n\r\té😀\0")
    }

    @Test(
        "What is not JSON is refused where it goes wrong",
        arguments: [
            ("", 1, 1), ("{", 1, 2), ("{\"a\" 1}", 1, 6), ("{\"a\":1,}", 1, 8), ("[1,]", 1, 4), ("[1 2]", 1, 4),
            ("01", 1, 2),
            ("1.", 1, 3), ("-", 1, 2), ("1e", 1, 3), ("tru", 1, 4), ("nul1", 1, 4), ("\"a", 1, 3), ("\"\\x\"", 1, 3),
            ("\"\\u12g4\"", 1, 6), ("\"\\ud800\"", 1, 8), ("\"\\udc00x\"", 1, 8), ("\"a\nb\"", 1, 3), ("{} {}", 1, 4),
            ("'a'", 1, 1),
            ("{\n\n  a: 1}", 3, 3), ("\u{FEFF}{}", 1, 1),
        ])
    func invalid(text: String, line: Int, column: Int) throws {
        let error = try #require(failure(text))
        #expect(error.fault == .invalidJSON)
        #expect((error.position.line, error.position.column) == (line, column))
        #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
    }

    @Test("A member that stands twice is refused, even when its name is escaped")
    func duplicates() throws {
        let error = try #require(failure(#"{"a": 1, "\u0061": 2}"#))
        #expect(error.fault == .duplicateMember("a"))
        #expect(error.position.column == 10)
        #expect(failure(#"{"a": 1, "A": 2}"#) == nil)
    }

    @Test("Nesting is limited to 64 levels, and any depth fails cleanly")
    func nesting() throws {
        #expect(failure(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == nil)
        #expect(
            failure(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))?.fault == .nestingTooDeep)
        #expect(failure(String(repeating: "{\"a\":", count: 1_000_000))?.fault == .nestingTooDeep)
    }

    @Test("Bytes that are no UTF-8 are refused")
    func invalidUTF8() {
        #expect(throws: PolicySyntaxError.self) { try JSONReader.read([0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: PolicySyntaxError.self) { try JSONReader.read([0xFF]) }
    }
}
