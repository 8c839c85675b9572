import TestRandomness
import Testing

@testable import S3Checksums

@Suite("S3 checksums")
struct S3ChecksumsTests {
    private func checksum(_ algorithm: ChecksumAlgorithm, _ bytes: some Sequence<UInt8>, step: Int = .max) -> Checksum {
        var running = RunningChecksum(algorithm)
        let bytes = Array(bytes)
        var start = 0
        while start < bytes.count {
            let end = step < bytes.count - start ? start + step : bytes.count
            bytes[start..<end].withUnsafeBytes { running.update($0) }
            start = end
        }
        return running.checksum
    }

    private func hexadecimal(_ checksum: Checksum) -> String {
        checksum.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // Sources: the check values of the catalogue of parametrised CRC algorithms; the rest is what `sha1sum` and its
    // like print.
    @Test(
        "The digits 1 to 9 have the published check values",
        arguments: [
            (ChecksumAlgorithm.crc32, "cbf43926"),
            (.crc32c, "e3069283"),
            (.crc64nvme, "ae8b14860a799888"),
            (.sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
            (.md5, "25f9e794323b453885f5181f1b624d0b"),
        ])
    func checkValues(algorithm: ChecksumAlgorithm, expected: String) {
        #expect(hexadecimal(checksum(algorithm, "123456789".utf8)) == expected)
    }

    // Source: RFC 3720, B.4.
    @Test(
        "CRC-32C agrees with the vectors of iSCSI",
        arguments: [
            ([UInt8](repeating: 0, count: 32), "8a9136aa"), ([UInt8](repeating: 0xFF, count: 32), "62a8ab43"),
            ([UInt8](0...31), "46dd794e"), ([UInt8]((0...31).reversed()), "113fdb5c"),
        ] as [([UInt8], String)])
    func iSCSI(bytes: [UInt8], expected: String) {
        #expect(hexadecimal(checksum(.crc32c, bytes)) == expected)
    }

    // Source: the vectors in the NVM Command Set Specification, "64b CRC".
    @Test(
        "CRC-64 agrees with the vectors of NVMe",
        arguments: [(0x00 as UInt8, "6482d367eb22b64e"), (0xFF, "c0ddba7302eca3ac")])
    func nvme(byte: UInt8, expected: String) {
        let bytes = [UInt8](repeating: byte, count: 4096)
        #expect(hexadecimal(checksum(.crc64nvme, bytes)) == expected)
    }

    @Test("How bytes are cut into pieces does not matter", arguments: ChecksumAlgorithm.allCases)
    func pieces(algorithm: ChecksumAlgorithm) {
        var chance = SeededGenerator(seed: 3)
        let bytes = (0..<1000).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
        let whole = checksum(algorithm, bytes)
        for step in [1, 3, 7, 8, 9, 64, 999] { #expect(checksum(algorithm, bytes, step: step) == whole) }
    }

    @Test("The checksums of parts make that of the whole", arguments: ChecksumAlgorithm.allCases, [UInt64](1...20))
    func combination(algorithm: ChecksumAlgorithm, seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let parts = (0..<Int.random(in: 1...6, using: &chance)).map { _ in
            (0..<Int.random(in: 0...3000, using: &chance)).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
        }
        let combined = Checksum.fullObject(of: parts.map { (checksum(algorithm, $0), Int64($0.count)) })
        #expect(combined == (algorithm.combines ? checksum(algorithm, parts.joined()) : nil), "seed \(seed)")
    }

    @Test("A composite checksum is that of the parts' checksums")
    func composite() {
        let parts = ["one", "two"].map { checksum(.sha256, $0.utf8) }
        #expect(Checksum.composite(of: parts) == checksum(.sha256, parts.flatMap(\.bytes)))
        #expect(Checksum.composite(of: []) == nil)
        #expect(Checksum.composite(of: [parts[0], checksum(.sha1, [])]) == nil)
    }

    @Test("A text that is no checksum of the algorithm is refused", arguments: ["", "y/Q5Jg", "y/Q5JgA=", "?"])
    func malformed(text: String) {
        #expect(Checksum(.crc32, base64: text) == nil)
        #expect(Checksum(.crc32, base64: "y/Q5Jg==")?.base64 == "y/Q5Jg==")
    }
}
