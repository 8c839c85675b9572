/// The name of a file of object bytes: the folder it lies in, and chance.
///
/// It tells nothing of the object.
struct FileName: Hashable, Sendable {
    /// The folder's number.
    let batch: UInt32
    let chance: (UInt32, UInt64)

    static let length = 16

    init(batch: UInt32) {
        var entropy = SystemRandomNumberGenerator()
        self.batch = batch
        chance = (UInt32.random(in: .min ... .max, using: &entropy), UInt64.random(in: .min ... .max, using: &entropy))
    }

    /// Where it lies below the directory of objects.
    var path: String { FileName.folder(batch) + "/" + text }

    /// Its name within the folder: 24 hexadecimal digits.
    var text: String {
        func digits(_ number: some FixedWidthInteger, _ length: Int) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: length - text.count) + text
        }
        return digits(chance.0, 8) + digits(chance.1, 16)
    }

    /// Reads a file's name in a folder, or nil where it is none that this store gives.
    init?(batch: UInt32, text: String) {
        guard text.utf8.count == 24, let first = UInt32(text.prefix(8), radix: 16),
            let second = UInt64(text.dropFirst(8), radix: 16)
        else { return nil }
        self.batch = batch
        chance = (first, second)
        guard self.text == text else { return nil }
    }

    /// The name of a folder.
    static func folder(_ batch: UInt32) -> String {
        let digits = String(batch)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    static func == (one: FileName, other: FileName) -> Bool { one.batch == other.batch && one.chance == other.chance }

    func hash(into hasher: inout Hasher) {
        hasher.combine(batch)
        hasher.combine(chance.1)
    }
}

// MARK: - On disk

extension FileName {
    /// Its sixteen bytes.
    var bytes: [UInt8] {
        withUnsafeBytes(of: batch.bigEndian) { Array($0) } + withUnsafeBytes(of: chance.0.bigEndian) { Array($0) }
            + withUnsafeBytes(of: chance.1.bigEndian) { Array($0) }
    }

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == FileName.length else { return nil }
        func number<Number: FixedWidthInteger>(_ bytes: some Collection<UInt8>) -> Number {
            bytes.reduce(0) { $0 << 8 | Number($1) }
        }
        batch = number(bytes.prefix(4))
        chance = (number(bytes.dropFirst(4).prefix(4)), number(bytes.dropFirst(8)))
    }
}

/// Bytes in a row within a file.
struct Segment: Hashable, Sendable {
    let file: FileName
    let offset: Int64
    let length: Int64
}

extension [Segment] {
    /// Each segment's file, offset and length, 32 bytes.
    var stored: [UInt8] {
        flatMap { segment in
            segment.file.bytes + Swift.withUnsafeBytes(of: segment.offset.bigEndian) { Array<UInt8>($0) }
                + Swift.withUnsafeBytes(of: segment.length.bigEndian) { Array<UInt8>($0) }
        }
    }

    /// Nil where the bytes are no segments.
    init?(stored bytes: [UInt8]) {
        guard bytes.count % 32 == 0 else { return nil }
        func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
        self = []
        for start in stride(from: 0, to: bytes.count, by: 32) {
            guard let file = FileName(bytes: bytes[start..<(start + 16)]) else { return nil }
            let (offset, length) = (
                number(bytes[(start + 16)..<(start + 24)]), number(bytes[(start + 24)..<(start + 32)])
            )
            guard offset >= 0, length >= 0 else { return nil }
            append(Segment(file: file, offset: offset, length: length))
        }
    }

    /// The files that they lie in.
    var files: Set<FileName> { Set(lazy.map(\.file)) }

    /// Those that hold these bytes of the whole.
    func holding(_ range: Range<Int64>) -> [Segment] {
        var start: Int64 = 0
        var found: [Segment] = []
        for segment in self {
            let (from, to) = (Swift.max(range.lowerBound, start), Swift.min(range.upperBound, start + segment.length))
            if from < to {
                found.append(Segment(file: segment.file, offset: segment.offset + from - start, length: to - from))
            }
            start += segment.length
        }
        return found
    }
}
