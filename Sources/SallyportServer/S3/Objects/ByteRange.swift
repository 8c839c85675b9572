import AWSTypes

/// The bytes that a request asks for, by the header field `Range`.
///
/// Source: RFC 9110, section 14; S3 API Reference, "GetObject": one range at a time.
enum ByteRange: Equatable {
    /// From a byte on, to another, which is included, or to the end.
    case from(Int64, through: Int64?)
    /// The last so many bytes.
    case last(Int64)

    /// Reads the field; nil where it is none that S3 heeds: another unit, several ranges, no numbers.
    init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes=") else { return nil }
        let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let numbers = ends.map { ByteRange.number($0) }
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, false):
            guard let count = numbers[1] else { return nil }
            self = .last(count)
        case (false, true):
            guard let first = numbers[0] else { return nil }
            self = .from(first, through: nil)
        case (false, false):
            guard let first = numbers[0], let last = numbers[1], first <= last else { return nil }
            self = .from(first, through: last)
        case (true, true): return nil
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        let text = text.trimming(" ")
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.utf8.count > 18 ? .max : Int64(text)
    }

    /// The bytes of something of that length; nil: there are none of them.
    func bytes(of size: Int64) -> Range<Int64>? {
        switch self {
        case .from(let first, let last):
            guard first < size else { return nil }
            return first..<min(size, last.map { $0 == .max ? .max : $0 + 1 } ?? size)
        case .last(let count):
            guard count > 0, size > 0 else { return nil }
            return max(0, size - count)..<size
        }
    }
}

extension Substring {
    fileprivate func trimming(_ space: Character) -> Substring {
        var text = drop { $0 == space }
        while text.last == space { text.removeLast() }
        return text
    }
}
