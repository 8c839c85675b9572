/// A cyclic redundancy check that reads bytes from their low bit on, starts with all bits set, and ends by turning
/// all bits over: CRC-32, CRC-32C and CRC-64/NVME are of this kind.
///
/// Eight bytes are taken at a time, each through a table of its own.
struct CyclicRedundancyCheck<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    private let polynomial: Word
    private let tables: [Word]

    /// The check of a polynomial, whose bits are in reverse.
    init(reversedPolynomial polynomial: Word) {
        self.polynomial = polynomial
        var tables = [Word](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var word = Word(byte)
            for _ in 0..<8 { word = word & 1 == 0 ? word >> 1 : word >> 1 ^ polynomial }
            tables[byte] = word
        }
        for place in 256..<(8 * 256) {
            let before = tables[place - 256]
            tables[place] = before >> 8 ^ tables[Int(truncatingIfNeeded: before & 0xFF)]
        }
        self.tables = tables
    }

    /// The check of what had this one, with `bytes` after it; that of nothing is 0.
    func check(_ check: Word, followedBy bytes: UnsafeRawBufferPointer) -> Word {
        tables.withUnsafeBufferPointer { table in
            var word = ~check
            var place = 0
            while place + 8 <= bytes.count {
                let next = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                let mixed = next ^ UInt64(truncatingIfNeeded: word)
                let low = entry(table, 0x700, mixed) ^ entry(table, 0x600, mixed >> 8)
                let middle = entry(table, 0x500, mixed >> 16) ^ entry(table, 0x400, mixed >> 24)
                let high = entry(table, 0x300, mixed >> 32) ^ entry(table, 0x200, mixed >> 40)
                let top = entry(table, 0x100, mixed >> 48) ^ entry(table, 0, mixed >> 56)
                word = low ^ middle ^ high ^ top
                place += 8
            }
            while place < bytes.count {
                word = word >> 8 ^ table[Int(truncatingIfNeeded: word & 0xFF) ^ Int(bytes[place])]
                place += 1
            }
            return ~word
        }
    }

    /// The word for a low byte in the table that begins there.
    @inline(__always)
    private func entry(_ table: UnsafeBufferPointer<Word>, _ start: Int, _ bits: UInt64) -> Word {
        table[start | Int(truncatingIfNeeded: bits & 0xFF)]
    }

    /// The check of two pieces in a row, of which only the checks and the second's length are known.
    func check(_ first: Word, followedBy second: Word, ofLength length: Int64) -> Word {
        // Each byte of the second piece multiplies the first's remainder by x^8; squares give the powers.
        var power = one >> 8
        var factor = one
        var rest = UInt64(bitPattern: max(length, 0))
        while rest > 0 {
            if rest & 1 == 1 { factor = product(factor, power) }
            power = product(power, power)
            rest >>= 1
        }
        return product(first, factor) ^ second
    }

    /// The polynomial 1, with its bits in reverse.
    private var one: Word { 1 << (Word.bitWidth - 1) }

    /// The product of two polynomials, reduced.
    private func product(_ first: Word, _ second: Word) -> Word {
        var product: Word = 0
        var shifted = second
        var bit = one
        while bit != 0 {
            if first & bit != 0 { product ^= shifted }
            shifted = shifted & 1 == 0 ? shifted >> 1 : shifted >> 1 ^ polynomial
            bit >>= 1
        }
        return product
    }
}

/// The checks that S3 knows.
///
/// Source: the catalogue of parametrised CRC algorithms: CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME.
enum CyclicRedundancyChecks {
    static let crc32 = CyclicRedundancyCheck<UInt32>(reversedPolynomial: 0xEDB8_8320)
    static let crc32c = CyclicRedundancyCheck<UInt32>(reversedPolynomial: 0x82F6_3B78)
    static let crc64nvme = CyclicRedundancyCheck<UInt64>(reversedPolynomial: 0x9A6C_9329_AC4B_C9B5)
}
