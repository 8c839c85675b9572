import AWSTypes
import SigV4
import Testing

@testable import SallyportServer

@Suite("What requests for objects say")
struct ObjectRequestTests {
    @Test(
        "A moment has the text of HTTP, and that text means the moment",
        arguments: [
            (784_111_777 as Int64, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ])
    func dates(seconds: Int64, text: String) {
        #expect(HTTPDateText.text(Timestamp(seconds: seconds)) == text)
        #expect(HTTPDateText.moment(text) == Timestamp(seconds: seconds))
    }

    @Test(
        "A range is that of one part of something of ten bytes",
        arguments: [
            ("bytes=0-0", 0..<1 as Range<Int64>?), ("bytes=3-", 3..<10), ("bytes=-4", 6..<10), ("bytes=0-99", 0..<10),
            ("bytes=-99", 0..<10), ("BYTES=1-2", 1..<3), ("bytes=10-", nil), ("bytes=-0", nil),
            ("bytes=99999999999999999999-", nil), ("bytes=0-99999999999999999999", 0..<10),
        ] as [(String, Range<Int64>?)])
    func ranges(text: String, expected: Range<Int64>?) throws {
        #expect(try #require(ByteRange(text)).bytes(of: 10) == expected)
    }

    @Test(
        "What is no range, or several, is not heeded",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=2-1", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=+1-2",
        ])
    func noRanges(text: String) {
        #expect(ByteRange(text) == nil)
    }

    @Test("Nothing of nothing can be had")
    func rangesOfNothing() {
        for text in ["bytes=0-", "bytes=-1", "bytes=0-0"] { #expect(ByteRange(text)?.bytes(of: 0) == nil) }
    }

    @Test("Entity tags are read with and without quotes")
    func entityTags() {
        #expect(EntityTags.parse("\"a\", b,W/\"c\"") == ["a", "b", "c"])
        #expect(EntityTags.contain("x", in: ["*"]))
        #expect(!EntityTags.contain("x", in: ["y"]))
    }

    @Test("A continuation token means the key it was made of, and no other text means one")
    func tokens() {
        let key = Array("é/\u{0}".utf8)
        #expect(ContinuationToken.key(of: ContinuationToken.text(key)) == key)
        for text in ["", "x", "AAAA", Base64.encode(key)] { #expect(ContinuationToken.key(of: text) == nil) }
    }
}
