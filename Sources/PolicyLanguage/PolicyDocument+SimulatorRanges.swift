extension PolicyDocument {
    /// Where each statement stands, as AWS's policy simulator counts it.
    ///
    /// AWS: a statement begins where what stands before it ends: behind the bracket that opens the list, behind the
    /// statement before it, or, where there is one statement and no list, behind its own opening brace. It ends behind
    /// its closing brace. Lines and columns count from 1, columns in characters; a carriage return by itself ends a
    /// line too. Source: the API reference's examples, and answers of the service to policies in every layout.
    public var simulatorRanges: [SourceRange] {
        var counter = LineCounter(text)
        var ranges: [SourceRange] = []
        var end: SourcePosition?
        for statement in statements {
            let start = end ?? counter.position(at: startOfFirst(statement, in: counter.bytes))
            let next = counter.position(at: statement.range.end.offset)
            ranges.append(SourceRange(start: start, end: next))
            end = next
        }
        return ranges
    }

    /// Behind the bracket of the list, or behind the statement's own brace.
    private func startOfFirst(_ statement: PolicyStatement, in bytes: [UInt8]) -> Int {
        let brace = statement.range.start.offset
        let before = bytes[..<brace].lastIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let before, bytes[before] == UInt8(ascii: "[") else { return brace + 1 }
        return before + 1
    }
}

/// Turns offsets into lines and columns, in one pass over a text.
private struct LineCounter {
    let bytes: [UInt8]
    private var position = SourcePosition.start

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The position of an offset that is not before the last one asked for.
    mutating func position(at offset: Int) -> SourcePosition {
        var (line, column) = (position.line, position.column)
        for place in position.offset..<max(offset, position.offset) {
            let byte = bytes[place]
            let isPair = byte == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0A
            if byte == 0x0A || byte == 0x0D && !isPair {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        position = SourcePosition(offset: max(offset, position.offset), line: line, column: column)
        return position
    }
}
