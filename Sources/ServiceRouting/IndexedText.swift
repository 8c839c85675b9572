/// A text of an index, an empty line, and blocks in the index's order, each read when it is wanted.
///
/// The last word of an index line is the length of its block in bytes.
package struct IndexedText: Sendable {
    /// The index's lines, as words; the length of the block is left out.
    package let entries: [[String]]
    private let ranges: [Range<Int>]
    private let text: [UInt8]

    /// Reads the index.
    package init(_ text: [UInt8]) {
        self.text = text
        var entries: [[String]] = []
        var lengths: [Int] = []
        var place = 0
        while let end = text[place...].firstIndex(of: UInt8(ascii: "\n")), end > place {
            var words = IndexedText.words(text[place..<end])
            lengths.append(words.popLast().flatMap { Int($0) } ?? 0)
            entries.append(words)
            place = end + 1
        }
        place = min(place + 1, text.count)
        var ranges: [Range<Int>] = []
        for length in lengths {
            let end = min(place + length, text.count)
            ranges.append(place..<end)
            place = end
        }
        self.entries = entries
        self.ranges = ranges
    }

    /// Calls `body` with the words of each line of a block.
    package func forEachLine(of block: Int, _ body: ([String]) -> Void) {
        for line in text[ranges[block]].split(separator: UInt8(ascii: "\n")) { body(IndexedText.words(line)) }
    }

    private static func words(_ line: ArraySlice<UInt8>) -> [String] {
        line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
}
