import AWSTypes
import Authentication
import TestRandomness
import Testing

@Suite("Key rings")
struct KeyRingTests {
    private let now = Timestamp(seconds: 1_795_509_000)
    private let content = Array("a secret".utf8)

    @Test("What was sealed opens again", arguments: SealingPurpose.allCases)
    func roundTrip(purpose: SealingPurpose) throws {
        var entropy = SeededGenerator(seed: 1)
        let ring = KeyRing(created: now, entropy: &entropy)
        for length in [0, 1, 15, 16, 17, 5000] {
            let content = [UInt8](repeating: 7, count: length)
            let record = ring.seal(content, for: purpose, context: [1, 2], entropy: &entropy)
            #expect(record.count == length + KeyRing.overhead)
            #expect(try ring.open(record, for: purpose, context: [1, 2]) == content)
        }
    }

    @Test("A record opens for its own purpose only")
    func purposes() throws {
        var entropy = SeededGenerator(seed: 2)
        let ring = KeyRing(created: now, entropy: &entropy)
        for purpose in SealingPurpose.allCases {
            let record = ring.seal(content, for: purpose, entropy: &entropy)
            for other in SealingPurpose.allCases where other != purpose {
                #expect(throws: SealedRecordFailure.tampered) { try ring.open(record, for: other) }
            }
        }
    }

    @Test("A record opens in its own context only")
    func contexts() {
        var entropy = SeededGenerator(seed: 3)
        let ring = KeyRing(created: now, entropy: &entropy)
        let record = ring.seal(content, for: .secretKeyAtRest, context: Array("AKIA1".utf8), entropy: &entropy)
        for context in ["AKIA2", "", "AKIA11"] {
            #expect(throws: SealedRecordFailure.tampered) {
                try ring.open(record, for: .secretKeyAtRest, context: Array(context.utf8))
            }
        }
    }

    @Test("No bit of a record can be changed, and none cut off")
    func tampering() throws {
        var entropy = SeededGenerator(seed: 4)
        let ring = KeyRing(created: now, entropy: &entropy)
        let record = ring.seal(content, for: .sessionToken, entropy: &entropy)
        for bit in 0..<(record.count * 8) {
            var changed = record
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SealedRecordFailure.self) { try ring.open(changed, for: .sessionToken) }
        }
        for length in 0..<record.count {
            #expect(throws: SealedRecordFailure.self) {
                try ring.open(Array(record.prefix(length)), for: .sessionToken)
            }
        }
        #expect(throws: SealedRecordFailure.tampered) { try ring.open(record + [0], for: .sessionToken) }
    }

    @Test("The same content sealed twice gives two records")
    func freshness() {
        var entropy = SeededGenerator(seed: 5)
        let ring = KeyRing(created: now, entropy: &entropy)
        let one = ring.seal(content, for: .pagination, entropy: &entropy)
        let other = ring.seal(content, for: .pagination, entropy: &entropy)
        #expect(one.prefix(5) == other.prefix(5))
        #expect(zip(one.dropFirst(5), other.dropFirst(5)).filter { $0 == $1 }.count < 8)
    }

    @Test("After a rotation the new key seals, and both open")
    func rotation() throws {
        var entropy = SeededGenerator(seed: 6)
        var ring = KeyRing(created: now, entropy: &entropy)
        let old = ring
        let before = ring.seal(content, for: .sessionToken, entropy: &entropy)
        ring.rotate(at: now + 60, entropy: &entropy)
        let after = ring.seal(content, for: .sessionToken, entropy: &entropy)
        #expect(try ring.open(before, for: .sessionToken) == content)
        #expect(try ring.open(after, for: .sessionToken) == content)
        #expect(throws: SealedRecordFailure.unknownKey) { try old.open(after, for: .sessionToken) }
        #expect(ring.creationDates == [now + 60, now])
    }

    @Test("A forgotten key opens nothing, and the newest is never forgotten")
    func forgetting() {
        var entropy = SeededGenerator(seed: 7)
        var ring = KeyRing(created: now, entropy: &entropy)
        let before = ring.seal(content, for: .sessionToken, entropy: &entropy)
        ring.rotate(at: now + 60, entropy: &entropy)
        ring.forgetKeys(replacedBefore: now + 60)
        #expect(ring.creationDates == [now + 60, now])
        ring.forgetKeys(replacedBefore: now + 61)
        #expect(ring.creationDates == [now + 60])
        #expect(throws: SealedRecordFailure.unknownKey) { try ring.open(before, for: .sessionToken) }
        ring.rotate(at: now + 120, entropy: &entropy)
        ring.forgetReplacedKeys()
        #expect(ring.creationDates == [now + 120])
    }

    @Test("A ring that was written to its key file and read again opens the same records")
    func keyFile() throws {
        var entropy = SeededGenerator(seed: 8)
        var ring = KeyRing(created: now, entropy: &entropy)
        let first = ring.seal(content, for: .sessionToken, entropy: &entropy)
        ring.rotate(at: now + 60, entropy: &entropy)
        let second = ring.seal(content, for: .sessionToken, entropy: &entropy)
        let again = try KeyRing(exposedText: ring.exposedText)
        #expect(again.exposedText == ring.exposedText)
        #expect(try again.open(first, for: .sessionToken) == content)
        #expect(try again.open(second, for: .sessionToken) == content)
    }

    @Test("A key file that is not whole is refused, and the fault says where")
    func brokenKeyFiles() throws {
        var entropy = SeededGenerator(seed: 9)
        let ring = KeyRing(created: now, entropy: &entropy)
        let lines = ring.exposedText.split(separator: "\n").map(String.init)
        let cases: [(String, KeyFileFault)] = [
            ("", .unknownVersion), ("sallyport key ring 2\n\(lines[1])", .unknownVersion), ("\(lines[0])\n", .noKeys),
            ("\(lines[0])\n\(lines[1].dropLast(4))", .malformedLine(2)),
            ("\(lines[0])\n\(lines[1]) more", .malformedLine(2)),
            ("\(lines[0])\n\(lines[1].dropFirst())", .malformedLine(2)),
            ("\(lines[0])\n\(lines[1])\n\(lines[1])", .repeatedKey(line: 3)),
        ]
        for (text, fault) in cases {
            #expect(throws: fault) { try KeyRing(exposedText: text) }
        }
    }

    @Test("A ring does not print its keys")
    func redaction() {
        var entropy = SeededGenerator(seed: 10)
        let ring = KeyRing(created: now, entropy: &entropy)
        var text = ""
        dump(ring, to: &text)
        #expect("\(ring)" == "<key ring of 1>")
        #expect(String(reflecting: ring) == "<key ring of 1>")
        #expect(!text.contains("material"))
    }
}
